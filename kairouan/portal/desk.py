"""The morning's work of an officer: what waits, each a count that opens its list.

What they may not see is not counted.
"""

import datetime
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from artisans.identification.models import Trial
from artisans.models import Consent, Family, Technique
from artisans.still_said import count_for
from artisans.still_said import models_seen_by as models_with_names_seen_by
from enquiries.bookings.models import Booking, BookingState
from enquiries.models import Message, MessageKind, MessageState
from enquiries.quotes.admin import WaitingFilter
from enquiries.quotes.figures import waiting_since
from enquiries.quotes.models import QuoteRequest, RequestState
from kairouan.common.annotations import StrOrPromise
from kairouan.common.bilingual import TranslationState
from kairouan.common.calendar import today_in_tunis
from kairouan.common.work.outbox import OutgoingMessage
from kairouan.common.work.tasks import Work
from kairouan.desk.base import PhotosFilter
from kairouan.desk.translating.texts import models_seen_by, waiting_count
from kairouan.desk.work import SituationFilter
from kairouan.photos.base import with_wordless_photo
from kairouan.review.moderation import Status
from kairouan.review.queue import silent, waiting_for
from products.models import Collection, Product
from programme.models import Action, Registration, RegistrationState
from workshops.attention import inactive, with_expired_label, without_consent, without_visit
from workshops.models import Workshop

RECENTLY = datetime.timedelta(days=30)
FIRST = 5  # tasks at the head of the page


@dataclass(frozen=True)
class Task:
    """Something to see to: a label, then its figure, so that no language has to agree
    with it. `since` is the moment from which the oldest waits, where somebody does;
    `is_of_machine` is said of what the portal does by itself.
    """

    count: int
    label: StrOrPromise
    address: str
    since: datetime.datetime | None = None
    is_of_machine: bool = False


@dataclass(frozen=True)
class Morning:
    """An officer's first page: `first`, what has waited longest; `sections`, the rest
    of what waits, by subject; `settled`, what nobody waits for; `is_well`, whether the
    portal's own work, which they may see, is done.
    """

    first: list[Task]
    sections: list[tuple[StrOrPromise, list[Task]]]
    settled: list[Task]
    is_well: bool


def morning_of(user) -> Morning:
    """Arrange the tasks of this officer, the oldest first."""
    found = desk_sections(user)
    everything = [task for _title, tasks in found for task in tasks]
    first = [task for task in oldest_first(everything) if task.count and task.since][:FIRST]
    waiting = [
        (title, oldest_first([task for task in tasks if task.count and task not in first]))
        for title, tasks in found
    ]
    of_machine = [task for task in everything if task.is_of_machine]
    return Morning(
        first=first,
        sections=[(title, tasks) for title, tasks in waiting if tasks],
        settled=[task for task in everything if not (task.count or task.is_of_machine)],
        is_well=bool(of_machine) and not any(task.count for task in of_machine),
    )


def oldest_first(tasks: list[Task]) -> list[Task]:
    """Those where somebody waits, by how long; then the others in their order."""
    return sorted(
        tasks, key=lambda task: (task.since is None, task.since.timestamp() if task.since else 0)
    )


def desk_sections(user) -> list[tuple[StrOrPromise, list[Task]]]:
    """The tasks of this officer by subject, in the order of a morning."""
    found = [
        (_("À décider"), to_decide(user)),
        (_("Les traductions"), translations(user)),
        (_("Le courrier"), message_tasks(user)),
        (_("Les demandes de prix"), quote_tasks(user)),
        (_("Le rétamage"), booking_tasks(user)),
        (_("Le registre"), registers(user)),
        (_("Les photos"), photos(user)),
        (_("Le programme"), programme(user)),
        (_("Ce qui part et se fait seul"), background(user)),
    ]
    return [(title, tasks) for title, tasks in found if tasks]


