"""Agreements and people in the space."""

import datetime
import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from reversion.models import Revision, Version

from artisans.models import Consent
from artisans.tests.factories import ArtisanFactory, ConsentFactory, FamilyFactory
from kairouan.accounts.models import User
from kairouan.common.calendar import today_in_tunis
from kairouan.review.history import ActedFor
from kairouan.space.members import ACTS_FOR
from workshops.models import Channel, Membership, MembershipRole, Workshop, WorkshopPhoto
from workshops.tests.factories import WorkshopFactory

from .screens import address_of, keeps, sign_in

pytestmark = pytest.mark.django_db
Item, Role = Consent.Item, MembershipRole

SHOWN = {
    Item.NAME: "Nom-gardé",
    Item.PHONE: "77 000 111",
    Item.WHATSAPP: "wa.me/21620000222",
    Item.EMAIL: "garde@demo.example",
    Item.SOCIAL: "page-gardee",
    Item.PLACE: "Impasse-gardée",
}


@pytest.fixture
def owner(client):
    return sign_in(client, ArtisanFactory(name_fr="Nom-gardé", name_ar=""))


@pytest.fixture
def workshop(owner, media):
    workshop = WorkshopFactory(
        published=True,
        responsible=owner,
        address_fr="Impasse-gardée",
        name_fr="Atelier de la porte",
    )
    keeps(owner, workshop)
    for kind, value in (
        ("phone", "+21677000111"),
        ("whatsapp", "+21620000222"),
        ("email", "garde@demo.example"),
        ("facebook", "page-gardee"),
    ):
        Channel.objects.create(workshop=workshop, person=owner, kind=kind, value=value)
    return workshop


def say(client, workshop, item, answer):
    return client.post(address_of("consents", workshop), {"item": item, "answer": answer})


@pytest.mark.parametrize("item", SHOWN)
def test_agreement_given_then_withdrawn_changes_the_page_at_once(client, workshop, owner, item):
    public = client.get(workshop.get_absolute_url()).content
    assert SHOWN[item].encode() not in public
    assertRedirects(say(client, workshop, item, "yes"), address_of("consents", workshop))
    page = client.get(workshop.get_absolute_url())
    assertContains(page, SHOWN[item])
    for other in SHOWN.keys() - {item}:
        assertNotContains(page, SHOWN[other])
    consent = owner.consents.get()
    assert (
        consent.item,
        consent.channel,
        consent.language,
        consent.given_on,
        consent.recorded_by,
    ) == (
        item,
        "web",
        "fr",
        today_in_tunis(),
        owner.account,
    )
    say(client, workshop, item, "no")
    assert client.get(workshop.get_absolute_url()).content == public
    consent.refresh_from_db()
    assert consent.withdrawn_on == today_in_tunis()
    comments = [f"Accord retiré : {item.label}", f"Accord donné : {item.label}"]
    assert [
        version.revision.comment for version in Version.objects.get_for_object(consent)
    ] == comments


def test_photos_of_the_workshop_follow_the_agreement_to_the_file(client, workshop, owner):
    written = io.BytesIO()
    Image.new("RGB", (900, 700), "peru").save(written, "JPEG")
    photo = WorkshopPhoto(
        workshop=workshop, image=ContentFile(written.getvalue(), name="photo.jpg")
    )
    photo.full_clean()
    photo.save()
    visitor = type(client)()
    for answer, status in (("yes", 200), ("no", 404), ("yes", 200)):
        say(client, workshop, Item.PHOTOS, answer)
        assert visitor.get(photo.image.url).status_code == status
        assert (photo.stem in visitor.get(workshop.get_absolute_url()).content.decode()) == (
            status == 200
        )


def test_search_never_tells_what_was_withdrawn(client, workshop):
    search = reverse("portal:search")
    for item in SHOWN:
        say(client, workshop, item, "yes")
    assertContains(client.get(search, {"q": "porte"}), "Atelier de la <mark>porte</mark>")
    for item in SHOWN:
        say(client, workshop, item, "no")
    for address in (f"{search}?q=porte", reverse("workshops:list"), reverse("workshops:walk")):
        for word in SHOWN.values():
            assertNotContains(client.get(address), word)
    for word in ("Nom-gardé", "Impasse-gardée", "77000111", "page-gardee"):
        assert client.get(search, {"q": word}).context["found"].total == 0


