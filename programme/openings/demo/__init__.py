"""Invented openings, and who asks for them."""

from pathlib import Path

from kairouan.demonstration import load_file
from programme.openings.models import Application, JobOpening, Placement

HERE = Path(__file__).parent


def load():
    load_file(HERE / "placements.toml", {"placement": Placement})
    load_file(HERE / "openings.toml", {"opening": JobOpening, "application": Application})
