"""No group under five can be worked out from what the results publish, by a reader who
knows everything that is public, and how it hangs together.

That reader is `adversary.py`, a linear programme written apart from what it attacks. On
the demonstration it must find no masked figure that is left fewer than five values.
"""

import datetime
import os
from decimal import Decimal

import pytest

from programme.results.facts import Fact
from programme.results.masking import NotProved, search
from programme.results.models import FrozenQuarter
from programme.results.periods import START, ReportingPeriod
from programme.results.proof import Auditor, Row, Table, TableCell
from programme.results.relations import TOTAL, UNITS, MeasureRows
from programme.results.release import Count
from programme.results.release import published as published_release

from .adversary import Adversary
from .programmes import (
    DRAWN,
    FAMILIES,
    MEASURES,
    drawn,
    group_of,
    periods_from,
    published,
)

PEOPLE, JOBS = ["people", "seats", "hours"], ["jobs", "full_time"]
PERIODS = periods_from(2025, 2)
FIRST, SECOND, THIRD = (ReportingPeriod(2025, quarter) for quarter in (1, 2, 3))


def fact(
    person,
    year=2025,
    quarter=1,
    sex="female",
    age="15-29",
    delegation="chebika",
    axis="capacity",
    hours=3,
) -> Fact:
    day = datetime.date(year, quarter * 3, 1)
    return Fact(
        person,
        day,
        {"sex": sex, "age": age, "delegation": delegation, "axis": axis},
        Decimal(hours),
    )


def job(number, quarter=1, year=2025, **facts) -> Fact:
    one = fact(number, year, quarter, **facts)
    return one._replace(
        traits={"novelty": "new", "formality": "formal", "job_kind": "permanent", **one.traits},
        value=Decimal(1),
    )


def trained(attendances) -> dict[str, list[Fact]]:
    rows = sorted(attendances, key=repr)
    return {"people": rows, "seats": [row._replace(value=1) for row in rows], "hours": rows}


def seen(attendances, before=None) -> tuple[list[MeasureRows], dict]:
    return published(PEOPLE, trained(attendances), PERIODS, before)


def seen_jobs(rows, before=None) -> tuple[list[MeasureRows], dict]:
    return published(JOBS, {"jobs": rows, "full_time": rows}, PERIODS, before)


def found(rows: list[MeasureRows], shown: dict, said=None) -> list[str]:
    return [str(each) for each in Adversary(rows, shown, said).finds()]


def number_of_masked(rows: list[MeasureRows], shown: dict) -> int:
    return sum(
        1
        for each in rows
        for key, number in each.values.items()
        if number and (each.measure.key, *key) not in shown
    )


# What gave people away


def test_zero_is_never_masked_and_so_hides_nobody():
    """Ten of Chebika in the quarter and twelve in the year: the ten are masked.

    Beside a delegation from which nobody came, they would be told.
    """
    first = [
        *(fact(person) for person in range(10)),
        *(fact(20 + person, delegation="sbikha") for person in range(12)),
    ]
    then = [
        *(fact(50 + person, quarter=2) for person in range(2)),
        *(fact(60 + person, quarter=2, delegation="sbikha") for person in range(10)),
    ]
    rows, shown = seen([*first, *then])
    assert ("people", FIRST, "delegation", "chebika") not in shown
    assert all(
        (each.measure.key, *key) in shown
        for each in rows
        for key, number in each.values.items()
        if not number
    )
    assert found(rows, shown) == []


def test_year_less_its_other_quarters_does_not_tell_of_the_one_that_is_masked():
    """Everyone came once: ten, seven and three are the twenty of the year, and the
    seats say so.
    """
    world = [
        fact(person, quarter=1 if person < 10 else 2 if person < 17 else 3) for person in range(20)
    ]
    rows, shown = seen(world)
    assert ("people", THIRD, *TOTAL) not in shown
    assert found(rows, shown) == []


def test_axis_is_not_told_by_the_total_less_the_others():
    """Three came to the markets alone: the total less capacity, and the seats, would
    give them.
    """
    world = [
        *(fact(person) for person in range(25)),
        *(fact(30 + person, axis="markets") for person in range(6)),
        fact(50, axis="markets"),
    ]
    rows, shown = seen([*world, *(fact(60 + person, axis="decent_jobs") for person in range(3))])
    assert ("people", START, "axis", "decent_jobs") not in shown
    assert found(rows, shown) == []


