"""Draws a mark from its blow: the same drawing every time, on a field of 96 by 96.

- outline: the shape of one blow; a free polygon is one of five.
- size: how wide a blow is (`WIDTHS`), hence how many fit on the tray, a disc.
- spacing: how far the next one is: bare copper between, a hair, or each over the
  other.
- order: where they stand: a honeycomb, rings or a spiral round a stud, rays, rows,
  or free.
- direction: a blow without one lies along its rank; with one it is drawn out, thin
  where the hammer came from, and points aside, to the middle or to the rim.
- edge: sharp, full; soft, hollow; a step, cut in half; smooth copper, within a rim.

It is of the hand of the eight of the house: full shapes of one colour
(`currentColor`), nothing beyond the tray, no word, never mirrored. Shapes that overlap
are one path filled by the even-odd rule: they show as an opening and need no second
colour. What stands round the middle again and again is written once and turned, which
compresses. Legible at 16 px: the smallest blow is a pixel and a half there.
"""

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from .blow import Blow

FIELD = 96
MIDDLE = FIELD / 2
TRAY = 44.0  # radius
STUD = 5.2  # radius of what stands in the middle of rings and of a spiral
WIDTHS = {"fine": 9.0, "small": 13.0, "medium": 18.5, "large": 26.5}
LENGTHENED = 1.35  # a stroke or an oval is longer than a round blow of its class
HAIR = 2.6  # between two blows that touch
APART = 1.5  # from one blow to the next, in blows
OVERLAP = 0.74
CLOSEST = 8.5  # two blows stand no nearer: the eye sees a grey, and the path grows
WITHIN_RIM = 0.82  # how wide a blow amid smooth copper is beside another
RIM = (46.0, 43.4)  # radii
HOLLOW = 0.5  # the opening of a hollow blow
SLANT = math.radians(38)
UP = -math.pi / 2
TURNS = 1.5  # of a spiral, at least
SMALLEST = 0.5  # blow of a spiral, beside the first
TRIES = 900  # at scattering
LOT = 20_231

Point = tuple[float, float]


class Shape(NamedTuple):
    """A closed shape: where it starts, then each end with what its side bends towards
    (None: a straight one).
    """

    start: Point
    sides: list[tuple[Point | None, Point]]

    def moved(self, move: Callable[[float, float], Point]) -> "Shape":
        return Shape(
            move(*self.start), [(bend and move(*bend), move(*end)) for bend, end in self.sides]
        )


class Place(NamedTuple):
    """A blow's place: from the middle, the way out of the middle there (radians), how
    large it is beside the others, which of the scattered shapes it has.
    """

    x: float
    y: float
    out: float
    scale: float = 1.0
    number: int = 0


class Ring(NamedTuple):
    """Places that stand again at each of these turns (degrees) about the middle."""

    places: list[Place]
    turns: list[float] = [0.0]  # nobody writes it


def straight(*points: Point) -> Shape:
    return Shape(points[0], [(None, point) for point in points[1:]])


def around(sides: int) -> list[Point]:
    return [(math.cos(math.tau * n / sides), math.sin(math.tau * n / sides)) for n in range(sides)]


