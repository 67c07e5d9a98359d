"""The workshop in the artisan's space: who enters each screen, what waits, what two
people write at once.
"""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from reversion.models import Revision

from artisans.tests.factories import ArtisanFactory, ConsentFactory, FamilyFactory, TechniqueFactory
from kairouan.accounts.models import User
from kairouan.review.decisions import approve_change, send_change_back
from kairouan.review.proposals import Proposal, open_proposal
from kairouan.review.serialization import value_of
from kairouan.space.members import ACTS_FOR
from workshops.models import (
    Channel,
    CraftStep,
    Membership,
    MembershipRole,
    OpeningHours,
    Workshop,
    WorkshopStep,
)
from workshops.tests.factories import WorkshopFactory

from .screens import address_of, keeps, shown_on, sign_in, type_in

pytestmark = pytest.mark.django_db

# What is typed on each screen, and what the public page then says. The numbers are
# those that `workshop` makes.
WAITING = {
    "names": ({"summary_fr": "Mot-guetté en une ligne"}, "Mot-guetté en une ligne"),
    "presentation": ({"story_fr": "Mot-guetté\r\net la suite", "founded_in": "١٩٧٤"}, "Mot-guetté"),
    "techniques": (
        {"techniques": ["{technique}"], "main_technique": "{technique}"},
        "Frappe guettée",
    ),
    "steps": ({"step_tinning": "elsewhere", "by_tinning": "{other}"}, "Atelier guetté"),
    "place": ({"directions_fr": "Chemin guetté", "point": "٣٥٫٦٧٨١٢، ١٠٫٠٩٦٣٤"}, "Chemin guetté"),
    "contact": ({"kind_1": "phone", "value_1": "٧٧ ٠٠٠ ١١١", "person_1": "{person}"}, "77 000 111"),
}
SCREENS = [*WAITING, "consents", "people", "page", "hours"]
WRITING = [*WAITING, "hours_of_period", "consents"]


@pytest.fixture
def owner(client):
    return sign_in(client, ArtisanFactory())


@pytest.fixture
def workshop(owner):
    """Published, with something under every subject; its owner answers for it and
    agrees to show the place and the telephone.
    """
    TechniqueFactory.reset_sequence()
    workshop = WorkshopFactory(
        published=True,
        responsible=owner,
        family=FamilyFactory(published=True),
        story_fr="Avant\net après",
        languages=["ar", "fr"],
        latitude="35.67000",
        longitude="10.10000",
        directions_fr="Par la porte",
    )
    keeps(owner, workshop)
    for item in ("place", "phone", "email", "name"):
        ConsentFactory(artisan=owner, item=item)
    technique = TechniqueFactory(published=True)
    workshop.techniques.set([technique])
    Workshop.objects.filter(pk=workshop.pk).update(main_technique=technique)
    WorkshopStep.objects.create(workshop=workshop, step="finishing")
    WorkshopStep.objects.create(workshop=workshop, step="cutting", in_house=False)
    Channel.objects.create(
        workshop=workshop, person=owner, kind="email", value="avant@demo.example", order=3
    )
    OpeningHours.objects.create(
        workshop=workshop, period="winter", weekday=0, opens="08:00", closes="17:00"
    )
    workshop.refresh_from_db()
    return workshop


@pytest.fixture
def typed(workshop, owner):
    """Types on a screen what WAITING says."""
    numbers = {
        "technique": TechniqueFactory(published=True, name_fr="Frappe guettée").pk,
        "other": WorkshopFactory(published=True, name_fr="Atelier guetté").pk,
        "person": owner.pk,
    }

    def fill(value):
        return (
            [fill(each) for each in value] if isinstance(value, list) else value.format(**numbers)
        )

    return lambda screen: {name: fill(value) for name, value in WAITING[screen][0].items()}


def address(screen, workshop):
    return address_of(screen, workshop, *(["winter"] if screen == "hours_of_period" else []))


# Who enters


