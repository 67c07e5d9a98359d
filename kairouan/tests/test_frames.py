"""Calls find room, however deep they are."""

import threading
from resource import RUSAGE_THREAD, getrusage

from kairouan.frames import with_room

TIMES, DEEPEST = 500, 400


def leaf(*args):
    return args


def most_faults(depth: int = DEEPEST) -> int:
    """Count, at the worst of all depths, how often the system gave memory while the
    same call was made 500 times.
    """
    before = getrusage(RUSAGE_THREAD).ru_minflt
    for _time in range(TIMES):
        leaf(1, 2, 3)
    here = getrusage(RUSAGE_THREAD).ru_minflt - before
    return max(here, most_faults(depth - 1)) if depth else here


def test_no_depth_asks_for_memory_at_each_call():
    found = []
    thread = threading.Thread(target=lambda: found.append(with_room(most_faults)()))
    thread.start()
    thread.join()
    assert found[0] < TIMES / 2


def test_what_is_called_is_the_same():
    assert with_room(leaf)(1, 2) == (1, 2)
    assert with_room(leaf).__name__ == "leaf"
