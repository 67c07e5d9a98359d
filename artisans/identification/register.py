"""Data of the key: the published techniques with their pictures, and how often each
state is seen in each. Three statements.
"""

from artisans.models import Technique

from .characters import CHARACTERS
from .models import Frequency, Observation
from .scoring import OTHER


def read_register() -> tuple[dict[int, Technique], dict]:
    """The techniques by number in the order of the guide; and for each number
    {(character, state): frequency}. Where the grid says nothing of a technique, what
    its own page says of it counts as seen often.
    """
    techniques = {
        technique.pk: technique
        for technique in Technique.objects.published().prefetch_related("photos")
    }
    known: dict[int, dict] = {number: {} for number in techniques}
    for number, code, frequency in Observation.objects.filter(technique__in=techniques).values_list(
        "technique", "state", "frequency"
    ):
        character, _dot, state = code.partition(".")
        known[number][character, state] = frequency
    for number, technique in techniques.items():
        known[number] = known[number] or seen_on_its_page(technique)
    return techniques, known


def seen_on_its_page(technique: Technique) -> dict[tuple[str, str], str]:
    return {
        (character.key, state): Frequency.OFTEN
        for character in CHARACTERS
        if (state := getattr(technique, character.key, "")) and character.answer(state)
    }


def answers_of(query) -> dict[str, str]:
    """Read the answers in a query string: known characters and states, in the order in
    which they were given. Anything else was not answered.
    """
    codes = {character.key: [*character.codes, OTHER] for character in CHARACTERS}
    return {key: query[key] for key in query if query[key] in codes.get(key, ())}


def skipped_of(query) -> list[str]:
    """Read the questions that were passed over: there, without an answer."""
    keys = {character.key for character in CHARACTERS}
    return [key for key in query if key in keys and query[key] == ""]