def test_seats_do_not_tell_how_many_came_back():
    """Twenty people and twenty-two seats: two were there twice."""
    rows, shown = seen(
        [*(fact(person) for person in range(20)), fact(0, quarter=2), fact(1, quarter=2)]
    )
    assert not {("people", START, *TOTAL), ("seats", START, *TOTAL)} <= shown.keys()
    assert found(rows, shown) == []


def test_hours_do_not_tell_of_seats_nor_seats_of_people():
    """Every session lasts three hours: hours are seats."""
    world = [
        *(fact(person) for person in range(12)),
        *(fact(person, quarter=2) for person in range(10, 24)),
        fact(30, quarter=3),
    ]
    rows, shown = seen(world)
    assert (
        not {("hours", THIRD, *TOTAL), ("seats", THIRD, *TOTAL), ("people", THIRD, *TOTAL)}
        & shown.keys()
    )
    assert found(rows, shown) == []


def test_four_values_are_too_few():
    """Of five, some are women and some are men: from one to four."""
    rows, shown = seen([*(fact(person) for person in range(4)), fact(9, sex="male")])
    assert ("people", START, *TOTAL) not in shown
    assert found(rows, shown) == []


def test_many_masked_figures_of_few_are_not_told_by_their_sum():
    """Six jobs in five quarters, at least one in each: one or two."""
    rows, shown = seen_jobs(
        [
            *(job(number) for number in range(40)),
            *(
                job(50 + number, 1 + number % 4, 2025 + number // 4, sex="male")
                for number in range(6)
            ),
        ]
    )
    assert ("jobs", START, "sex", "male") not in shown
    assert found(rows, shown) == []


def closed(quarter: ReportingPeriod, rows: list[MeasureRows], shown: dict) -> dict:
    """Figures of a quarter when it is closed: by measure and period, its figures."""
    said = {}
    for each in rows:
        numbers = each.numbers()
        said[each.measure.key, quarter] = {
            key[1:]: numbers[key] if (each.measure.key, *key) in shown else None
            for key in each.keys_of(quarter)
            if key in numbers
        }
    return said


@pytest.mark.parametrize("late", [1, 4])
def test_correction_of_fewer_than_five_is_told_by_nothing(late):
    """A presence noted late in a closed quarter: neither beside it, nor by the year,
    which is the sum of its quarters, nor by the whole.
    """
    world = [
        *(job(number) for number in range(20)),
        *(job(100 + number, quarter=2) for number in range(20)),
    ]
    before = closed(FIRST, *seen_jobs(world))
    rows, shown = seen_jobs([*world, *(job(300 + number) for number in range(late))], before)
    # the correction: the quarter itself says what it said
    assert ("jobs", FIRST, *TOTAL) not in shown
    said = {
        ("jobs", FIRST, *key): number
        for key, number in before["jobs", FIRST].items()
        if number == 20
    }
    said |= {
        ("full_time", FIRST, *key): float(number)
        for key, number in before["full_time", FIRST].items()
        if number == 20
    }
    assert found(rows, shown, said) == []


def test_correction_of_five_is_said():
    world = [
        *(job(number) for number in range(20)),
        *(job(100 + number, quarter=2) for number in range(20)),
    ]
    before = closed(FIRST, *seen_jobs(world))
    _rows, shown = seen_jobs([*world, *(job(300 + number) for number in range(5))], before)
    assert (shown["jobs", FIRST, *TOTAL], shown["jobs", START, *TOTAL]) == (25, 45)


# The demonstration, and years drawn by lot


def test_unguarded_measures_count_things_or_public_workshops():
    """A new measure is masked, or is said here to be about nobody."""
    bare = {key for key, measure in MEASURES.items() if not measure.guarded}
    assert bare == {
        *("days", "things", "fairs", "contacts", "orders", "items", "agreements"),
        *("supported", "upgraded", "created", "workshops"),
        "requests",  # letters: of who wrote them, nothing is said
    }


@pytest.mark.django_db
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family[0])
def test_adversary_learns_nothing_from_the_demonstration(demonstration, family):
    release, facts = published_release(), Count().facts
    rows = [MeasureRows(MEASURES[key], facts[key], release.periods) for key in family]
    closed_then = {
        ReportingPeriod(quarter.year, quarter.quarter) for quarter in FrozenQuarter.objects.all()
    }
    shown, said = {}, {}
    for each in rows:
        unit = UNITS.get(each.measure.reckon, 1)
        for key, number in each.values.items():
            period, cell = key[0], key[1:]
            told = release.cells[each.measure.key, period.key].get(cell)
            if told is None:
                continue
            is_corrected = period in closed_then and told != each.numbers().get(key)
            (said if is_corrected else shown)[each.measure.key, *key] = (
                float(told) if is_corrected else number / unit
            )
            if cell == TOTAL and (each.measure.key, period.key) in release.corrections:
                shown[each.measure.key, *key] = number / unit
    assert closed_then
    assert found(rows, shown, said) == []


