"""Cell suppression: which figures may not be shown, so that no group under five is
told, nor can be worked out from all that is shown.

Knows nothing of the programme. Figures are cells of which a reader knows beforehand how
they hang together: equations between them, in which what is never shown (how many came
back, how many of the year were not in the quarter) is an unknown like another. The
audit takes the reader's side: it reads what is shown, knows that nothing is below zero
and which figures are zero, and narrows what each masked figure can be. Where fewer than
five values are left, one figure more is masked, and the audit begins again.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor, inf

SMALLEST_SHOWN = 5  # owners of a figure; and values that a masked one must leave possible
EXACT = 1e-6  # sums of hours and of dinars are not exact to the last bit
MOST_TURNS = 30  # through all the equations, before the reader is taken to give up

Key = tuple
ONE = ("one",)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number. `owners`: the people, or the firms, behind it.

    `grain`: the number that one more of them would add, about; `least`: the smallest it
    can be when it is not zero; `is_whole`: a count. `rank`: when one of several must be
    masked, those of the lowest rank first.

    An unknown is never shown; `is_told`: it would tell of a group under five. It is
    nothing less than `least`.
    """

    value: float
    owners: frozenset = frozenset()
    grain: float = 1
    least: float = 1
    is_whole: bool = True
    rank: tuple = ()
    is_unknown: bool = False
    is_told: bool = False

    @property
    def is_small(self) -> bool:
        return 0 < len(self.owners) < SMALLEST_SHOWN


@dataclass
class Figures:
    """Hold what is to be shown, and what a reader knows of it beforehand.

    `equations`: terms (times, key) that come to zero; `exact`: those of them between
    figures alone. `sums`: (whole, parts), where the parts share the whole out.
    `followers`: what is masked with a key.
    """

    cells: dict[Key, Cell] = field(default_factory=dict)
    equations: list[list[tuple[float, Key]]] = field(default_factory=list)
    exact: list[list[tuple[float, Key]]] = field(default_factory=list)
    sums: list[tuple[Key, list[Key]]] = field(default_factory=list)
    followers: dict[Key, list[Key]] = field(default_factory=dict)

    def adds_up(self, whole: Key, parts: list[Key]):
        """The parts share the whole out."""
        self.sums.append((whole, parts))
        self.equal([(-1, whole), *((1, part) for part in parts)])

    def equal(self, terms: list[tuple[float, Key]]):
        self.exact.append(terms)
        self.equations.append(terms)

    def share_out(self, whole: Key, parts: list[Key]):
        """State the same as `adds_up`, of what is never shown."""
        self.equations.append([(-1, whole), *((1, part) for part in parts)])

    def no_less(
        self,
        more: list[tuple[float, Key]],
        less: list[tuple[float, Key]],
        is_told: bool = False,
        grain: float = 1,
    ) -> Key:
        """The first terms come to as much as the others, or more; `is_told`: the
        difference is a group under five. Gives the difference.
        """
        terms = [*more, *((-times, key) for times, key in less)]
        left = sum(times * self.cells[key].value for times, key in terms)
        is_whole = all(times == int(times) and self.cells[key].is_whole for times, key in terms)
        return self.unknown(
            terms,
            Cell(left, grain=grain, least=0, is_whole=is_whole, is_unknown=True, is_told=is_told),
        )

    def unknown(self, terms: list[tuple[float, Key]], cell: Cell) -> Key:
        """The terms come to a number that is never shown."""
        key = ("unknown", len(self.equations))
        self.cells[key] = cell
        self.equations.append([*terms, (-1, key)])
        return key


def masked_keys(
    figures: Figures, already: Iterable[Key] = (), public: Iterable[Key] = ()
) -> frozenset[Key]:
    """The keys that may not be shown.

    `already` are masked for another reason; `public` were shown before, and cannot be
    taken back: what would give others away is masked instead. A zero is never masked: a
    reader may know it. Always the same answer for the same figures.
    """
    return Masking(figures, frozenset(public)).closed(already)


