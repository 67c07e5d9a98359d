"""A living person whom a family names as a master is told once, and answers for it."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import Spokesperson
from artisans.tests.factories import (
    ArtisanFactory,
    ConsentFactory,
    FamilyFactory,
    LearnedFromFactory,
)
from kairouan.accounts.models import User
from kairouan.common.work.outbox import OutgoingMessage
from kairouan.review.models import Notice
from kairouan.review.proposals import open_proposal
from workshops.tests.screens import sign_in, type_in

pytestmark = pytest.mark.django_db
HOME, ANSWERS = "space:home", "space:own_consents"


@pytest.fixture
def family():
    return FamilyFactory(published=True, name_fr="Rezgui", name_ar="الرزقي")


@pytest.fixture
def salah(client, family):
    person = sign_in(client, ArtisanFactory(name_fr="Salah", family=family))
    Spokesperson.objects.create(family=family, artisan=person)
    return person


@pytest.fixture
def taieb(family):
    account = User.objects.create_user(email="taieb@tests.example", language="ar")
    return ArtisanFactory(name_fr="Taïeb", family=family, account=account)


def tell(client, family, pupil, master):
    """The family says who learned from whom; an officer publishes it."""
    links = reverse("space:family_links", args=[family.pk])
    typed = {"pupil_new": str(pupil.pk), "master_new": str(master.pk), "source_fr_new": "Récit"}
    type_in(client, links, **typed)
    client.post(reverse("space:family_send", args=[family.pk]))
    client.force_login(User.objects.get(is_superuser=True))
    proposal = open_proposal(family)
    page = reverse("admin:review_proposal_change", args=[proposal.pk])
    client.post(page, {"decision": "approve", "version": proposal.version})


def told(person) -> list[str]:
    return [notice.kind for notice in Notice.objects.filter(user=person.account)]


def test_master_is_told_once_in_their_language_when_it_is_published(
    client, officer, family, salah, taieb
):
    mbarka = ArtisanFactory(family=family)
    links = reverse("space:family_links", args=[family.pk])
    typed = {"pupil_new": str(salah.pk), "master_new": str(taieb.pk), "source_fr_new": "Récit"}
    type_in(client, links, **typed)
    assert told(taieb) == [], "nobody has read it yet"
    tell(client, family, salah, taieb)
    assert told(taieb) == ["named"]
    message = OutgoingMessage.objects.get(to="taieb@tests.example")
    assert "الرزقي" in message.text and "Salah" not in message.text
    sign_in(client, salah)
    tell(client, family, mbarka, taieb)
    assert told(taieb) == ["named"]


@pytest.mark.parametrize("who", ["dead", "without an account", "who speaks for the family"])
def test_nobody_else_is_told(client, officer, family, salah, who):
    master = ArtisanFactory(family=family, is_living=who != "dead")
    if who != "without an account":
        master.account = User.objects.create_user(email="m@tests.example")
        master.save()
    if who == "who speaks for the family":
        Spokesperson.objects.create(family=family, artisan=master)
    tell(client, family, salah, master)
    assert not Notice.objects.filter(kind="named").exists()


@pytest.mark.parametrize("answer", [{"item": "name", "answer": "yes"}, {"read": ""}])
def test_space_says_it_until_it_is_answered(client, family, salah, taieb, answer):
    LearnedFromFactory(pupil=salah, master=taieb, family=family)
    family.tell_others()
    sign_in(client, taieb)
    assertContains(client.get(reverse(HOME)), "vous nomme parmi ses maîtres")
    client.post(reverse("space:notices_read"))
    home = client.get(reverse(HOME))
    assert [notice.record for notice, _address in home.context["asked"]] == [family]
    assert home.context["asked"][0][1] == reverse(ANSWERS)
    screen = client.get(reverse(ANSWERS))
    assertContains(screen, "J’ai lu")
    assertNotContains(screen, "Salah")  # who has not agreed to be named
    ConsentFactory(artisan=salah)
    assertContains(client.get(reverse(ANSWERS)), "Salah")
    client.post(reverse(ANSWERS), answer)
    assert client.get(reverse(HOME)).context["asked"] == []
    assertNotContains(client.get(reverse(ANSWERS)), "J’ai lu")
    assert taieb.consents.in_force().exists() == ("item" in answer)


def test_link_written_on_the_desk_is_told_too(officer, family, taieb):
    salah = ArtisanFactory(family=family)
    address = reverse("admin:artisans_learnedfrom_add")
    typed = {"pupil": salah.pk, "master": taieb.pk, "is_drawn": "on", "source_fr": "Récit"}
    assert officer.post(address, typed).status_code == 302
    assert told(taieb) == ["named"]