# more, and of two years: KAIROUAN_PROGRAMMES=20
MORE = [(seed, 2, 40) for seed in range(int(os.environ.get("KAIROUAN_PROGRAMMES", "0")))]


@pytest.mark.parametrize(("seed", "years", "people"), [(0, 1, 16), *MORE])
def test_years_drawn_by_lot_leave_five_values_to_who_solves_everything_at_once(seed, years, people):
    periods, facts = drawn(seed, years, people)
    for family in DRAWN:
        assert found(*published(family, facts, periods)) == []


@pytest.mark.parametrize("seed", range(1))
def test_what_a_closed_quarter_has_shown_stays_and_others_are_masked_around_it(seed):
    periods, facts = drawn(seed, years=1, people=16)
    first = ReportingPeriod(periods[1].year, 1)
    for family in DRAWN:
        then = {key: [each for each in facts[key] if each.day <= first.ends_on] for key in family}
        before = closed(first, *published(family, then, periods))
        rows, shown = published(family, facts, periods, before)
        for each in rows:
            for cell, number in before[each.measure.key, first].items():
                assert ((each.measure.key, first, *cell) in shown) == (number is not None)
        assert found(rows, shown) == []


def test_the_adversary_finds_what_is_not_masked():
    """Without the masking it succeeds: the proof is worth something."""
    periods, facts = drawn(0, years=2, people=40)
    for family in (PEOPLE, JOBS, ["placed"]):
        rows = [MeasureRows(MEASURES[key], facts[key], periods) for key in family]
        bare = {
            (each.measure.key, *key): number / UNITS.get(each.measure.reckon, 1)
            for each in rows
            for key, number in each.values.items()
            if not (each.measure.key == family[0] and 0 < number < 5)
        }
        assert len(found(rows, bare)) > 50


def test_large_groups_hide_nothing():
    world = [
        fact(
            f"{year} {quarter} {sex} {axis} {number}",
            year,
            quarter,
            sex,
            "35+" if sex == "male" else "15-29",
            place,
            axis,
        )
        for year in (2025, 2026)
        for quarter in (1, 2, 3, 4)
        for sex, place in (("female", "chebika"), ("male", "sbikha"))
        for axis in ("capacity", "markets")
        for number in range(5)
    ]
    rows, shown = seen(world)
    assert number_of_masked(rows, shown) == 0


# Each rule by its name


def test_group_under_five_is_masked_with_what_would_give_it_away():
    """Thirty women, two men: either figure and the total tell the other."""
    _rows, shown = seen(
        [
            *(fact(person) for person in range(30)),
            *(fact(50 + person, sex="male") for person in range(2)),
        ]
    )
    assert shown["people", START, *TOTAL] == 32
    assert ("people", START, "sex", "female") not in shown and (
        "people",
        START,
        "sex",
        "male",
    ) not in shown
    assert shown["people", START, "axis", "capacity"] == 32


