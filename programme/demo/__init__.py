"""The programme's partners under their official names, and invented actions."""

from pathlib import Path

from kairouan.common.demonstration import load_file
from programme.models import Action, Partner


def load():
    load_file(Path(__file__).parent / "programme.toml", {"partner": Partner, "action": Action})