def to_decide(user) -> list[Task]:
    if not user.has_perm("review.view_proposal"):
        return []
    waiting, unanswered = waiting_for(user), silent(user)
    queue = reverse("admin:review_queue")
    return [
        Task(len(waiting), _("Fiches à relire"), queue, waiting[0].since if waiting else None),
        Task(
            len(unanswered),
            _("Fiches renvoyées, sans réponse"),
            f"{queue}?silent",
            unanswered[0].since if unanswered else None,
        ),
    ]


def translations(user) -> list[Task]:
    """Records with a text that has no translation, or one that its source has left
    behind.
    """
    if not models_seen_by(user):
        return []
    waiting, table = waiting_count(user), reverse("admin:translations")
    labels = {
        TranslationState.MISSING: _("Fiches à traduire"),
        TranslationState.TO_REVIEW: _("Traductions à revoir"),
    }
    return [
        Task(count, labels[TranslationState(state)], f"{table}?state={state}")
        for state, count in waiting.items()
    ]


def message_tasks(user) -> list[Task]:
    """Of each kind of letter, those to read.

    A request to erase one's data is counted apart: the law gives it a delay.
    """
    new = {"state": MessageState.NEW}
    kinds, subjects = MessageKind, Message.Subject
    wanted: list[tuple[StrOrPromise, dict]] = [
        (
            _("Demandes d’effacement de données"),
            {"subject": subjects.ERASURE},
        ),
        (_("Demandes d’une personne sur ses données"), {"kind": kinds.DATA}),
        (_("Demandes d’adhésion"), {"kind": kinds.JOINING}),
        (_("Messages à lire"), {"kind": kinds.CONTACT}),
    ]
    return [
        task
        for label, narrowed in wanted
        for task in list_task(
            user, Message.objects.filter(**new | narrowed), label, new | narrowed, "created_at"
        )
    ]


def quote_tasks(user) -> list[Task]:
    """Requests for quotation: those kept aside, those that the team is to share out,
    those whose words are to be translated, those that a workshop has left a week.
    """
    requests, narrowed = QuoteRequest.objects.annotate(waits=waiting_since()), WaitingFilter
    held = {"state": RequestState.HELD}
    asked = narrowed.parameter_name
    return [
        *list_task(user, requests.filter(**held), _("Demandes retenues"), held, "created_at"),
        *list_task(
            user,
            narrowed.narrow(requests, narrowed.TEAM),
            _("Demandes à partager"),
            {asked: narrowed.TEAM},
            "created_at",
        ),
        *list_task(
            user,
            narrowed.narrow(requests, narrowed.TRANSLATE),
            _("Demandes à traduire"),
            {asked: narrowed.TRANSLATE},
            "created_at",
        ),
        *list_task(
            user,
            narrowed.narrow(requests, "7"),
            _("Demandes sans réponse depuis sept jours"),
            {asked: "7"},
            "waits",
        ),
    ]


def booking_tasks(user) -> list[Task]:
    """Bookings of re-tinning: those kept aside; those that a workshop has left until
    their day.
    """
    held = {"state": BookingState.HELD}
    left = {"state": BookingState.ASKED, "day__lte": today_in_tunis()}
    bookings = Booking.objects.all()
    return [
        *list_task(user, bookings.filter(**held), _("Réservations retenues"), held, "created_at"),
        *list_task(
            user,
            bookings.filter(**left),
            _("Réservations sans réponse à leur jour"),
            left,
            "created_at",
        ),
    ]


def registers(user) -> list[Task]:
    today, workshops = today_in_tunis(), Workshop.objects.all()
    withdrawn = {"withdrawn_on__gte": (timezone.now() - RECENTLY).date(), "is_set_aside": False}
    priced = {"status": Status.PUBLISHED, "price_valid_until__lt": today}
    tried = {"opened_at__isnull": False, "closed_at__isnull": True}
    return [
        *list_task(
            user,
            without_consent(workshops),
            _("Ateliers sans accord de leur responsable"),
            {"a-suivre": "accord"},
        ),
        *list_task(
            user,
            Consent.objects.filter(**withdrawn),
            _("Accords retirés ce mois-ci"),
            withdrawn,
        ),
        *names_said(user),
        *list_task(
            user,
            Product.objects.filter(**priced),
            _("Prix expirés"),
            priced,
            "price_valid_until",
        ),
        *list_task(
            user,
            with_expired_label(workshops),
            _("Ateliers au label expiré"),
            {"a-suivre": "label"},
        ),
        *list_task(
            user,
            without_visit(workshops),
            _("Ateliers sans visite valable"),
            {"a-suivre": "visite"},
        ),
        *list_task(
            user,
            inactive(workshops),
            _("Ateliers sans connexion depuis six mois"),
            {"a-suivre": "sommeil"},
        ),
        *list_task(
            user,
            Trial.objects.filter(**tried),
            _("Essais de la clé à clore"),
            tried,
            "opened_at",
        ),
    ]