def test_masking_two_small_groups_masks_a_third():
    """One and two are three: the rest of the total would tell of the three."""
    world = [
        *(fact(person, delegation="chebika") for person in range(20)),
        *(fact(30 + person, delegation="sbikha") for person in range(7)),
        fact(40, delegation="haffouz"),
        fact(41, delegation="oueslatia"),
        fact(42, delegation="oueslatia"),
    ]
    _rows, shown = seen(world)
    kept = {key[3] for key in shown if key[:3] == ("people", START, "delegation") and shown[key]}
    assert kept == {"chebika"}


def test_year_that_differs_from_the_whole_by_two_people_is_masked():
    _rows, shown = seen([*(fact(person) for person in range(30)), fact(98, 2026), fact(99, 2026)])
    assert shown["people", START, *TOTAL] == 32
    assert ("people", ReportingPeriod(2025), *TOTAL) not in shown


def test_three_who_came_back_are_not_told_by_the_two_years():
    _rows, shown = seen(
        [*(fact(person) for person in range(20)), *(fact(person, 2026) for person in range(17, 40))]
    )
    assert (
        not {
            ("people", each, *TOTAL)
            for each in (START, ReportingPeriod(2025), ReportingPeriod(2026))
        }
        <= shown.keys()
    )


def test_axis_that_all_but_one_followed_is_masked():
    _rows, shown = seen([*(fact(person) for person in range(25)), fact(25, axis="markets")])
    assert ("people", START, "axis", "capacity") not in shown


def test_money_of_fewer_than_five_firms_is_masked_even_in_many_rows():
    """Rows are added up; the firm behind them is protected."""
    day = datetime.date(2025, 2, 1)
    rows = [Fact(f"firm {number % 2}", day, {}, Decimal(100)) for number in range(12)]
    _rows, shown = published(["orders_value"], {"orders_value": rows}, PERIODS)
    assert not any(shown.values())


# The proof trusts nobody


def table_of_two() -> Table:
    """Three women and twenty men are the twenty-three of the whole."""
    return Table(
        [
            TableCell(3, 1, 1, 1, 1, must_hide=True),
            TableCell(20, 1, 1, 1, 1),
            TableCell(23, 1, 1, 1, 3),
        ],
        [Row(((-1, 2), (1, 0), (1, 1)), True)],
    )


WORLDS = [{0: change, 1: -change} for change in (-2, -1, 1, 2)]


def test_five_worlds_prove_a_mask():
    verdict = Auditor(table_of_two()).audit({0, 1}, WORLDS)
    assert (verdict.passes, verdict.least) == (True, 5)


@pytest.mark.parametrize(
    ("hidden", "worlds"),
    [
        ({0, 1}, WORLDS[1:]),  # four values
        ({0, 1}, [*WORLDS[1:], {0: -3, 1: 3}]),  # below one
        ({0, 1}, [*WORLDS[1:], {0: 3}]),  # does not add up
        ({0}, WORLDS),  # a figure that is shown does not move
        ({1}, WORLDS),  # three are shown
        (set(), []),
    ],
)
def test_mask_that_was_tampered_with_is_refused(hidden, worlds):
    assert not Auditor(table_of_two()).audit(hidden, worlds).passes


def test_holes_between_whole_numbers_are_not_values():
    """From one to nine, but only every fourth: three values."""
    table = table_of_two()
    table.cells[0] = table.cells[0]._replace(value=5, step=4)
    table.cells[2] = table.cells[2]._replace(value=25)
    worlds = [{0: change, 1: -change} for change in range(-4, 5)]
    assert Auditor(table).audit({0, 1}, worlds).least == 3


def test_figure_once_public_is_not_masked_and_others_are_instead():
    table = table_of_two()
    assert search(table, 10)[0] == {0, 1}
    table.cells[1] = table.cells[1]._replace(is_public=True)
    assert search(table, 10)[0] == {0, 2}


def test_search_that_does_not_end_proves_nothing():
    with pytest.raises(NotProved):
        search(group_of(PEOPLE, drawn(0, 2, 40)[1], periods_from(2021, 2)).table, seconds=0)


def test_masking_is_the_same_for_the_same_people_in_any_order():
    world = [
        fact(person, 2025 + person % 2, 1 + person % 3, "male" if person % 7 == 0 else "female")
        for person in range(40)
    ]
    assert len({frozenset(seen(world[turn:] + world[:turn])[1].items()) for turn in range(3)}) == 1
