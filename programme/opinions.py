"""Opinions of participants on an action, anonymous.

An opinion keeps no hour, no author and no history; its number is drawn by lot. That a
person has answered is noted on their registration, in the same transaction and without
a history, so that neither tells when. Fewer than five opinions of one action are never
shown, not even to the team.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from artisans.models import Artisan

from .attendance import actions_over
from .models import Action, Attendance, Opinion, Registration, RegistrationState

FEWEST = 5  # opinions of one action, under which they are not shown


def sheets_due(artisan: Artisan) -> QuerySet[Registration]:
    """The actions, over, at which this person was and of which they have not said what
    they think.
    """
    was_there = Attendance.objects.filter(registration=OuterRef("pk"), is_present=True)
    return (
        Registration.objects.filter(
            Exists(was_there),
            artisan=artisan,
            has_answered=False,
            state=RegistrationState.CONFIRMED,
            action__in=actions_over(),
        )
        .select_related("action")
        .order_by("-action__ends_on", "pk")
    )


def answer_online(registration: Registration, opinion: Opinion):
    """Keep an opinion, once for each registration, whatever the number of taps."""
    due = sheets_due(registration.artisan)
    with transaction.atomic():
        # The condition and the change are one statement: of two answers at once, the
        # second finds nothing to change.
        mine = Registration.objects.filter(
            pk=registration.pk, has_answered=False, pk__in=due.order_by().values("pk")
        )
        if not mine.update(has_answered=True):
            raise ValidationError(_("Vous avez déjà répondu pour cette action. Merci."))
        opinion.action_id = registration.action_id
        opinion.save(force_insert=True)


def answer_on_paper(action: Action, opinion: Opinion):
    """Keep an opinion given on paper, that nobody signed: never more of them than there
    were people.
    """
    if not actions_over().filter(pk=action.pk).exists():
        raise ValidationError(_("Les avis se recueillent quand l’action est terminée."))
    with transaction.atomic():
        opinion.action = action
        # first: those who write at the same time then wait, and count what the other
        # wrote
        opinion.save(force_insert=True)
        were_there = Attendance.objects.filter(
            registration__action=action, is_present=True
        ).aggregate(n=Count("registration", distinct=True))
        if action.opinions.count() > were_there["n"]:
            raise ValidationError(_("Il y a déjà autant d’avis que de personnes présentes."))


@dataclass(frozen=True)
class OpinionCounts:
    """Aggregated opinions of one action."""

    action: Action
    answers: int
    useful: float
    clear: float
    useful_counts: list[int]  # from "not at all" to "entirely"
    clear_counts: list[int]
    will_use: dict[str, int]


def opinion_counts(actions: QuerySet[Action] | None = None) -> list[OpinionCounts]:
    """The opinions of each action that has enough of them, in one statement, the latest
    action first.
    """
    marks = [mark for mark, _words in Opinion.MARKS]
    asked = (Action.objects.all() if actions is None else actions).annotate(
        answers=Count("opinions"),
        useful=Avg("opinions__is_useful"),
        clear=Avg("opinions__is_clear"),
        **{
            f"{name}_{mark}": Count("opinions", filter=Q(**{f"opinions__is_{name}": mark}))
            for name in ("useful", "clear")
            for mark in marks
        },
        **{
            f"use_{value}": Count("opinions", filter=Q(opinions__will_use=value))
            for value in Opinion.WillUse.values
        },
    )
    return [
        OpinionCounts(
            action=one,
            answers=one.answers,
            useful=round(one.useful, 1),
            clear=round(one.clear, 1),
            useful_counts=[getattr(one, f"useful_{mark}") for mark in marks],
            clear_counts=[getattr(one, f"clear_{mark}") for mark in marks],
            will_use={value: getattr(one, f"use_{value}") for value in Opinion.WillUse.values},
        )
        for one in asked.filter(answers__gte=FEWEST).order_by("-ends_on", "pk")
    ]


def opinion_counts_of(action: Action) -> OpinionCounts | None:
    """The same for one action; None when it has too few."""
    return next(iter(opinion_counts(Action.objects.filter(pk=action.pk))), None)


def remarks_of(action: Action) -> list[str]:
    """List the free remarks, sorted alphabetically so that nothing follows the order of
    the answers. Empty when there are too few opinions.
    """
    if action.opinions.count() < FEWEST:
        return []
    return sorted(action.opinions.exclude(remark="").values_list("remark", flat=True))


def actions_with_too_few() -> int:
    """Count the actions whose opinions are too few to be shown."""
    return (
        Action.objects.annotate(answers=Count("opinions"))
        .filter(answers__gt=0, answers__lt=FEWEST)
        .count()
    )
