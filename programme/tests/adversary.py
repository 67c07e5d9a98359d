"""A reader who wants to find someone out, and knows how: everything public together, in
one linear programme.

Written apart from what it attacks: it is given the figures that are shown and what
everyone knows (that women and men make up the total, that a quarter lies within its
year, that nobody is less than none, who was never there, how long a session lasts), and
asks of every figure that is masked, and of every group that is not shown but could be
(those of the year who were not in the quarter, those who came back), the least and the
most that it can be.
"""

from collections import defaultdict
from dataclasses import dataclass
from math import ceil, floor, inf

import numpy
import swiglpk as glpk

from programme.results.indicators import BREAKDOWNS, Measure, count
from programme.results.relations import TOTAL, MeasureRows

VALUES = 5
FEW = range(1, VALUES)
EXACT = 1e-6
NEVER_CHANGES = {"", "sex", "delegation", "axis"}
YOUNGEST_FIRST = ["under-15", "15-29", "30-34", "35+"]


@dataclass(frozen=True)
class Found:
    """A masked figure, or a group, with the least and the most that it can be."""

    group: str
    number: float
    least: float
    most: float
    grain: float

    @property
    def values(self) -> int:
        """Count the values it can have."""
        return int((self.most - self.least) / self.grain + EXACT) + 1

    def __str__(self):
        return f"{self.group} is {self.number:g}: from {self.least:g} to {self.most:g}"


