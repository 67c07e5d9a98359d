"""The streets of the drawn medina: crossings, the streets between them, and the
shortest way from one to another.

Drawn by us and schematic: gates and landmarks lie about where they are, the lanes
between them are a drawing. The plan and the walk read the same streets, so that the way
shown never crosses a house.
"""

import heapq
import math
from collections.abc import Iterable
from itertools import pairwise

from .models import Quarter

Point = tuple[int, int]
Street = tuple[str, str]

STEP = 3  # between two points of a street, in units of the drawing

# The drawing measures 720 by 700, north up.
CROSSINGS: dict[str, Point] = {
    Quarter.BAB_JELLADINE: (302, 634),
    Quarter.SOUK: (272, 452),
    Quarter.BIR_BAROUTA: (292, 336),
    Quarter.BAB_TOUNES: (150, 198),
    Quarter.GREAT_MOSQUE: (412, 154),
    Quarter.BAB_KHOUKHA: (542, 198),
    "inside the southern gate": (300, 572),
    "foot of the copper street": (284, 512),
    "head of the copper street": (276, 394),
    "western lane": (214, 440),
    "west of the well": (208, 322),
    "inside the western gate": (188, 246),
    "northern lane": (262, 190),
    "northern bend": (338, 138),
    "under the northern wall": (318, 76),
    "east of the well": (356, 288),
    "bend to the mosque": (396, 222),
    "inside the eastern gate": (474, 200),
    "eastern lane": (440, 306),
    "eastern wall": (500, 330),
    "souks": (410, 404),
    "southern wall": (402, 540),
    "western wall": (146, 428),
}
STREETS: list[Street] = [
    (Quarter.BAB_JELLADINE, "inside the southern gate"),
    ("inside the southern gate", "foot of the copper street"),
    ("inside the southern gate", "southern wall"),
    ("foot of the copper street", Quarter.SOUK),
    (Quarter.SOUK, "head of the copper street"),
    ("head of the copper street", Quarter.BIR_BAROUTA),
    ("head of the copper street", "souks"),
    ("foot of the copper street", "western lane"),
    ("western lane", "western wall"),
    ("western lane", "west of the well"),
    ("west of the well", Quarter.BIR_BAROUTA),
    ("west of the well", "inside the western gate"),
    ("inside the western gate", Quarter.BAB_TOUNES),
    ("inside the western gate", "northern lane"),
    ("northern lane", "northern bend"),
    ("northern bend", "under the northern wall"),
    ("northern bend", Quarter.GREAT_MOSQUE),
    (Quarter.BIR_BAROUTA, "east of the well"),
    ("east of the well", "bend to the mosque"),
    ("east of the well", "eastern lane"),
    ("eastern lane", "eastern wall"),
    ("eastern lane", "souks"),
    ("bend to the mosque", Quarter.GREAT_MOSQUE),
    (Quarter.GREAT_MOSQUE, "inside the eastern gate"),
    ("bend to the mosque", "inside the eastern gate"),
    ("inside the eastern gate", Quarter.BAB_KHOUKHA),
]


def shortest_way(start: str, end: str) -> list[str]:
    """Shortest path along the streets (Dijkstra): its crossings, both ends included."""
    waiting: list[tuple[float, list[str]]] = [(0, [start])]
    left: set[str] = set()
    while waiting:
        walked, way = heapq.heappop(waiting)
        here = way[-1]
        if here == end:
            return way
        if here in left:
            continue
        left.add(here)
        for street in STREETS:
            if here in street:
                there = street[street[0] == here]
                step = math.dist(CROSSINGS[here], CROSSINGS[there])
                heapq.heappush(waiting, (walked + step, [*way, there]))
    raise ValueError(f"no street leads from {start} to {end}")


def length_of(way: list[str]) -> float:
    """Length of a way, in units of the drawing."""
    return sum(math.dist(CROSSINGS[one], CROSSINGS[next_one]) for one, next_one in pairwise(way))


def points_along(streets: Iterable[Street]) -> list[Point]:
    """Points of these streets, `STEP` apart or a little less, both ends of each
    included.
    """
    found: list[Point] = []
    for one, other in streets:
        (x, y), (to_x, to_y) = CROSSINGS[one], CROSSINGS[other]
        steps = math.ceil(math.dist((x, y), (to_x, to_y)) / STEP)
        found += [
            (round(x + (to_x - x) * step / steps), round(y + (to_y - y) * step / steps))
            for step in range(steps + 1)
        ]
    return found


def lanes() -> str:
    """Every street, as the data of an SVG path."""
    return "".join(
        "M{} {}L{} {}".format(*CROSSINGS[one], *CROSSINGS[other]) for one, other in STREETS
    )
