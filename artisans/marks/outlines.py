"""Shapes of an SVG as outlines: lines of points, to be filled or drawn as strokes.

Reads what `cleaning.py` lets through, the drawings of the house and those of
`drawing.py`; nothing else is promised.
"""

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from .reading import Node

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]

UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
COMMAND = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)")
FLAGS = re.compile(
    rf"({NUMBER.pattern})[\s,]*({NUMBER.pattern})[\s,]*({NUMBER.pattern})[\s,]*([01])[\s,]*([01])[\s,]*({NUMBER.pattern})[\s,]*({NUMBER.pattern})"
)
TURNED = re.compile(r"(\w+)\s*\(([^)]*)\)")
TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}
PIECES = 8  # of a curve
INHERITED = ("fill", "fill-rule", "stroke", "stroke-width")


class Outline(NamedTuple):
    """A shape: its closed or open lines, how it is filled (None: it is not), how wide
    its stroke is (0: none).
    """

    lines: list[list[Point]]
    fill_rule: str | None
    stroke: float
    closed: list[bool]


def numbers(text: str) -> list[float]:
    return [float(each) for each in NUMBER.findall(text)]


def times(left: Matrix, right: Matrix) -> Matrix:
    a, b, c, d, e, f = left
    p, q, r, s, t, u = right
    return (
        a * p + c * q,
        b * p + d * q,
        a * r + c * s,
        b * r + d * s,
        a * t + c * u + e,
        b * t + d * u + f,
    )


def moved(matrix: Matrix, point: Point) -> Point:
    (a, b, c, d, e, f), (x, y) = matrix, point
    return a * x + c * y + e, b * x + d * y + f


def turned(degrees: float, x: float = 0, y: float = 0) -> Matrix:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return cos, sin, -sin, cos, x - x * cos + y * sin, y - x * sin - y * cos


def matrix_of(transform: str) -> Matrix:
    """Read a `transform`. Raises ValueError where its figures are not as many as it
    takes.
    """
    matrix = UNMOVED
    for name, inside in TURNED.findall(transform):
        step: Matrix
        match name, numbers(inside):
            case "translate", [x, *rest]:
                step = (1, 0, 0, 1, x, rest[0] if rest else 0)
            case "scale", [x, *rest]:
                step = (x, 0, 0, rest[0] if rest else x, 0, 0)
            case "rotate", [degrees]:
                step = turned(degrees)
            case "rotate", [degrees, x, y]:
                step = turned(degrees, x, y)
            case "matrix", [a, b, c, d, e, f]:
                step = (a, b, c, d, e, f)
            case _:
                raise ValueError(transform)
        matrix = times(matrix, step)
    return matrix


def outlines_of(
    node: Node, matrix: Matrix = UNMOVED, paint: dict | None = None
) -> Iterator[Outline]:
    """Every shape of a drawing, in the place where `matrix` puts it."""
    paint = (paint or {}) | {
        key: node.attributes[key] for key in INHERITED if key in node.attributes
    }
    matrix = times(matrix, matrix_of(node.attributes.get("transform", "")))
    lines, closed = lines_of(node)
    if lines:
        a, b, c, d, _e, _f = matrix
        width = float(paint.get("stroke-width", 1)) * math.sqrt(abs(a * d - b * c))
        yield Outline(
            [[moved(matrix, point) for point in line] for line in lines],
            None if paint.get("fill") == "none" else paint.get("fill-rule", "nonzero"),
            0 if paint.get("stroke", "none") == "none" else width,
            closed,
        )
    for child in node.children:
        yield from outlines_of(child, matrix, paint)


def lines_of(node: Node) -> tuple[list[list[Point]], list[bool]]:
    """The lines of one shape and which of them are closed; none of what is no shape."""
    sizes = {
        key: float(value)
        for key, value in node.attributes.items()
        if NUMBER.fullmatch(value) and key not in INHERITED
    }

    def get(key: str) -> float:
        return sizes.get(key, 0.0)

    match node.tag:
        case "path":
            return lines_of_path(node.attributes.get("d", ""))
        case "circle":
            return [ellipse(get("cx"), get("cy"), get("r"), get("r"))], [True]
        case "ellipse":
            return [ellipse(get("cx"), get("cy"), get("rx"), get("ry"))], [True]
        case "rect":
            x, y, w, h = get("x"), get("y"), get("width"), get("height")
            return [[(x, y), (x + w, y), (x + w, y + h), (x, y + h)]], [True]
        case "line":
            return [[(get("x1"), get("y1")), (get("x2"), get("y2"))]], [False]
        case "polygon" | "polyline" as tag:
            found = numbers(node.attributes.get("points", ""))
            points = list(zip(found[::2], found[1::2], strict=False))
            return [points] if points else [], [tag == "polygon"]
    return [], []


