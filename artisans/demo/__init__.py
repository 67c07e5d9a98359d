"""Invented techniques, families and people."""

from pathlib import Path

from artisans.models import Artisan, Family, LearnedFrom, Spokesperson, Technique
from kairouan.demonstration import load_file

HERE = Path(__file__).parent


def load():
    tables = {
        "technique": Technique,
        "family": Family,
        "artisan": Artisan,
        "learned_from": LearnedFrom,
        "spokesperson": Spokesperson,
    }
    load_file(HERE / "heritage.toml", tables)
