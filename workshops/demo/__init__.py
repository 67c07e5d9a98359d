"""Invented workshops, with the true dates of the seasons."""

from pathlib import Path

from kairouan.demonstration import load_file
from workshops.models import Label, Season, Workshop


def load():
    load_file(
        Path(__file__).parent / "workshops.toml",
        {"season": Season, "label": Label, "workshop": Workshop},
    )