def test_consent_given_twice_is_recorded_once(client, workshop, owner):
    for _ in range(2):
        say(client, workshop, Item.PHONE, "yes")
    assert owner.consents.count() == 1
    for _ in range(2):
        say(client, workshop, Item.PHONE, "no")
    assert owner.consents.in_force().count() == 0
    assert Revision.objects.count() == 2


def test_agreement_past_its_last_day_may_be_given_anew(client, workshop, owner):
    yesterday = today_in_tunis() - datetime.timedelta(days=1)
    past = ConsentFactory(artisan=owner, item=Item.PHONE, until=yesterday)
    assertContains(client.get(address_of("consents", workshop)), "Je suis d’accord")
    say(client, workshop, Item.PHONE, "yes")
    past.refresh_from_db()
    assert past.withdrawn_on == yesterday
    assert owner.consents.in_force().get().given_on == today_in_tunis()


def test_agreement_is_in_the_language_of_the_page(client, workshop, owner):
    client.post(
        address_of("consents", workshop).replace("/fr/", "/ar/"), {"item": "phone", "answer": "yes"}
    )
    assert owner.consents.get().language == "ar"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"item": "phone"},
        {"item": "cin", "answer": "yes"},
        {"item": "phone", "answer": "peut-être"},
        {"item": "\x00", "answer": "no"},
    ],
)
def test_answer_that_is_not_one_changes_nothing_and_is_said(client, workshop, owner, sent):
    ConsentFactory(artisan=owner, item=Item.PHONE)
    answer = client.post(address_of("consents", workshop), sent, follow=True)
    assertContains(answer, "Rien n’a changé.")
    assert (owner.consents.in_force().count(), Revision.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("age", "may"), [(12, False), (17, False), (18, False), (19, True), (60, True)]
)
def test_someone_under_age_does_not_agree_alone_but_may_withdraw(client, workshop, owner, age, may):
    ConsentFactory(artisan=owner, item=Item.NAME)
    owner.birth_year = today_in_tunis().year - age
    owner.save()
    page = client.get(address_of("consents", workshop))
    assert ("juge de la famille" in page.content.decode()) != may
    answer = say(client, workshop, Item.PHONE, "yes")
    if not may:
        assertContains(client.get(answer.url), "le tuteur signe, avec le juge de la famille")
    assert owner.consents.in_force().filter(item=Item.PHONE).exists() == may
    say(client, workshop, Item.NAME, "no")
    assert not owner.consents.in_force().filter(item=Item.NAME).exists()


def test_helper_agrees_for_themself_and_reads_that_the_place_hangs_on_another(
    client, workshop, owner
):
    sentence = "c’est l’accord du responsable de l’atelier qui compte"
    assertNotContains(client.get(address_of("consents", workshop)), sentence)
    helper = sign_in(client, ArtisanFactory(name_fr="Mbarka", name_ar=""))
    keeps(helper, workshop, Role.HELPER)
    assertContains(client.get(address_of("consents", workshop)), sentence, count=2)
    say(client, workshop, Item.PLACE, "yes")
    assert helper.consents.count() == 1
    assert owner.consents.count() == 0
    assertNotContains(client.get(workshop.get_absolute_url()), "Impasse-gardée")
    say(client, workshop, Item.NAME, "yes")
    assertContains(client.get(workshop.get_absolute_url()), "Mbarka")


def test_story_of_the_family_is_asked_of_who_speaks_for_it(client, workshop, owner):
    assertNotContains(client.get(address_of("consents", workshop)), "Raconter l’histoire")
    family = FamilyFactory(published=True, spokesperson=owner, story_fr="Récit-gardé")
    assertContains(client.get(address_of("consents", workshop)), "Raconter l’histoire")
    say(client, workshop, Item.FAMILY_STORY, "yes")
    assertContains(client.get(family.get_absolute_url()), "Récit-gardé")
    say(client, workshop, Item.FAMILY_STORY, "no")
    assertNotContains(client.get(family.get_absolute_url()), "Récit-gardé")


def test_officer_who_acts_records_that_a_message_said_so_and_on_whose_word(client, workshop, owner):
    officer = User.objects.create_superuser(email="officer@tests.example", password="x")
    client.force_login(officer)
    session = client.session
    session[ACTS_FOR] = {"artisan": owner.pk, "word": "Sa fille, par WhatsApp"}
    session.save()
    say(client, workshop, Item.PHONE, "yes")
    consent = owner.consents.get()
    assert (consent.channel, consent.recorded_by) == ("message", officer)
    acted = ActedFor.objects.get(
        revision__version__object_id=consent.pk, revision__version__content_type__model="consent"
    )
    assert (acted.member, acted.word) == ("Nom-gardé", "Sa fille, par WhatsApp")


