"""The audit: an exact check that a mask tells of no group under five.

Knows nothing of the programme, of Django, nor of the solver. A table is its cells and
what a reader knows of them before reading (rows that come to zero, or to zero or more).
A *world* is a change of the masked cells that breaks none of it: the reader cannot tell
it from the truth. A masked figure passes when five worlds give it five values. Whoever
found the worlds is not trusted: each is checked here, in whole numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

SMALLEST_SHOWN = 5  # people, or firms, behind a figure
FEWEST_VALUES = 5  # that a masked figure must leave possible

World = dict[int, int]  # by cell, how much more than the truth; the others do not move


class TableCell(NamedTuple):
    """A figure that is not zero, in whole units of its measure.

    `least`: the smallest it can be; `step`: what it is a multiple of; `grain`: how far
    apart two of its values must be to be two, about what one person adds.
    `must_hide`: masked whatever else is; `is_public`: shown before, cannot be taken
    back. `is_guarded`: masked, it must keep five values. `cost`: of masking it.
    """

    value: int
    least: int
    step: int
    grain: int
    cost: float
    must_hide: bool = False
    is_public: bool = False
    is_guarded: bool = True


class Row(NamedTuple):
    """Terms (times, cell) that come, with `more`, to zero, or else to zero or more."""

    terms: tuple[tuple[int, int], ...]
    is_equal: bool
    more: int = 0


class Group(NamedTuple):
    """One to four people that no figure shows: the terms that would tell of them."""

    terms: tuple[tuple[int, int], ...]
    grain: int


class Share(NamedTuple):
    """A whole and its parts, each with the owners behind it, where rows are added up:
    what is left of the whole must not be the sum of one to four.
    """

    whole: int
    parts: tuple[tuple[int, tuple[int, ...]], ...]


@dataclass
class Table:
    """`followers`: what is masked with a cell."""

    cells: list[TableCell] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    followers: dict[int, list[int]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, said: dict) -> "Table":
        return cls(
            [TableCell(*cell) for cell in said["cells"]],
            [Row(pairs(terms), *rest) for terms, *rest in said["rows"]],
            [Group(pairs(terms), grain) for terms, grain in said["groups"]],
            [Share(whole, pairs(parts)) for whole, parts in said["shares"]],
            {int(cell): with_it for cell, with_it in said["followers"].items()},
        )

    def as_json(self) -> dict:
        return vars(self)

    def with_followers(self, places: Iterable[int]) -> set[int]:
        """These cells, and all that is masked with them."""
        found: set[int] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place not in found and not self.cells[place].is_public:
                found.add(place)
                waiting += self.followers.get(place, ())
        return found

    def first_hidden(self) -> set[int]:
        return self.with_followers(place for place, cell in enumerate(self.cells) if cell.must_hide)

    def guarded(self, hidden: Iterable[int]) -> list[Group]:
        """All that must keep five values beside this mask, the groups first."""
        return [
            *self.groups,
            *(
                Group(((1, place),), self.cells[place].grain)
                for place in sorted(hidden)
                if self.cells[place].is_guarded
            ),
        ]

    def shares_told(self, hidden: set[int]) -> list[Share]:
        """The wholes that are shown, and whose masked parts belong to one to four."""
        found = []
        for share in self.shares:
            if share.whole in hidden:
                continue
            behind = {owner for part, owners in share.parts if part in hidden for owner in owners}
            if 0 < len(behind) < SMALLEST_SHOWN:
                found.append(share)
        return found

    def value(self, terms: Iterable[tuple[int, int]]) -> int:
        return sum(times * self.cells[place].value for times, place in terms)


def pairs(said: Iterable) -> tuple:
    return tuple((first, tuple(other) if type(other) is list else other) for first, other in said)


class Auditor:
    """Reads a table as one who knows all that can be known."""

    def __init__(self, table: Table):
        self.table = table
        self.around: list[list[int]] = [[] for _cell in table.cells]
        for number, row in enumerate(table.rows):
            for _times, place in row.terms:
                self.around[place].append(number)
        self.left = [table.value(row.terms) + row.more for row in table.rows]

    def is_possible(self, world: World, hidden: set[int]) -> bool:
        """Tell whether a reader of what is shown cannot rule this world out."""
        cells, rows = self.table.cells, self.table.rows
        for place, change in world.items():
            cell = cells[place]
            if place not in hidden or change % cell.step or cell.value + change < cell.least:
                return False
        for number in {row for place in world for row in self.around[place]}:
            row = rows[number]
            left = self.left[number] + moved(row.terms, world)
            if left < 0 or (row.is_equal and left):
                return False
        return True

    def audit(self, hidden: set[int], worlds: Sequence[World]) -> "Verdict":
        """Refuse a mask that shows what it must not, or of which a figure or a group is
        not proved to keep five values by these worlds.
        """
        table = self.table
        shown_wrongly = [
            place
            for place, cell in enumerate(table.cells)
            if (cell.is_public if place in hidden else cell.must_hide)
        ]
        told = [share.whole for share in table.shares_told(hidden)]
        possible = [world for world in worlds if self.is_possible(world, hidden)]
        guarded = table.guarded(hidden)
        counts = [
            len(spaced([moved(each.terms, world) for world in possible], each.grain))
            for each in guarded
        ]
        failed = [
            each for each, count in zip(guarded, counts, strict=True) if count < FEWEST_VALUES
        ]
        return Verdict(
            masked=len(hidden),
            guarded=len(guarded),
            least=min(counts, default=None),
            failed=[each.terms[0][1] for each in failed] + told + shown_wrongly,
        )


@dataclass(frozen=True)
class Verdict:
    """`least`: the fewest values proved possible, five being enough, None with nothing
    to guard; `failed`: a cell of each that is not proved.
    """

    masked: int
    guarded: int
    least: int | None
    failed: list[int]

    @property
    def passes(self) -> bool:
        return not self.failed


def moved(terms: Iterable[tuple[int, int]], world: World) -> int:
    return sum(times * world.get(place, 0) for times, place in terms)


def spaced(changes: Iterable[int], grain: int) -> list[int]:
    """As many of these changes, and none, as stand a grain apart: the lowest first."""
    found: list[int] = []
    for change in sorted({0, *changes}):
        if not found or change - found[-1] >= grain:
            found.append(change)
    return found