class Masking:
    """Works on the numbers of the cells in their order, which is faster than on their
    keys.
    """

    def __init__(self, figures: Figures, public: frozenset[Key]):
        self.keys = [*figures.cells, ONE]
        # the last stands for a number in an equation
        self.cells = [*figures.cells.values(), Cell(1)]
        number = {key: place for place, key in enumerate(self.keys)}
        self.number = number
        self.one = number[ONE]
        self.public = {number[key] for key in public if key in number} | {self.one}
        self.equations = [
            [(times, number[key]) for times, key in terms] for terms in figures.equations
        ]
        self.exact = [[(times, number[key]) for times, key in terms] for terms in figures.exact]
        self.sums = [
            (number[whole], [number[part] for part in parts]) for whole, parts in figures.sums
        ]
        self.followers = {
            number[key]: [number[each] for each in with_it]
            for key, with_it in figures.followers.items()
        }
        self.around: list[list[int]] = [[] for _cell in self.cells]
        for equation, terms in enumerate(self.equations):
            for _times, place in terms:
                self.around[place].append(equation)

    def closed(self, already: Iterable[Key]) -> frozenset[Key]:
        self.hidden = {place for place, cell in enumerate(self.cells) if cell.is_unknown}
        self.past_help: set[int] = set()
        self.hide(self.number[key] for key in already)
        self.hide(place for place, cell in enumerate(self.cells) if cell.is_small)
        must = set(self.hidden)
        self.mask_around()
        self.show_again(self.hidden - must)
        while found := self.solutions():
            self.hide(found)
            self.mask_around()
        return frozenset(
            self.keys[place] for place in self.hidden if not self.cells[place].is_unknown
        )

    def mask_around(self):
        while found := self.remainders(self.sums) or self.narrow(self.reading()):
            self.hide(found)

    def hide(self, places: Iterable[int]):
        for place in places:
            if self.cells[place].value and place not in self.public and place not in self.hidden:
                self.hidden.add(place)
                self.hide(self.followers.get(place, []))

    def least(self, places: Iterable[int]) -> set[int]:
        """The one of these whose masking costs least, if any may still be masked; of as
        costly ones, the first.
        """
        free = [
            place
            for place in places
            if self.cells[place].value and place not in self.hidden and place not in self.public
        ]
        return {min(free, key=self.cost)} if free else set()

    def cost(self, place: int) -> tuple:
        return self.cells[place].rank, len(self.cells[place].owners)

    # What gives someone away

    def remainders(self, sums: Iterable[tuple[int, list[int]]]) -> set[int]:
        """Find what is left of a sum once the figures shown are taken away, when few
        are behind it, however many figures they make.
        """
        found: set[int] = set()
        for whole, parts in sums:
            if whole in self.hidden:
                continue
            covered = [part for part in parts if part in self.hidden]
            left = frozenset().union(*(self.cells[part].owners for part in covered))
            if 0 < len(left) < SMALLEST_SHOWN and not found & {whole, *parts}:
                found |= self.least(parts) or self.least([whole])
        return found

    def narrow(self, reading: "IntervalPropagation") -> set[int]:
        """Find what leaves fewer than five values to a masked figure, or to a group
        that is never shown.
        """
        found: set[int] = set()
        for place in sorted(self.hidden - self.past_help):
            if self.is_told(place, reading):
                chosen = self.cause(place, reading, found)
                found |= chosen
                if not chosen:
                    self.past_help.add(place)
        return found

    def is_told(self, place: int, reading: "IntervalPropagation") -> bool:
        cell = self.cells[place]
        if cell.is_unknown and not cell.is_told:
            return False
        return reading.high[place] - reading.low[place] < (SMALLEST_SHOWN - 1) * cell.grain - EXACT

    def cause(self, place: int, reading: "IntervalPropagation", found: set[int]) -> set[int]:
        """The figure to mask so that this one is freer: among the equations that narrow
        it, and those that narrow what stands in them.
        """
        met, near, reach = {place}, [place], []
        while near:
            equations = sorted({equation for each in near for equation in reading.because(each)})
            nearest = [
                each for equation in equations for _times, each in reading.equations[equation]
            ]
            if chosen := found.intersection(nearest):
                return chosen
            reach += nearest
            near = [
                each for each in dict.fromkeys(nearest) if each in self.hidden and each not in met
            ]
            met.update(near)
        return self.least(reach) or self.near(place, found)

    def near(self, place: int, found: set[int]) -> set[int]:
        """The nearest figure that may still be masked: two that narrow each other no
        longer say what narrowed them first.
        """
        met, near = {place}, [place]
        while near:
            reach = [
                each
                for one in near
                for equation in self.around[one]
                for _times, each in self.equations[equation]
            ]
            if chosen := found.intersection(reach) or self.least(reach):
                return chosen
            near = [
                each for each in dict.fromkeys(reach) if each in self.hidden and each not in met
            ]
            met.update(near)
        return set()

    def reading(self) -> "IntervalPropagation":
        return IntervalPropagation(self.cells, self.equations, self.around, self.hidden)

    def show_again(self, places: set[int]):
        """Masked in passing, and needed no more: the dearest are shown again first."""
        reading = self.reading()
        sums_of: dict[int, list] = {}
        for whole, parts in self.sums:
            for place in (whole, *parts):
                sums_of.setdefault(place, []).append((whole, parts))
        leaders: dict[int, list[int]] = {}
        for leader, with_it in self.followers.items():
            for place in with_it:
                leaders.setdefault(place, []).append(leader)
        for place in sorted(places, key=lambda place: (self.cost(place), -place), reverse=True):
            if place in self.hidden and self.hidden.isdisjoint(leaders.get(place, [])):
                shown, told = set(), {place}
                moved: dict[int, tuple] = {}
                # What is the same by all that is known (the young, where nobody else
                # came) can only be shown together.
                while (
                    told
                    and told <= places
                    and self.hidden.isdisjoint(
                        leader for each in told for leader in leaders.get(each, [])
                    )
                ):
                    shown |= told
                    self.hidden -= told
                    told = set().union(
                        *(self.shown_with(each, reading, moved) for each in sorted(told))
                    )
                    if any(reading.low[each] < reading.high[each] for each in told):
                        break
                if told or any(self.remainders(sums_of.get(each, [])) for each in shown):
                    reading.take_back(moved)
                    self.hidden |= shown

    def shown_with(
        self, place: int, reading: "IntervalPropagation", moved: dict[int, tuple]
    ) -> set[int]:
        """Find the figures that showing one more would reveal."""
        reading.show(place, moved)
        return {
            each
            for each in moved
            if each in self.hidden and each not in self.past_help and self.is_told(each, reading)
        }

    def solutions(self) -> set[int]:
        """Find what all the sums together leave, though none does alone: the masked
        figures are the unknowns of a system, read once more when solved.
        """
        rows = [
            [*terms, (-sum(times * self.cells[place].value for times, place in terms), self.one)]
            for terms in solved(self.exact, self.hidden)
        ]
        equations = [*self.equations, *rows]
        around = [list(each) for each in self.around]
        for equation, terms in enumerate(rows, len(self.equations)):
            for _times, place in terms:
                around[place].append(equation)
        return self.narrow(IntervalPropagation(self.cells, equations, around, self.hidden))


