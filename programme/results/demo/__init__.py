"""Two closed quarters, and a presence corrected afterwards."""

from pathlib import Path

from kairouan.demonstration import load_file
from programme.demo import person_key
from programme.models import Attendance
from programme.results.freezing import freeze
from programme.results.models import FrozenQuarter, IndicatorGoal
from programme.results.publishing import publish

CLOSED = [(2025, 4), (2026, 1)]
# a presence written down after its quarter was closed: the page shows a correction
CAME_LATER = ("ciselure-relief", 60, 1)


def load():
    load_file(Path(__file__).parent / "goals.toml", {"goal": IndicatorGoal})
    publish()
    close_quarters()
    publish()


def close_quarters():
    """Two quarters are closed, and a presence is corrected afterwards."""
    for year, quarter in CLOSED:
        if not FrozenQuarter.objects.filter(year=year, quarter=quarter).exists():
            closed = freeze(year, quarter, by=None)
            FrozenQuarter.objects.filter(pk=closed.pk).update(demonstration_key=f"{year}-{quarter}")
    action, number, place = CAME_LATER
    Attendance.objects.filter(
        demonstration_key=f"{action}/{person_key(number)}/{place}", is_present=False
    ).update(is_present=True)
