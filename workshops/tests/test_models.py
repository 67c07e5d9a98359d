import datetime

import pytest
from django.core.exceptions import ValidationError

from artisans.tests.factories import ArtisanFactory
from workshops.models import Channel, Membership, MembershipRole, Workshop
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "href"),
    [
        ("phone", "77 000 111", "+21677000111", "tel:+21677000111"),
        ("whatsapp", "0021620000222", "+21620000222", "https://wa.me/21620000222"),
        ("email", " a@b.tn ", "a@b.tn", "mailto:a@b.tn"),
        (
            "facebook",
            "https://www.facebook.com/cuivre.kairouan/?ref=1",
            "cuivre.kairouan",
            "https://www.facebook.com/cuivre.kairouan",
        ),
        (
            "instagram",
            "@cuivre_kairouan",
            "cuivre_kairouan",
            "https://www.instagram.com/cuivre_kairouan",
        ),
    ],
)
def test_channel_is_kept_in_one_form(kind, typed, kept, href):
    channel = Channel(workshop=WorkshopFactory(), person=ArtisanFactory(), kind=kind, value=typed)
    channel.full_clean()
    assert (channel.value, channel.href) == (kept, href)


@pytest.mark.parametrize(
    ("kind", "typed"), [("phone", "12345678"), ("email", "a@"), ("facebook", "javascript:alert(1)")]
)
def test_channel_that_leads_nowhere_is_refused(kind, typed):
    with pytest.raises(ValidationError) as refused:
        Channel(
            workshop=WorkshopFactory(), person=ArtisanFactory(), kind=kind, value=typed
        ).full_clean()
    assert set(refused.value.error_dict) == {"value"}


def test_workshop_is_kept_by_its_owners_and_helpers_who_are_still_there():
    salah, mbarka, hedi, nour = ArtisanFactory.create_batch(4)
    workshop, other = WorkshopFactory.create_batch(2)
    role = MembershipRole
    Membership.objects.create(workshop=workshop, artisan=salah, role=role.OWNER)
    Membership.objects.create(workshop=workshop, artisan=mbarka, role=role.HELPER)
    Membership.objects.create(workshop=workshop, artisan=hedi, role=role.WORKER)
    Membership.objects.create(
        workshop=other, artisan=salah, role=role.OWNER, until=datetime.date(2026, 1, 1)
    )
    kept = {
        person: list(Workshop.objects.managed_by(person)) for person in (salah, mbarka, hedi, nour)
    }
    assert kept == {salah: [workshop], mbarka: [workshop], hedi: [], nour: []}
