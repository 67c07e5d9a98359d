"""Attendance at sessions, and hours followed of an action. Written by `mark_attendance`
alone.
"""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from artisans.models import Artisan
from kairouan.accounts.models import User
from kairouan.common import calendar
from kairouan.common.bilingual import reader_language
from kairouan.review.history import revision

from .models import Action, Attendance, Registration, RegistrationState, Session
from .registering import register

RECENT = datetime.timedelta(days=31)  # how long a session stands in the list of those to mark
MOST_FOUND = 12  # people shown for a name


def begun() -> Q:
    """Of sessions: those that have begun, in Tunis."""
    now = calendar.now_in_tunis()
    return Q(day__lt=now.date()) | Q(day=now.date(), starts_at__lte=now.time())


def has_begun(session: Session) -> bool:
    now = calendar.now_in_tunis()
    return (session.day, session.starts_at) <= (now.date(), now.time())


def actions_over() -> QuerySet[Action]:
    """The actions that took place: past their last day, or their last session has
    ended.
    """
    now = calendar.now_in_tunis()
    sessions = Session.objects.filter(action=OuterRef("pk"))
    to_end = sessions.filter(Q(day__gt=now.date()) | Q(day=now.date(), ends_at__gt=now.time()))
    return Action.objects.filter(
        Q(ends_on__lt=now.date()) | Exists(sessions) & ~Exists(to_end), is_cancelled=False
    )


def sessions_to_mark() -> QuerySet[Session]:
    """Today's sessions and those of the last weeks, the latest first, each with how
    many are `expected` and how many `marked`.
    """
    today = calendar.today_in_tunis()
    confirmed = Q(action__registrations__state=RegistrationState.CONFIRMED)
    marked = Attendance.objects.filter(
        session=OuterRef("pk"), registration__state=RegistrationState.CONFIRMED
    )
    return (
        Session.objects.filter(action__is_cancelled=False, day__range=(today - RECENT, today))
        .select_related("action")
        .annotate(
            expected=Count("action__registrations", filter=confirmed),
            marked=Subquery(
                marked.order_by().values("session").annotate(n=Count("pk")).values("n")
            ),
        )
        .order_by("-day", "-starts_at", "pk")
    )


def people_of(session: Session) -> QuerySet[Registration]:
    """List the confirmed registrations by name, each with `is_present`: None as long as
    nobody said.
    """
    said = Attendance.objects.filter(session=session, registration=OuterRef("pk")).values(
        "is_present"
    )
    return (
        Registration.objects.filter(action=session.action_id, state=RegistrationState.CONFIRMED)
        .select_related("artisan")
        .annotate(is_present=Subquery(said))
        .order_by(f"artisan__sort_{reader_language()}", "pk")
    )


def mark_attendance(session: Session, answers: dict[Registration, bool], by: User) -> int:
    """Write who was there and who was not, in one transaction with its history. Whoever
    is not in `answers` stays as they were.

    Returns how many answers were new.
    """
    if not has_begun(session):
        raise ValidationError(
            _("Cette séance n’a pas commencé : les présences se saisissent à partir de son début.")
        )
    if session.action.is_cancelled:
        raise ValidationError(_("Cette action est annulée : il n’y a pas de présence à saisir."))
    confirmed = RegistrationState.CONFIRMED
    if any(one.action_id != session.action_id or one.state != confirmed for one in answers):
        raise ValidationError(_("Seules les personnes confirmées à cette action sont notées."))
    written = 0
    with revision(by, _("Présences")):
        # A write first, so that two officers at the same session wait for each other
        # here, and nowhere else.
        Session.objects.filter(pk=session.pk).update(updated_at=timezone.now())
        standing = {
            one.registration_id: one
            for one in Attendance.objects.filter(session=session, registration__in=list(answers))
        }
        for registration, is_present in answers.items():
            attendance = standing.get(registration.pk) or Attendance(
                session=session, registration=registration
            )
            if attendance.is_present is not is_present:
                attendance.is_present, attendance.recorded_by = is_present, by
                attendance.save()
                written += 1
    return written


def people_named(session: Session, name: str) -> list[Artisan]:
    """The living people of that name who are not confirmed yet, a few."""
    confirmed = Registration.objects.filter(
        action=session.action_id, state=RegistrationState.CONFIRMED
    )
    people = Artisan.objects.filter(is_living=True).exclude(pk__in=confirmed.values("artisan"))
    return list(people.matching(name).sorted_by_name()[:MOST_FOUND])


def bring_in(session: Session, artisan: Artisan, by: User) -> Registration:
    """Someone came who was not registered: they are, and they were there.

    Whoever came has had a seat: the number of places is not asked.
    """
    if not has_begun(session):
        raise ValidationError(
            _("Cette séance n’a pas commencé : les présences se saisissent à partir de son début.")
        )
    with revision(by, _("Présence sans inscription")):
        registration = register(session.action, artisan)
        mark_attendance(session, {registration: True}, by)
    return registration


def hours_of(sessions: Iterable[Session]) -> Decimal:
    """Sum of the durations of these sessions, in hours."""
    return sum((one.hours for one in sessions), Decimal(0))


def hours_followed(action: Action) -> dict[int, Decimal]:
    """The hours of each registration of an action at whose sessions someone was
    present, by its number.
    """
    sessions = {one.pk: one for one in action.sessions.all()}
    present: dict[int, list[Session]] = {}
    pairs = Attendance.objects.filter(session__in=sessions, is_present=True).values_list(
        "registration", "session"
    )
    for registration, session in pairs:
        present.setdefault(registration, []).append(sessions[session])
    return {registration: hours_of(followed) for registration, followed in present.items()}
