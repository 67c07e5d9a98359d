"""Names in a list: one written exactly as ours is that thing; else the one that the
search would not tell from it.

A reference is no word: two are alike by their case, their digits of another script, and
the zeros in front of a number, which spreadsheets take away.
"""

from collections.abc import Hashable, Iterable
from typing import Any

from kairouan.common.pasted import clean_line, western_digits
from kairouan.search.folding import fold


class NameIndex:
    """Things by their names. Whoever asks decides what two things of one name mean."""

    def __init__(self, names: Iterable[tuple[str, Hashable]] = ()):
        self.layers: list[dict[Hashable, set]] = [{}, {}, {}]  # as written; in any case; alike
        for name, thing in names:
            self.add(name, thing)

    def add(self, name: str, thing: Hashable, is_reference: bool = False):
        """Call a thing by a name, or by what is a number or a reference and no word."""
        written = clean_line(name)
        for layer, key in zip(
            self.layers, (written, written.casefold(), alike(name, is_reference)), strict=True
        ):
            if key:
                layer.setdefault(key, set()).add(thing)

    def find(self, typed: str) -> set:
        """The things that may be meant: none, one, or several that must be asked
        about.
        """
        written = clean_line(typed)
        as_written, in_any_case, alikes = self.layers
        likely = alikes.get(alike(typed), set()) | alikes.get(
            alike(typed, is_reference=True), set()
        )
        return as_written.get(written) or in_any_case.get(written.casefold()) or likely

    def only(self, typed: str) -> Any:
        """The one thing that is meant; None when there is none, or when it would be a
        guess.
        """
        found = self.find(typed)
        return next(iter(found)) if len(found) == 1 else None


def alike(name: str, is_reference: bool = False) -> tuple[bool, str] | None:
    """Make the key that names alike have in common."""
    key = reference_key(name) if is_reference else fold(name)
    return (is_reference, key) if key else None


def reference_key(typed: str) -> str:
    """Make the key that spellings of one reference have in common: 007, 7 and ٧; A-1
    and a-1.
    """
    key = western_digits(clean_line(typed)).casefold()
    return key.lstrip("0") or key if key.isdecimal() else key