@pytest.mark.parametrize("screen", [*SCREENS, "hours_of_period"])
@pytest.mark.parametrize("role", MembershipRole)
def test_screen_is_there_for_owners_and_helpers_and_for_no_one_else_of_the_workshop(
    client, workshop, screen, role
):
    keeps(sign_in(client, ArtisanFactory()), workshop, role)
    expected = 200 if role in Membership.MANAGING_ROLES else 404
    assert client.get(address(screen, workshop)).status_code == expected
    assert (
        client.post(address(screen, workshop), {"seen": ""}).status_code != 200 or expected == 200
    )


@pytest.mark.parametrize("screen", WRITING)
def test_writing_is_refused_to_whoever_does_not_keep_the_workshop(client, workshop, screen):
    before = (
        value_of(workshop, "channels"),
        list(workshop.hours.values("opens")),
        workshop.responsible.consents.in_force().count(),
    )
    sent = (
        shown_on(client, address(screen, workshop))
        if screen != "consents"
        else {"item": "place", "answer": "no"}
    )
    visits = {
        "other member": ArtisanFactory(),
        "worker": ArtisanFactory(),
        "former": ArtisanFactory(),
    }
    keeps(visits["other member"], WorkshopFactory(published=True))
    keeps(visits["worker"], workshop, MembershipRole.WORKER)
    Membership.objects.create(workshop=workshop, artisan=visits["former"], until="2026-01-01")
    for person in visits.values():
        sign_in(client, person)
        assert client.post(address(screen, workshop), sent).status_code == 404
    client.logout()
    assert client.post(address(screen, workshop), sent).status_code == 302
    client.force_login(User.objects.create_superuser(email="officer@tests.example", password="x"))
    assert client.post(address(screen, workshop), sent).status_code == 403
    workshop.refresh_from_db()
    after = (
        value_of(workshop, "channels"),
        list(workshop.hours.values("opens")),
        workshop.responsible.consents.in_force().count(),
    )
    assert (after, Proposal.objects.count(), Revision.objects.count()) == (before, 0, 0)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("screen", [*SCREENS, "hours_of_period"])
def test_screen_has_one_title_and_a_way_back_in_both_languages(client, workshop, screen, language):
    page = client.get(address(screen, workshop).replace("/fr/", f"/{language}/")).content.decode()
    assert page.count("<h1") == 1
    assert screen == "page" or 'class="back"' in page


# What waits


@pytest.mark.parametrize("screen", [*WAITING, "hours_of_period"])
def test_screen_sent_back_untouched_changes_nothing(client, workshop, screen):
    answer = type_in(client, address(screen, workshop))
    assert answer.status_code == 302
    assert (Proposal.objects.count(), Revision.objects.count()) == (0, 0)


@pytest.mark.parametrize("screen", WAITING)
def test_public_page_does_not_move_while_a_change_waits_then_shows_it(
    client, workshop, typed, screen
):
    typed, word = typed(screen), WAITING[screen][1]
    public = client.get(workshop.get_absolute_url()).content
    directory = client.get(reverse("workshops:list")).content
    assertRedirects(type_in(client, address(screen, workshop), **typed), address("page", workshop))
    assert client.get(workshop.get_absolute_url()).content == public
    assert client.get(reverse("workshops:list")).content == directory
    assertContains(client.post(address("preview", workshop)), word)
    assert client.get(workshop.get_absolute_url()).content == public
    assertContains(client.get(address("page", workshop)), "changé, pas en ligne")
    client.post(address("send", workshop))
    proposal = open_proposal(workshop)
    assert proposal.state == "submitted"
    assert client.get(workshop.get_absolute_url()).content == public
    approve_change(proposal, None, proposal.version)
    assertContains(client.get(workshop.get_absolute_url()), word)
    assert open_proposal(workshop) is None
    type_in(client, address(screen, workshop))
    assert open_proposal(workshop) is None


