"""Which figures are masked: chosen by a process of its own, proved in this one."""

import json
import subprocess
import sys
from resource import RLIMIT_AS, RLIMIT_CPU, setrlimit

from django.conf import settings

from .proof import Auditor, Table, Verdict, World

MOST_SECONDS = 15 * 60  # of one core, for one table: the work of a worker, once a change
TIME_TO_END = 10  # seconds
WAITS_FOR = 5  # times as long, on a machine that is busy
MOST_BYTES = 2 * 1024**3


class NotProved(Exception):
    """The search came to no end in its bounds: nothing may be published of it."""


def masked(table: Table, seconds: float = MOST_SECONDS) -> tuple[set[int], Verdict]:
    """The cells that are not shown, and what the audit says of them.

    Raises NotProved when the search takes too long, or too much memory.
    """
    if not (table.first_hidden() or table.groups or table.shares_told(set())):
        return set(), Auditor(table).audit(set(), [])
    hidden, worlds = search(table, seconds)
    return hidden, Auditor(table).audit(hidden, worlds)


def search(table: Table, seconds: float) -> tuple[set[int], list[World]]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "programme.results.suppression"],
            input=json.dumps({"table": table.as_json(), "seconds": seconds}),
            capture_output=True,
            text=True,
            cwd=settings.BASE_DIR,
            timeout=WAITS_FOR * (seconds + TIME_TO_END),
            check=True,
            preexec_fn=bounded,
        )
        found = json.loads(done.stdout.splitlines()[-1])
    except (subprocess.SubprocessError, ValueError, IndexError) as error:
        raise NotProved(str(error)) from error
    worlds = [{int(place): change for place, change in world.items()} for world in found["worlds"]]
    return set(found["hidden"]), worlds


def bounded():
    """Bound the process by the kernel, too: bytes, and seconds of one core."""
    setrlimit(RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    setrlimit(RLIMIT_CPU, (MOST_SECONDS + TIME_TO_END, MOST_SECONDS + TIME_TO_END))