@pytest.mark.parametrize("given", [0, 8])
def test_agreements_cost_the_same_however_many_were_given(
    client, workshop, owner, given, django_assert_num_queries
):
    for item in list(Item)[:given]:
        ConsentFactory(artisan=owner, item=item)
    # the session, the account, the person, the workshop, the consents, the family
    with django_assert_num_queries(6):
        client.get(address_of("consents", workshop))


# The people


def test_owner_ends_a_helpers_membership_from_today_and_the_page_shows_them_no_more(
    client, workshop
):
    helper = ConsentFactory(artisan__name_fr="Mbarka", artisan__name_ar="").artisan
    membership = keeps(helper, workshop, Role.HELPER)
    assertContains(client.get(workshop.get_absolute_url()), "Mbarka")
    ending = address_of("membership_end", workshop, membership.pk)
    assertContains(client.get(address_of("people", workshop)), ending)
    assertContains(client.get(ending), "ne travaille plus à l’atelier ?")
    membership.refresh_from_db()
    assert membership.until is None
    assertRedirects(client.post(ending), address_of("people", workshop))
    membership.refresh_from_db()
    assert membership.until == today_in_tunis()
    assertNotContains(client.get(workshop.get_absolute_url()), "Mbarka")
    assert not Workshop.objects.managed_by(helper).exists()
    assert [version.revision.comment for version in Version.objects.get_for_object(membership)] == [
        "Ne travaille plus à l’atelier"
    ]
    assert client.post(ending).status_code == 404


@pytest.mark.parametrize("role", [Role.WORKER, Role.APPRENTICE])
def test_owner_ends_the_membership_of_someone_who_began_later_than_today(client, workshop, role):
    later = today_in_tunis() + datetime.timedelta(days=3)
    membership = Membership.objects.create(
        workshop=workshop, artisan=ArtisanFactory(), role=role, since=later
    )
    assert client.post(address_of("membership_end", workshop, membership.pk)).status_code == 302
    membership.refresh_from_db()
    assert membership.until == later


def test_helper_sees_the_people_and_ends_nothing(client, workshop):
    worker = keeps(ArtisanFactory(name_fr="Hédi"), workshop, Role.WORKER)
    keeps(sign_in(client, ArtisanFactory()), workshop, Role.HELPER)
    keeps(ArtisanFactory(sex="female"), workshop, Role.APPRENTICE)
    page = client.get(address_of("people", workshop))
    assertContains(page, "Hédi")
    assertContains(page, "Apprentie")
    assertContains(page, reverse("enquiries:contact"))
    assertNotContains(page, "Ne travaille plus ici")
    ending = address_of("membership_end", workshop, worker.pk)
    assert (client.get(ending).status_code, client.post(ending).status_code) == (404, 404)
    worker.refresh_from_db()
    assert worker.until is None


def test_owner_ends_neither_an_owner_nor_someone_of_another_workshop(client, workshop, owner):
    own = Membership.objects.get(workshop=workshop, artisan=owner)
    partner = keeps(ArtisanFactory(), workshop)
    elsewhere = keeps(ArtisanFactory(), WorkshopFactory(published=True), Role.HELPER)
    for membership in (own, partner, elsewhere):
        assert client.post(address_of("membership_end", workshop, membership.pk)).status_code == 404
        membership.refresh_from_db()
        assert membership.until is None


def test_visitor_and_officer_end_nothing(client, workshop):
    membership = keeps(ArtisanFactory(), workshop, Role.HELPER)
    ending = address_of("membership_end", workshop, membership.pk)
    client.logout()
    assert client.post(ending).status_code == 302
    client.force_login(User.objects.create_superuser(email="officer@tests.example", password="x"))
    assert client.post(ending).status_code == 403
    membership.refresh_from_db()
    assert membership.until is None


@pytest.mark.parametrize("many", [1, 6])
def test_people_cost_the_same_however_many_they_are(
    client, workshop, many, django_assert_num_queries
):
    for _ in range(many):
        keeps(ArtisanFactory(), workshop, Role.WORKER)
    # the session, the account, the person, the workshop, the team, whether one is an
    # owner, whom one may end
    with django_assert_num_queries(7):
        client.get(address_of("people", workshop))
