"""What visitors search for without finding it, for the team to make a synonym of.

A page puts it aside in a cache of this machine and makes no statement; the worker
writes it down. A query is counted by the days on which it was asked, so that nobody
fills the list, and is kept as a digest alone until the third of them: what one person
typed once is never in the database. Nothing that looks personal is kept at all.
"""

import datetime
import logging
import re
from typing import TYPE_CHECKING, Self

from django.core.cache import caches
from django.db import models
from django.db.models import F
from django.utils.connection import ConnectionProxy
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kairouan.common.calendar import today_in_tunis
from kairouan.common.languages import CODES
from kairouan.common.pasted import clean_line
from kairouan.common.withheld import PARTICLES, Names, withheld_models, words_of

from .folding import fold
from .synonyms import Synonym

if TYPE_CHECKING:
    from .finding import Found

LONGEST = 60  # characters; more is a message, not a search
MOST_FIGURES = 4  # of a year, or two sides of a tray; a telephone has eight
ADDRESS = re.compile(r"@|https?:|www\.", re.IGNORECASE)
# What is put aside between two rounds of the worker. Two queries may fall in one place:
# the later stays, and on another day they fall apart.
PLACES = [f"place-{number}" for number in range(256)]
WAITS_FOR = 24 * 60 * 60  # seconds
SHOWN_AFTER = 3  # days on which it was asked
MOST_KEPT = 10_000  # lines; past them the least asked go
KEPT_FOR = datetime.timedelta(days=365)

logger = logging.getLogger(__name__)
put_aside = ConnectionProxy(caches, "unfound")


class Outcome(models.TextChoices):
    NOTHING = "nothing", _("rien trouvé")
    LEFT_OUT = "left_out", _("mot laissé de côté")


class UnfoundQuerySet(models.QuerySet):
    def shown(self) -> Self:
        """Those asked on enough days to be nobody's own."""
        return self.filter(days__gte=SHOWN_AFTER).exclude(text="")

    def waiting(self) -> Self:
        return self.filter(synonym=None, is_set_aside=False)

    def dealt_with(self) -> Self:
        return self.exclude(synonym=None, is_set_aside=False)

    def count_day(self, day: datetime.date, text: str, outcome: str):
        """Count a day on which this was asked, once."""
        digest = salted_hmac(__name__, fold(text), algorithm="sha256").hexdigest()
        counted = {"last_day": day, "outcome": outcome}
        line, _is_new = self.get_or_create(digest=digest, defaults=counted | {"first_day": day})
        same = self.filter(pk=line.pk)
        same.filter(last_day__lt=day).update(days=F("days") + 1, **counted)
        same.filter(days__gte=SHOWN_AFTER).update(text=text)


class UnfoundQuery(models.Model):
    """A query that found nothing, or a word that was left out of one."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    text = models.CharField(
        _("mots tapés"), max_length=LONGEST, blank=True, default="", editable=False
    )
    outcome = models.CharField(
        _("résultat"), max_length=10, choices=Outcome.choices, editable=False
    )
    days = models.PositiveIntegerField(_("jours"), default=1, db_index=True, editable=False)
    first_day = models.DateField(_("premier jour"), editable=False)
    last_day = models.DateField(_("dernier jour"), db_index=True, editable=False)
    synonym = models.ForeignKey(
        Synonym,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("synonyme de"),
    )
    is_set_aside = models.BooleanField(_("n’est pas à trouver"), default=False)

    objects = UnfoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("recherche sans réponse")
        verbose_name_plural = _("recherches sans réponse")
        ordering = ["-days", "-last_day", "pk"]
        default_permissions = ("view", "change")

    def __str__(self):
        return self.text


def note_search(typed: str, found: "Found"):
    """Put aside what a visitor searched for, when nothing was found or a word was left
    out. No statement.

    A query in which the search read nothing is no gap: it has no words, or a name that
    may not show.
    """
    whole = clean_line(typed)
    if may_be_personal(whole) or not found.query.needles:
        return
    if not found.counts:
        note(whole, Outcome.NOTHING, whole)
    for word in found.left_out if found.counts else ():
        note(word, Outcome.LEFT_OUT, whole)


def note(text: str, outcome: Outcome, whole: str):
    """Put a text aside, with the query it is of."""
    folded, day = fold(text), today_in_tunis().isoformat()
    if not folded:
        return
    place = int(salted_hmac(day, folded).hexdigest()[:8], 16) % len(PLACES)
    try:
        put_aside.set(PLACES[place], (day, text, outcome.value, whole), WAITS_FOR)
    except OSError as error:  # a full disk: the page is worth more than the count
        logger.warning("a search was not counted (%s)", type(error).__name__)


def may_be_personal(text: str) -> bool:
    """Tell whether it is a telephone, an address, the number of a paper, a message."""
    return (
        len(text) > LONGEST
        or ADDRESS.search(text) is not None
        or sum(sign.isdigit() for sign in text) > MOST_FIGURES
    )


def write_down():
    """Write what this machine has put aside; a duty of the worker.

    Done twice, it counts once.
    """
    waiting = put_aside.get_many(PLACES)
    if not waiting:
        return
    everyone = Everyone()
    for day, text, outcome, whole in waiting.values():
        if not (everyone.is_named_in(whole) or everyone.is_named_in(text)):
            UnfoundQuery.objects.count_day(datetime.date.fromisoformat(day), text, outcome)
    put_aside.delete_many(waiting)
    if (over := UnfoundQuery.objects.count() - MOST_KEPT) > 0:
        least = UnfoundQuery.objects.waiting().order_by("days", "last_day", "pk")
        UnfoundQuery.objects.filter(pk__in=list(least.values_list("pk", flat=True)[:over])).delete()


def forget_old():
    """Forget what nobody has asked for in a year; a duty of the worker."""
    UnfoundQuery.objects.filter(last_day__lt=today_in_tunis() - KEPT_FOR).delete()


class Everyone:
    """The persons that the portal knows, whether or not their name may show."""

    def __init__(self):
        persons = [
            person
            for model in withheld_models()
            for row in model.names_as_json()
            for person in row["said"] or ()
        ]
        self.names = Names([person | {"shows": False} for person in persons])
        self.words = {
            word
            for person in persons
            for spelling in (*(person[code] for code in CODES), *person["aliases"].splitlines())
            for word in words_of_name(spelling)
        }

    def is_named_in(self, text: str) -> bool:
        """Tell whether a text says somebody's name, or is made of the words of names
        alone: one that is also a word of the craft is found.
        """
        said = words_of_name(text)
        return self.names.are_asked_in(text) or (bool(said) and said <= self.words)


def words_of_name(text: str) -> set[str]:
    words = {word for _begin, _end, word in words_of(text)} - PARTICLES
    return {word.removeprefix("ال") for word in words}
