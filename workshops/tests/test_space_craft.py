"""Techniques, steps, place, contact in the space: what is typed and what is refused."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from pytest_django.asserts import assertContains, assertNotContains

from artisans.tests.factories import ArtisanFactory, FamilyFactory, TechniqueFactory
from kairouan.review.proposals import open_proposal
from workshops.models import Channel, CraftStep, MembershipRole, Workshop, WorkshopStep
from workshops.points import parse_point
from workshops.tests.factories import WorkshopFactory

from .screens import address_of, keeps, shown_on, sign_in, type_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    return sign_in(client, ArtisanFactory())


@pytest.fixture
def draft(owner):
    """Nobody sees it: what is typed is written in it."""
    TechniqueFactory.reset_sequence()
    draft = WorkshopFactory(responsible=owner)
    keeps(owner, draft)
    return draft


# Names


def test_name_is_asked_in_one_language_at_least(client, draft):
    answer = type_in(client, address_of("names", draft), name_fr="", name_ar="", summary_fr="Gardé")
    assertContains(answer, "Écrivez le nom, dans une langue au moins.", status_code=422)
    assert answer.context["form"]["summary_fr"].value() == "Gardé"
    assert type_in(client, address_of("names", draft), name_fr="").status_code == 302


@pytest.mark.parametrize("year", ["74", "9999", "mille", "-5", "99999999999", "1974,5"])
def test_year_that_cannot_be_is_said(client, draft, year):
    answer = type_in(client, address_of("presentation", draft), founded_in=year, story_fr="Gardé")
    assert answer.status_code == 422
    assert "founded_in" in answer.context["form"].errors
    assert answer.context["form"]["story_fr"].value() == "Gardé"


def test_language_that_is_not_in_the_list_is_refused(client, draft):
    assert type_in(client, address_of("presentation", draft), languages=["xx"]).status_code == 422


def test_text_typed_on_several_lines_and_sent_back_untouched_is_no_change(client, draft):
    Workshop.objects.filter(pk=draft.pk).update(
        story_fr="Une\r\ndeux", status="published", slug="x"
    )
    type_in(client, address_of("presentation", draft), founded_in="1974")
    assert open_proposal(draft).wanted == {"founded_in": 1974}


# Techniques


def test_techniques_are_offered_by_their_marks_when_published_or_held(client, draft):
    shown = TechniqueFactory(published=True, order="rings")
    held, hidden = TechniqueFactory(order="rows"), TechniqueFactory(order="spiral")
    draft.techniques.set([held])
    page = client.get(address_of("techniques", draft))
    assertContains(page, shown.drawing_of(shown.mark), count=2)
    assertContains(page, held.drawing_of(held.mark), count=2)
    assertNotContains(page, hidden.drawing_of(hidden.mark))
    assert (
        type_in(client, address_of("techniques", draft), techniques=[str(hidden.pk)]).status_code
        == 422
    )


def test_main_technique_is_one_of_those_chosen(client, draft):
    one, other = TechniqueFactory.create_batch(2, published=True)
    answer = type_in(
        client,
        address_of("techniques", draft),
        techniques=[str(one.pk)],
        main_technique=str(other.pk),
    )
    assertContains(answer, "Cochez aussi ce martelage", status_code=422)
    type_in(
        client,
        address_of("techniques", draft),
        techniques=[str(one.pk), str(other.pk)],
        main_technique=str(other.pk),
    )
    draft.refresh_from_db()
    assert (set(draft.techniques.all()), draft.main_technique) == ({one, other}, other)


def test_family_is_chosen_among_the_published_ones(client, draft):
    shown, hidden = FamilyFactory(published=True), FamilyFactory()
    page = address_of("techniques", draft)
    assert type_in(client, page, family=str(hidden.pk)).status_code == 422
    assert type_in(client, page, family="zéro").status_code == 422
    type_in(client, page, family=str(shown.pk))
    draft.refresh_from_db()
    assert draft.family == shown


@pytest.mark.parametrize("many", [1, 8])
def test_techniques_screen_costs_the_same_however_many_there_are(
    client, draft, many, django_assert_num_queries
):
    draft.techniques.set(TechniqueFactory.create_batch(many, published=True))
    FamilyFactory.create_batch(many, published=True)
    client.get(address_of("techniques", draft))
    # the session, the account, the person, the workshop, what waits, what it holds,
    # each list twice over one column, the families
    with django_assert_num_queries(10):
        client.get(address_of("techniques", draft))


# Steps


def test_steps_are_written_each_where_it_is_done(client, draft):
    other = WorkshopFactory(published=True)
    WorkshopStep.objects.create(workshop=draft, step="annealing", in_house=False, done_by=other)
    WorkshopStep.objects.create(workshop=draft, step="tinning")
    type_in(
        client,
        address_of("steps", draft),
        step_cutting="here",
        by_cutting=str(other.pk),
        step_tinning="nowhere",
        step_raising="elsewhere",
    )
    steps = [(step.step, step.in_house, step.done_by) for step in draft.steps.all()]
    assert steps == [("annealing", False, other), ("cutting", True, None), ("raising", False, None)]


def test_step_is_done_by_a_published_workshop_other_than_this_one(client, draft):
    hidden = WorkshopFactory()
    for number in (hidden.pk, draft.pk, "zéro", 10**30):
        answer = type_in(
            client,
            address_of("steps", draft),
            step_cutting="elsewhere",
            by_cutting=str(number),
            step_raising="here",
        )
        assert answer.status_code == 422
        assert answer.context["form"]["step_raising"].value() == "here"
    assert type_in(client, address_of("steps", draft), step_cutting="ici").status_code == 422
    assert draft.steps.count() == 0


@pytest.mark.parametrize("many", [1, 9])
def test_steps_screen_costs_the_same_however_many_workshops_there_are(
    client, draft, many, django_assert_num_queries
):
    WorkshopFactory.create_batch(many, published=True)
    for step in CraftStep.values[:many]:
        WorkshopStep.objects.create(workshop=draft, step=step)
    client.get(address_of("steps", draft))
    # the session, the account, the person, the workshop, what waits, its steps, the
    # workshops
    with django_assert_num_queries(7):
        client.get(address_of("steps", draft))


# Place


@pytest.mark.parametrize(
    "typed",
    [
        "35.67812, 10.09634",
        "35.67812 10.09634",
        " 35.678123;10.096341 ",
        "٣٥٫٦٧٨١٢، ١٠٫٠٩٦٣٤",
        "35,67812 10,09634",
        "35,67812, 10,09634",
        "10.09634, 35.67812",
        "(35.67812, 10.09634)",
        "geo:35.67812,10.09634?z=17",
        "https://www.google.com/maps/@35.67812,10.09634,17z",
        "https://www.google.com/maps/place/X/@35.1,10.9,17z/data=!3m1!4b1!4m6!3m5!1s0x0:0x0!8m2!3d35.67812!4d10.09634",
        "https://maps.google.com/?q=35.67812%2C10.09634",
        "https://www.openstreetmap.org/?mlat=35.67812&mlon=10.09634#map=17/35.2/10.2",
        "https://www.openstreetmap.org/#map=17/35.67812/10.09634",
        "\u200e35.67812, 10.09634\u200f",
    ],
)
def test_point_is_understood_as_people_paste_it(typed):
    assert parse_point(typed) == (Decimal("35.67812"), Decimal("10.09634"))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "Kairouan",
        "35.67812",
        "48.85661, 2.35222",
        "https://maps.app.goo.gl/abc",
        "9" * 2000,
        "1.1 " * 400,
        "35.9, 99.9",
        "\x00",
    ],
)
def test_point_that_is_none_is_refused(typed):
    with pytest.raises(ValidationError):
        parse_point(typed)


def test_point_is_written_and_taken_away(client, draft):
    page = address_of("place", draft)
    type_in(client, page, point="٣٥٫٦٧٨١٢، ١٠٫٠٩٦٣٤", quarter="souk", welcomes_visitors="on")
    draft.refresh_from_db()
    assert (draft.latitude, draft.longitude, draft.quarter) == (
        Decimal("35.67812"),
        Decimal("10.09634"),
        "souk",
    )
    assert draft.welcomes_visitors
    answer = type_in(client, page, point="là-bas", address_fr="Gardé")
    assert answer.status_code == 422
    assert answer.context["form"]["point"].value() == "là-bas"
    assert answer.context["form"]["address_fr"].value() == "Gardé"
    type_in(client, page, point="")
    draft.refresh_from_db()
    assert (draft.latitude, draft.longitude) == (None, None)
    assertContains(client.get(page), "qu’avec l’accord du responsable")


# Contact


def lines(workshop):
    return [(channel.kind, channel.value, channel.person) for channel in workshop.channels.all()]


def test_channels_are_added_changed_and_taken_away(client, draft, owner):
    Channel.objects.create(workshop=draft, person=owner, kind="phone", value="+21677000111")
    Channel.objects.create(workshop=draft, person=owner, kind="email", value="a@demo.example")
    kept = draft.channels.last()
    mbarka = ArtisanFactory()
    keeps(mbarka, draft, MembershipRole.WORKER)
    type_in(
        client,
        address_of("contact", draft),
        value_0="",
        value_1="b@demo.example",
        person_1=str(mbarka.pk),
        kind_3="facebook",
        value_3="https://www.facebook.com/cuivre.kairouan/?x=1",
        person_3=str(owner.pk),
    )
    assert lines(draft) == [
        ("email", "b@demo.example", mbarka),
        ("facebook", "cuivre.kairouan", owner),
    ]
    assert draft.channels.first() == kept


def test_one_more_line_keeps_what_was_typed_and_writes_nothing(client, draft, owner):
    page = address_of("contact", draft)
    filled = shown_on(client, page) | {
        "kind_1": "phone",
        "value_1": "pas encore",
        "person_1": str(owner.pk),
    }
    answer = client.post(page, filled | {"add": "1"})
    form = answer.context["form"]
    assert answer.status_code == 200
    assert (form.count, form["value_1"].value(), form["kind_1"].value()) == (
        3,
        "pas encore",
        "phone",
    )
    assertNotContains(answer, "n’est pas reconnu")
    assert lines(draft) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind_0": "phone", "value_0": "12"}, "Ce numéro n’est pas reconnu."),
        ({"kind_0": "email", "value_0": "moi"}, "À corriger"),
        ({"kind_0": "instagram", "value_0": "javascript:alert(1)"}, "Écrivez le nom de la page"),
        ({"value_0": "77 000 111"}, "Dites ce que c’est"),
        ({"kind_0": "phone", "value_0": "77 000 111", "person_0": ""}, "Dites à qui c’est"),
        ({"kind_0": "phone", "value_0": "77 000 111", "person_0": "999999"}, "À corriger"),
        ({"kind_0": "fax", "value_0": "77 000 111"}, "À corriger"),
        (
            {"kind_0": "phone", "value_0": "77000111", "kind_1": "phone", "value_1": "77 000 111"},
            "déjà dans la liste",
        ),
        ({"kind_0": "email", "value_0": "a" * 300}, "À corriger"),
    ],
)
def test_channel_that_cannot_be_is_said_and_nothing_typed_is_lost(
    client, draft, owner, typed, sentence
):
    typed = {"person_0": str(owner.pk), "person_1": str(owner.pk)} | typed
    answer = type_in(client, address_of("contact", draft), **typed)
    assertContains(answer, sentence, status_code=422)
    assert answer.context["form"]["value_0"].value() == typed["value_0"]
    assert lines(draft) == []


def test_line_of_another_workshop_cannot_be_taken_nor_given_to_a_stranger(client, draft, owner):
    stranger = ArtisanFactory()
    theirs = Channel.objects.create(
        workshop=WorkshopFactory(), person=stranger, kind="phone", value="+21677000111"
    )
    typed = {
        "kind_0": "phone",
        "value_0": "77000222",
        "person_0": str(owner.pk),
        "held_0": str(theirs.pk),
    }
    type_in(client, address_of("contact", draft), **typed)
    theirs.refresh_from_db()
    assert (theirs.value, theirs.workshop == draft) == ("+21677000111", False)
    assert lines(draft) == [("phone", "+21677000222", owner)]
    assert (
        type_in(client, address_of("contact", draft), person_0=str(stranger.pk)).status_code == 422
    )


@pytest.mark.parametrize("said", ["", "abc", "-1", "999999999999", "²"])
def test_number_of_lines_that_is_none_is_no_failure(client, draft, said):
    answer = type_in(client, address_of("contact", draft), lines=said)
    assert answer.status_code in (302, 422)


@pytest.mark.parametrize("many", [1, 9])
def test_contact_screen_costs_the_same_however_many_lines(
    client, draft, many, django_assert_num_queries
):
    for place in range(many):
        person = ArtisanFactory()
        keeps(person, draft, MembershipRole.WORKER)
        Channel.objects.create(
            workshop=draft, person=person, kind="email", value=f"a{place}@demo.example"
        )
    client.get(address_of("contact", draft))
    # the session, the account, the person, the workshop, what waits, the channels, the
    # people
    with django_assert_num_queries(7):
        client.get(address_of("contact", draft))


@pytest.mark.parametrize("number", ["9" * 30, "-" + "9" * 30, "abc", "0"])
def test_number_of_no_technique_is_refused_in_a_sentence(client, draft, number):
    answer = type_in(client, address_of("techniques", draft), techniques=[number])
    assert answer.status_code == 422
    assert answer.context["form"].errors["techniques"]


@pytest.mark.parametrize("seen", ["[" * 100_000, "{", "null", "[1]", '{"techniques": 3}'])
def test_marks_that_a_page_of_ours_never_sent_are_not_read(client, draft, seen):
    assert type_in(client, address_of("techniques", draft), seen=seen).status_code == 302