class IntervalPropagation:
    """Interval propagation: the least and the most that each figure can be, for who
    knows what is shown.
    """

    def __init__(self, cells: list[Cell], equations: list, around: list, hidden: set[int]):
        self.cells, self.equations, self.around, self.hidden = cells, equations, around, hidden
        self.low = [
            cell.least if place in hidden else cell.value for place, cell in enumerate(cells)
        ]
        self.high = [inf if place in hidden else cell.value for place, cell in enumerate(cells)]
        self.low_from: list[int | None] = [None] * len(cells)
        self.high_from: list[int | None] = [None] * len(cells)
        self.spread(
            [
                equation
                for equation, terms in enumerate(equations)
                if any(place in hidden for _times, place in terms)
            ]
        )

    def because(self, place: int) -> set[int]:
        """The equations that narrow this figure."""
        both = (self.low_from[place], self.high_from[place])
        return {equation for equation in both if equation is not None}

    def show(self, place: int, moved: dict[int, tuple]):
        """Show one figure more. `moved` is told what moves, as it was."""
        moved.setdefault(
            place, (self.low[place], self.high[place], self.low_from[place], self.high_from[place])
        )
        self.low[place] = self.high[place] = self.cells[place].value
        self.spread(self.around[place], moved)

    def take_back(self, moved: dict[int, tuple]):
        for place, (low, high, low_from, high_from) in moved.items():
            self.low[place], self.high[place], self.low_from[place], self.high_from[place] = (
                low,
                high,
                low_from,
                high_from,
            )

    def spread(self, equations: Iterable[int], moved: dict[int, tuple] | None = None):
        """Read these equations, then those that say more since."""
        waiting = deque(equations)
        is_waiting = set(waiting)
        turns = MOST_TURNS * len(self.equations)
        while waiting and turns:
            turns -= 1
            equation = waiting.popleft()
            is_waiting.discard(equation)
            for place in self.read(equation, moved):
                for other in self.around[place]:
                    if other != equation and other not in is_waiting:
                        is_waiting.add(other)
                        waiting.append(other)

    def read(self, equation: int, moved: dict[int, tuple] | None) -> list[int]:
        """Narrow each unknown of an equation by all the others.

        Gives those that are narrower.
        """
        low, high = self.low, self.high
        least = most = 0
        boundless_below = boundless_above = 0
        ends = []
        for times, place in self.equations[equation]:
            down, up = times * low[place], times * high[place]
            if times < 0:
                down, up = up, down
            ends.append((times, place, down, up))
            if down == -inf:
                boundless_below += 1
            else:
                least += down
            if up == inf:
                boundless_above += 1
            else:
                most += up
        found = []
        for times, place, down, up in ends:
            if place not in self.hidden:
                continue
            # times × this = − all the others
            others_least = (
                least - down
                if not boundless_below
                else least
                if boundless_below == 1 and down == -inf
                else -inf
            )
            others_most = (
                most - up
                if not boundless_above
                else most
                if boundless_above == 1 and up == inf
                else inf
            )
            new_low, new_high = -others_most / times, -others_least / times
            if times < 0:
                new_low, new_high = new_high, new_low
            if self.cells[place].is_whole:
                new_low = new_low if new_low == -inf else ceil(new_low - EXACT)
                new_high = new_high if new_high == inf else floor(new_high + EXACT)
            is_higher, is_lower = new_low > low[place] + EXACT, new_high < high[place] - EXACT
            if not (is_higher or is_lower):
                continue
            if moved is not None and place not in moved:
                moved[place] = (
                    low[place],
                    high[place],
                    self.low_from[place],
                    self.high_from[place],
                )
            if is_higher:
                low[place], self.low_from[place] = new_low, equation
            if is_lower:
                high[place], self.high_from[place] = new_high, equation
            found.append(place)
        return found


def solved(
    equations: list[list[tuple[float, int]]], hidden: set[int]
) -> list[list[tuple[float, int]]]:
    """The equations that come of these when they are solved for the masked figures,
    each with an unknown of its own.
    """
    reduced: dict[int, dict[int, Fraction]] = {}  # by the unknown that each row alone begins with
    for terms in equations:
        row = {place: Fraction(times) for times, place in terms if place in hidden}
        for pivot in [key for key in row if key in reduced]:
            take_away(row, reduced[pivot], row[pivot])
        if not row:
            continue
        pivot = next(iter(row))
        first = row[pivot]
        row = {key: value / first for key, value in row.items()}
        for other in reduced.values():
            if pivot in other:
                take_away(other, row, other[pivot])
        reduced[pivot] = row
    return [[(float(value), key) for key, value in row.items()] for row in reduced.values()]


def take_away(row: dict[int, Fraction], other: dict[int, Fraction], times: Fraction):
    for key, value in other.items():
        if left := row.get(key, Fraction(0)) - times * value:
            row[key] = left
        else:
            row.pop(key, None)
