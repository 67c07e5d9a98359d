"""Duties of the worker: done when their time has come, whatever happens to the
others.
"""

import pytest
from django.db import OperationalError

from kairouan.common.work import duties
from kairouan.common.work.duties import A_DAY, A_MINUTE, Duties, perform_every


@pytest.fixture
def done(monkeypatch):
    """Alone in the worker's list: what they did, in order."""
    monkeypatch.setattr(duties, "DUTIES", {})
    return []


@pytest.fixture
def clock(monkeypatch):
    """Moves by `clock.now += 60`."""

    class Clock:
        now = 1000.0

    monkeypatch.setattr(duties.time, "monotonic", lambda: Clock.now)
    return Clock


def test_each_duty_is_done_at_the_start_and_once_in_its_period(done, clock):
    perform_every(A_MINUTE, lambda: done.append("minute"))
    perform_every(A_DAY, lambda: done.append("day"))
    worker = Duties()
    worker.do_those_due()
    worker.do_those_due()
    assert done == ["minute", "day"]
    clock.now += 61
    worker.do_those_due()
    assert done == ["minute", "day", "minute"]


def test_a_locked_database_is_tried_again_and_a_fault_in_its_period(done, clock, caplog):
    def locked():
        done.append("locked")
        raise OperationalError("database is locked")

    def broken():
        done.append("broken")
        raise ValueError("broken")

    perform_every(A_DAY, locked)
    perform_every(A_DAY, broken)
    perform_every(A_DAY, lambda: done.append("third"))
    worker = Duties()
    worker.do_those_due()
    worker.do_those_due()
    assert done == ["locked", "broken", "third", "locked"]
    assert "locked: the database does not answer" in caplog.text
    assert "broken failed" in caplog.text
