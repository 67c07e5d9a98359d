"""The page of the key. Every state of it is an address."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kairouan.common.publication import public_page

from ..models import Frequency, Technique
from ..models.characters import CHARACTERS, Character
from .register import answers_of, read_register
from .scoring import Verdict, most_telling, rank

BESIDE = ("premiere", "seconde")  # the two techniques laid side by side, in the address
USUAL = {Frequency.ALWAYS, Frequency.OFTEN}


@dataclass(frozen=True)
class Candidate:
    """One technique beside the answers, in words."""

    technique: Technique
    verdict: Verdict
    answers: dict[str, str]
    known: dict[tuple[str, str], str]

    def said(self, characters: tuple[str, ...]) -> list[tuple[str, str, str]]:
        """(question, what was answered, how often it is seen there) of these characters, in the order of the key."""
        return [
            (
                character.label,
                character.states(self.answers[character.key]).label,
                Frequency(self.known.get((character.key, self.answers[character.key]), Frequency.UNKNOWN)).label,
            )
            for character in CHARACTERS
            if character.key in characters
        ]

    @property
    def agreeing(self):
        return self.said(self.verdict.agreeing)

    @property
    def contradicting(self):
        return self.said(self.verdict.contradicting)

    @property
    def unknown(self):
        return self.said(self.verdict.unknown)


@public_page
def recognise(request):
    """Answer what the eye sees, in any order: the techniques that look like it, with what agrees and what contradicts."""
    techniques, known = read_register()
    answers = answers_of(request.GET)
    verdicts = rank(answers, known)
    candidates = [Candidate(techniques[one.technique], one, answers, known[one.technique]) for one in verdicts]
    next_key = most_telling(answers, known, {character.key: character.states.values for character in CHARACTERS})
    by_slug = {technique.slug: technique for technique in techniques.values()}
    beside = [by_slug[slug] for slug in (request.GET.get(name) for name in BESIDE) if slug in by_slug]
    context = {
        "questions": [(character, answers.get(character.key, "")) for character in CHARACTERS],
        "answered": len(answers),
        "likely": [one for one in candidates if one.verdict.is_likely],
        "others": [one for one in candidates if not one.verdict.is_likely],
        "next_question": next((character for character in CHARACTERS if character.key == next_key), None),
        "techniques": list(techniques.values()),
        "chosen": [request.GET.get(name, "") for name in BESIDE],
        "beside": beside,
        "compared": compared(beside, known) if len(beside) == len(BESIDE) else [],
        "crumbs": [
            (_("Accueil"), reverse("portal:home")),
            (_("Reconnaître le martelage"), reverse("artisans:technique_list")),
            (_("La clé"), ""),
        ],
    }
    return render(request, "artisans/key.html", context)


@public_page
def card(request):
    """The key to print and fold: the drawings on one side, what is usual in each technique on the other."""
    techniques, known = read_register()
    rows = [
        (technique, [(character, usual(character, known[technique.pk])) for character in CHARACTERS])
        for technique in techniques.values()
    ]
    return render(request, "artisans/key_card.html", {"characters": CHARACTERS, "rows": rows})


def compared(beside: list[Technique], known: dict) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """For each character, what is usual in each of the two techniques."""
    return [(character.label, [usual(character, known[technique.pk]) for technique in beside]) for character in CHARACTERS]


def usual(character: Character, seen: dict) -> list[tuple[str, str]]:
    """The states, with their labels, that are seen always or often."""
    return [(state, label) for state, label in character.states.choices if seen.get((character.key, state)) in USUAL]