def names_said(user) -> list[Task]:
    """Texts that still say a name that may not show."""
    if not models_with_names_seen_by(user):
        return []
    return [
        Task(
            count_for(user),
            _("Textes qui nomment quelqu’un sans son accord"),
            reverse("admin:artisans_artisan_said"),
        )
    ]


def photos(user) -> list[Task]:
    """Photographs that say nothing to who does not see them, by what they show; of each
    kind, only when there are any.
    """
    labels = [
        (Product, _("Pièces avec une photo sans texte")),
        (Workshop, _("Ateliers avec une photo sans texte")),
        (Family, _("Familles avec une photo sans texte")),
        (Technique, _("Martelages avec une photo sans texte")),
        (Collection, _("Collections avec une photo sans texte")),
        (Action, _("Actions avec une photo sans texte")),
    ]
    narrowed = {PhotosFilter.parameter_name: PhotosFilter.WORDLESS}
    found = [
        task
        for model, label in labels
        for task in list_task(user, with_wordless_photo(model.objects.all()), label, narrowed)
    ]
    return [task for task in found if task.count]


def programme(user) -> list[Task]:
    today = today_in_tunis()
    coming = {"status": Status.PUBLISHED, "is_cancelled__exact": 0, "ends_on__gte": today}
    waiting = {"state": RegistrationState.WAITING, "action__ends_on__gte": today}
    return [
        *list_task(user, Action.objects.filter(**coming), _("Actions à venir"), coming),
        *list_task(
            user,
            Registration.objects.filter(**waiting),
            _("Personnes sur une liste d’attente"),
            waiting,
            "asked_at",
        ),
    ]


def background(user) -> list[Task]:
    """Messages that have not left, and the work of the machine that is not done."""
    sent, done = OutgoingMessage.objects.shown(), Work.objects.shown()
    stopped, waiting = (
        {SituationFilter.parameter_name: value}
        for value in (SituationFilter.STOPPED, SituationFilter.WAITING)
    )
    found = [
        *list_task(user, sent.stopped(), _("Messages non partis"), stopped),
        *list_task(user, sent.waiting(), _("Messages en attente"), waiting),
        *list_task(user, done.stopped(), _("Travaux de fond arrêtés"), stopped),
        *list_task(user, done.waiting(), _("Travaux de fond en attente"), waiting),
    ]
    return [replace(task, is_of_machine=True) for task in found]


def list_task(user, records, label: StrOrPromise, query: dict, since: str = "") -> list[Task]:
    """One task: how many records, and the list of the desk narrowed to them. `since`
    names the column from which each waits. One statement either way.

    Nothing when the officer may not see that list.
    """
    options = records.model._meta
    if not user.has_perm(f"{options.app_label}.view_{options.model_name}"):
        return []
    figures = {"count": Count("pk")} | ({"oldest": Min(since)} if since else {})
    found = records.order_by().aggregate(**figures)
    address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    return [
        Task(
            found["count"],
            label,
            f"{address}?{urlencode(query)}",
            moment_of(found.get("oldest")),
        )
    ]


def moment_of(value: datetime.date | None) -> datetime.datetime | None:
    """A moment as it is; a day as its beginning in Tunis."""
    if value is None or isinstance(value, datetime.datetime):
        return value
    return timezone.make_aware(datetime.datetime.combine(value, datetime.time()))
