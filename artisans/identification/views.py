"""The page of the key. Every state of it is an address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from artisans.models import Technique
from kairouan.common.annotations import StrOrPromise
from kairouan.common.queries import query_of
from kairouan.common.states import SeenState
from kairouan.publication.page_cache import public_page

from .characters import CHARACTERS, Character, SomethingElse
from .measure import measures_of
from .models import Frequency, Trial, TrialPhoto
from .register import answers_of, read_register, skipped_of
from .scoring import LEAST_ANSWERS, Verdict, frequency_of, most_telling, rank_techniques

BESIDE = ("premiere", "seconde")  # the two techniques laid side by side, in the address
QUESTION = "question"  # the question that is asked again, in the address
USUAL = {Frequency.ALWAYS, Frequency.OFTEN}


def query_said(said: Mapping[str, str]) -> str:
    """A query string, "" for none: in the order of the answers, which is that of the
    way back, and with the questions passed over.
    """
    return f"?{urlencode(said)}" if said else ""


@dataclass(frozen=True)
class Path:
    """The way through the key that an address says: what was answered and what was
    passed over, in the order of the asking ("" for a question passed over).
    """

    here: str  # the address of the page
    given: dict[str, str]
    kept: dict[str, str] = field(default_factory=dict)  # what else every address says

    def address(self, given: Mapping[str, str], **more: str) -> str:
        """The key once `given` was said. It opens at the next question, or at the
        answer once all are asked.
        """
        is_asking = QUESTION in more or len(given) < len(CHARACTERS)
        opens_at = "" if not given else "#question" if is_asking else "#reponse"
        return f"{self.here}{query_said({**self.kept, **given, **more})}{opens_at}"

    def with_answer(self, key: str, state: str) -> str:
        """The address where a question is answered so; its place in the order stays."""
        return self.address({**self.given, key: state})

    @property
    def restart(self) -> str:
        return self.address({})

    @property
    def back(self) -> str:
        """The address of the question asked before this one; "" at the first."""
        if not self.given:
            return ""
        *before, last = self.given
        return self.address({key: self.given[key] for key in before}, **{QUESTION: last})


@dataclass(frozen=True)
class Choice:
    """One answer to a question, and the address where it is given."""

    state: SeenState | SomethingElse
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class Question:
    """One question of the key on a page."""

    character: Character
    path: Path
    is_current: bool

    @property
    def answer(self) -> str:
        return self.path.given.get(self.character.key, "")

    @property
    def is_skipped(self) -> bool:
        return self.path.given.get(self.character.key) == ""

    @property
    def told(self) -> str:
        """The answer in words; "" when there is none."""
        return self.character.told(self.answer) if self.answer else ""

    @property
    def choices(self) -> list[Choice]:
        return [
            Choice(
                state,
                self.path.with_answer(self.character.key, state.code),
                state.code == self.answer,
            )
            for state in self.character.answers
        ]

    @property
    def place(self) -> int:
        """Its place on the way: where it was asked, or next."""
        given = [*self.path.given]
        key = self.character.key
        return (given.index(key) if key in given else len(given)) + 1

    @property
    def back(self) -> str:
        """The address of the question before, for one that is asked in its turn."""
        return "" if self.character.key in self.path.given else self.path.back

    @property
    def skip(self) -> str:
        """The address where it is passed over."""
        return self.path.with_answer(self.character.key, "")

    @property
    def again(self) -> str:
        """The address where it is asked again."""
        return self.path.address(self.path.given, **{QUESTION: self.character.key})


@dataclass(frozen=True)
class Candidate:
    """One technique beside the answers, in words."""

    technique: Technique
    verdict: Verdict
    answers: dict[str, str]
    known: dict[tuple[str, str], str]

    @property
    def evidence(self) -> list["Evidence"]:
        """List the features that agree, those that are rare there, those that
        contradict, then those not known, each in the order of the key.
        """
        sides = [
            ("for", _("S’accorde"), self.verdict.agreeing),
            ("rare", _("Se voit peu"), self.verdict.rare),
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

    side: str  # "for", "rare", "against", "unknown"
    word: str
    character: Character
    state: str
    known: dict[tuple[str, str], str]

    @property
    def drawn(self) -> SeenState | SomethingElse | None:
        """The answer with its drawing."""
        return self.character.answer(self.state)

    @property
    def told(self) -> str:
        return self.character.told(self.state)

    @property
    def frequency(self):
        """Frequency with which it is seen there; nothing when that is not known."""
        frequency = frequency_of(self.known, self.character.key, self.state)
        return Frequency(frequency).label if frequency != Frequency.UNKNOWN else ""


@public_page
def recognise(request):
    """Answer what the eye sees, a question after the other: the techniques that look
    like it, with what agrees and what contradicts. Six statements.
    """
    techniques, known = read_register()
    latest = list(Trial.objects.closed()[:1])
    context = key_context(request.GET, techniques, known, reverse("artisans:key")) | {
        "measure": next(iter(measures_of(latest, techniques)), None),
        "crumbs": [*crumbs_of_guide(), (_("La clé"), "")],
    }
    return render(request, "artisans/key.html", context)


def key_context(
    query: Mapping,
    techniques: dict[int, Technique],
    known: dict,
    here: str,
    kept: dict[str, str] | None = None,
) -> dict:
    """Build the template context of every page of the key, from the answers in `query`.

    `here` is the address of the page, `kept` what its addresses say besides.
    """
    answers, skipped = answers_of(query), skipped_of(query)
    given = {key: answers.get(key, "") for key in query if key in {*answers, *skipped}}
    path = Path(here, given, kept or {})
    verdicts = rank_techniques(answers, known)
    candidates = [
        Candidate(techniques[one.technique], one, answers, known[one.technique]) for one in verdicts
    ]
    states = {character.key: character.codes for character in CHARACTERS}
    asked = query.get(QUESTION)
    current = asked if asked in states else most_telling(answers, known, states, skipped)
    by_slug = {technique.slug: technique for technique in techniques.values()}
    chosen = {name: query[name] for name in BESIDE if query.get(name) in by_slug}
    beside = [by_slug[slug] for slug in chosen.values()]
    questions = [Question(character, path, character.key == current) for character in CHARACTERS]
    return {
        "here": here,
        "path": path,
        "questions": questions,
        "current": next((one for one in questions if one.is_current), None),
        "answers": answers,
        "answered": len(answers),
        "is_enough": len(answers) >= LEAST_ANSWERS,
        "answers_query": urlencode(answers),
        "known_query": query_of(path.given | chosen),
        # another language keeps the way as it was gone
        "kept_query": query_said(
            path.kept
            | given
            | {name: query[name] for name in (QUESTION, *BESIDE) if query.get(name)}
        ),
        "likely": [one for one in candidates if one.verdict.is_likely],
        "others": [one for one in candidates if not one.verdict.is_likely],
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
) -> list[tuple[StrOrPromise, list[list[SeenState]]]]:
    """For each character, what is usual in each of the two techniques."""
    return [
        (character.label, [usual(character, known[technique.pk]) for technique in beside])
        for character in CHARACTERS
    ]


def usual(character: Character, seen: dict) -> list[SeenState]:
    """The states that are seen always or often."""
    return [state for state in character.states if seen.get((character.key, state.code)) in USUAL]
