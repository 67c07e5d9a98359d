"""The coppersmiths' walk: from gate to gate through the medina, by the workshops that
welcome visitors.

Minutes are worked out along the streets of the schematic plan, at a stroller's pace,
and said to be about right; nothing else is known of the lanes.
"""

import math
from dataclasses import dataclass
from itertools import groupby, pairwise

from .models import OpeningHours, Quarter, Weekday, Workshop
from .plan import METRES_PER_UNIT
from .streets import CROSSINGS, Street, length_of, shortest_way

# In this order: in by the southern gate, up the copper street, by the western gate and
# out by the eastern one.
ROUTE = [
    Quarter.BAB_JELLADINE,
    Quarter.SOUK,
    Quarter.BIR_BAROUTA,
    Quarter.BAB_TOUNES,
    Quarter.GREAT_MOSQUE,
    Quarter.BAB_KHOUKHA,
]
METRES_A_MINUTE = 60  # with something to look at


@dataclass
class Stop:
    """A landmark of the walk, the minutes from the one before (0 for the first), and
    the workshops to enter there.
    """

    quarter: Quarter
    minutes: int
    workshops: list[Workshop]


@dataclass
class OpenDays:
    """Days that follow each other and open alike."""

    first: Weekday
    last: Weekday
    hours: list[OpeningHours]

    @property
    def are_two(self) -> bool:
        """Two days are named, three or more are a range."""
        return self.last - self.first == 1

    @property
    def weekdays(self) -> str:
        """Their numbers, for the script that says who is open now."""
        return " ".join(str(day) for day in range(self.first, self.last + 1))


def stops_of(workshops: list[Workshop]) -> list[Stop]:
    """The walk's landmarks in order, each with its workshops."""
    minutes = [0, *(minutes_between(one, next_one) for one, next_one in pairwise(ROUTE))]
    return [
        Stop(quarter, walked, [workshop for workshop in workshops if workshop.quarter == quarter])
        for quarter, walked in zip(ROUTE, minutes, strict=True)
    ]


def minutes_between(one: Quarter, other: Quarter) -> int:
    metres = length_of(shortest_way(one, other)) * METRES_PER_UNIT
    return math.ceil(metres / METRES_A_MINUTE)


def route_streets() -> list[Street]:
    """The streets of the walk, in its order."""
    ways = (shortest_way(one, next_one) for one, next_one in pairwise(ROUTE))
    return [street for way in ways for street in pairwise(way)]


def route_line() -> str:
    """The walk on the plan, along the streets, as the points of a polyline."""
    passed = [ROUTE[0], *(end for _start, end in route_streets())]
    return " ".join("{},{}".format(*CROSSINGS[crossing]) for crossing in passed)


def openings_of(hours: list[OpeningHours]) -> list[OpenDays]:
    """A week said shortly: runs of days that open alike, days without an opening left
    out. `hours` are those of one period.
    """
    week = [(day, [each for each in hours if each.weekday == day]) for day in Weekday]
    runs = groupby(week, key=lambda line: [(each.opens, each.closes) for each in line[1]])
    return [
        OpenDays(days[0][0], days[-1][0], days[0][1])
        for alike, run in runs
        if alike and (days := list(run))
    ]
