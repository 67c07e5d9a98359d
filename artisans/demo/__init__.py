"""Invented techniques, families and people, and what the key says of the techniques."""

import tomllib
from pathlib import Path

from artisans.models import Artisan, Family, Frequency, LearnedFrom, Observation, Technique
from artisans.models.characters import CHARACTERS
from kairouan.common.demonstration import load_file, load_row

HERE = Path(__file__).parent
SOURCE = {"source_fr": "Valeur de démonstration, à confirmer avec les dinandiers", "source_ar": "قيمة للعرض، تُراجع مع النحّاسين"}


def load():
    tables = {"technique": Technique, "family": Family, "artisan": Artisan, "learned_from": LearnedFrom}
    load_file(HERE / "heritage.toml", tables)
    load_grid()


def load_grid():
    """One observation for each technique and state; what a technique does not name is never seen in it."""
    codes = [character.code(state) for character in CHARACTERS for state in character.states.values]
    for mark, named in tomllib.loads((HERE / "key.toml").read_text(encoding="utf-8")).items():
        technique = Technique.objects.get(mark=mark)
        seen = {code: frequency for frequency, states in named.items() for code in states}
        assert seen.keys() <= set(codes), seen.keys() - set(codes)
        for code in codes:
            load_row(
                Observation,
                {"key": f"{mark}-{code}", "state": code, "frequency": seen.get(code, Frequency.NEVER)} | SOURCE,
                technique=technique,
            )
