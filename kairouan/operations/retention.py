"""Which backups are kept, when many have been made."""

import datetime
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

# kairouan-20261130T021500Z.tar, kairouan-20261130T021500Z.tar.age
NAMED = re.compile(r"kairouan-(\d{8}T\d{6}Z)\.tar(?:\.age)?")
WRITTEN = "%Y%m%dT%H%M%SZ"


class Retention(NamedTuple):
    """How many days, weeks and months each keep their latest backup. Those without one
    do not count: a portal that stood still for a month loses nothing for it.
    """

    daily: int
    weekly: int
    monthly: int

    def kept(self, moments: Iterable[datetime.datetime]) -> set[datetime.datetime]:
        """Choose those to keep; the latest always is."""
        latest_first = sorted(moments, reverse=True)
        kept = set(latest_first[:1])
        for count, period in (
            (self.daily, lambda moment: moment.date()),
            (self.weekly, lambda moment: moment.isocalendar()[:2]),
            (self.monthly, lambda moment: (moment.year, moment.month)),
        ):
            latest: dict[object, datetime.datetime] = {}
            for moment in latest_first:
                latest.setdefault(period(moment), moment)
            kept.update(list(latest.values())[:count])
        return kept


def archive_name(moment: datetime.datetime) -> str:
    """Name an archive by its moment, in UTC."""
    return f"kairouan-{moment:{WRITTEN}}.tar"


def archives_in(folder: Path) -> dict[Path, datetime.datetime]:
    """The archives of a folder, each with the moment in its name. Nothing else in the
    folder is ours.
    """
    return {
        path: datetime.datetime.strptime(found[1], WRITTEN).replace(tzinfo=datetime.UTC)
        for path in folder.iterdir()
        if (found := NAMED.fullmatch(path.name))
    }


def forget_old_archives(folder: Path, retention: Retention) -> list[Path]:
    """Delete the archives that are not to be kept; give their paths."""
    archives = archives_in(folder)
    kept = retention.kept(archives.values())
    old = sorted(path for path, moment in archives.items() if moment not in kept)
    for path in old:
        path.unlink()
    return old
