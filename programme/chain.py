"""The value chain: which workshops do each step of the making, who relies on whom, and
where the work jams. Counted from what the workshops say.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import reader_language
from kairouan.common.languages import BY_CODE, base_column
from workshops.models import CraftStep, Workshop, WorkshopStep

Step = CraftStep

# workshops that have a step done elsewhere, for each that does it: from there on, they
# wait
RELIANTS_PER_DOER = 3
RELIANTS_OF_ONE = 2  # the same, when a single workshop does it: if it closes, they stop


class Bottleneck(models.TextChoices):
    """Why a step jams."""

    NOBODY = "nobody", _("Aucun atelier du cluster ne le fait.")
    ONE = "one", _("Un seul atelier le fait, et plusieurs en dépendent.")
    FEW = "few", _("Trop peu d’ateliers le font pour tous ceux qui en dépendent.")


@dataclass
class Link:
    """One step of the chain: how many workshops do it, how many have it done elsewhere,
    and by which published ones.
    """

    step: Step
    doers: int = 0
    reliants: int = 0
    relied_on: Counter[Workshop] = field(default_factory=Counter)

    @property
    def bottleneck(self) -> Bottleneck | None:
        """Nobody does what some need; one does it for `RELIANTS_OF_ONE` others or more;
        each does it for `RELIANTS_PER_DOER` or more.
        """
        if not self.reliants:
            return None
        if not self.doers:
            return Bottleneck.NOBODY
        if self.doers == 1 and self.reliants >= RELIANTS_OF_ONE:
            return Bottleneck.ONE
        return Bottleneck.FEW if self.reliants >= RELIANTS_PER_DOER * self.doers else None

    @property
    def masters(self) -> list[tuple[Workshop, int]]:
        """List the workshops they rely on, with how many do: the most relied on
        first.
        """
        return self.relied_on.most_common()


def links() -> list[Link]:
    """The steps from the sheet to the sale, in the order of the making. One statement.

    Only published workshops count; a workshop relied on that has no page is counted
    among those who rely, and not named.
    """
    chain = {step.value: Link(step) for step in Step}
    rows = WorkshopStep.objects.filter(
        workshop__in=Workshop.objects.published().values("pk")
    ).select_related("done_by")
    for row in rows.order_by(base_column("done_by__sort"), "pk"):
        link = chain[row.step]
        if row.in_house:
            link.doers += 1
            continue
        link.reliants += 1
        if row.done_by and row.done_by.is_published:
            link.relied_on[row.done_by] += 1
    return list(chain.values())


# The drawing. Its measures are those of its own square paper; Arabic reads it from the
# right.

WIDTH, ROW, TOP = 360, 62, 24
SPINE, WORDS, LARGEST_UNIT = 24, 58, 18


@dataclass
class Drawn:
    """A link on the paper: its node, its words, and a bar as long as those who rely on
    others are many.
    """

    link: Link
    x: int
    y: int
    words: int
    bar: int
    bar_length: int
    after_bar: int

    @property
    def words_y(self) -> int:
        return self.y - 3

    @property
    def bar_y(self) -> int:
        return self.y + 8

    @property
    def count_y(self) -> int:
        return self.y + 20

    @property
    def number_y(self) -> int:
        return self.y + 6


@dataclass
class Drawing:
    width: int
    height: int
    spine: int
    words: int
    top: int
    bottom: int
    nodes: list[Drawn]

    @property
    def last_words_y(self) -> int:
        return self.bottom + 6


def drawing(chain: list[Link]) -> Drawing:
    """The chain on paper, from the sheet above to the sale below."""
    mirrored = BY_CODE[reader_language()].direction == "rtl"

    def across(x: int) -> int:
        return WIDTH - x if mirrored else x

    most = max((link.reliants for link in chain), default=0)
    unit = min(LARGEST_UNIT, (WIDTH - WORDS - 60) / most) if most else LARGEST_UNIT
    nodes = []
    for row, link in enumerate(chain):
        length = round(link.reliants * unit)
        nodes.append(
            Drawn(
                link=link,
                x=across(SPINE),
                y=TOP + ROW + row * ROW,
                words=across(WORDS),
                bar=across(WORDS + length) if mirrored else WORDS,
                bar_length=length,
                after_bar=across(WORDS + length + 8),
            )
        )
    bottom = TOP + (len(chain) + 1) * ROW
    return Drawing(WIDTH, bottom + 24, across(SPINE), across(WORDS), TOP, bottom, nodes)
