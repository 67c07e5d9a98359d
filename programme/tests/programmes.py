"""Programmes of several years, drawn by lot: who came to which session, which jobs
began, who was placed. As facts, without a database.
"""

import datetime
from decimal import Decimal
from random import Random

from kairouan.common.places import Delegation
from programme.models import AgeBand
from programme.results.facts import Fact, facts_by_day
from programme.results.indicators import INDICATORS, Measure
from programme.results.masking import masked
from programme.results.periods import START, ReportingPeriod
from programme.results.relations import UNITS, MeasureGroup, MeasureRows

MEASURES: dict[str, Measure] = {
    each.key: each for indicator in INDICATORS.values() for each in indicator.measures
}
FAMILIES = [
    [leader.key, *(each.key for each in MEASURES.values() if each.follows == leader.key)]
    for leader in MEASURES.values()
    if leader.guarded and not leader.follows
]
DRAWN = [family for family in FAMILIES if family[0] not in ("turnover", "exports")]
NOTED = [
    "kairouan-nord",
    "kairouan-nord",
    "kairouan-nord",
    "chebika",
    "chebika",
    "sbikha",
    "haffouz",
    "",
]


def periods_from(first: int, years: int) -> list[ReportingPeriod]:
    return [
        START,
        *(
            ReportingPeriod(year, quarter)
            for year in range(first, first + years)
            for quarter in range(5)
        ),
    ]


def drawn(
    seed: int, years: int = 5, people: int = 150
) -> tuple[list[ReportingPeriod], dict[str, list[Fact]]]:
    """The facts of every guarded measure, and the periods.

    The same for the same seed.
    """
    lot = Random(seed)
    first = 2021
    known = [
        {
            "sex": lot.choice(["female", "female", "male"]),
            "born": lot.choice([*range(1960, 2009), None]),
            "delegation": lot.choice([*NOTED, *Delegation.values]),
        }
        for _person in range(people)
    ]
    attendances, placements, sheets = [], [], []
    for _action in range(years * lot.randint(3, 8)):
        day, axis = (
            a_day(lot, first, years),
            lot.choice(["capacity", "capacity", "markets", "decent_jobs"]),
        )
        came = lot.sample(range(people), min(people, lot.choice([3, 6, 10, 12, 15, 20])))
        for session in range(lot.choice([1, 1, 2, 5])):
            on, hours = (
                day + datetime.timedelta(days=session * lot.choice([1, 7])),
                Decimal(lot.choice([3, 3, 4, 6])) / lot.choice([1, 1, 2]),
            )
            for person in came:
                if on.year < first + years and lot.random() < 0.9:
                    traits = {**who(known[person], on), "axis": axis}
                    attendances.append(Fact(person, on, traits, hours))
        sheets += [
            Fact(f"{day} {sheet}", day, {}, Decimal(lot.randint(2, 8)) / 2)
            for sheet in range(lot.randint(0, len(came)))
        ]
    for person in lot.sample(range(people), people // 4):
        day = a_day(lot, first, years)
        traits = {
            **who(known[person], day),
            "placement_kind": lot.choice(["internship", "internship", "apprenticeship", "job"]),
            "after_6": lot.choice(["in_place", "in_place", "in_craft", ""]),
            "after_12": lot.choice(["in_place", "left", ""]),
        }
        placements.append(Fact(person, day, traits))
    jobs = [a_job(lot, number, a_day(lot, first, years)) for number in range(people // 2)]
    money = [
        Fact(lot.randrange(14), a_day(lot, first, years), {}, Decimal(lot.randint(50, 5000)))
        for _row in range(10 * years)
    ]
    facts = {
        "people": attendances,
        "seats": [fact._replace(value=1) for fact in attendances],
        "hours": attendances,
        "satisfaction": sheets,
        "jobs": jobs,
        "full_time": jobs,
        "placed": placements,
        "orders_value": money,
        "equipment_value": [fact._replace(value=3 * fact.value) for fact in money[::3]],
    }
    return periods_from(first, years), {key: facts_by_day(rows) for key, rows in facts.items()}


def a_day(lot: Random, first: int, years: int) -> datetime.date:
    return datetime.date(
        first + lot.randrange(years),
        lot.choice([1, 2, 3, 4, 5, 6, 9, 10, 11, 12]),
        lot.randint(1, 28),
    )


def who(person: dict, day: datetime.date) -> dict[str, str]:
    return {
        "sex": person["sex"],
        "age": AgeBand.on(day, person["born"]).value,
        "delegation": person["delegation"],
    }


def a_job(lot: Random, number: int, day: datetime.date) -> Fact:
    traits = {
        "sex": lot.choice(["female", "male"]),
        "age": lot.choice(["15-29", "15-29", "30-34", "35+"]),
        "delegation": lot.choice(NOTED),
        "axis": lot.choice(["value_chain", "value_chain", "equipment", "decent_jobs"]),
        "novelty": lot.choice(["new", "new", "new", "kept"]),
        "formality": lot.choice(["formal", "formal", "informal"]),
        "job_kind": lot.choice(["permanent", "permanent", "seasonal", "apprentice"]),
    }
    return Fact(number, day, traits, Decimal(lot.choice(["0.5", "0.75", "1", "1"])))


def group_of(
    family: list[str], facts: dict[str, list[Fact]], periods: list[ReportingPeriod], before=None
) -> MeasureGroup:
    """These measures as a table to audit."""
    rows = [MeasureRows(MEASURES[key], facts.get(key, []), periods) for key in family]
    return MeasureGroup(rows, before or {}, {each.measure.key: each.numbers() for each in rows})


def published(
    family: list[str], facts: dict[str, list[Fact]], periods: list[ReportingPeriod], before=None
) -> tuple[list[MeasureRows], dict[tuple, float]]:
    """Count these measures and mask them as of today: by (measure,
    period, breakdown, value), the number. The audit must pass.
    """
    group = group_of(family, facts, periods, before)
    hidden, verdict = masked(group.table)
    assert verdict.passes, [group.keys[place] for place in verdict.failed]
    masks = group.figures_of(hidden)
    shown = {
        (each.measure.key, *key): value / UNITS.get(each.measure.reckon, 1)
        for each in group.rows
        for key, value in each.values.items()
        if key not in masks[each.measure.key]
    }
    return group.rows, shown
