"""The schematic plans: the medina with its gates, and the thirteen delegations. Drawn
by us, not to scale, and said to be so.

A workshop stands at its own point only when that may be shown; else at its quarter.
Doors open on streets: each stands on the nearest one, a little apart from its
neighbours.
"""

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kairouan.common.annotations import StrOrPromise
from kairouan.common.places import Delegation

from .models import Quarter, Workshop
from .streets import CROSSINGS, STREETS, Point, Street, points_along

# Where a quarter is on the drawing of the medina: one of its crossings.
QUARTERS: dict[str, Point] = {
    quarter: CROSSINGS[quarter] for quarter in Quarter if quarter != Quarter.OUTSIDE
}
# What the plan names: where, from which end of the words, and the words.
LANDMARKS = [
    (302, 684, "middle", _("Bab Jelladine")),
    (122, 190, "end", _("Bab Tounes")),
    (562, 206, "start", _("Bab El Khoukha")),
    (474, 26, "middle", _("Grande Mosquée")),
    (338, 350, "start", _("Bir Barouta")),
    (314, 500, "start", _("Souk des cuivres")),
    (408, 400, "start", _("Souks")),
]
# The medina lies about here; the transformation turns degrees into the drawing's units,
# north up and as long one way as the other. Approximate on purpose.
WEST, EAST, SOUTH, NORTH = 10.0975, 10.1075, 35.6720, 35.6830
LEFT, TOP, WIDTH, HEIGHT = 98, 44, 452, 612  # of that rectangle on the drawing
METRES_PER_UNIT = (EAST - WEST) * 111_320 * math.cos(math.radians(SOUTH)) / WIDTH
# Two studs stand at least so far from each other: what a stud measures, and a breath.
APART = 46

# The delegations as tiles, each near where it lies: (column, row).
TILES = {
    Delegation.SBIKHA: (2, 0),
    Delegation.OUESLATIA: (0, 0),
    Delegation.AIN_DJELOULA: (1, 0),
    Delegation.KAIROUAN_NORD: (2, 1),
    Delegation.HAFFOUZ: (1, 1),
    Delegation.EL_ALAA: (0, 1),
    Delegation.KAIROUAN_SUD: (3, 1),
    Delegation.HAJEB_EL_AYOUN: (0, 2),
    Delegation.CHEBIKA: (1, 2),
    Delegation.MENZEL_MEHIRI: (2, 2),
    Delegation.ECHRARDA: (3, 2),
    Delegation.NASRALLAH: (1, 3),
    Delegation.BOUHAJLA: (2, 3),
}
TILE_WIDTH, TILE_HEIGHT = 150, 76


@dataclass
class Stud:
    """A workshop on the plan."""

    workshop: Workshop
    x: int
    y: int
    number: int
    is_exact: bool


@dataclass
class Tile:
    """A delegation on the other plan, with how many of the workshops shown are
    there.
    """

    value: str
    label: StrOrPromise
    x: int
    y: int
    count: int


def studs(workshops: list[Workshop], streets: Sequence[Street] = STREETS) -> list[Stud]:
    """The workshops of the medina, numbered in the order given, each on the street that
    is nearest to its place.
    """
    placed = [
        (workshop, place, exact is not None)
        for workshop in workshops
        if (place := (exact := exact_place(workshop)) or QUARTERS.get(workshop.quarter))
    ]
    points = spread([place for _workshop, place, _is_exact in placed], points_along(streets))
    return [
        Stud(workshop, *point, number=number, is_exact=is_exact)
        for number, ((workshop, _place, is_exact), point) in enumerate(
            zip(placed, points, strict=True), start=1
        )
    ]


def exact_place(workshop: Workshop) -> Point | None:
    """The workshop's own point on the drawing, when it may be shown and lies in the
    medina.
    """
    point = workshop.public_point
    if point is None or workshop.quarter == Quarter.OUTSIDE:
        return None
    latitude, longitude = map(float, point)
    if not (WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH):
        return None
    east = (longitude - WEST) / (EAST - WEST)
    south = (NORTH - latitude) / (NORTH - SOUTH)
    return round(LEFT + east * WIDTH), round(TOP + south * HEIGHT)


def spread(places: list[Point], free: list[Point], apart: int = APART) -> list[Point]:
    """Collision: for each place the nearest of the points that are free to stand on,
    `apart` from those before it; where none is left, rings wider and wider round the
    place are tried.
    """
    found: list[Point] = []
    for place in places:
        rings = (
            (
                round(place[0] + radius * math.cos(turn * math.tau / 12)),
                round(place[1] + radius * math.sin(turn * math.tau / 12)),
            )
            for radius in itertools.count(0, apart // 4)
            for turn in range(12)
        )
        nearest = sorted(free, key=lambda point: math.dist(point, place))
        found.append(
            next(
                point
                for point in itertools.chain(nearest, rings)
                if all(math.dist(point, one) >= apart for one in found)
            )
        )
    return found


def tiles(workshops: list[Workshop]) -> list[Tile]:
    counts = Counter(workshop.delegation for workshop in workshops)
    return [
        Tile(value, Delegation(value).label, column * TILE_WIDTH, row * TILE_HEIGHT, counts[value])
        for value, (column, row) in TILES.items()
    ]
