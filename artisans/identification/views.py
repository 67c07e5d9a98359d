"""The page of the key. Every state of it is an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from artisans.models import Technique
from kairouan.common.annotations import StrOrPromise
from kairouan.common.queries import query_of
from kairouan.publication.page_cache import public_page

from .characters import CHARACTERS, Character
from .measure import measures_of
from .models import Frequency, Trial, TrialPhoto
from .register import answers_of, read_register
from .scoring import LEAST_AGREEMENT, Verdict, most_telling, rank_techniques

BESIDE = ("premiere", "seconde")  # the two techniques laid side by side, in the address
USUAL = {Frequency.ALWAYS, Frequency.OFTEN}


@dataclass(frozen=True)
class Candidate:
    """One technique beside the answers, in words."""

    technique: Technique
    verdict: Verdict
    answers: dict[str, str]
    known: dict[tuple[str, str], str]

    @property
    def evidence(self) -> list["Evidence"]:
        """List the features that agree, those that contradict, then those not known,
        each in the order of the key.
        """
        sides = [
            ("for", _("S’accorde"), self.verdict.agreeing),
            ("against", _("Contredit"), self.verdict.contradicting),
            ("unknown", _("On ne sait pas"), self.verdict.unknown),
        ]
        return [
            Evidence(side, word, character, self.answers[character.key], self.known)
            for side, word, keys in sides
            for character in CHARACTERS
            if character.key in keys
        ]


@dataclass(frozen=True)
class Evidence:
    """One answer beside one technique."""

    side: str  # "for", "against", "unknown"
    word: str
    character: Character
    state: str
    known: dict[tuple[str, str], str]

    @property
    def drawing(self) -> str:
        return self.character.drawing(self.state)

    @property
    def told(self) -> str:
        return self.character.told(self.state)

    @property
    def frequency(self):
        """Frequency with which it is seen there; nothing when that is not known."""
        frequency = self.known.get((self.character.key, self.state), Frequency.UNKNOWN)
        return Frequency(frequency).label if frequency != Frequency.UNKNOWN else ""


@public_page
def recognise(request):
    """Answer what the eye sees, in any order: the techniques that look like it, with
    what agrees and what contradicts. Six statements.
    """
    techniques, known = read_register()
    latest = list(Trial.objects.closed()[:1])
    context = key_context(request.GET, techniques, known) | {
        "here": reverse("artisans:key"),
        "measure": next(iter(measures_of(latest, techniques)), None),
        "crumbs": [*crumbs_of_guide(), (_("La clé"), "")],
    }
    return render(request, "artisans/key.html", context)


def key_context(query: Mapping, techniques: dict[int, Technique], known: dict) -> dict:
    """Build the template context of every page of the key, from the answers in
    `query`.
    """
    answers = answers_of(query)
    verdicts = rank_techniques(answers, known)
    candidates = [
        Candidate(techniques[one.technique], one, answers, known[one.technique]) for one in verdicts
    ]
    next_key = most_telling(
        answers, known, {character.key: character.states.values for character in CHARACTERS}
    )
    by_slug = {technique.slug: technique for technique in techniques.values()}
    chosen = {name: query[name] for name in BESIDE if query.get(name) in by_slug}
    beside = [by_slug[slug] for slug in chosen.values()]
    return {
        "questions": [(character, answers.get(character.key, "")) for character in CHARACTERS],
        "answered": len(answers),
        "least_agreement": LEAST_AGREEMENT,
        "answers_query": urlencode(answers),
        "known_query": query_of(answers | chosen),
        "likely": [one for one in candidates if one.verdict.is_likely],
        "others": [one for one in candidates if not one.verdict.is_likely],
        "next_question": next(
            (character for character in CHARACTERS if character.key == next_key), None
        ),
        "techniques": list(techniques.values()),
        "chosen": [query.get(name, "") for name in BESIDE],
        "beside": beside,
        "compared": compare_techniques(beside, known) if len(beside) == len(BESIDE) else [],
    }


def crumbs_of_guide() -> list[tuple[str, str]]:
    return [(_("Reconnaître le martelage"), reverse("artisans:technique_list"))]


ON_A_FOLD = 8  # techniques, with what is usual in each


@public_page
def card(request):
    """The key to print and fold: the drawings on the first fold, what is usual in each
    technique on as many others as they take. A strip of paper is two folds.
    """
    techniques, known = read_register()
    rows = [
        (
            technique,
            [(character, usual(character, known[technique.pk])) for character in CHARACTERS],
        )
        for technique in techniques.values()
    ]
    told = [rows[start : start + ON_A_FOLD] for start in range(0, len(rows), ON_A_FOLD)]
    folds = [[], *(told or [[]])]
    strips = [folds[place : place + 2] for place in range(0, len(folds), 2)]
    return render(request, "artisans/key_card.html", {"characters": CHARACTERS, "strips": strips})


@public_page
def trials(request):
    """Every closed trial with its results, the latest first, and its pictures with what
    is true of them.
    """
    techniques = {technique.pk: technique for technique in Technique.objects.published()}
    closed = list(
        Trial.objects.closed().prefetch_related(Prefetch("photos", TrialPhoto.objects.public()))
    )
    crumbs = [*crumbs_of_guide(), (_("La clé"), reverse("artisans:key")), (_("Les essais"), "")]
    return render(
        request,
        "artisans/trials.html",
        {"measures": measures_of(closed, techniques), "crumbs": crumbs},
    )


def compare_techniques(
    beside: list[Technique], known: dict
) -> list[tuple[StrOrPromise, list[list[tuple[str, str]]]]]:
    """For each character, what is usual in each of the two techniques."""
    return [
        (character.label, [usual(character, known[technique.pk]) for technique in beside])
        for character in CHARACTERS
    ]


def usual(character: Character, seen: dict) -> list[tuple[str, str]]:
    """The states, with their labels, that are seen always or often."""
    return [
        (state, label)
        for state, label in character.states.choices
        if seen.get((character.key, state)) in USUAL
    ]
