"""Measures how alike two marks look: 0 for one drawing, 1 for two that share nothing.

Both are seen at 24 px (`raster.py`), the size that a card gives them. Three
differences, each from 0 to 1:

- of the *drawing*: the ink that one has and the other has not, once slightly blurred,
  at the best of small shifts (a pixel) and turns (`TURNS`), over the ink of both;
- of the *texture*: how the ink is spread from the middle to the rim, how coarse its
  grain is, whether it runs round, outwards or neither. Two rains of dots have one
  texture wherever the dots fall;
- of the *blow*: the share of its characters, weighed by what an eye sees first, in
  which the two techniques were recorded otherwise.

What looks the same is confused whatever was recorded: the smaller of drawing and
texture counts most, and the blow decides where they leave a doubt.
"""

import math
from functools import lru_cache
from typing import NamedTuple

from .blow import Blow
from .raster import PIXELS, Picture, picture

TURNS = (-10, -5, 0, 5, 10)  # degrees
SHIFTS = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
WEIGHTS = {"order": 5, "outline": 2, "size": 3, "spacing": 2, "direction": 2, "edge": 3}
RINGS = 6  # from the middle to the rim
CONFUSED = 0.16  # under it, a reader takes one for the other
CENTRE = (PIXELS - 1) / 2


class Likeness(NamedTuple):
    """How far two marks are from each other, and the parts of it."""

    drawing: float
    texture: float
    blow: float

    @property
    def distance(self) -> float:
        looks = 0.65 * min(self.drawing, self.texture) + 0.35 * max(self.drawing, self.texture)
        return looks * (0.75 + 0.25 * self.blow) if self.blow else looks * 0.75

    @property
    def is_confused(self) -> bool:
        return self.distance < CONFUSED


def likeness(drawing: str, blow: Blow, other: str, other_blow: Blow) -> Likeness:
    return Likeness(
        drawing_difference(drawing, other),
        texture_difference(drawing, other),
        blow_difference(blow, other_blow),
    )


def blow_difference(blow: Blow, other: Blow) -> float:
    apart = [weight for key, weight in WEIGHTS.items() if getattr(blow, key) != getattr(other, key)]
    return sum(apart) / sum(WEIGHTS.values())


@lru_cache(maxsize=4096)
def drawing_difference(drawing: str, other: str) -> float:
    if drawing == other:
        return 0.0
    still = blurred(other, 0)
    turned = [blurred(drawing, degrees) for degrees in TURNS]
    whole = sum(still) + sum(turned[len(TURNS) // 2]) or 1
    return (
        min(
            sum(
                abs(mine - theirs)
                for mine, theirs in zip(shifted(seen, *shift), still, strict=True)
            )
            for seen in turned
            for shift in SHIFTS
        )
        / whole
    )


@lru_cache(maxsize=1024)
def blurred(drawing: str, degrees: float) -> Picture:
    """The picture as an eye has it at arm's length: each pixel with half its
    neighbours.
    """
    seen = picture(drawing, degrees)
    wide = PIXELS + 2
    framed = (
        [0.0] * wide
        + [
            each
            for line in range(PIXELS)
            for each in (0.0, *seen[line * PIXELS : (line + 1) * PIXELS], 0.0)
        ]
        + [0.0] * wide
    )
    return tuple(
        (
            4 * framed[at]
            + framed[at - 1] + framed[at + 1] + framed[at - wide] + framed[at + wide]
        ) / 8
        for line in range(PIXELS)
        for at in range((line + 1) * wide + 1, (line + 1) * wide + 1 + PIXELS)
    )  # fmt: skip


def shifted(seen: Picture, across: int, down: int) -> Picture:
    if not across and not down:
        return seen
    bare = (0.0,) * PIXELS
    lines = [seen[line * PIXELS : (line + 1) * PIXELS] for line in range(PIXELS)]
    lines = [bare] * down + lines[: PIXELS - down] if down >= 0 else lines[-down:] + [bare] * -down
    if across > 0:
        lines = [(0.0,) * across + line[:-across] for line in lines]
    elif across < 0:
        lines = [line[-across:] + (0.0,) * -across for line in lines]
    return tuple(each for line in lines for each in line)


def texture_difference(drawing: str, other: str) -> float:
    mine, theirs = texture(drawing), texture(other)
    spread = sum(abs(a - b) for a, b in zip(mine.spread, theirs.spread, strict=True)) / RINGS
    grain = abs(mine.grain - theirs.grain)
    run = abs(mine.run - theirs.run)
    return min(1.0, 1.2 * spread + 1.2 * grain + 0.6 * run)


class Texture(NamedTuple):
    """`spread`: the ink of each ring, from the middle to the rim. `grain`: how much the
    ink changes from a pixel to the next, for what ink there is. `run`: whether it runs
    round the middle (-1), outwards (1) or neither (0).
    """

    spread: tuple[float, ...]
    grain: float
    run: float


@lru_cache(maxsize=1024)
def texture(drawing: str) -> Texture:
    seen = picture(drawing)
    inked, wide = [0.0] * RINGS, [0] * RINGS
    change = round_it = outwards = 0.0
    for line in range(PIXELS):
        for column in range(PIXELS):
            at = line * PIXELS + column
            x, y = column - CENTRE, line - CENTRE
            away = math.hypot(x, y)
            ring = int(away / (PIXELS / 2) * RINGS)
            if ring < RINGS:
                inked[ring] += seen[at]
                wide[ring] += 1
            aside = (seen[at + 1] if column + 1 < PIXELS else 0.0) - seen[at]
            down = (seen[at + PIXELS] if line + 1 < PIXELS else 0.0) - seen[at]
            change += math.hypot(aside, down)
            # ink that runs outwards changes as one goes round, and the other way about
            outwards += abs(down * x - aside * y) / away
            round_it += abs(aside * x + down * y) / away
    ink = sum(inked) or 1
    return Texture(
        tuple(part / size for part, size in zip(inked, wide, strict=True)),
        min(1.0, change / ink / 2),
        (outwards - round_it) / (outwards + round_it or 1) * 2,
    )
