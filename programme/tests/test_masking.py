"""No group under five can be worked out from what the results publish, by someone who adds, subtracts and solves all that is shown.

The adversary below is written apart from what it attacks: it knows the figures shown and what everyone knows (that women and men make up the total,
that a quarter lies within its year, that two years together make the whole), and nothing else.
"""

import datetime
from collections import defaultdict
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from programme.results.facts import Fact
from programme.results.indicators import BREAKDOWNS, INDICATORS
from programme.results.masking import Figures, masked
from programme.results.periods import START, Period
from programme.results.release import TOTAL, Rows, hidden_of

PEOPLE = INDICATORS["I1"].main
SHARED_OUT = [name for name in PEOPLE.breakdowns if not BREAKDOWNS[name].overlaps]  # sex, age, delegation: they make up the total
YEARS = [2025, 2026]
PERIODS = [START, *(Period(year, quarter) for year in YEARS for quarter in range(5))]


def fact(person, year=2025, quarter=1, sex="female", age="15-29", delegation="chebika", axis="capacity") -> Fact:
    day = datetime.date(year, quarter * 3, 1)
    return Fact(person, day, {"sex": sex, "age": age, "delegation": delegation, "axis": axis})


def published(facts, before=None) -> tuple[dict, Rows]:
    """What is shown: by (period, breakdown, value), the number; and what was counted."""
    rows = Rows(PEOPLE, sorted(facts, key=repr), PERIODS)
    numbers = rows.numbers()
    hidden = hidden_of(rows, numbers, before or {}, frozenset())
    return {key: number for key, number in numbers.items() if key not in hidden}, rows


# The adversary


def solved(rows: Rows, shown: dict) -> dict:
    """Every figure that the shown ones give: shown itself, part of nothing, or the one solution of the sums that everyone knows."""
    shown = dict(shown)
    for period in rows.periods:
        if shown.get((period, *TOTAL)) == 0:
            shown |= dict.fromkeys(rows.keys_of(period), 0)
    unknowns = sorted((key for key in rows.behind if key not in shown), key=repr)
    place = {key: number for number, key in enumerate(unknowns)}
    equations = []
    for period in rows.periods:
        for name in SHARED_OUT:
            line = [Fraction(0)] * (len(unknowns) + 1)
            for key, sign in [((period, *TOTAL), -1)] + [((period, name, value), 1) for value, _label in BREAKDOWNS[name].choices]:
                if key in shown:
                    line[-1] -= sign * shown[key]
                else:
                    line[place[key]] += sign
            equations.append(line)
    row = 0
    for column in range(len(unknowns)):  # Gauss and Jordan, on the whole matrix
        pivot = next((number for number in range(row, len(equations)) if equations[number][column]), None)
        if pivot is None:
            continue
        equations[row], equations[pivot] = equations[pivot], equations[row]
        first = equations[row][column]
        equations[row] = [value / first for value in equations[row]]
        for number, line in enumerate(equations):
            if number != row and line[column]:
                times = line[column]
                equations[number] = [value - times * other for value, other in zip(line, equations[row], strict=True)]
        row += 1
    known = dict(shown)
    for line in equations:
        alone = [number for number, value in enumerate(line[:-1]) if value]
        if len(alone) == 1:
            known[unknowns[alone[0]]] = int(line[-1] / line[alone[0]])
    return known


def small(number: int) -> bool:
    return 0 < number < 5


def found_out(rows: Rows, shown: dict) -> list[str]:
    """The groups of one to four people that a reader can work out."""
    known, people = solved(rows, shown), rows.facts
    behind = {key: {people[number].subject for number in numbers} for key, numbers in rows.behind.items()}
    told = [f"{key} counts {number}" for key, number in known.items() if small(number)]
    for inner in known:
        for outer in known:
            nested = inner != outer and (outer[0] == inner[0] or inner[0].lies_within(outer[0]))
            same = outer[1:] == inner[1:] or outer[1:] == TOTAL
            if nested and same and behind[inner] <= behind[outer] and small(known[outer] - known[inner]):
                told.append(f"{outer} less {inner} is {known[outer] - known[inner]}")
    for period in rows.periods:
        for name, value in {key[1:] for key in behind if key[0] == period}:
            parts = [(part, name, value) for part in period.parts(rows.periods)]
            told += came_back(known, behind, (period, name, value), parts)
        parts = [(period, "axis", axis) for axis, _label in BREAKDOWNS["axis"].choices]
        told += came_back(known, behind, (period, *TOTAL), parts)
    return told


def came_back(known, behind, whole, parts) -> list[str]:
    """Those who are in several of the parts of a whole: the parts together, less the whole."""
    if not parts or whole not in known or not all(part in known for part in parts):
        return []
    if behind[whole] != set().union(*(behind[part] for part in parts)):
        return []
    several = sum(known[part] for part in parts) - known[whole]
    return [f"{several} are in several parts of {whole}"] if small(several) else []


# Worlds where something may be found out


