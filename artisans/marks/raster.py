"""Raster of a mark at 24 px: how much of each pixel is inked.

Each row is a whole number whose bits are the samples across: spans are set, shapes laid
over each other and samples counted without a library.
"""

import math
from functools import lru_cache
from itertools import pairwise

from .drawing import FIELD, MIDDLE
from .outlines import Outline, Point, outlines_of, times, turned
from .reading import read_shapes

PIXELS = 24
SAMPLES = 4  # across a pixel, and down it
WIDE = PIXELS * SAMPLES
UNIT = WIDE / FIELD

Picture = tuple[float, ...]  # PIXELS rows of PIXELS, 0 for bare and 1 for inked


@lru_cache(maxsize=1024)
def picture(drawing: str, degrees: float = 0) -> Picture:
    """The picture of shapes inside a field of 96 by 96, turned about its middle."""
    matrix = times((UNIT, 0, 0, UNIT, 0, 0), turned(degrees, MIDDLE, MIDDLE))
    rows = [0] * WIDE
    for outline in outlines_of(read_shapes(drawing), matrix):
        ink(rows, outline)
    block = (1 << SAMPLES) - 1
    return tuple(
        sum(
            (row >> column * SAMPLES & block).bit_count()
            for row in rows[line * SAMPLES : (line + 1) * SAMPLES]
        )
        / SAMPLES**2
        for line in range(PIXELS)
        for column in range(PIXELS)
    )


def ink(rows: list[int], outline: Outline):
    if outline.fill_rule:
        fill(rows, outline.lines, outline.fill_rule)
    if outline.stroke:
        for line, is_closed in zip(outline.lines, outline.closed, strict=True):
            for start, end in pairwise([*line, line[0]] if is_closed else line):
                fill(rows, [stroked(start, end, outline.stroke / 2)], "nonzero")


def stroked(start: Point, end: Point, half: float) -> list[Point]:
    """A piece of a line with its width, round at both ends."""
    turn = math.atan2(end[1] - start[1], end[0] - start[0])
    return [
        (x + half * math.cos(turn + side), y + half * math.sin(turn + side))
        for (x, y), sides in ((end, range(-3, 4)), (start, range(3, 10)))
        for side in (math.pi * n / 6 for n in sides)
    ]


def fill(rows: list[int], lines: list[list[Point]], rule: str):
    """Set the samples whose middle lies inside."""
    crossings: dict[int, list[tuple[float, int]]] = {}
    for line in lines:
        for (x, y), (to_x, to_y) in pairwise([*line, line[0]]):
            if y == to_y:
                continue
            down = 1 if to_y > y else -1
            low, high = min(y, to_y), max(y, to_y)
            for row in range(max(0, math.ceil(low - 0.5)), min(WIDE, math.ceil(high - 0.5))):
                at = x + (row + 0.5 - y) * (to_x - x) / (to_y - y)
                crossings.setdefault(row, []).append((at, down))
    for row, found in crossings.items():
        found.sort()
        winding = 0
        for (start, down), (end, _down) in pairwise(found):
            winding += down
            if winding % 2 if rule == "evenodd" else winding:
                rows[row] |= span(start, end)


def span(start: float, end: float) -> int:
    first = min(max(math.ceil(start - 0.5), 0), WIDE)
    after = min(max(math.ceil(end - 0.5), 0), WIDE)
    return (1 << after) - (1 << first) if after > first else 0
