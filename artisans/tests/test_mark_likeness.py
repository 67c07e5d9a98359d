"""Marks that people would confuse are near each other, and others are not."""

from itertools import combinations

import pytest

from artisans.marks.blow import Blow
from artisans.marks.drawing import drawn
from artisans.marks.house import HOUSE
from artisans.marks.likeness import CONFUSED, likeness
from artisans.marks.raster import picture

# what is recorded of the eight techniques that the house drew
BLOWS = {
    "nid-dabeille": Blow("hexagon", "medium", "touching", "honeycomb", "none", "sharp"),
    "grain-dorge": Blow("oval", "small", "apart", "rings", "slanted", "plain"),
    "ecailles": Blow("scale", "medium", "overlapping", "rows", "downward", "step"),
    "spirale": Blow("round", "small", "touching", "spiral", "none", "soft"),
    "pluie": Blow("round", "fine", "apart", "free", "none", "plain"),
    "rayons": Blow("stroke", "large", "touching", "rays", "outward", "sharp"),
    "ondes": Blow("round", "small", "overlapping", "rings", "none", "soft"),
    "plane-miroir": Blow("polygon", "large", "overlapping", "rings", "none", "sharp"),
}


def between(one: str, other: str):
    return likeness(
        drawn(Blow.named(one)), Blow.named(one), drawn(Blow.named(other)), Blow.named(other)
    )


def test_one_drawing_is_at_no_distance_of_itself():
    for name, shapes in HOUSE.items():
        assert likeness(shapes, BLOWS[name], shapes, BLOWS[name]).distance == 0


@pytest.mark.parametrize(("one", "other"), [*combinations(HOUSE, 2)])
def test_no_two_of_the_house_are_confused(one, other):
    found = likeness(HOUSE[one], BLOWS[one], HOUSE[other], BLOWS[other])
    assert found.distance > CONFUSED * 1.4
    back = likeness(HOUSE[other], BLOWS[other], HOUSE[one], BLOWS[one])
    assert back.distance == pytest.approx(found.distance, abs=0.03)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("b-h1thns", "b-p1thns"),  # at a pixel and a half, nobody tells six sides from five
        ("b-r1thns", "b-h1thns"),
        ("b-h3thns", "b-r3thns"),
        ("b-r2trns", "b-p2trns"),
        ("b-r2tfns", "b-p2tfns"),
        ("b-h1twns", "b-p1twns"),
        ("b-r2trot", "b-h2trot"),
        ("b-h2trds", "b-p2trds"),
    ],
)
def test_what_differs_by_what_is_not_seen_in_small_is_confused(one, other):
    assert between(one, other).is_confused


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("b-h3thns", "b-h3trns"),  # another order
        ("b-h3thns", "b-h3twns"),
        ("b-r2trns", "b-r2tsns"),
        ("b-r2trns", "b-r2tyns"),
        ("b-r2tfns", "b-r2twns"),
        ("b-t3tyns", "b-t3trns"),
        ("b-r1thns", "b-r4thns"),  # another size
        ("b-r2thns", "b-r3thns"),
        ("b-r2ahns", "b-r2thns"),  # further from each other
        ("b-r2thns", "b-r2thnp"),  # another edge
        ("b-h4thns", "b-h4thno"),
        ("b-r3thns", "b-r3thnt"),
        ("b-o2trns", "b-o2tros"),  # another direction
        ("b-r2tros", "b-r2trss"),
    ],
)
def test_what_differs_by_what_is_seen_is_not_confused(one, other):
    assert not between(one, other).is_confused


@pytest.mark.parametrize("name", [*HOUSE])
def test_same_mark_drawn_anew_is_confused(name):
    """A little turned, a little aside, a little smaller: sent as another."""
    moves = ("rotate(6 48 48)", "translate(2 -2)", "translate(1.5 1.5) scale(.97)")
    for move in moves:
        sent = f'<g transform="{move}">{HOUSE[name]}</g>'
        assert likeness(sent, Blow(), HOUSE[name], BLOWS[name]).is_confused, move


def test_rain_is_confused_with_rain_wherever_its_drops_fall():
    other = f'<g transform="rotate(90 48 48)">{HOUSE["pluie"]}</g>'
    assert likeness(other, BLOWS["pluie"], HOUSE["pluie"], BLOWS["pluie"]).is_confused


def test_drawn_comb_is_confused_with_that_of_the_house():
    blow = Blow("hexagon", "large", "touching", "honeycomb", "none", "sharp")
    found = likeness(drawn(blow), blow, HOUSE["nid-dabeille"], BLOWS["nid-dabeille"])
    assert found.is_confused


def test_looks_count_whatever_was_recorded():
    shapes, far = HOUSE["ondes"], Blow("stroke", "fine", "apart", "rays", "outward", "plain")
    assert likeness(shapes, BLOWS["ondes"], shapes, far).is_confused


@pytest.mark.parametrize(
    ("shapes", "ink"),
    [
        ('<path d="M0 0h96v96h-96z"/>', 1),
        ('<path d="M0 0h48v96h-48z"/>', 0.5),
        ('<rect x="0" y="0" width="96" height="24"/>', 0.25),
        ('<circle cx="48" cy="48" r="40"/>', 0.545),
        ('<path d="M8 48a40 40 0 1 0 80 0a40 40 0 1 0-80 0z"/>', 0.545),
        ('<path d="M8 48A40 40 0 0 1 88 48z"/>', 0.273),
        ('<path fill-rule="evenodd" d="M0 0h96v96h-96zM24 24h48v48h-48z"/>', 0.75),
        ('<path d="M0 0h96v96h-96zM24 24h48v48h-48z"/>', 1),
        ('<path d="M0 0h96v96h-96zM24 24v48h48v-48z"/>', 0.75),
        ('<path d="M0 48Q48 -48 96 48z"/>', 0.333),
        ('<path d="M0 48C32 -16 64 -16 96 48z"/>', 0.333),
        ('<path d="M0 48L96 48" fill="none" stroke="currentColor" stroke-width="12"/>', 0.125),
        ('<g transform="scale(.5)"><path d="M0 0h96v96h-96z"/></g>', 0.25),
        ('<g transform="rotate(90 48 48)"><path d="M0 0h48v96h-48z"/></g>', 0.5),
        ('<polygon points="0 0 96 0 0 96"/>', 0.5),
    ],
)
def test_picture_holds_the_ink_of_each_shape(shapes, ink):
    assert sum(picture(shapes)) / 24**2 == pytest.approx(ink, abs=0.02)
