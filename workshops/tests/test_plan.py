"""The drawn medina: its streets, the way along them, studs that never overlap."""

import math
from itertools import combinations, pairwise

import pytest

from workshops.models import Quarter
from workshops.plan import APART, LANDMARKS, QUARTERS, spread
from workshops.streets import CROSSINGS, STREETS, length_of, points_along, shortest_way
from workshops.walk import ROUTE, route_line, route_streets

CROWDS = [
    [(272, 452)] * 12,
    [(250, 465), (270, 444), (283, 427), (289, 333)],
    [(100 + 20 * row, 100 + 20 * column) for row in range(4) for column in range(4)],
]


ON_STREETS = points_along(STREETS)


@pytest.mark.parametrize("places", CROWDS)
def test_studs_stand_apart_on_the_streets(places):
    found = spread(places, ON_STREETS)
    assert len(found) == len(places)
    assert all(math.dist(one, other) >= APART for one, other in combinations(found, 2))
    assert set(found) <= set(ON_STREETS)
    assert math.dist(found[0], places[0]) == min(
        math.dist(point, places[0]) for point in ON_STREETS
    )
    assert found == spread(places, ON_STREETS)


def test_studs_stand_beside_streets_that_are_full():
    places = [(272, 452)] * 80
    found = spread(places, ON_STREETS)
    assert all(math.dist(one, other) >= APART for one, other in combinations(found, 2))
    assert not set(found) <= set(ON_STREETS)


def test_studs_that_are_apart_stay_where_they_are():
    places = list(QUARTERS.values())
    assert spread(places, ON_STREETS) == places


def test_studs_of_the_walk_stand_on_its_streets():
    on_the_way = set(points_along(route_streets()))
    assert on_the_way < set(ON_STREETS)
    for crowd in CROWDS[:2]:
        assert set(spread(crowd, list(on_the_way))) <= on_the_way


def test_walk_follows_streets():
    points = [tuple(map(int, point.split(","))) for point in route_line().split()]
    streets = {frozenset((CROSSINGS[one], CROSSINGS[other])) for one, other in STREETS}
    assert all(frozenset(step) in streets for step in pairwise(points))
    assert [point for point in points if point in QUARTERS.values()] == [
        QUARTERS[quarter] for quarter in ROUTE
    ]


def test_every_quarter_is_reached_from_every_other_and_no_way_is_shorter_by_a_third_one():
    for one, other in combinations(QUARTERS, 2):
        way = length_of(shortest_way(one, other))
        assert way == pytest.approx(length_of(shortest_way(other, one)))
        assert way >= math.dist(QUARTERS[one], QUARTERS[other])
        for third in QUARTERS:
            through = length_of(shortest_way(one, third)) + length_of(shortest_way(third, other))
            assert way <= through + 1e-6


def test_crossing_without_a_street_is_no_end_of_a_way():
    with pytest.raises(ValueError, match="no street"):
        shortest_way(Quarter.SOUK, "outside")


def test_landmarks_lie_on_the_drawing():
    assert all(0 <= x <= 720 and 0 <= y <= 700 for x, y, _end, _name in LANDMARKS)