@pytest.mark.parametrize("screen", WAITING)
def test_change_sent_back_keeps_what_was_typed_and_says_why(client, workshop, typed, screen):
    type_in(client, address(screen, workshop), **typed(screen))
    filled = shown_on(client, address(screen, workshop))
    client.post(address("send", workshop))
    proposal = open_proposal(workshop)
    send_change_back(proposal, None, "Motif-du-renvoi.", proposal.version)
    assertContains(client.get(address("page", workshop)), "Motif-du-renvoi.")
    again = shown_on(client, address(screen, workshop))
    assert again == filled
    assert again != {}
    type_in(client, address(screen, workshop))
    assert open_proposal(workshop).changes == proposal.changes


@pytest.mark.parametrize("screen", WAITING)
def test_change_of_a_trusted_workshop_is_live_at_once(client, workshop, typed, screen):
    Workshop.objects.filter(pk=workshop.pk).update(is_trusted=True)
    typed, word = typed(screen), WAITING[screen][1]
    assertNotContains(client.get(workshop.get_absolute_url()), word)
    type_in(client, address(screen, workshop), **typed)
    assertContains(client.get(workshop.get_absolute_url()), word)
    assert Revision.objects.count() == 1
    type_in(client, address(screen, workshop))
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("screen", WAITING)
def test_draft_is_written_itself(client, owner, typed, screen):
    draft = WorkshopFactory(responsible=owner)
    keeps(owner, draft)
    type_in(client, address(screen, draft), **typed(screen))
    assert open_proposal(draft) is None
    assert Revision.objects.count() == 1


# Two people at once


def test_second_of_two_people_sees_both_stories_and_chooses(client, workshop, owner):
    page, helper = address("presentation", workshop), ArtisanFactory()
    keeps(helper, workshop, MembershipRole.HELPER)
    mine = shown_on(client, page) | {"story_fr": "La mienne", "people_count": "4"}
    sign_in(client, helper)
    type_in(client, page, story_fr="La leur", equipment_fr="Une enclume")
    sign_in(client, owner)
    answer = client.post(page, mine)
    assert answer.status_code == 422
    for text in ("La mienne", "La leur", 'name="choose-story_fr"'):
        assertContains(answer, text, status_code=422)
    assert open_proposal(workshop).wanted == {"story_fr": "La leur", "equipment_fr": "Une enclume"}
    choice = mine | {"seen": answer.context["form"].data["seen"]}
    client.post(page, choice | {"choose-story_fr": "theirs", "equipment_fr": "Une enclume"})
    assert open_proposal(workshop).wanted == {
        "story_fr": "La leur",
        "equipment_fr": "Une enclume",
        "people_count": 4,
    }
    client.post(
        page,
        choice
        | {
            "choose-story_fr": "mine",
            "equipment_fr": "Une enclume",
            "seen": shown_on(client, page)["seen"],
        },
    )
    assert open_proposal(workshop).wanted["story_fr"] == "La mienne"


@pytest.mark.parametrize(
    ("screen", "mine", "theirs", "shown"),
    [
        ("steps", {"step_raising": "here"}, {"step_raising": "elsewhere"}, "rétreinte : ailleurs"),
        (
            "contact",
            {"value_0": "moi@demo.example"},
            {"value_0": "lui@demo.example"},
            "lui@demo.example",
        ),
        ("place", {"point": "35.5, 10.5"}, {"point": "35.25, 10.25"}, "35.25000, 10.25000"),
        (
            "techniques",
            {"main_technique": "", "techniques": []},
            {"techniques": ["{technique}"], "main_technique": ""},
            "Frappe guettée",
        ),
        ("hours_of_period", {"opens_0_0": "7:00"}, {"opens_0_0": "6:00"}, "06:00"),
    ],
)
def test_second_of_two_people_is_shown_the_other_choice_and_may_take_it(
    client, workshop, screen, mine, theirs, shown
):
    number = TechniqueFactory(published=True, name_fr="Frappe guettée").pk
    theirs = {
        name: [str(number)] if value == ["{technique}"] else value for name, value in theirs.items()
    }
    page = address(screen, workshop)
    mine = shown_on(client, page) | mine
    type_in(client, page, **theirs)
    kept = shown_on(client, page)
    answer = client.post(page, mine)
    assertContains(answer, shown, status_code=422)
    form = answer.context["form"]
    at = next(field.theirs["name"] for field in form.fields.values() if hasattr(field, "theirs"))
    assert (
        client.post(page, mine | {"seen": form.data["seen"], f"choose-{at}": "theirs"}).status_code
        == 302
    )
    assert shown_on(client, page) == kept
    assert (
        client.post(page, mine | {"seen": kept["seen"], f"choose-{at}": "mine"}).status_code == 302
    )
    again = shown_on(client, page)
    assert again != kept


