import datetime

import pytest
from django.core.cache import caches
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from programme.models import Axis, Partner, PartnerRole
from programme.tests.factories import ActionFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date.today()


def in_days(days, **fields):
    return ActionFactory(
        published=True,
        starts_on=TODAY + datetime.timedelta(days=days),
        ends_on=TODAY + datetime.timedelta(days=days),
        **fields,
    )


def test_coming_actions_come_first_then_the_latest_past(client):
    old, recent, far, near = in_days(-90), in_days(-3), in_days(60), in_days(0)
    page = client.get(reverse("programme:action_list"))
    assert [action.pk for action in page.context["page_obj"]] == [
        near.pk,
        far.pk,
        recent.pk,
        old.pk,
    ]
    page = client.get(reverse("programme:action_list"), {"when": "coming"})
    assert [action.pk for action in page.context["page_obj"]] == [near.pk, far.pk]


def test_axes_count_their_published_actions(client):
    in_days(1)
    in_days(2)
    ActionFactory(title_fr="Pas encore annoncée")
    page = client.get(reverse("programme:home"))
    assert {line["axis"].value: line["count"] for line in page.context["axes"]}["capacity"] == 2
    assertNotContains(page, "Pas encore annoncée")


@pytest.mark.parametrize(
    ("days", "fields", "word"),
    [
        (1, {}, "À venir"),
        (0, {}, "En cours"),
        (-1, {}, "Terminée"),
        (1, {"is_cancelled": True}, "Annulée"),
    ],
)
def test_action_says_where_it_stands(client, days, fields, word):
    assertContains(client.get(in_days(days, **fields).get_absolute_url()), word)


@pytest.mark.parametrize("shown", [1, 10])
def test_list_of_actions_costs_the_same_whatever_their_number(
    client, shown, django_assert_num_queries
):
    for day in range(shown):
        in_days(day)
    client.get(reverse("programme:action_list"))
    caches["pages"].clear()
    # the stamp, the rows, their photographs: the one that leads is seen
    with django_assert_num_queries(3):
        client.get(reverse("programme:action_list"))


def test_next_action_that_can_be_joined_leads_the_list_and_keeps_its_place_in_it(client):
    near, closed, past = in_days(3, takes_registrations=True), in_days(4), in_days(-3)
    full = in_days(5, takes_registrations=True, places=0)
    cancelled = in_days(6, takes_registrations=True, is_cancelled=True)
    far = in_days(60, takes_registrations=True)
    for action in (far, closed, past, full, cancelled):
        action.photos.create(image="photos/absent.jpg", width=1200, height=900)
    page = client.get(reverse("programme:action_list"))
    assert page.context["lead"] == far
    for action in (near, closed, past, full, cancelled):
        assertContains(page, f'href="{action.get_absolute_url()}"', count=1)
    assertContains(page, f'href="{far.get_absolute_url()}"', count=2)
    page = client.get(reverse("programme:action_list"), {"when": "past"})
    assert page.context["lead"] is None


def test_past_actions_stand_under_their_year_and_unfold_after_six(client):
    for month in range(1, 9):
        ActionFactory(
            published=True,
            starts_on=datetime.date(2024, month, 1),
            ends_on=datetime.date(2024, month, 2),
        )
    ActionFactory(
        published=True, starts_on=datetime.date(2023, 5, 1), ends_on=datetime.date(2023, 5, 2)
    )
    page = client.get(reverse("programme:action_list"))
    content = page.content.decode()
    assert content.index("Terminées en 2024") < content.index("Terminées en 2023")
    assertContains(page, "Voir 2 autres", count=1)


@pytest.mark.parametrize("shown", [1, 10])
def test_calendar_costs_the_same_whatever_it_holds(client, shown, django_assert_num_queries):
    for day in range(shown):
        in_days(day)
    with django_assert_num_queries(2):
        client.get(reverse("programme:calendar"))


def test_calendar_shows_an_action_in_its_month_and_one_under_way_in_the_first_shown(client):
    march = ActionFactory(published=True)
    long_one = ActionFactory(
        published=True, starts_on=datetime.date(2026, 1, 5), ends_on=datetime.date(2026, 3, 20)
    )
    months = dict(client.get(reverse("programme:calendar"), {"de": "2026-02"}).context["months"])
    assert {
        month.month: [action.pk for action in actions] for month, actions in months.items()
    } == {
        2: [long_one.pk],
        3: [march.pk],
        4: [],
    }


@pytest.mark.parametrize(
    "typed", ["", "2026-13", "0001-01", "9999-12", "٢٠٢٦-٠٢", "2026-02\x00", "x" * 300]
)
def test_calendar_answers_whatever_is_asked_of_it(client, typed):
    assert client.get(reverse("programme:calendar"), {"de": typed}).status_code == 200


def test_home_says_what_each_axis_is_for_and_counts_from_records(client):
    in_days(1)
    Partner.objects.create(name_fr="Bailleur", role=PartnerRole.FUNDER)
    Partner.objects.create(name_fr="Opérateur", role=PartnerRole.IMPLEMENTER)
    Partner.objects.create(name_fr="Institut", role=PartnerRole.NATIONAL)
    Partner.objects.create(name_fr="Centre", role=PartnerRole.CENTRE)
    page = client.get(reverse("programme:home"))
    for axis in Axis:
        assertContains(page, axis.objective, html=True)
    behind = [[str(partner) for partner in partners] for _label, partners in page.context["behind"]]
    assert behind == [["Bailleur"], ["Opérateur"]]
    assert [str(each) for _label, partners in page.context["partners"] for each in partners] == [
        "Institut",
        "Centre",
    ]
    assert page.content.decode().count("Bailleur</") == 1