# around (0, 0), within one of it, turned towards x
OUTLINES: dict[str, list[Shape]] = {
    "hexagon": [straight(*around(6))],
    "round": [
        Shape(
            (1, 0), [((1, 1), (0, 1)), ((-1, 1), (-1, 0)), ((-1, -1), (0, -1)), ((1, -1), (1, 0))]
        )
    ],
    "oval": [Shape((-1, 0), [((0, -1.15), (1, 0)), ((0, 1.15), (-1, 0))])],
    # as tiles that overlap: the back hollowed twice
    "scale": [
        Shape(
            (-0.1, -1),
            [
                ((1, -1), (1, 0)),
                ((1, 1), (-0.1, 1)),
                ((-0.1, 0.4), (-0.62, 0)),
                ((-0.1, -0.4), (-0.1, -1)),
            ],
        )
    ],
    "stroke": [straight((-1, -0.26), (1, -0.26), (1, 0.26), (-1, 0.26))],
    "square": [
        Shape(
            (-0.55, -0.85),
            [
                (None, (0.55, -0.85)),
                ((0.85, -0.85), (0.85, -0.55)),
                (None, (0.85, 0.55)),
                ((0.85, 0.85), (0.55, 0.85)),
                (None, (-0.55, 0.85)),
                ((-0.85, 0.85), (-0.85, 0.55)),
                (None, (-0.85, -0.55)),
                ((-0.85, -0.85), (-0.55, -0.85)),
            ],
        )
    ],
    # a length of it, bent twice: the next goes on where it ends
    "ridge": [
        Shape(
            (-1, -0.2),
            [
                ((-0.5, -0.85), (0, -0.2)),
                ((0.5, 0.45), (1, -0.2)),
                (None, (1, 0.2)),
                ((0.5, 0.85), (0, 0.2)),
                ((-0.5, -0.45), (-1, 0.2)),
            ],
        )
    ],
    "polygon": [
        straight((-0.9, -0.5), (0.1, -1), (1, -0.3), (0.6, 0.8), (-0.6, 0.9)),
        straight((-1, -0.2), (-0.2, -0.95), (0.9, -0.7), (0.8, 0.6), (-0.3, 1)),
        straight((-0.7, -0.8), (0.7, -0.85), (1, 0.4), (0, 1), (-1, 0.3)),
        straight((-0.95, -0.6), (0.5, -0.9), (0.95, 0.1), (0.3, 0.95), (-0.8, 0.7)),
        straight((-0.6, -0.9), (0.6, -0.7), (1, 0.6), (-0.1, 0.9), (-1, 0.1)),
    ],
}
# the half that a step leaves of each
HALVES: dict[str, list[Shape]] = {
    "hexagon": [straight((-0.12, -0.87), (0.5, -0.87), (1, 0), (0.5, 0.87), (-0.12, 0.87))],
    "round": [Shape((-0.1, -1), [((1, -1), (1, 0)), ((1, 1), (-0.1, 1))])],
    "oval": [Shape((-0.1, -0.57), [((0.5, -0.57), (1, 0)), ((0.5, 0.57), (-0.1, 0.57))])],
    "scale": [Shape((0.1, -1), [((1, -1), (1, 0)), ((1, 1), (0.1, 1)), ((0.5, 0), (0.1, -1))])],
    "stroke": [straight((-0.12, -0.3), (1, -0.3), (1, 0.3), (-0.12, 0.3))],
    "square": [
        Shape(
            (-0.12, -0.85),
            [
                (None, (0.55, -0.85)),
                ((0.85, -0.85), (0.85, -0.55)),
                (None, (0.85, 0.55)),
                ((0.85, 0.85), (0.55, 0.85)),
                (None, (-0.12, 0.85)),
            ],
        )
    ],
    "ridge": [
        Shape((0, -0.2), [((0.5, 0.45), (1, -0.2)), (None, (1, 0.2)), ((0.5, 0.85), (0, 0.2))])
    ],
    "polygon": [
        straight((-0.12, -0.9), (0.4, -0.9), (1, -0.3), (0.6, 0.8), (-0.12, 0.85)),
        straight((-0.12, -0.95), (0.9, -0.7), (0.8, 0.6), (-0.12, 0.95)),
    ],
}
LONG = {"oval", "stroke", "ridge"}  # that lie along their rank where they have no direction


@lru_cache(maxsize=512)
def drawn(blow: Blow) -> str:
    """The shapes of a mark, as SVG inside a field of 96 by 96."""
    width = WIDTHS[blow.size]
    pitch = {
        "apart": width * APART,
        "touching": width + HAIR,
        "overlapping": max(width * OVERLAP, CLOSEST),
    }[blow.spacing]
    tray, still = TRAY, ""
    if blow.edge == "plain":
        tray -= 4.5
        still = "".join(circle(0, 0, radius) for radius in RIM)
    if blow.order in ("rings", "spiral"):
        still += circle(0, 0, STUD)
    turned = []
    for places, turns in ORDERS[blow.order](tray, width, pitch):
        if len(turns) == 1 or blow.spacing == "overlapping":
            still += "".join(
                struck(blow, turned_by(place, turn), width) for turn in turns for place in places
            )
        else:
            once = "".join(struck(blow, place, width) for place in places)
            turned += [path(once, turn) for turn in turns]
    return "".join([path(still)] if still else []) + "".join(turned)


