"""Marks drawn from a blow: named by it, always the same, of the hand of the house."""

import re
from itertools import product

import pytest
from django.core.exceptions import ValidationError

from artisans.identification.first_states import FIRST_STATES
from artisans.marks.blow import SIGNS, UNRECORDED, Blow
from artisans.marks.drawing import ORDERS, TRAY, WIDTHS, drawn
from artisans.marks.house import HOUSE
from artisans.marks.outlines import outlines_of
from artisans.marks.raster import picture
from artisans.marks.reading import read_shapes
from artisans.models.techniques import Drawing, Size
from artisans.tests.factories import TechniqueFactory

ALL = [Blow(*states) for states in product(*SIGNS.values())]
SOME = ALL[:: len(ALL) // 120 + 1]


def test_every_state_that_the_portal_gives_of_a_blow_has_a_sign():
    assert SIGNS.keys() <= FIRST_STATES.keys()
    for key, states in SIGNS.items():
        assert FIRST_STATES[key].keys() == states.keys()
    assert set(Size) == SIGNS["size"].keys()
    assert Blow.recorded(order="rings", outline="star", edge="") == Blow(order="rings")
    assert all(len(set(states.values())) == len(states) for states in SIGNS.values())
    assert all(state in SIGNS[key] for key, state in UNRECORDED.items())


def test_house_has_the_eight_that_a_technique_may_keep():
    assert {*HOUSE, "", "sent"} == set(Drawing.values)
    assert len(HOUSE) == 8


def test_name_says_the_blow_and_no_other_name_does():
    assert Blow("hexagon", "medium", "touching", "honeycomb", "none", "sharp").name == "b-h3thns"
    assert len({blow.name for blow in ALL}) == len(ALL)
    assert all(Blow.named(blow.name) == blow for blow in SOME)
    for name in ("", "ondes", "b-h3thn", "b-h3thnss", "b-h9thns", "b-h3thns\n", "s-h3thns"):
        assert Blow.named(name) is None, name


@pytest.mark.parametrize("order", [*ORDERS])
def test_tray_holds_three_blows_at_least_and_none_beyond_it(order):
    for width, spread, tray in product(WIDTHS.values(), (0.74, 1.1, 1.5), (TRAY, TRAY - 4.5)):
        found = [
            place
            for places, turns in ORDERS[order](tray, width, max(8.5, width * spread))
            for place in places
            for _turn in turns
        ]
        assert 3 <= len(found) <= 130, (width, spread)
        assert all((each.x**2 + each.y**2) ** 0.5 <= tray for each in found)


@pytest.mark.parametrize("blow", SOME, ids=lambda blow: blow.name)
def test_drawing_is_of_the_hand_of_the_house(blow):
    shapes = drawn(blow)
    assert shapes == drawn(Blow(*blow))
    # one colour, which is that of the words: neither an id, nor a colour, nor a stroke
    assert set(re.findall(r"\s([\w-]+)=", shapes)) <= {"fill-rule", "d", "transform"}
    assert len(shapes) < 12_000
    points = [
        point for one in outlines_of(read_shapes(shapes)) for line in one.lines for point in line
    ]
    assert all(((x - 48) ** 2 + (y - 48) ** 2) ** 0.5 <= 54 for x, y in points)
    # seen at 24 px, neither a stain nor nothing
    assert 0.02 < sum(picture(shapes)) / 24**2 < 0.7


def test_each_character_changes_the_drawing():
    blow = Blow("hexagon", "medium", "touching", "rings", "none", "sharp")
    for key, states in SIGNS.items():
        drawings = {drawn(blow._replace(**{key: state})) for state in states}
        assert len(drawings) == len(states), key


@pytest.mark.parametrize(
    ("smallest", "largest", "size"),
    [
        (None, None, ""),
        (1, 3, "fine"),
        (None, 4, "small"),
        (4, 8, "small"),
        (8, None, "medium"),
        (8, 12, "medium"),
        (14, 30, "large"),
    ],
)
def test_millimetres_fall_in_a_class(smallest, largest, size):
    assert Size.of_millimetres(smallest, largest) == size


@pytest.mark.django_db
class TestMarkOfATechnique:
    def test_follows_what_the_eye_sees_of_the_blow(self):
        technique = TechniqueFactory()
        assert (technique.drawing, technique.sent_drawing) == ("", "")
        assert technique.mark == Blow().name
        technique.order, technique.size_min_mm, technique.size_max_mm = "spiral", 2, 3
        technique.save(update_fields=["order", "size_min_mm", "size_max_mm"])
        technique.refresh_from_db()
        assert technique.mark == Blow(size="fine", order="spiral").name

    def test_may_be_one_of_the_house_which_no_other_then_keeps(self):
        kept = TechniqueFactory(drawing="ondes")
        assert kept.mark == "ondes"
        other = TechniqueFactory.build(drawing="ondes", name_fr="Vagues")
        with pytest.raises(ValidationError, match="Une autre technique garde déjà ce dessin"):
            other.full_clean()
        kept.drawing = ""
        kept.save()
        other.full_clean()

    def test_several_are_drawn_from_blows_or_sent(self):
        for _technique in range(2):
            TechniqueFactory()
            TechniqueFactory(drawing="sent", sent_drawing="<svg/>")

    def test_sent_is_there(self):
        with pytest.raises(ValidationError, match="Envoyez le dessin du signe"):
            TechniqueFactory.build(drawing="sent").full_clean()
