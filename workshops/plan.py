"""The schematic plans: the medina with its gates, and the thirteen delegations. Drawn
by us, not to scale, and said to be so.

A workshop stands at its own point only when that may be shown; else at its quarter, a
little apart from its neighbours.
"""

import math
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kairouan.common.annotations import StrOrPromise
from kairouan.common.places import Delegation

from .models import Quarter, Workshop

# The drawing of the medina measures 700 by 440. Quarters are placed by eye along the
# lanes of the drawing.
QUARTERS: dict[str, tuple[int, int]] = {
    Quarter.SOUK: (392, 250),
    Quarter.BAB_JELLADINE: (276, 380),
    Quarter.BAB_TOUNES: (214, 172),
    Quarter.BAB_KHOUKHA: (586, 150),
    Quarter.GREAT_MOSQUE: (520, 160),
    Quarter.BIR_BAROUTA: (318, 280),
}
# What the plan names, for the drawing and for its list.
LANDMARKS = [
    (256, 432, _("Bab Jelladine")),
    (130, 138, _("Bab Tounes")),
    (630, 262, _("Bab El Khoukha")),
    (520, 30, _("Grande Mosquée")),
    (318, 240, _("Bir Barouta")),
    (430, 306, _("Souk des cuivres")),
]
# The medina lies about here; the transformation turns degrees into the drawing's units,
# north up. Approximate on purpose.
WEST, EAST, SOUTH, NORTH = 10.0950, 10.1070, 35.6720, 35.6830
WIDTH = 460  # of the medina on the drawing
METRES_PER_UNIT = (EAST - WEST) * 111_320 * math.cos(math.radians(SOUTH)) / WIDTH

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


def studs(workshops: list[Workshop]) -> list[Stud]:
    """The workshops of the medina, numbered in the order given."""
    found: list[Stud] = []
    crowd: Counter[str] = Counter()
    for workshop in workshops:
        place = exact_place(workshop) or QUARTERS.get(workshop.quarter)
        if place is None:
            continue
        is_exact = exact_place(workshop) is not None
        if not is_exact:
            place = beside(place, crowd[workshop.quarter])
            crowd[workshop.quarter] += 1
        found.append(Stud(workshop, place[0], place[1], number=len(found) + 1, is_exact=is_exact))
    return found


def exact_place(workshop: Workshop) -> tuple[int, int] | None:
    """The workshop's own point on the drawing, when it may be shown and lies in the
    medina.
    """
    point = workshop.public_point
    if point is None or workshop.quarter == Quarter.OUTSIDE:
        return None
    latitude, longitude = map(float, point)
    if not (WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH):
        return None
    return round(130 + (longitude - WEST) / (EAST - WEST) * WIDTH), round(
        380 - (latitude - SOUTH) / (NORTH - SOUTH) * 310
    )


def beside(place: tuple[int, int], neighbours: int) -> tuple[int, int]:
    """A place round another, for those who share a quarter: the first on it, the others
    in a ring.
    """
    if not neighbours:
        return place
    angle = neighbours * math.tau / 6
    return round(place[0] + 40 * math.cos(angle)), round(place[1] + 34 * math.sin(angle))


def tiles(workshops: list[Workshop]) -> list[Tile]:
    counts = Counter(workshop.delegation for workshop in workshops)
    return [
        Tile(value, Delegation(value).label, column * TILE_WIDTH, row * TILE_HEIGHT, counts[value])
        for value, (column, row) in TILES.items()
    ]