def test_changes_of_two_people_to_two_fields_of_a_screen_do_not_conflict(client, workshop):
    page = address("presentation", workshop)
    mine = shown_on(client, page) | {"founded_in": "1974"}
    type_in(client, page, story_fr="La leur")
    assert client.post(page, mine).status_code == 302
    assert open_proposal(workshop).wanted == {"story_fr": "La leur", "founded_in": 1974}


# The menu


@pytest.mark.parametrize("many", [1, 7])
def test_menu_costs_the_same_whatever_the_workshop_holds(
    client, owner, many, django_assert_num_queries
):
    workshop = WorkshopFactory(published=True, family=FamilyFactory(published=True))
    keeps(owner, workshop)
    workshop.techniques.set(TechniqueFactory.create_batch(many, published=True))
    for place, step in enumerate(CraftStep.values[:many]):
        WorkshopStep.objects.create(workshop=workshop, step=step)
        Channel.objects.create(
            workshop=workshop, person=owner, kind="email", value=f"a{place}@demo.example"
        )
        OpeningHours.objects.create(
            workshop=workshop, period="winter", weekday=place, opens="08:00", closes="17:00"
        )
        keeps(ArtisanFactory(), workshop, MembershipRole.WORKER)
        ConsentFactory(
            artisan=owner,
            item=["name", "portrait", "photos", "phone", "email", "social", "place"][place],
        )
    type_in(client, address("names", workshop), summary_fr="Change")
    client.get(address("page", workshop))
    # the session, the account, the person, the workshop, what waits, then a statement
    # or two for each of the subjects that are rows
    with django_assert_num_queries(13):
        client.get(address("page", workshop))


def test_menu_says_what_is_missing_in_words(client, owner):
    bare = WorkshopFactory()
    keeps(owner, bare)
    page = client.get(address("page", bare))
    for sentence in (
        "Pas encore de ligne qui présente l’atelier.",
        "Pas encore de présentation.",
        "Pas encore de martelage.",
        "Les étapes ne sont pas encore indiquées.",
        "Pas encore d’adresse.",
        "Pas encore d’horaires d’été.",
        "Pas encore de moyen de vous joindre.",
        "Rien n’est publié.",
        "1 personne.",
    ):
        assertContains(page, sentence)


# An officer for a member


@pytest.mark.parametrize("screen", [*WAITING, "hours_of_period"])
def test_officer_writes_for_a_member_and_the_history_says_on_whose_word(
    client, workshop, owner, typed, screen
):
    Workshop.objects.filter(pk=workshop.pk).update(is_trusted=True)
    officer = User.objects.create_superuser(email="officer@tests.example", password="x")
    client.force_login(officer)
    session = client.session
    session[ACTS_FOR] = {"artisan": owner.pk, "word": "Sa fille, par téléphone"}
    session.save()
    typed = {"opens_2_0": "8", "closes_2_0": "12"} if screen == "hours_of_period" else typed(screen)
    assert type_in(client, address(screen, workshop), **typed).status_code == 302
    revision = Revision.objects.get()
    assert (revision.user, revision.acted_for.word) == (officer, "Sa fille, par téléphone")
