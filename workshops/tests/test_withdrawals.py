"""A person telephones: the officer withdraws what they agreed to, and it is gone at the
next request.
"""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from reversion.models import Version

from artisans.models import Consent
from artisans.tests.factories import ArtisanFactory, ConsentFactory
from kairouan.accounts.models import User
from workshops.models import Membership
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db

WORD = "Salah lui-même, par téléphone"


@pytest.fixture
def salah():
    person = ArtisanFactory(
        name_fr="Salah Zouari", account=User.objects.create_user(phone="+21698123456")
    )
    Membership.objects.create(
        workshop=WorkshopFactory(published=True, responsible=person), artisan=person
    )
    for item in (Consent.Item.NAME, Consent.Item.PORTRAIT):
        ConsentFactory(artisan=person, item=item)
    return person


def page_of(person) -> str:
    return reverse("admin:artisans_artisan_withdraw", args=[person.pk])


def of(person, item) -> Consent:
    return person.consents.get(item=item)


def test_withdrawn_name_is_gone_at_the_very_next_request(officer, client, salah, in_tunis):
    in_tunis(datetime.date(2026, 3, 2))
    public = salah.answers_for.get().get_absolute_url()
    reader = {"headers": {"accept-encoding": "gzip"}}
    for _kept in range(2):
        assert "Salah Zouari" in client.get(public).content.decode()
        first = client.get(public, **reader)
    answer = officer.post(page_of(salah), {"consents": [of(salah, "name").pk], "word": WORD})
    assertRedirects(answer, reverse("admin:artisans_artisan_change", args=[salah.pk]))
    assert (
        client.get(
            public, headers={"accept-encoding": "gzip", "if-none-match": first.headers["ETag"]}
        ).status_code
        == 200
    )
    assertNotContains(client.get(public), "Salah Zouari")
    assert (of(salah, "name").withdrawn_on, of(salah, "portrait").withdrawn_on) == (
        datetime.date(2026, 3, 2),
        None,
    )


def test_history_says_who_on_whose_word(officer, salah):
    officer.post(page_of(salah), {"consents": [of(salah, "name").pk], "word": WORD})
    revision = Version.objects.get_for_object(of(salah, "name")).first().revision
    acted = revision.acted_for
    assert (revision.user.email, acted.member, acted.user, acted.word) == (
        "officer@tests.example",
        "Salah Zouari",
        salah.account,
        WORD,
    )


@pytest.mark.parametrize("missing", ["consents", "word"])
def test_without_a_word_or_a_tick_nothing_is_withdrawn(officer, salah, missing):
    sent = {"consents": [of(salah, "name").pk], "word": WORD}
    del sent[missing]
    assertContains(officer.post(page_of(salah), sent), "À corriger")
    assert salah.consents.in_force().count() == 2


def test_only_the_persons_own_consents_in_force_are_ticked(officer, salah):
    others = ConsentFactory(artisan__name_fr="Mbarka")
    past = ConsentFactory(artisan=salah, item=Consent.Item.PHONE, until=datetime.date(2026, 1, 20))
    page = officer.get(page_of(salah))
    assert set(page.context["form"].fields["consents"].queryset) == {
        of(salah, "name"),
        of(salah, "portrait"),
    }
    for consent in (others, past):
        officer.post(page_of(salah), {"consents": [consent.pk], "word": WORD})
        consent.refresh_from_db()
        assert consent.withdrawn_on is None


def test_selection_of_one_person_leads_to_the_page_with_them_ticked(officer, salah):
    chosen = {"action": "withdraw_selection", "_selected_action": [of(salah, "name").pk]}
    page = officer.post(reverse("admin:artisans_consent_changelist"), chosen, follow=True)
    assertContains(page, f'value="{of(salah, "name").pk}" id="id_consents_0" checked')
    assertNotContains(page, f'value="{of(salah, "portrait").pk}" id="id_consents_1" checked')


def test_selection_of_several_people_is_refused_in_a_sentence(officer, salah):
    chosen = {
        "action": "withdraw_selection",
        "_selected_action": [of(salah, "name").pk, ConsentFactory().pk],
    }
    answer = officer.post(reverse("admin:artisans_consent_changelist"), chosen, follow=True)
    assertContains(answer, "d’une seule personne")


def test_person_whose_page_is_open_leads_there_and_to_nothing_when_nothing_is_in_force(
    officer, salah
):
    assertContains(
        officer.get(reverse("admin:artisans_artisan_change", args=[salah.pk])),
        f'href="{page_of(salah)}"',
    )
    assertContains(officer.get(page_of(ArtisanFactory())), "Aucun accord de cette personne")


@pytest.mark.parametrize(
    ("permission", "expected"),
    [("change_consent", 200), ("view_consent", 403), ("change_artisan", 403)],
)
def test_only_who_may_change_consents_withdraws_them(client, salah, permission, expected):
    staff = User.objects.create_user(email="agent@tests.example", is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename=permission))
    client.force_login(staff)
    assert client.get(page_of(salah)).status_code == expected
    client.post(page_of(salah), {"consents": [of(salah, "name").pk], "word": WORD})
    assert salah.consents.in_force().count() == (1 if expected == 200 else 2)