class Adversary:
    """`rows`: what was counted, of a measure and of those that are shown beside it.

    `shown`: by (measure, period, breakdown, value), the number; `said`: the same, for
    what a closed quarter said and what is no longer true.
    """

    def __init__(
        self,
        rows: list[MeasureRows],
        shown: dict[tuple, float],
        said: dict[tuple, float] | None = None,
    ):
        self.rows = rows
        self.truth = {
            (each.measure.key, *key): self.true_number(each, behind)
            for each in rows
            for key, behind in each.behind.items()
        }
        self.people = {
            (each.measure.key, *key): {each.facts[n].subject for n in behind}
            for each in rows
            for key, behind in each.behind.items()
        }
        self.shown = shown
        self.equal: list[dict] = []  # terms that come to zero
        self.at_least: list[dict] = []  # terms that come to zero or more
        self.groups: list[tuple[str, dict]] = []
        for each in rows:
            self.know(each)
        for key, number in (said or {}).items():
            self.groups.append((f"the correction of {key}", {key: 1, None: -number}))
        for place, each in enumerate(rows):
            for other in rows[place + 1 :]:
                self.know_together(each, other)

    @staticmethod
    def true_number(rows: MeasureRows, behind: list[int]) -> float:
        if rows.adds:
            return float(sum(rows.facts[number].value for number in behind))
        return len(behind)

    # What everyone knows

    def know(self, rows: MeasureRows):
        key, distinct = rows.measure.key, rows.measure.distinct
        for period in rows.periods:
            for name in rows.measure.breakdowns:
                parts = [(key, period, name, value) for value, _label in BREAKDOWNS[name].choices]
                self.parts(
                    (key, period, *TOTAL),
                    parts,
                    rows.measure,
                    overlap=distinct and BREAKDOWNS[name].overlaps,
                    nested=True,
                )
            shorter = period.parts(rows.periods)
            for _period, name, value in rows.keys_of(period) if shorter else []:
                parts = [(key, part, name, value) for part in shorter]
                self.parts(
                    (key, period, name, value),
                    parts,
                    rows.measure,
                    overlap=distinct,
                    nested=name in NEVER_CHANGES,
                )
            if distinct and "age" in rows.measure.breakdowns:
                self.nobody_grows_younger(key, period, shorter)
        for wide in rows.periods:
            for narrow in rows.periods:
                if narrow.lies_within(wide):
                    for _period, name, value in rows.keys_of(narrow):
                        for outer in {(wide, name, value), (wide, *TOTAL)}:
                            self.group_of_the_others((key, *outer), (key, narrow, name, value))

    def parts(
        self, whole: tuple, parts: list[tuple], measure: Measure, overlap: bool, nested: bool
    ):
        if not overlap:
            self.equal.append({whole: -1} | dict.fromkeys(parts, 1))
            return
        several = {whole: -1} | dict.fromkeys(parts, 1)
        self.at_least.append(several)
        if self.people[whole] == set().union(*(self.people[part] for part in parts)):
            self.groups.append((f"who is in several parts of {whole}", several))
        for part in parts:
            if nested:
                self.at_least.append({whole: 1, part: -1})
            self.group_of_the_others(whole, part)

    def group_of_the_others(self, outer: tuple, inner: tuple):
        if self.truth[inner] and self.people[inner] < self.people[outer]:
            self.groups.append((f"{outer} less {inner}", {outer: 1, inner: -1}))

    def nobody_grows_younger(self, key: str, period, shorter: list):
        """Add the constraint on ages: people at most so old in a quarter were no older
        when they first came that year.
        """
        bands = [band for band in YOUNGEST_FIRST if (key, period, "age", band) in self.truth]
        for part in shorter:
            for oldest in range(len(bands)):
                young = bands[: oldest + 1]
                self.at_least.append(
                    {(key, period, "age", band): 1 for band in young}
                    | {(key, part, "age", band): -1 for band in young}
                )

    def know_together(self, first: MeasureRows, other: MeasureRows):
        """People, their seats, their hours: from the programme of the sessions,
        everyone knows how long one lasts and how long all of them.
        """
        for period in first.periods:
            behind = [other.facts[number] for number in other.behind[period, *TOTAL]]
            if not behind:
                continue
            each = [float(fact.value) for fact in behind]
            by_person = defaultdict(float)
            for fact in behind:
                by_person[fact.subject] += float(fact.value)
            most = max(by_person.values()) if first.measure.distinct else max(each)
            for key in other.keys_of(period):
                these, those = (first.measure.key, *key), (other.measure.key, *key)
                if these not in self.truth:
                    continue
                self.at_least.append({those: 1, these: -min(each)})
                if key[1] in NEVER_CHANGES or not first.measure.distinct:
                    self.at_least.append({these: most, those: -1})
                if first.measure.distinct and other.measure.reckon is count:
                    self.groups.append((f"who came back, of {these}", {those: 1, these: -1}))

    # What comes of it

    def finds(self) -> list[Found]:
        """The masked figures that are left fewer than five values, and the groups of
        one to four that are.
        """
        unknown = [key for key, number in self.truth.items() if key not in self.shown and number]
        place = {key: number for number, key in enumerate(unknown)}
        least_of = {rows.measure.key: self.smallest(rows) for rows in self.rows}
        equal, equal_to, at_most, at_most_to = [], [], [], []
        for terms, matrix, right, sign in [
            *((terms, equal, equal_to, 1) for terms in self.equal),
            *((terms, at_most, at_most_to, -1) for terms in self.at_least),
        ]:
            row, known = self.split(terms, place)
            if row:
                matrix.append({number: sign * times for number, times in row.items()})
                right.append(-sign * known)
        worlds = Worlds(
            [least_of[key[0]] for key in unknown],
            [*zip(equal, equal_to, strict=True)],
            [*zip(at_most, at_most_to, strict=True)],
        )
        asked = [(f"{key} masked", {key: 1}) for key in unknown]
        asked += [(group, terms) for group, terms in self.groups if self.counts_few(terms)]
        found = []
        for group, terms in asked:
            row, known = self.split(terms, place)
            measures = {key[0] for key in terms if key}
            grain = min(least_of[measure] for measure in measures)
            width = (VALUES - 1) * grain
            least, most = worlds.ends(row, width)
            if all(not rows.adds for rows in self.rows if rows.measure.key in measures):
                least, most = whole(least, up=True), whole(most, up=False)
            if most - least < width - EXACT:
                found.append(Found(group, self.number(terms), known + least, known + most, grain))
        return found

    def smallest(self, rows: MeasureRows) -> float:
        if not rows.adds:
            return 1
        return min((float(fact.value) for fact in rows.facts if fact.value), default=0)

    def number(self, terms: dict) -> float:
        return sum(times * (self.truth[key] if key else 1) for key, times in terms.items())

    def counts_few(self, terms: dict) -> bool:
        """None stands for one, in what is said of a number and not of a figure."""
        return (
            all(type(self.truth[key]) is int for key in terms if key)
            and abs(self.number(terms)) in FEW
        )

    def split(self, terms: dict, place: dict) -> tuple[dict, float]:
        """The unknowns of these terms, and what the others come to: shown, or known to
        be zero.
        """
        row, known = {}, 0.0
        for key, times in terms.items():
            if key in place:
                row[place[key]] = times
            else:
                known += times * float(self.shown.get(key, 0) if key else 1)
        return row, known


