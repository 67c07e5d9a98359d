"""Navigation: each app declares its entries in its AppConfig, the frames show those of
every app.

An AppConfig may give `sections` (the main navigation), `menu` (what a phone shows in
its menu, a wide screen at the foot of the page) and `space_entries` (the bar of the
artisan's space).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from django.apps import apps

from .annotations import StrOrPromise


@dataclass(frozen=True)
class Entry:
    """A link of a menu.

    The reader stands there when the name of their address begins with one of `places`.
    """

    label: StrOrPromise
    address: str  # the name of a URL
    places: tuple[str, ...]
    rank: int
    icon: str = ""
    is_wide: bool = False  # of `menu`: in the header of a wide screen too


@dataclass(frozen=True)
class Under:
    """For an app above: more places that belong to an entry of an app below."""

    address: str  # that of the entry
    places: tuple[str, ...]


@cache
def entries(menu: str) -> tuple[Entry, ...]:
    """The entries of a menu in their rank."""
    declared = [each for config in apps.get_app_configs() for each in getattr(config, menu, ())]
    found = {each.address: each for each in declared if isinstance(each, Entry)}
    for each in declared:
        if isinstance(each, Under):
            found[each.address] = replace(
                found[each.address], places=found[each.address].places + each.places
            )
    return tuple(sorted(found.values(), key=lambda entry: entry.rank))


def where(here: str, among: Iterable[Entry]) -> Entry | None:
    """The entry where the reader of an address stands: of several whose places begin
    its name, the most precise.
    """
    standing = [
        (len(place), entry) for entry in among for place in entry.places if here.startswith(place)
    ]
    return max(standing, key=lambda found: found[0])[1] if standing else None
