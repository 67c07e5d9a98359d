"""Opening hours in the space: typed as people type them, before the public at once."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from reversion.models import Version

from artisans.tests.factories import ArtisanFactory
from kairouan.review.proposals import Proposal, open_proposal
from workshops.models import OpeningHours, Weekday
from workshops.tests.factories import WorkshopFactory
from workshops.timetables import days_alike, parse_clock

from .screens import address_of, keeps, shown_on, sign_in, type_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(client):
    owner = sign_in(client, ArtisanFactory())
    workshop = WorkshopFactory(published=True, responsible=owner)
    keeps(owner, workshop)
    return workshop


def week(workshop, period="winter"):
    openings = OpeningHours.objects.filter(workshop=workshop, period=period)
    return [(each.weekday, f"{each.opens:%H:%M}", f"{each.closes:%H:%M}") for each in openings]


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("8", "08:00"),
        ("8h", "08:00"),
        ("8 h 30", "08:30"),
        ("8h30", "08:30"),
        ("8H30", "08:30"),
        ("8:30", "08:30"),
        (" 08.30 ", "08:30"),
        ("٨:٣٠", "08:30"),
        ("٨", "08:00"),
        ("۱۸:۰۵", "18:05"),
        ("٨س٣٠", "08:30"),
        ("0830", "08:30"),
        ("1730", "17:30"),
        ("24", "00:00"),
        ("0", "00:00"),
        ("25", None),
        ("8:75", None),
        ("8:5", None),
        ("24:30", None),
        ("-8", None),
        ("huit", None),
        ("8:30:00:00", None),
        ("²", None),
    ],
)
def test_hour_is_understood_as_people_type_it(typed, understood):
    if understood is None:
        with pytest.raises(ValidationError):
            parse_clock(typed)
    else:
        assert f"{parse_clock(typed):%H:%M}" == understood


def test_hours_are_before_the_public_at_once_while_another_change_waits(client, workshop):
    type_in(client, address_of("names", workshop), name_fr="Nom qui attend")
    page = client.get(workshop.get_absolute_url())
    assertContains(page, "pas indiqué ses horaires")
    answer = type_in(
        client,
        address_of("hours_of_period", workshop, "winter"),
        opens_0_0="٨:٣٠",
        closes_0_0="12h",
        opens_0_1="14",
        closes_0_1="18:00",
    )
    assert answer.status_code == 302
    page = client.get(workshop.get_absolute_url())
    for hour in ("08:30", "12:00", "14:00", "18:00"):
        assertContains(page, hour)
    assertNotContains(page, "Nom qui attend")
    assert set(open_proposal(workshop).wanted) == {"name_fr"}
    assertContains(client.get(address_of("hours", workshop)), "08:30")


def test_hours_stay_in_the_history(client, workshop):
    page = address_of("hours_of_period", workshop, "summer")
    type_in(client, page, opens_5_0="6", closes_5_0="13")
    type_in(client, page, opens_5_0="", closes_5_0="")
    versions = Version.objects.get_for_object(workshop)
    assert [version.revision.comment for version in versions] == ["Horaires", "Horaires"]
    held = [
        version.revision.version_set.filter(content_type__model="openinghours").count()
        for version in versions
    ]  # the newest first
    assert held == [0, 1]
    assert versions[0].revision.user.artisan == workshop.responsible


def test_opening_may_last_past_midnight_and_each_period_is_its_own(client, workshop):
    OpeningHours.objects.create(
        workshop=workshop, period="winter", weekday=0, opens="08:00", closes="17:00"
    )
    type_in(
        client,
        address_of("hours_of_period", workshop, "ramadan"),
        opens_0_0="21",
        closes_0_0="1:00",
        opens_0_1="9",
        closes_0_1="13",
    )
    assert week(workshop, "ramadan") == [(0, "09:00", "13:00"), (0, "21:00", "01:00")]
    assert week(workshop, "winter") == [(0, "08:00", "17:00")]


def test_note_and_third_opening_that_an_officer_wrote_stay(client, workshop):
    for opens, closes, note in (
        ("08:00", "12:00", "sur rendez-vous"),
        ("14:00", "16:00", ""),
        ("17:00", "18:00", ""),
    ):
        OpeningHours.objects.create(
            workshop=workshop, period="winter", weekday=4, opens=opens, closes=closes, note_fr=note
        )
    page = address_of("hours_of_period", workshop, "winter")
    type_in(client, page, opens_4_0="7:30", opens_4_2="18", closes_4_2="19")
    assert week(workshop) == [(4, "07:30", "12:00"), (4, "14:00", "16:00"), (4, "18:00", "19:00")]
    assert OpeningHours.objects.get(workshop=workshop, opens="07:30").note_fr == "sur rendez-vous"
    # typed in another order
    type_in(client, page, opens_4_0="14", closes_4_0="16", opens_4_1="7:30", closes_4_1="12")
    assert week(workshop) == [(4, "07:30", "12:00"), (4, "14:00", "16:00"), (4, "18:00", "19:00")]


def test_first_day_is_copied_on_every_day_and_nothing_is_written_before_it_is_read_again(
    client, workshop
):
    page = address_of("hours_of_period", workshop, "winter")
    filled = shown_on(client, page) | {"opens_0_0": "8h30", "closes_0_0": "17", "opens_6_0": "10"}
    answer = client.post(page, filled | {"copy": "1"})
    assert answer.status_code == 200
    assert week(workshop) == []
    form = answer.context["form"]
    assert {form[f"opens_{day}_0"].value() for day in range(7)} == {"8h30"}
    client.post(page, {field.html_name: field.value() or "" for field in form})
    assert week(workshop) == [(day, "08:30", "17:00") for day in range(7)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"opens_0_0": "huit"}, "Écrivez l’heure comme 8:30 ou 8h30."),
        ({"opens_0_0": "8"}, "Écrivez aussi l’heure de fermeture."),
        ({"closes_0_0": "8"}, "Écrivez aussi l’heure d’ouverture."),
        ({"opens_0_0": "8", "closes_0_0": "6"}, "sept heures du soir, c’est 19:00"),
        ({"opens_0_0": "8", "closes_0_0": "8:00"}, "L’heure de fermeture diffère"),
        (
            {"opens_0_0": "8", "closes_0_0": "14", "opens_0_1": "13", "closes_0_1": "18"},
            "avant la fin de l’autre",
        ),
        (
            {"opens_0_0": "8", "closes_0_0": "12", "opens_0_1": "8h", "closes_0_1": "18"},
            "avant la fin de l’autre",
        ),
        (
            {"opens_0_0": "21", "closes_0_0": "1", "opens_0_1": "22", "closes_0_1": "23"},
            "avant la fin de l’autre",
        ),
        ({"opens_0_0": "x" * 500}, "À corriger"),
    ],
)
def test_hours_that_cannot_be_are_said_in_a_sentence_and_nothing_typed_is_lost(
    client, workshop, typed, sentence
):
    answer = type_in(
        client,
        address_of("hours_of_period", workshop, "winter"),
        **typed,
        opens_3_0="9",
        closes_3_0="12",
    )
    assertContains(answer, sentence, status_code=422)
    assertContains(answer, 'href="#id_', status_code=422)
    assertContains(answer, "Lundi, ", status_code=422)
    assert answer.context["form"]["opens_3_0"].value() == "9"
    assert week(workshop) == []


def test_second_of_two_people_sees_the_other_hours(client, workshop):
    page = address_of("hours_of_period", workshop, "winter")
    mine = shown_on(client, page) | {"opens_0_0": "8", "closes_0_0": "12"}
    type_in(client, page, opens_0_0="9", closes_0_0="13")
    answer = client.post(page, mine)
    assertContains(answer, "lundi 09:00 – 13:00", status_code=422)
    assert week(workshop) == [(0, "09:00", "13:00")]
    other = shown_on(client, address_of("hours_of_period", workshop, "summer"))
    assert (
        client.post(
            address_of("hours_of_period", workshop, "summer"),
            other | {"opens_1_0": "6", "closes_1_0": "9"},
        ).status_code
        == 302
    )


def test_period_that_does_not_exist_is_not_found(client, workshop):
    for period in ("printemps", "0"):
        address = f"/fr/espace/atelier/{workshop.pk}/horaires/{period}/"
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code == 404


@pytest.mark.parametrize("many", [1, 14])
def test_hours_screens_cost_the_same_whatever_is_written(
    client, workshop, many, django_assert_num_queries
):
    for place in range(many):
        OpeningHours.objects.create(
            workshop=workshop,
            period="winter",
            weekday=place % 7,
            opens=datetime.time(8 + place),
            closes=datetime.time(8 + place, 30),
        )
    # the session, the account, the person, the workshop, the season, the hours
    with django_assert_num_queries(6):
        client.get(address_of("hours", workshop))
    with django_assert_num_queries(5):
        client.get(address_of("hours_of_period", workshop, "winter"))


def test_hours_of_a_draft_are_kept_and_nothing_waits(client):
    owner = sign_in(client, ArtisanFactory())
    draft = WorkshopFactory()
    keeps(owner, draft)
    answer = type_in(
        client,
        reverse("space:workshop_hours_of_period", args=[draft.pk, "winter"]),
        opens_0_0="8",
        closes_0_0="9",
    )
    assert answer.status_code == 302
    assert (week(draft), Proposal.objects.count()) == ([(0, "08:00", "09:00")], 0)


@pytest.mark.parametrize(
    ("open_on", "said"),
    [
        ([0, 1, 2, 3, 5], ["lundi à jeudi, samedi"]),
        ([0, 1, 5], ["lundi, mardi, samedi"]),
        ([6], ["dimanche"]),
        ([], []),
    ],
)
def test_days_that_open_alike_are_said_together(open_on, said):
    opening = OpeningHours(opens=datetime.time(8, 30), closes=datetime.time(17, 30))
    days = [{"day": day, "openings": [opening] if day in open_on else []} for day in Weekday]
    assert [names for names, _openings in days_alike(days)] == said


def test_days_that_open_otherwise_stand_apart():
    usual = [OpeningHours(opens=datetime.time(8), closes=datetime.time(17))]
    friday = [OpeningHours(opens=datetime.time(8), closes=datetime.time(12))]
    days = [{"day": day, "openings": friday if day == Weekday.FRIDAY else usual} for day in Weekday]
    assert days_alike(days) == [
        ("lundi à jeudi, samedi, dimanche", usual),
        ("vendredi", friday),
    ]
