"""States that an eye sees of a hammering, which officers keep: a column holds the code
of one, pages show its words and its drawing.

The records that say them are `SaysStates`, on an upper floor.
`publication/edition.py` reads them as it reads the edition. On any other page they are
read once in a request, by one statement and only when it asks; elsewhere each time.
"""

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import lazy

from .annotations import StrOrPromise
from .bilingual import Text, localized_texts
from .languages import columns


@dataclass(frozen=True)
class SeenState:
    """One state of a character.

    `drawing` is a symbol of `static/img/key.svg`, "" for one that was `sent`: an SVG.
    `photo` names a photograph of `static/img/key/`, "" where there is none. `nearest`
    is the state as which a mark draws it, "" for none.
    """

    character: str
    code: str
    labels: tuple[str, ...]  # one for each column of `columns("label")`
    drawing: str
    sent: str
    photo: str
    nearest: str
    is_retired: bool

    @classmethod
    def of_row(cls, row: dict[str, Any]) -> "SeenState":
        """Read a row of `states_as_json`, or one that was kept before a language was
        added.
        """
        return cls(
            row["character"],
            row["code"],
            tuple(row.get(column, "") for column in columns("label")),
            row["drawing"],
            row["sent"],
            row["photo"],
            row["nearest"],
            bool(row["is_retired"]),
        )

    @property
    def label(self) -> Text:
        """Its name in the reader's language."""
        return localized_texts(self.labels)


class SeenStates:
    """All of them: `rows` as `states_as_json` says them, plain values that can be
    stored and read again.
    """

    def __init__(self, rows: Iterable[dict[str, Any]] = ()):
        self.rows = sorted(rows, key=lambda row: (row["character"], row["rank"], row["code"]))
        self.by_character: dict[str, dict[str, SeenState]] = {}
        for row in self.rows:
            self.by_character.setdefault(row["character"], {})[row["code"]] = SeenState.of_row(row)

    def all_of(self, character: str) -> list[SeenState]:
        """List the states of a character in their order, the retired ones too."""
        return [*self.by_character.get(character, {}).values()]

    def offered(self, character: str, held: str = "") -> list[SeenState]:
        """List the states that may be chosen: not retired, or the one held already."""
        return [each for each in self.all_of(character) if not each.is_retired or each.code == held]

    def find(self, character: str, code: str) -> SeenState | None:
        return self.by_character.get(character, {}).get(code)


class SaysStates(models.Model):
    """A kind of record of which each is a state."""

    class Meta:
        abstract = True

    @classmethod
    def states_as_json(cls) -> models.QuerySet:
        """One row, `said`: each state, as `SeenState.of_row` takes it, and its
        `rank`.
        """
        raise NotImplementedError


def says_states() -> list[type[SaysStates]]:
    """List the kinds of records that are states, from the apps."""
    return [model for model in apps.get_models() if issubclass(model, SaysStates)]


class Holder:
    """The states in hand, once they were asked for."""

    def __init__(self, states: SeenStates | None = None):
        self.states = states


holder_in_hand: ContextVar[Holder | None] = ContextVar("holder_in_hand", default=None)


@contextmanager
def of_states(states: SeenStates | None = None):
    """While this lasts the states are these; without any, those of the database, read
    once, when they are first asked for.
    """
    token = holder_in_hand.set(Holder(states))
    try:
        yield
    finally:
        holder_in_hand.reset(token)


def current_states() -> SeenStates:
    """At most one statement."""
    holder = holder_in_hand.get() or Holder()
    if holder.states is None:
        said = (row for model in says_states() for row in model.states_as_json())
        holder.states = SeenStates(each for row in said for each in row["said"] or ())
    return holder.states


def forget_states():
    """Have the states read anew: one of them was written."""
    if holder := holder_in_hand.get():
        holder.states = None


class StatesMiddleware:
    """Have a request read the states once, however often it asks."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with of_states():
            return self.get_response(request)


class CodeField(models.CharField):
    """A column that holds a code of a list kept in the database: `choices` is the
    function that reads it. For the database it is a plain text.
    """

    def _check_choices(self):
        """Ask nothing of the list when Django starts: the database may not be there."""
        return []

    def deconstruct(self):
        name, _path, arguments, named = super().deconstruct()
        named.pop("choices", None)
        return name, "django.db.models.CharField", arguments, named


def label_of(state: SeenState) -> StrOrPromise:
    """Its name, in the language of whoever reads it then."""
    return lazy(lambda: str(state.label), str)()


def state_choices(character: str) -> Callable[[], list[tuple[str, StrOrPromise]]]:
    """Make the choices of a column that holds a state of this character: what it may
    hold already counts, so that the retired ones are there.
    """

    def choices() -> list[tuple[str, StrOrPromise]]:
        return [(each.code, label_of(each)) for each in current_states().all_of(character)]

    return choices
