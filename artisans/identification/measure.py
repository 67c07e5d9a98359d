"""Results of the closed trials: how often the key was right, and its confusion matrix.
Computed from the answers each time, stored nowhere.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from artisans.models import Technique
from kairouan.common.annotations import StrOrPromise

from .models import ReaderKind, Trial, TrialPhoto
from .scoring import LEAST_ANSWERS as LEAST_TO_NAME

LEAST_ANSWERS, LEAST_READERS = 30, 3  # under either, a share of right answers says nothing
FOREIGN = "foreign"  # a truth, beside the techniques: none of ours
# outcomes, beside the techniques and FOREIGN
TIED, PASSED, TOO_FEW = "tied", "passed", "too-few"


@dataclass(frozen=True)
class Given:
    """One answer: its picture and what was true of it (a technique's number or
    FOREIGN), its reader, what the key said first, and the place it gave to the true
    technique.
    """

    photo: int
    truth: int | str
    reader: int
    kind: str
    said: int | str
    truth_place: int | None
    rule: int  # the version that judged it

    @property
    def is_right(self) -> bool:
        return self.said == self.truth


@dataclass(frozen=True)
class TrialResult:
    """The results of one trial.

    `techniques` are the published ones by number, in the order of the guide.
    """

    trial: Trial
    truths: dict[int, int | str]  # of every picture, looked at or not
    given: list[Given]
    techniques: dict[int, Technique]

    least_answers, least_readers = LEAST_ANSWERS, LEAST_READERS  # for templates

    @property
    def closed_on(self):
        return timezone.localtime(self.trial.closed_at).date()

    @property
    def is_enough(self) -> bool:
        return (
            len(self.given) >= LEAST_ANSWERS
            and len({one.reader for one in self.given}) >= LEAST_READERS
        )

    @property
    def foreign_photos(self) -> int:
        return sum(truth == FOREIGN for truth in self.truths.values())

    @property
    def kinds(self) -> list[tuple[StrOrPromise, int]]:
        """Each kind of person with how many answered, in the order of the kinds."""
        counts = Counter({one.reader: one.kind for one in self.given}.values())
        return [(label, counts[kind]) for kind, label in ReaderKind.choices if counts[kind]]

    @property
    def is_made(self) -> bool:
        """Tell a trial that a program answered, and nobody else."""
        return {one.kind for one in self.given} == {ReaderKind.MADE}

    @property
    def rules(self) -> list[int]:
        """The versions of the key's rule that judged the answers."""
        return sorted({one.rule for one in self.given})

    @property
    def right_first(self) -> "Share":
        ours = [one for one in self.given if one.truth != FOREIGN]
        return Share(
            _("Le bon martelage, nommé en premier"), sum(one.is_right for one in ours), len(ours)
        )

    @property
    def right_among_three(self) -> "Share":
        ours = [one for one in self.given if one.truth != FOREIGN]
        among_three = [one for one in ours if one.truth_place is not None and one.truth_place <= 3]
        return Share(_("Le bon martelage, parmi les trois premiers"), len(among_three), len(ours))

    @property
    def rightly_refused(self) -> "Share":
        foreign = [one for one in self.given if one.truth == FOREIGN]
        return Share(
            _("Réponse « hors registre », justifiée"),
            sum(one.is_right for one in foreign),
            len(foreign),
        )

    @property
    def shares(self) -> list["Share"]:
        return [self.right_first, self.right_among_three, self.rightly_refused]

    @cached_property
    def outcomes(self) -> list[int | str]:
        """The columns of the table: every technique that was true or named, in the
        order of the guide, then what else the key said.
        """
        met = {*self.truths.values(), *(one.said for one in self.given)}
        return [
            *self.in_order(met),
            FOREIGN,
            *(code for code in (TIED, TOO_FEW, PASSED) if code in met),
        ]

    @property
    def headings(self) -> list["Heading"]:
        return [self.heading(code) for code in self.outcomes]

    @property
    def table(self) -> list[tuple["Heading", list[tuple[int, bool]]]]:
        """For each truth, how often each outcome was said of it, and whether that
        outcome is the right one.
        """
        counts = Counter((one.truth, one.said) for one in self.given)
        met = set(self.truths.values())
        found: list[int | str] = [
            *self.in_order(met),
            *(truth for truth in met if truth == FOREIGN),
        ]
        return [
            (self.heading(truth), [(counts[truth, said], truth == said) for said in self.outcomes])
            for truth in found
        ]

    @property
    def shown(self) -> list["Shown"]:
        """The pictures, each with what was true of it and how often that was said
        first.
        """
        counts = Counter(one.photo for one in self.given if one.is_right)
        asked = Counter(one.photo for one in self.given)
        return [
            Shown(
                photo,
                self.heading(self.truths[photo.pk]),
                counts[photo.pk],
                asked[photo.pk],
            )
            for photo in self.trial.photos.all()
        ]

    def in_order(self, codes: set) -> list[int]:
        numbers = [number for number in self.techniques if number in codes]
        return numbers + sorted(
            code for code in codes if isinstance(code, int) and code not in self.techniques
        )

    def heading(self, code: int | str) -> "Heading":
        others: dict[int | str, StrOrPromise] = {
            FOREIGN: _("Hors registre"),
            TIED: _("Plusieurs à égalité"),
            TOO_FEW: _("Trop peu de réponses"),
            PASSED: _("Image passée"),
        }
        if isinstance(code, int) and (technique := self.techniques.get(code)):
            return Heading(str(technique.name), technique.mark or "")
        # It was published when the trial was opened; since taken back, it is named here
        # no more than elsewhere.
        return Heading(others.get(code) or _("Martelage retiré du registre"))


@dataclass(frozen=True)
class Share:
    """Count of what was right, of how many answers."""

    label: str
    right: int
    of: int


@dataclass(frozen=True)
class Heading:
    """A row or a column of the table: its name, and its technique's mark."""

    name: StrOrPromise
    mark: str = ""


@dataclass(frozen=True)
class Shown:
    photo: TrialPhoto
    truth: Heading
    right: int
    answers: int


def measures_of(trials: list[Trial], techniques: dict[int, Technique]) -> list[TrialResult]:
    """The results of each of these trials. One statement."""
    truths: dict[int, dict] = {trial.pk: {} for trial in trials}
    given: dict[int, list] = {trial.pk: [] for trial in trials}
    rows = TrialPhoto.objects.filter(trial__in=truths).order_by("pk", "answers__pk")
    for trial, photo, technique, reader, kind, seen, first, named, place, rule in rows.values_list(
        "trial",
        "pk",
        "technique",
        "answers__reader",
        "answers__reader__kind",
        "answers__seen",
        "answers__first",
        "answers__named",
        "answers__truth_place",
        "answers__rule",
    ):
        truth = truths[trial][photo] = technique or FOREIGN
        if reader is not None:
            given[trial].append(
                Given(photo, truth, reader, kind, said_first(seen, first, named, rule), place, rule)
            )
    return [TrialResult(trial, truths[trial.pk], given[trial.pk], techniques) for trial in trials]


def said_first(seen: dict, first: int | None, named: int, rule: int) -> int | str:
    """Name what the key said first. Its first rule refused after one answer already."""
    if not seen:
        return PASSED
    if not named:
        return TOO_FEW if rule > 1 and len(seen) < LEAST_TO_NAME else FOREIGN
    return first or TIED
