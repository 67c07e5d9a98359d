"""Invented techniques, families and people."""

from pathlib import Path

from artisans.models import Artisan, Family, LearnedFrom, Technique
from kairouan.common.demonstration import load_file


def load():
    tables = {"technique": Technique, "family": Family, "artisan": Artisan, "learned_from": LearnedFrom}
    load_file(Path(__file__).parent / "heritage.toml", tables)