def struck(blow: Blow, place: Place, width: float) -> str:
    """One blow in its place, as a piece of a path."""
    half = width / 2 * place.scale * (WITHIN_RIM if blow.edge == "plain" else 1)
    sizes = [half, half * HOLLOW] if blow.edge == "soft" else [half]
    if blow.outline == "round" and blow.direction == "none" and blow.edge != "step":
        return "".join(circle(place.x, place.y, size) for size in sizes)
    among = (HALVES if blow.edge == "step" else OUTLINES)[blow.outline]
    shape = with_direction(among[place.number % len(among)], blow)
    angle = facing(blow, place)
    return "".join(closed(shape, place, angle, size) for size in sizes)


def with_direction(shape: Shape, blow: Blow) -> Shape:
    if blow.outline in LONG:
        shape = shape.moved(lambda x, y: (x * LENGTHENED, y * 1.1))
    if blow.direction != "none":  # thin where the hammer came from
        shape = shape.moved(lambda x, y: (x * 1.16, y * max(0.1, 0.68 + 0.42 * x)))
    return shape


def facing(blow: Blow, place: Place) -> float:
    """The way a blow points. In rows it is told from the foot of the piece, else from
    the middle.
    """
    out = math.pi / 2 if blow.order == "rows" else place.out
    match blow.direction:
        case "outward":
            return out
        case "downward":
            return out if blow.order == "rows" else out + math.pi
        case "slanted":
            return out + math.pi / 2 + SLANT
    if blow.outline in LONG:
        return out if blow.order == "rays" else out + math.pi / 2
    if blow.outline == "scale":
        return out
    return 0.0 if blow.order in ("rows", "free") else out


# -- where the blows stand


def placed(x: float, y: float, scale: float = 1.0, number: int = 0) -> Place:
    return Place(x, y, math.atan2(y, x) if math.hypot(x, y) > 0.01 else UP, scale, number)


def at(turn: float, radius: float, scale: float = 1.0, number: int = 0) -> Place:
    return placed(radius * math.cos(turn), radius * math.sin(turn), scale, number)


def turned_by(place: Place, degrees: float) -> Place:
    turn = math.radians(degrees)
    x = place.x * math.cos(turn) - place.y * math.sin(turn)
    y = place.x * math.sin(turn) + place.y * math.cos(turn)
    return Place(x, y, place.out + turn, place.scale, place.number)


def even(number: int, begin: float = 0.0) -> list[float]:
    return [begin + 360 * n / number for n in range(number)]


def honeycomb(tray: float, width: float, pitch: float) -> Iterator[Ring]:
    """One in the middle, and the sixth part of the comb that is turned round it."""
    pitch = min(pitch, tray - width / 2)  # seven at least
    yield Ring([placed(0, 0)])
    steps = range(math.ceil(tray / pitch) + 1)
    places = [
        placed(pitch * 0.866 * across, -pitch * (up + across / 2), number=across + 2 * up)
        for up in steps[1:]
        for across in steps
    ]
    yield Ring(
        [place for place in places if math.hypot(place.x, place.y) <= tray - width / 2 + 0.01],
        even(6),
    )


def rows(tray: float, width: float, pitch: float) -> Iterator[Ring]:
    most = (tray - width * 0.38) * 1.25  # four at least
    pitch, down = min(pitch, most), min(max(pitch, width + HAIR) * 1.16, most)
    lines, columns = int(2 * (tray - width / 2) / down), int(tray / pitch) + 1
    yield Ring(
        [
            placed(x, y, number=line + 2 * column)
            for line in range(lines + 1)
            for column in range(-columns, columns)
            if math.hypot(x := pitch * (column + 0.5), y := (line - lines / 2) * down)
            <= tray - width * 0.38
        ]
    )


def rings(tray: float, width: float, pitch: float) -> Iterator[Ring]:
    radius = tray - width / 2
    for ring in count():
        if radius < STUD + HAIR * 0.8 + width / 2:
            return
        number = max(3, int(math.tau * radius / pitch))
        yield Ring([at(UP, radius, number=ring)], even(number, 180 / number * (ring % 2)))
        radius -= max(pitch, width * 0.9) + HAIR * 0.6


