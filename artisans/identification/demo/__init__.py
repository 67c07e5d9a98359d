"""Invented observations of the key, and trials of it."""

import tomllib
from pathlib import Path

from artisans.identification.characters import CHARACTERS
from artisans.identification.first_states import FIRST_STATES
from artisans.identification.models import (
    Frequency,
    Observation,
    ReaderKind,
    Trial,
    TrialAnswer,
)
from artisans.identification.register import read_register
from artisans.identification.trials import made_of, states_offered
from artisans.models import Technique
from kairouan.common.states import current_states
from kairouan.demonstration import date_of, load_row, noon

from .variation import sightings, varied

HERE = Path(__file__).parent
SOURCE = {
    "source_fr": "Valeur de démonstration, à confirmer avec les dinandiers",
    "source_ar": "قيمة للعرض، تُراجع مع النحّاسين",
}


def grid() -> dict[str, dict[str, str]]:
    """{technique's mark: {state's code: frequency}}, of every state; what a technique
    does not name is never seen in it.
    """
    codes = [
        character.code(state) for character in CHARACTERS for state in FIRST_STATES[character.key]
    ]
    written = {}
    for mark, named in tomllib.loads((HERE / "key.toml").read_text(encoding="utf-8")).items():
        seen = {code: frequency for frequency, states in named.items() for code in states}
        assert seen.keys() <= set(codes), seen.keys() - set(codes)
        written[mark] = dict.fromkeys(codes, Frequency.NEVER) | seen
    return written


def load_grid():
    """One observation for each technique and state."""
    for mark, cells in grid().items():
        technique = Technique.objects.get(mark=mark)
        for code, frequency in cells.items():
            load_row(
                Observation,
                {"key": f"{mark}-{code}", "state": code, "frequency": frequency} | SOURCE,
                technique=technique,
            )


def load_trial(row: dict):
    """A trial with its pictures, its readers and what each of them saw.

    An answer keeps what was recorded of it; one that has nothing recorded is judged by
    the key as it is loaded, once.
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
    readers = readers_of(row)
    # opened by its dates alone, it keeps its copy of the states all the same
    states = current_states().rows if row.get("rule") == 1 else states_offered()
    moments = {name: noon(date_of(row[name])) for name in ("opened_at", "closed_at") if name in row}
    kept = [
        {name: reader[name] for name in ("kind", "token") if name in reader} for reader in readers
    ]
    trial = load_row(
        Trial, {"key": row["key"], "photos": photos, "readers": kept}, states=states, **moments
    )
    by_file = {photo.demonstration_key.rpartition("/")[2]: photo for photo in trial.photos.all()}
    there = set(
        TrialAnswer.objects.filter(reader__trial=trial).values_list("demonstration_key", flat=True)
    )
    _techniques, known = read_register()
    for reader, written in zip(trial.readers.all(), readers, strict=True):
        for file, seen in written.get("seen", {}).items():
            key = f"{reader.demonstration_key}/{file}"
            if key not in there:
                TrialAnswer.objects.create(
                    demonstration_key=key,
                    reader=reader,
                    photo=by_file[file],
                    **(
                        recorded(seen, written["said"][file], row["rule"])
                        if "said" in written
                        else made_of(seen, by_file[file], known)
                    ),
                )


def readers_of(row: dict) -> list[dict]:
    """The readers of a trial, with what they saw on each picture: {character:
    state}.
    """
    written = [
        reader
        | {
            "seen": {
                file: dict(code.split("=") for code in codes.split())
                for file, codes in reader.get("seen", {}).items()
            }
        }
        for reader in row.get("readers", [])
    ]
    seen = sightings() if "varied" in row else {}
    made = [
        {
            "kind": ReaderKind.MADE,
            "seen": {file: varied(file, seen[file], number) for file in row["photos"]},
        }
        for number in range(row.get("varied", 0))
    ]
    return written + made


def recorded(seen: dict, said: dict, rule: int) -> dict:
    """The columns of an answer that an earlier rule judged."""
    return {
        "seen": seen,
        "first": Technique.objects.get(mark=said["first"]) if "first" in said else None,
        "named": said["named"],
        "truth_place": said.get("truth_place"),
        "rule": rule,
    }


def load():
    load_grid()
    for row in tomllib.loads((HERE / "trials.toml").read_text(encoding="utf-8"))["trial"]:
        load_trial(row)
