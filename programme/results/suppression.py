"""Cell suppression: choose which figures are masked, and find the worlds that prove it.

Run in a process of its own, with bounds of time and memory: reads a table on its input,
writes the mask and the worlds on its output. Every programme is a fresh model, integer,
solved by HiGHS from nothing. What it finds is checked by `proof.py`: a mistake here can
refuse a release, not let one out.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Set
from random import Random

import highspy

from programme.results.proof import (
    FEWEST_VALUES,
    Auditor,
    Group,
    Table,
    World,
    moved,
    spaced,
)

LONGEST_SOLVE = 5.0  # seconds, of one programme
MOST_NODES = 100  # of one programme's branches: the same on a busy machine
SHOWS_FOR = 8.0  # seconds, at most, to find what may be shown again
REACH = 8  # grains from the truth: as far as worlds are looked for
EXACT = 1e-6
NEXT_TO_NOTHING = 0.01  # weight of what is hidden whatever else is
LOOSE = 0.1  # of a world by lot: how much farther it might be
SEVERAL = 10  # of what is not proved, pushed above all in one world
GRAINS = (1, 2, 3, 4)  # how far a cell moves in a world by lot, at least
SHARES = (0, 0.3, 1)  # of its value
PATIENCE = 8  # worlds by lot that prove nothing more
STILL = (0, 0.3, 0.7)  # of what need not be hidden, how much does not move in one
INFINITE = highspy.kHighsInf
FEASIBLE = int(highspy.SolutionStatus.kSolutionStatusFeasible)

Terms = list[tuple[int, float]]  # (column, times)


class Programme:
    """Integer programme over the changes of some cells, in steps of each."""

    def __init__(self, auditor: Auditor, places: Iterable[int]):
        self.cells = auditor.table.cells
        self.places = sorted(places)
        self.column = {place: number for number, place in enumerate(self.places)}
        cells = [self.cells[place] for place in self.places]
        self.steps = [cell.step for cell in cells]
        self.grains = [cell.grain / cell.step for cell in cells]
        self.lower = [-((cell.value - cell.least) // cell.step) for cell in cells]
        self.upper = [max(REACH * cell.grain, cell.value) // cell.step + 1 for cell in cells]
        self.rows: list[tuple[Terms, float, float]] = []
        for row, rest in zip(auditor.table.rows, auditor.left, strict=True):
            if not (terms := self.terms(row.terms)):
                continue
            if row.is_equal:
                self.rows.append((terms, 0.0, 0.0))
            elif self.furthest_down(terms) < -rest:  # else it holds whatever moves
                self.rows.append((terms, float(-rest), INFINITE))

    def terms(self, terms: Iterable[tuple[int, int]]) -> Terms:
        found: dict[int, float] = {}
        for times, place in terms:
            if (column := self.column.get(place)) is not None:
                found[column] = found.get(column, 0) + times * self.steps[column]
        return [(column, times) for column, times in found.items() if times]

    def furthest_down(self, terms: Terms) -> float:
        return sum(
            times * (self.lower[column] if times > 0 else self.upper[column])
            for column, times in terms
        )

    def lowest(self, terms: Terms, at_least: float) -> World | None:
        """A world where the terms come to as little as can be, but to `at_least`."""
        costs = [0.0] * len(self.places)
        for column, times in terms:
            costs[column] = times
        rows = [*self.rows, (terms, at_least, INFINITE)]
        return self.world(solved(costs, self.lower, self.upper, rows, is_whole=True))

    def width(self, terms: Terms) -> float:
        """How far apart the terms can be in two worlds of fractions."""
        ends = []
        for sign in (1, -1):
            costs = [0.0] * len(self.places)
            for column, times in terms:
                costs[column] = sign * times
            found = solved(costs, self.lower, self.upper, self.rows, is_whole=False)
            if found is None:
                return 0
            ends.append(sum(times * found[column] for column, times in terms))
        return ends[1] - ends[0]

    def spread(
        self,
        groups: list[Group],
        still: Collection[int],
        lot: Random,
        between: tuple[Terms, float, float] | None = None,
    ) -> World | None:
        """A world where as many of these as can be are far from the truth: each up or
        down, no cell further than so many grains, all by lot; some do not move at all.
        In it, if asked, some terms come between two numbers.
        """
        costs = [lot.choice((1, -1)) / grain for grain in self.grains]
        for each in lot.sample(groups, min(len(groups), SEVERAL)):
            sign = lot.choice((1, -1)) * SEVERAL
            for column, times in self.terms(each.terms):
                costs[column] += sign * times / each.grain
        reach = [
            max(lot.choice(GRAINS) * grain, lot.choice(SHARES) * (high - 1))
            for grain, high in zip(self.grains, self.upper, strict=True)
        ]
        for place in still:
            reach[self.column[place]] = 0
        rows = self.rows
        if between is not None:
            rows = [*rows, between]
            for column, _times in between[0]:
                reach[column] = self.upper[column]
        lower = [max(low, -int(most)) for low, most in zip(self.lower, reach, strict=True)]
        upper = [min(high, int(most)) for high, most in zip(self.upper, reach, strict=True)]
        return self.world(solved(costs, lower, upper, rows, is_whole=True, gap=LOOSE))

    def world(self, found: list[float] | None) -> World | None:
        if found is None:
            return None
        return {
            place: round(steps) * step
            for place, steps, step in zip(self.places, found, self.steps, strict=False)
            if round(steps)
        }


def both_ways(terms: Terms, width: int) -> Terms:
    """The same of columns that are each a rise less a fall."""
    return [*terms, *((column + width, -times) for column, times in terms)]


def solved(costs, lower, upper, rows, is_whole: bool, gap: float = 0) -> list[float] | None:
    """The cheapest point, by a model that has solved nothing before, or a point that is
    cheap enough (`gap`); None when there is none, or none in its bounds.
    """
    starts: list[int] = []
    columns: list[int] = []
    times: list[float] = []
    for terms, _low, _high in rows:
        starts.append(len(columns))
        for column, factor in terms:
            columns.append(column)
            times.append(factor)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(costs), len(rows)
    model.col_cost_, model.col_lower_, model.col_upper_ = costs, lower, upper
    model.row_lower_ = [low for _terms, low, _high in rows]
    model.row_upper_ = [high for _terms, _low, high in rows]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = [*starts, len(columns)]
    model.a_matrix_.index_, model.a_matrix_.value_ = columns, times
    if is_whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(costs)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", LONGEST_SOLVE)
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("mip_max_nodes", 1 if gap else MOST_NODES)
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal and not (
        is_whole and solver.getInfo().primal_solution_status == FEASIBLE
    ):
        return None
    return list(solver.getSolution().col_value)


class Suppression:
    """Hides what must be, then what else each guarded figure needs, the cheapest first;
    then shows again, dearest first, what is not needed.
    """

    def __init__(self, table: Table, deadline: float):
        self.table, self.deadline = table, deadline
        self.auditor = Auditor(table)
        self.first = table.first_hidden()
        self.hidden = set(self.first)
        self.worlds: list[World] = []
        self.burdens: list[float] = []  # by world, what its cells that need not be hidden cost
        self.moving: dict[int, list[int]] = defaultdict(list)  # by cell, the worlds that move it
        self.proofs: dict[Group, list[int]] = {}  # by what is guarded, five worlds or fewer
        self.leaders: dict[int, list[int]] = defaultdict(list)
        for leader, with_it in table.followers.items():
            for place in with_it:
                self.leaders[place].append(leader)
        self.beyond_help: set[Group] = set()
        self.vain: set[int] = set()
        self.last: Programme | None = None
        self.lot = Random(0)  # the same mask for the same figures

    def choose(self):
        self.protect()
        self.deadline = min(self.deadline, time.process_time() + SHOWS_FOR)
        self.show_again(self.hidden - self.first)

    # What to hide

    def protect(self):
        """Until every figure and group that is guarded keeps five values."""
        while True:
            before = set(self.hidden)
            for share in self.table.shares_told(self.hidden):
                parts = [part for part, _owners in share.parts]
                _done = self.hide_cheapest(parts) or self.hide_cheapest([share.whole])
            self.widen()
            for each in self.table.guarded(self.hidden):
                while each not in self.beyond_help and not self.keeps_five(each):
                    if not self.free(each):
                        self.give_up(each)
            if self.hidden == before:
                return

    def hide(self, places: Iterable[int]):
        self.hidden |= self.table.with_followers(places) - self.vain

    def give_up(self, guarded: Group):
        """Leave to the audit what cannot be freed, but show a figure of five or more
        that is masked with another in vain: what was shown before says it.
        """
        self.beyond_help.add(guarded)
        (_times, place), *others = guarded.terms
        programme = self.programme(self.hidden)
        is_said = programme.width(programme.terms(guarded.terms)) < EXACT
        if is_said and not others and not self.table.cells[place].must_hide:
            self.vain.add(place)
            self.hidden.discard(place)

    def widen(self):
        """Hide more for what is surely narrow, which is cheap to tell."""
        is_wider = True
        while is_wider:
            is_wider = False
            for each in self.prove(self.table.guarded(self.hidden), self.programme(self.hidden)):
                if each not in self.beyond_help and self.is_narrow(each) and self.free(each):
                    is_wider = True

    def is_narrow(self, guarded: Group) -> bool:
        """Tell whether even fractions leave less than five values."""
        programme = self.programme(self.hidden)
        asked = programme.terms(guarded.terms)
        return not asked or programme.width(asked) < (FEWEST_VALUES - 1) * guarded.grain - EXACT

    def programme(self, hidden: set[int]) -> Programme:
        if self.last is None or self.last.column.keys() != hidden:
            self.last = Programme(self.auditor, hidden)
        return self.last

    def prove(self, guarded: list[Group], programme: Programme) -> list[Group]:
        """Find worlds that prove many at once, as long as each proves some more; give
        those that are left.
        """
        hidden = programme.column.keys()
        optional = sorted(hidden - self.first)
        left = [each for each in guarded if not self.is_proved(each, hidden)]
        idle = 0
        while left and idle < PATIENCE:
            self.check_time()
            part = self.lot.choice(STILL)
            still = [place for place in optional if self.lot.random() < part]
            world = programme.spread(left, still, self.lot)
            if world:
                self.add_if_possible(world)
            before, left = left, [each for each in left if not self.is_proved(each, hidden)]
            idle = 0 if len(left) < len(before) else idle + 1
        return left

    def keeps_five(self, guarded: Group, without: Set[int] = frozenset()) -> bool:
        """Find five worlds a grain apart: among those known, then at one grain more or
        less each time, then, from the lowest up, all that there are.
        """
        self.check_time()
        programme = self.programme(self.hidden - without)
        hidden = programme.column.keys()
        if self.is_proved(guarded, hidden):
            return True
        asked = programme.terms(guarded.terms)
        if not asked:
            return False
        for sign in (1, -1):
            for times in range(1, FEWEST_VALUES):
                low, high = sorted(sign * each * guarded.grain for each in (times, times + 0.99))
                world = programme.spread([], (), self.lot, (asked, low, high))
                if world is None:
                    break
                self.add_if_possible(world)
                if self.is_proved(guarded, hidden):
                    return True
        lowest = -INFINITE
        for _world in range(FEWEST_VALUES):
            world = programme.lowest(asked, lowest)
            if world is None or not self.auditor.is_possible(world, set(hidden)):
                return False
            self.add(world)
            if self.is_proved(guarded, hidden):
                return True
            lowest = moved(guarded.terms, world) + guarded.grain
        return False

    def is_proved(self, guarded: Group, hidden: Set[int]) -> bool:
        """Whether the worlds known prove it; those kept for it are the first five."""
        known = self.proofs.get(guarded)
        if known and all(self.worlds[number].keys() <= hidden for number in known):
            return True
        by_change: dict[int, int] = {}
        for number in {each for _times, place in guarded.terms for each in self.moving[place]}:
            world = self.worlds[number]
            if world.keys() <= hidden:
                change = moved(guarded.terms, world)
                other = by_change.get(change)
                if other is None or self.burdens[number] < self.burdens[other]:
                    by_change[change] = number
        values = spaced(by_change, guarded.grain)
        if len(values) < FEWEST_VALUES:
            return False
        chosen = sorted(values, key=abs)[:FEWEST_VALUES]
        self.proofs[guarded] = [by_change[change] for change in chosen if change in by_change]
        return True

    def weight(self, place: int) -> float:
        return NEXT_TO_NOTHING if place in self.first else self.table.cells[place].cost

    def check_time(self):
        if time.process_time() > self.deadline:
            raise TimeoutError

    def add(self, world: World):
        for place in world:
            self.moving[place].append(len(self.worlds))
        self.worlds.append(world)
        self.burdens.append(sum(self.weight(place) for place in world))

    def add_if_possible(self, world: World):
        if self.auditor.is_possible(world, set(world)):
            self.add(world)

    def free(self, guarded: Group) -> bool:
        """Hide the cheapest cells that let it move by four grains."""
        if chosen := self.pattern(guarded) - self.hidden - self.vain:
            self.hide(chosen)
            return True
        return self.hide_near(guarded)

    def pattern(self, guarded: Group) -> set[int]:
        """The cells that two worlds move, in which these terms come to five values
        apart: what it costs to hide them is least, each change for its share.
        """
        cells = self.table.cells
        programme = Programme(
            self.auditor, [place for place, cell in enumerate(cells) if not cell.is_public]
        )
        places, width = programme.places, len(programme.places)
        asked = programme.terms(guarded.terms)
        if not asked:
            return set()
        rows = [
            ([(column + side * width, times) for column, times in terms], low, high)
            for side in (0, 1)
            for terms, low, high in programme.rows
        ]
        rows.append((both_ways(asked, width), float((FEWEST_VALUES - 1) * guarded.grain), INFINITE))
        costs = [0.0] * (2 * width)
        lower: list[float] = [*programme.lower * 2]
        upper: list[float] = [*programme.upper * 2]
        for column, place in enumerate(places):
            if place in self.hidden:
                continue
            size = len(costs)  # a column more: how far it moves
            costs.append(self.cost(place) / programme.grains[column])
            lower.append(0.0)
            upper.append(INFINITE)
            for side in (0, 1):
                for sign in (1.0, -1.0):
                    rows.append(([(size, 1.0), (column + side * width, sign)], 0.0, INFINITE))
        found = solved(costs, lower, upper, rows, is_whole=False)
        if found is None:
            return set()
        return {
            place
            for column, place in enumerate(places)
            if abs(found[column]) > EXACT or abs(found[column + width]) > EXACT
        }

    def cost(self, place: int) -> float:
        """Its own, and that of what is hidden with it."""
        return sum(
            self.table.cells[each].cost for each in self.table.with_followers([place]) - self.hidden
        )

    def hide_cheapest(self, places: list[int]) -> bool:
        free = [
            place
            for place in places
            if place not in self.hidden | self.vain and not self.table.cells[place].is_public
        ]
        if free:
            self.hide([min(free, key=self.cost)])
        return bool(free)

    def hide_near(self, guarded: Group) -> bool:
        """Hide the cheapest of the nearest cells: whole numbers ask for more than their
        relaxation says.
        """
        met = {place for _times, place in guarded.terms}
        near = set(met)
        while near:
            reach = {
                place
                for each in near
                for number in self.auditor.around[each]
                for _times, place in self.table.rows[number].terms
            }
            if self.hide_cheapest(sorted(met | reach)):
                return True
            near = reach - met
            met |= near
        return False

    # What to show again

    def show_again(self, places: set[int]):
        """Show each again, dearest first, that leaves every guarded one its five, as
        long as there is time.
        """
        for place in sorted(places, key=lambda place: (-self.table.cells[place].cost, place)):
            if self.hidden.isdisjoint(self.leaders.get(place, ())):
                # what is the same by all that is known can only be shown together
                together = self.table.with_followers([place]) & self.hidden - self.first
                try:
                    for shown in (together, {place}):
                        if self.holds(shown):
                            self.hidden = self.hidden - shown
                            break
                except TimeoutError:
                    return

    def holds(self, shown: set[int]) -> bool:
        """Tell whether all still keep five values when these cells are shown again."""
        hidden = self.hidden - shown
        if len(self.table.shares_told(hidden)) > len(self.table.shares_told(self.hidden)):
            return False
        asked = [
            each
            for each in self.table.guarded(hidden)
            if each not in self.beyond_help
            and any(not shown.isdisjoint(self.worlds[number]) for number in self.proofs[each])
        ]
        if not asked:
            return True
        left = self.prove(asked, self.programme(hidden))
        return all(self.keeps_five(each, shown) for each in left)


def main():
    asked = json.load(sys.stdin)
    suppression = Suppression(
        Table.from_json(asked["table"]), time.process_time() + asked["seconds"]
    )
    suppression.choose()
    worlds = {number for numbers in suppression.proofs.values() for number in numbers}
    found = {
        "hidden": sorted(suppression.hidden),
        "worlds": [suppression.worlds[number] for number in sorted(worlds)],
    }
    print("\n" + json.dumps(found))  # after what the solver says of itself


if __name__ == "__main__":
    main()