def ellipse(x: float, y: float, across: float, down: float) -> list[Point]:
    return [
        (x + across * math.cos(math.tau * n / 24), y + down * math.sin(math.tau * n / 24))
        for n in range(24)
    ]


def steps_of(d: str) -> Iterator[tuple[str, list[float]]]:
    """The commands of a path, each with the figures that it takes once. Raises
    ValueError where a command has too few.
    """
    for letter, inside in COMMAND.findall(d):
        takes = TAKES.get(letter.upper(), 0)
        if not takes:
            yield letter, []
            continue
        if letter in "Aa":  # its two flags may be written without a space
            found = [float(each) for arc in FLAGS.findall(inside) for each in arc]
        else:
            found = numbers(inside)
        if not found or len(found) % takes:
            raise ValueError(letter)
        for start in range(0, len(found), takes):
            yield letter, found[start : start + takes]
            letter = {"M": "L", "m": "l"}.get(letter, letter)


def lines_of_path(d: str) -> tuple[list[list[Point]], list[bool]]:
    lines: list[list[Point]] = []
    closed: list[bool] = []
    here: Point = (0.0, 0.0)
    control: tuple[str, Point] = ("", here)
    for letter, found in steps_of(d):
        kind, relative = letter.upper(), letter.islower()
        x, y = here if relative else (0.0, 0.0)
        if kind == "Z":
            if lines:
                closed[-1], here = True, lines[-1][0]
            control = ("", here)
            continue
        if kind == "H":
            ends = [(found[0] + x, here[1])]
        elif kind == "V":
            ends = [(here[0], found[0] + y)]
        elif kind == "A":
            ends = [(found[5] + x, found[6] + y)]
        else:
            ends = [(found[n] + x, found[n + 1] + y) for n in range(0, len(found), 2)]
        if kind == "M":
            lines.append([ends[0]])
            closed.append(False)
            here, control = ends[0], ("", ends[0])
            continue
        if not lines or closed[-1]:  # drawn on after it was closed
            lines.append([here])
            closed.append(False)
        mirrored = (2 * here[0] - control[1][0], 2 * here[1] - control[1][1])
        if kind in "CS":
            first = ends[0] if kind == "C" else mirrored if control[0] == "C" else here
            points = [here, first, *ends[-2:]]
            control = ("C", ends[-2])
        elif kind in "QT":
            middle = ends[0] if kind == "Q" else mirrored if control[0] == "Q" else here
            points = [here, middle, ends[-1]]
            control = ("Q", middle)
        else:
            points = [here, ends[-1]]
            control = ("", ends[-1])
        if kind == "A":
            lines[-1].extend(arc(here, found, ends[-1]))
        else:
            lines[-1].extend(curve(points))
        here = ends[-1]
    return lines, closed


def curve(points: list[Point]) -> list[Point]:
    """A straight line, or a curve of Bézier cut in pieces: all but its first point."""
    if len(points) == 2:
        return points[1:]
    return [bezier(points, n / PIECES) for n in range(1, PIECES + 1)]


def bezier(points: list[Point], at: float) -> Point:
    while len(points) > 1:
        points = [
            (x + (to_x - x) * at, y + (to_y - y) * at) for (x, y), (to_x, to_y) in pairwise(points)
        ]
    return points[0]


def arc(start: Point, found: list[float], end: Point) -> list[Point]:
    """A piece of an ellipse, from its ends to its middle as SVG tells (F.6.5)."""
    across, down, tilt, large, sweep = abs(found[0]), abs(found[1]), *found[2:5]
    if not across or not down or start == end:
        return [end]
    cos, sin = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cos * half_x + sin * half_y, cos * half_y - sin * half_x
    grown = math.sqrt(max(1, (x / across) ** 2 + (y / down) ** 2))
    across, down = across * grown, down * grown
    left = (across * down) ** 2 - (across * y) ** 2 - (down * x) ** 2
    size = math.sqrt(max(0, left) / ((across * y) ** 2 + (down * x) ** 2))
    size = -size if large == sweep else size
    from_x, from_y = size * across * y / down, -size * down * x / across
    middle_x = cos * from_x - sin * from_y + (start[0] + end[0]) / 2
    middle_y = sin * from_x + cos * from_y + (start[1] + end[1]) / 2
    begin = math.atan2((y - from_y) / down, (x - from_x) / across)
    length = math.atan2((-y - from_y) / down, (-x - from_x) / across) - begin
    if sweep and length < 0:
        length += math.tau
    if not sweep and length > 0:
        length -= math.tau
    pieces = max(2, math.ceil(abs(length) / (math.tau / 16)))
    points = []
    for n in range(1, pieces + 1):
        turn = begin + length * n / pieces
        a, b = across * math.cos(turn), down * math.sin(turn)
        points.append((middle_x + cos * a - sin * b, middle_y + sin * a + cos * b))
    return points
