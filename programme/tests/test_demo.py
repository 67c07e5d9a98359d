"""The demonstration of the programme: two years in which every figure has something to
count.
"""

import pytest

from artisans.models import Artisan, Consent
from programme.demo import person_key
from programme.models import (
    Action,
    ActionKind,
    Attendance,
    Axis,
    Opinion,
    Registration,
    RegistrationState,
    Support,
    SupportKind,
)
from programme.openings.models import Placement
from programme.results.demo import CAME_LATER
from programme.results.indicators import INDICATORS
from programme.results.models import FrozenQuarter
from programme.results.periods import START
from programme.results.release import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def test_demonstration_has_two_years_of_actions_of_every_axis_and_kind():
    published = Action.objects.published()
    assert published.count() >= 24
    assert set(published.values_list("axis", flat=True)) == set(Axis.values)
    assert set(published.values_list("kind", flat=True)) == set(ActionKind.values)
    assert {2025, 2026} <= {day.year for day in published.values_list("starts_on", flat=True)}


def test_sixty_people_take_part_and_none_of_them_is_public():
    people = Artisan.objects.filter(demonstration_key__startswith="pers-")
    assert people.count() == 60
    assert not Consent.objects.filter(artisan__in=people).exists()
    assert set(Registration.objects.values_list("state", flat=True)) == set(
        RegistrationState.values
    )


def test_full_training_has_people_who_wait():
    training = Action.objects.with_places().get(demonstration_key="perfectionnement-martelage")
    assert (training.is_full, training.registrations.waiting().count()) == (True, 3)


def test_every_indicator_has_something_to_count():
    release = published()
    for indicator in INDICATORS.values():
        reading = release.read(indicator.main, START)
        assert reading.has_number and reading.number, indicator.code


def test_some_figures_are_masked_and_most_are_not():
    shown = [number for cells in published().cells.values() for number in cells.values()]
    masked = sum(number is None for number in shown)
    assert 0 < masked < len(shown) / 2


def test_demonstration_has_two_frozen_quarters_without_later_attendance():
    assert {str(quarter) for quarter in FrozenQuarter.objects.all()} == {"2025 T4", "2026 T1"}
    key = "/".join([CAME_LATER[0], person_key(CAME_LATER[1]), str(CAME_LATER[2])])
    assert Attendance.objects.get(demonstration_key=key).is_present
    assert published().corrections == {}


def test_every_kind_of_support_is_given_and_placements_are_followed():
    assert set(Support.objects.values_list("kind", flat=True)) == set(SupportKind.values)
    followed = Placement.objects.exclude(after_6="")
    assert followed.exists() and Placement.objects.filter(after_6="").exists()
    assert followed.exclude(after_12="").exists()


def test_opinions_are_as_many_as_the_answers_noted():
    assert Opinion.objects.count() == Registration.objects.filter(has_answered=True).count() >= 55