def spiral(tray: float, width: float, pitch: float) -> Iterator[Ring]:
    """From the rim to the middle, a turn and a half at least, the blows smaller as it
    closes.
    """
    outer, inner = tray - width / 2, STUD + HAIR + width * 0.3
    coil = min(max(pitch, width * 0.9) + HAIR, (outer - inner) / TURNS)
    turn, radius = UP, outer
    places: list[Place] = []
    while radius > inner:
        scale = 1 - (1 - SMALLEST) * (outer - radius) / (outer - inner)
        places.append(at(turn, radius, scale, len(places)))
        step = pitch * scale / radius
        turn += step
        radius -= coil * step / math.tau
    yield Ring(places)


def rays(tray: float, width: float, pitch: float) -> Iterator[Ring]:
    """Each ray from the rim inwards, the blows smaller with what room there is."""
    outer = radius = tray - width / 2
    number = max(5, min(16, int(math.tau * outer * 0.8 / pitch)))
    places: list[Place] = []
    while radius > 9:
        scale = min(1.0, math.tau * radius / number / (width + 1.2))
        if scale < 0.42:
            break
        places.append(at(UP, radius, scale, len(places)))
        radius -= min(pitch * scale, outer - 10)  # two on a ray at least
    yield Ring(places, even(number))


def free(tray: float, width: float, pitch: float) -> Iterator[Ring]:
    """Scattered, none nearer another than the pitch: by lot, the same lot always."""
    places: list[Place] = []
    lot, reach = LOT, tray - width / 2
    pitch = min(pitch, reach * 1.2)  # three at least
    for _try in range(TRIES):
        lot = (lot * 1_103_515_245 + 12_345) % 2**31
        x = (lot / 2**30 - 1) * tray
        lot = (lot * 1_103_515_245 + 12_345) % 2**31
        y = (lot / 2**30 - 1) * tray
        far = all(math.hypot(x - each.x, y - each.y) >= pitch * 0.97 for each in places)
        if far and math.hypot(x, y) <= reach:
            places.append(placed(x, y, (0.84, 1.0, 1.06)[(lot >> 8) % 3], len(places)))
    yield Ring(places)


ORDERS: dict[str, Callable[[float, float, float], Iterator[Ring]]] = {
    "honeycomb": honeycomb,
    "rings": rings,
    "spiral": spiral,
    "rays": rays,
    "rows": rows,
    "free": free,
}

# -- how it is written


def path(pieces: str, turn: float = 0.0) -> str:
    turned = f' transform="rotate({figures(turn, MIDDLE, MIDDLE)})"' if turn else ""
    return f'<path fill-rule="evenodd" d="{pieces}"{turned}/>'


def figures(*values: float) -> str:
    """Figures as a path takes them, to a tenth: what is finer is not seen."""
    written = ""
    for value in values:
        said = f"{value + 0:.1f}".removesuffix(".0")
        said = "0" if said == "-0" else said.replace("0.", ".") if abs(value) < 0.95 else said
        written += said if not written or said.startswith("-") else f" {said}"
    return written


def circle(x: float, y: float, radius: float) -> str:
    """A whole circle, `x` and `y` from the middle."""
    half, across = figures(radius, radius), round(2 * radius, 1)
    return (
        f"M{figures(MIDDLE + x - radius, MIDDLE + y)}a{half} 0 1 0 {figures(across)} 0"
        f"a{half} 0 1 0{figures(-across)} 0z"
    )


def closed(shape: Shape, place: Place, angle: float, half: float) -> str:
    """A shape turned and put in its place.

    Each end is told from the one before: the same blow elsewhere has the same words,
    which compress.
    """
    cos, sin = half * math.cos(angle), half * math.sin(angle)
    shape = shape.moved(lambda x, y: (x * cos - y * sin, x * sin + y * cos))
    (x, y), last = shape.start, ""
    written = f"M{figures(MIDDLE + place.x + x, MIDDLE + place.y + y)}"
    for bend, end in shape.sides:
        command = "q" if bend else "l"
        if bend is None and end == (x, y):
            continue
        steps = [each for to_x, to_y in filter(None, (bend, end)) for each in (to_x - x, to_y - y)]
        said = figures(*steps)
        written += command if command != last else "" if said.startswith("-") else " "
        written += said
        last, (x, y) = command, end
    return f"{written}z"
