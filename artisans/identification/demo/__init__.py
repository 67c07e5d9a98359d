"""Invented observations of the key, and trials of it."""

import tomllib
from pathlib import Path

from artisans.identification.characters import CHARACTERS
from artisans.identification.models import Frequency, Observation, Trial, TrialAnswer
from artisans.identification.trials import made_of
from artisans.models import Technique
from kairouan.demonstration import date_of, load_row, noon

HERE = Path(__file__).parent
SOURCE = {
    "source_fr": "Valeur de démonstration, à confirmer avec les dinandiers",
    "source_ar": "قيمة للعرض، تُراجع مع النحّاسين",
}


def load_grid():
    """One observation for each technique and state; what a technique does not name is
    never seen in it.
    """
    codes = [character.code(state) for character in CHARACTERS for state in character.states.values]
    for mark, named in tomllib.loads((HERE / "key.toml").read_text(encoding="utf-8")).items():
        technique = Technique.objects.get(mark=mark)
        seen = {code: frequency for frequency, states in named.items() for code in states}
        assert seen.keys() <= set(codes), seen.keys() - set(codes)
        for code in codes:
            load_row(
                Observation,
                {
                    "key": f"{mark}-{code}",
                    "state": code,
                    "frequency": seen.get(code, Frequency.NEVER),
                }
                | SOURCE,
                technique=technique,
            )


def load_trial(row: dict):
    """A trial with its pictures, its readers and what each of them saw.

    The key judges the answers as they are loaded, once.
    """
    photos = [
        {
            "file": file,
            "technique": Technique.objects.get(mark=mark) if mark else None,
            "is_foreign": not mark,
            "alt_fr": "",
            "alt_ar": "",
        }
        for file, mark in row["photos"].items()
    ]
    readers = [
        {name: reader[name] for name in ("kind", "token") if name in reader}
        for reader in row["readers"]
    ]
    moments = {name: noon(date_of(row[name])) for name in ("opened_at", "closed_at") if name in row}
    trial = load_row(Trial, {"key": row["key"], "photos": photos, "readers": readers}, **moments)
    by_file = {photo.demonstration_key.rpartition("/")[2]: photo for photo in trial.photos.all()}
    for reader, written in zip(trial.readers.all(), row["readers"], strict=True):
        for file, codes in written.get("seen", {}).items():
            key = f"{reader.demonstration_key}/{file}"
            if not TrialAnswer.objects.filter(demonstration_key=key).exists():
                seen = dict(code.split("=") for code in codes.split())
                answer = made_of(seen, by_file[file])
                TrialAnswer.objects.create(
                    demonstration_key=key, reader=reader, photo=by_file[file], **answer
                )


def load():
    load_grid()
    for row in tomllib.loads((HERE / "trials.toml").read_text(encoding="utf-8"))["trial"]:
        load_trial(row)