class Worlds:
    """All the worlds where what is shown is true.

    Each that was met serves again: what was far apart in two of them need not be asked.
    `least`: of each unknown; the rows with the number that they come to, or come to at
    most. GLPK solves them: another programme than the one that chose the masks.
    """

    def __init__(self, least: list[float], equal: list[tuple], at_most: list[tuple]):
        self.width = len(least)
        self.met = numpy.zeros((0, self.width))
        glpk.glp_term_out(glpk.GLP_OFF)
        self.problem = glpk.glp_create_prob()
        if least:
            glpk.glp_add_cols(self.problem, self.width)
        for number, bound in enumerate(least, 1):
            glpk.glp_set_col_bnds(self.problem, number, glpk.GLP_LO, bound, 0)
        for rows, kind in ((equal, glpk.GLP_FX), (at_most, glpk.GLP_UP)):
            for row, right in rows:
                self.add(row, right, kind)

    def add(self, row: dict, right: float, kind: int):
        number = glpk.glp_add_rows(self.problem, 1)
        glpk.glp_set_row_bnds(self.problem, number, kind, right, right)
        columns, times = glpk.intArray(len(row) + 1), glpk.doubleArray(len(row) + 1)
        for place, (column, factor) in enumerate(row.items(), 1):
            columns[place], times[place] = column + 1, float(factor)
        glpk.glp_set_mat_row(self.problem, number, len(row), columns, times)

    def ends(self, row: dict, width: float) -> tuple[float, float]:
        """The least and the most that these terms come to; or two numbers so far
        apart.
        """
        costs = numpy.zeros(self.width)
        for number, times in row.items():
            costs[number] = times
        least, most = inf, -inf
        if len(self.met):
            numbers = self.met @ costs
            least, most = numbers.min(), numbers.max()
        if row and most - least < width + 1:
            least, most = self.furthest(costs), -self.furthest(-costs)
        return (least, most) if row else (0, 0)

    def furthest(self, costs) -> float:
        for number, cost in enumerate(costs, 1):
            glpk.glp_set_obj_coef(self.problem, number, float(cost))
        glpk.glp_std_basis(self.problem)  # each from nothing
        glpk.glp_adv_basis(self.problem, 0)
        options = glpk.glp_smcp()
        glpk.glp_init_smcp(options)
        assert glpk.glp_simplex(self.problem, options) == 0
        status = glpk.glp_get_status(self.problem)
        if status == glpk.GLP_UNBND:
            return -inf
        assert status == glpk.GLP_OPT, status
        found = [glpk.glp_get_col_prim(self.problem, each + 1) for each in range(self.width)]
        self.met = numpy.vstack([self.met, found])
        return float(glpk.glp_get_obj_val(self.problem))


def whole(number: float, up: bool) -> float:
    if abs(number) == inf:
        return number
    return ceil(number - EXACT) if up else floor(number + EXACT)
