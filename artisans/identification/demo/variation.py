"""Answers made by varying what a careful reader saw (`sightings.toml`): nobody gave
them, and the trial that shows them says so.

Deterministic: an answer depends on the picture, the reader's number and `SEED`. A
question is skipped at the reader's own rate, more often when what it asks is hard to
see. Otherwise the reader answers what was seen, or (`SECOND`) what another careful
reader would say; then confuses it with a neighbouring state (`NEAR`, at `NEIGHBOUR`),
or answers at random (`LAPSE`).

Two of these readers differ on one answer in eight. The three readers of the first
trial, who were of the portal's own team, differed on one in eleven of these questions.
"""

import random
import tomllib
from pathlib import Path

from ..characters import CHARACTERS
from ..scoring import OTHER

SEED = 2026
SECOND, NEIGHBOUR, LAPSE = 0.08, 0.02, 0.015
# of each reader, how many questions
SKIPS = (0.05, 0.05, 0.10, 0.10, 0.20, 0.30, 0.05, 0.05, 0.10, 0.10, 0.20, 0.30)
HARD = {"?": 0.40, "-": 0.85}  # at least, of what is hard to see, hardly to be seen
NEAR = {
    "outline": {
        "hexagon": ["polygon", "round"],
        "round": ["hexagon", "oval", "square"],
        "oval": ["round", "scale", "stroke"],
        "scale": ["oval", "round"],
        "stroke": ["oval", OTHER],
        "polygon": ["hexagon", OTHER],
        "square": ["round", "polygon"],
        "ridge": [OTHER, "stroke"],
        OTHER: ["polygon", "stroke", "round"],
    },
    "order": {
        "honeycomb": ["rows", "free"],
        "rings": ["spiral", "rows"],
        "spiral": ["rings", "rays"],
        "rays": ["rings", "spiral"],
        "rows": ["rings", "free"],
        "free": ["rows", OTHER],
        OTHER: ["free", "rows"],
    },
    "edge": {
        "sharp": ["step", "soft"],
        "soft": ["sharp", "plain"],
        "step": ["sharp", "soft"],
        "plain": ["soft"],
        OTHER: ["plain", "sharp"],
    },
    "spacing": {
        "apart": ["touching"],
        "touching": ["apart", "overlapping"],
        "overlapping": ["touching"],
        OTHER: ["touching", "apart"],
    },
    "direction": {
        "none": [OTHER, "outward"],
        "slanted": ["downward", "none"],
        "downward": ["slanted", "none"],
        "outward": ["none", "slanted"],
        OTHER: ["none", "slanted"],
    },
    "depth": {
        "flat": ["shallow"],
        "shallow": ["flat", "deep"],
        "deep": ["shallow"],
        OTHER: ["deep", "shallow"],
    },
}


def sightings() -> dict[str, dict[str, str]]:
    """Read what was seen on each picture, by file."""
    path = Path(__file__).with_name("sightings.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def varied(file: str, sighting: dict[str, str], reader: int) -> dict[str, str]:
    """The answers of a reader, by their number, on one picture: {character: state}."""
    drawn = random.Random(f"{SEED}/{file}/{reader}")
    answers = {}
    for character in CHARACTERS:
        cell = sighting[character.key]
        if drawn.random() < max(SKIPS[reader], HARD.get(cell[0], 0)):
            continue
        answers[character.key] = varied_state(drawn, character.key, cell.lstrip("?-").split())
    return answers


def varied_state(drawn: random.Random, key: str, seen: list[str]) -> str:
    """`seen` is the state that was seen and, where there is one, what another reader
    would say.
    """
    state = seen[-1] if drawn.random() < SECOND else seen[0]
    chance = drawn.random()
    if chance < LAPSE:
        return drawn.choice(list(NEAR[key]))
    if chance < LAPSE + NEIGHBOUR:
        return drawn.choice(NEAR[key][state])
    return state
