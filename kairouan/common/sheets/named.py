"""Names in a list: one written exactly as ours is that thing; else the one that the search would not tell from it."""

from collections.abc import Hashable, Iterable

from ..pasted import clean_line
from ..search import fold


class Named:
    """Things by their names. Whoever asks decides what two things of one name mean."""

    def __init__(self, names: Iterable[tuple[str, Hashable]] = ()):
        self.exact: dict[str, set] = {}
        self.alike: dict[str, set] = {}
        for name, thing in names:
            self.add(name, thing)

    def add(self, name: str, thing: Hashable, folded: bool = True):
        """Call a thing by a name; a number or a reference is no word, and is not `folded`."""
        self.exact.setdefault(clean_line(name).casefold(), set()).add(thing)
        if folded and fold(name):
            self.alike.setdefault(fold(name), set()).add(thing)

    def find(self, typed: str) -> set:
        """The things that may be meant: none, one, or several that must be asked about."""
        return self.exact.get(clean_line(typed).casefold()) or self.alike.get(fold(typed), set())

    def only(self, typed: str) -> Hashable | None:
        """The one thing that is meant; None when there is none, or when it would be a guess."""
        found = self.find(typed)
        return next(iter(found)) if len(found) == 1 else None