@st.composite
def worlds(draw) -> list[Fact]:
    """Up to 30 people, mostly alike, each at a few sessions: groups of one, of four, of five come up all the time."""
    facts = []
    for person in range(draw(st.integers(1, 30))):
        sex = draw(st.sampled_from(["female", "female", "male"]))
        delegation = draw(st.sampled_from(["chebika", "chebika", "chebika", "sbikha", ""]))
        for _session in range(draw(st.integers(1, 3))):
            year = draw(st.sampled_from(YEARS))
            age = draw(st.sampled_from(["15-29", "15-29", "35+"])) if year == 2026 else "15-29"
            facts.append(
                fact(
                    person,
                    year,
                    draw(st.integers(1, 2)),
                    sex,
                    age,
                    delegation,
                    draw(st.sampled_from(["capacity", "capacity", "markets"])),
                )
            )
    return facts


@given(worlds())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_nobody_is_found_out_by_adding_subtracting_and_solving(world):
    shown, rows = published(world)
    assert found_out(rows, shown) == []


@given(worlds(), worlds())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_nobody_is_found_out_beside_a_quarter_that_was_closed(world, later):
    """What the closed quarter showed stays shown: other figures are hidden around it."""
    closed = Period(2025, 1)
    then, rows = published(world)
    cells = {key[1:]: then.get(key) for key in rows.keys_of(closed)}
    elsewhere = [each for each in later if not closed.holds(each.day)]
    now, rows = published([*world, *(each._replace(subject=each.subject + 100) for each in elsewhere)], {closed: cells})
    assert all(now.get((closed, *key)) == number for key, number in cells.items())
    assert found_out(rows, now) == []


def test_the_adversary_finds_what_is_not_masked():
    """Without the masking it would succeed: the proof is worth something."""
    rows = Rows(PEOPLE, [*(fact(person) for person in range(9)), fact(9, sex="male")], PERIODS)
    assert any("'male'" in told for told in found_out(rows, rows.numbers()))


def test_large_groups_hide_nothing():
    world = [
        fact(f"{year} {quarter} {sex} {axis} {number}", year, quarter, sex, "35+" if sex == "male" else "15-29", place, axis)
        for year in YEARS
        for quarter in (1, 2, 3, 4)
        for sex, place in (("female", "chebika"), ("male", "sbikha"))
        for axis in ("capacity", "markets")
        for number in range(5)
    ]
    shown, rows = published(world)
    assert shown.keys() == rows.behind.keys()


# Each rule by its name


def test_group_under_five_is_masked_with_what_would_give_it_away():
    """Thirty women, two men: either figure and the total tell the other."""
    shown, _rows = published([*(fact(person) for person in range(30)), *(fact(50 + person, sex="male") for person in range(2))])
    assert shown[START, *TOTAL] == 32
    assert (START, "sex", "female") not in shown and (START, "sex", "male") not in shown
    assert shown[START, "axis", "capacity"] == 32


def test_two_small_groups_that_make_one_take_a_third_with_them():
    """One and two are three: the rest of the total would tell of the three."""
    world = [
        *(fact(person, delegation="chebika") for person in range(20)),
        *(fact(30 + person, delegation="sbikha") for person in range(7)),
        fact(40, delegation="haffouz"),
        fact(41, delegation="oueslatia"),
        fact(42, delegation="oueslatia"),
    ]
    shown, _rows = published(world)
    kept = {key[2] for key in shown if key[0] == START and key[1] == "delegation" and shown[key]}
    assert kept == {"chebika"}


def test_year_that_differs_from_the_whole_by_two_people_is_masked():
    world = [*(fact(person) for person in range(30)), fact(98, 2026), fact(99, 2026)]
    shown, _rows = published(world)
    assert shown[START, *TOTAL] == 32
    assert (Period(2025), *TOTAL) not in shown


def test_three_who_came_back_are_not_told_by_the_two_years():
    world = [*(fact(person) for person in range(20)), *(fact(person, 2026) for person in range(17, 40))]
    shown, _rows = published(world)
    assert not {(START, *TOTAL), (Period(2025), *TOTAL), (Period(2026), *TOTAL)} <= shown.keys()


def test_axis_that_all_but_one_followed_is_masked():
    world = [*(fact(person) for person in range(25)), fact(25, axis="markets")]
    shown, _rows = published(world)
    assert (START, "axis", "capacity") not in shown


def test_money_of_fewer_than_five_firms_is_masked_even_in_many_rows():
    """What is added up are rows; who is protected is the firm behind them."""
    firm_of = {number: number % 2 for number in range(12)}
    figures = Figures(
        behind={"all": frozenset(range(12))}, owner=firm_of.get
    )  # fmt: skip
    assert masked(figures) == {"all"}


def test_masking_is_the_same_for_the_same_people_in_any_order():
    world = [fact(person, 2025 + person % 2, 1 + person % 3, "male" if person % 7 == 0 else "female") for person in range(40)]
    shown = defaultdict(set)
    for turn in range(3):
        shown[frozenset(published(world[turn:] + world[:turn])[0].items())].add(turn)
    assert len(shown) == 1
