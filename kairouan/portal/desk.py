"""The morning's work of an officer: what waits, each a count that opens its list. What they may not see is not counted."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from artisans.models import Consent, Family, Technique, Trial
from enquiries.models import Message
from kairouan.common.admin import PicturesFilter
from kairouan.common.bilingual import TranslationState
from kairouan.common.calendar import today_in_tunis
from kairouan.common.images import with_wordless_picture
from kairouan.common.moderation import Status
from kairouan.common.translating.texts import models_seen_by, waiting_count
from kairouan.common.waiting import silent, waiting_for
from kairouan.common.work.desk import SituationFilter
from kairouan.common.work.outbox import OutgoingMessage
from kairouan.common.work.tasks import Work
from products.models import Collection, Product
from programme.models import Action, Registration
from workshops.attention import asleep, with_expired_label, without_consent, without_visit
from workshops.models import Workshop

RECENTLY = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Task:
    """Something to see to. `since` is how long the oldest has waited, when that matters."""

    count: int
    label: str
    address: str
    since: datetime.datetime | None = None


def sections(user) -> list[tuple[str, list[Task]]]:
    """The tasks of this officer by subject, in the order of a morning."""
    found = [
        (_("À décider"), to_decide(user)),
        (_("Les traductions"), translations(user)),
        (_("Le courrier"), letters(user)),
        (_("Le registre"), registers(user)),
        (_("Les photos"), pictures(user)),
        (_("Le programme"), programme(user)),
        (_("Ce qui part et se fait seul"), background(user)),
    ]
    return [(title, tasks) for title, tasks in found if tasks]


def to_decide(user) -> list[Task]:
    if not user.has_perm("common.view_proposal"):
        return []
    waiting, unanswered = waiting_for(user), silent(user)
    queue = reverse("admin:review_queue")
    return [
        Task(
            len(waiting), ngettext("fiche à relire", "fiches à relire", len(waiting)), queue, waiting[0].since if waiting else None
        ),
        Task(
            len(unanswered),
            ngettext("fiche renvoyée, sans nouvelles", "fiches renvoyées, sans nouvelles", len(unanswered)),
            f"{queue}?silent",
            unanswered[0].since if unanswered else None,
        ),
    ]


def translations(user) -> list[Task]:
    """Records with a text that has no translation, or one that its source has left behind."""
    if not models_seen_by(user):
        return []
    waiting, table = waiting_count(user), reverse("admin:translations")
    says = {
        TranslationState.MISSING: lambda n: ngettext("fiche à traduire", "fiches à traduire", n),
        TranslationState.TO_REVIEW: lambda n: ngettext("traduction à revoir", "traductions à revoir", n),
    }
    return [Task(count, says[state](count), f"{table}?state={state}") for state, count in waiting.items()]


def letters(user) -> list[Task]:
    """Of each kind of letter, those to read. A request to erase one's data is counted apart: the law gives it a delay."""
    new = {"state": Message.State.NEW}
    kinds, subjects = Message.Kind, Message.Subject
    wanted = [
        (
            lambda n: ngettext("demande d’effacement de données", "demandes d’effacement de données", n),
            {"subject": subjects.ERASURE},
        ),
        (lambda n: ngettext("demande sur ses données", "demandes sur leurs données", n), {"kind": kinds.DATA}),
        (lambda n: ngettext("demande d’adhésion", "demandes d’adhésion", n), {"kind": kinds.JOINING}),
        (lambda n: ngettext("message à lire", "messages à lire", n), {"kind": kinds.CONTACT}),
    ]
    return [
        task for say, narrowed in wanted for task in counted(user, Message.objects.filter(**new | narrowed), say, new | narrowed)
    ]


def registers(user) -> list[Task]:
    today, workshops = today_in_tunis(), Workshop.objects.all()
    withdrawn = {"withdrawn_on__gte": (timezone.now() - RECENTLY).date(), "is_set_aside": False}
    priced = {"status": Status.PUBLISHED, "price_valid_until__lt": today}
    tried = {"opened_at__isnull": False, "closed_at__isnull": True}
    return [
        *counted(
            user,
            without_consent(workshops),
            lambda n: ngettext("atelier sans accord de son responsable", "ateliers sans accord de leur responsable", n),
            {"a-suivre": "accord"},
        ),
        *counted(
            user,
            Consent.objects.filter(**withdrawn),
            lambda n: ngettext("accord retiré ce mois-ci", "accords retirés ce mois-ci", n),
            withdrawn,
        ),
        *counted(user, Product.objects.filter(**priced), lambda n: ngettext("prix expiré", "prix expirés", n), priced),
        *counted(
            user,
            with_expired_label(workshops),
            lambda n: ngettext("atelier au label expiré", "ateliers au label expiré", n),
            {"a-suivre": "label"},
        ),
        *counted(
            user,
            without_visit(workshops),
            lambda n: ngettext("atelier sans visite valable", "ateliers sans visite valable", n),
            {"a-suivre": "visite"},
        ),
        *counted(
            user,
            asleep(workshops),
            lambda n: ngettext("atelier sans connexion depuis six mois", "ateliers sans connexion depuis six mois", n),
            {"a-suivre": "sommeil"},
        ),
        *counted(
            user, Trial.objects.filter(**tried), lambda n: ngettext("essai de la clé à clore", "essais de la clé à clore", n), tried
        ),
    ]


def pictures(user) -> list[Task]:
    """Photographs that say nothing to who does not see them, by what they show; of each kind, only when there are any."""
    says = [
        (Product, lambda n: ngettext("pièce avec une photo sans texte", "pièces avec une photo sans texte", n)),
        (Workshop, lambda n: ngettext("atelier avec une photo sans texte", "ateliers avec une photo sans texte", n)),
        (Family, lambda n: ngettext("famille avec une photo sans texte", "familles avec une photo sans texte", n)),
        (Technique, lambda n: ngettext("martelage avec une photo sans texte", "martelages avec une photo sans texte", n)),
        (Collection, lambda n: ngettext("collection avec une photo sans texte", "collections avec une photo sans texte", n)),
        (Action, lambda n: ngettext("action avec une photo sans texte", "actions avec une photo sans texte", n)),
    ]
    narrowed = {PicturesFilter.parameter_name: PicturesFilter.WORDLESS}
    found = [task for model, say in says for task in counted(user, with_wordless_picture(model.objects.all()), say, narrowed)]
    return [task for task in found if task.count]


def programme(user) -> list[Task]:
    today = today_in_tunis()
    coming = {"status": Status.PUBLISHED, "is_cancelled__exact": 0, "ends_on__gte": today}
    waiting = {"state": Registration.State.WAITING, "action__ends_on__gte": today}
    return [
        *counted(user, Action.objects.filter(**coming), lambda n: ngettext("action à venir", "actions à venir", n), coming),
        *counted(
            user,
            Registration.objects.filter(**waiting),
            lambda n: ngettext("personne sur une liste d’attente", "personnes sur une liste d’attente", n),
            waiting,
        ),
    ]


def background(user) -> list[Task]:
    """Messages that have not left, and the work of the machine that is not done."""
    sent, done = OutgoingMessage.objects.shown(), Work.objects.shown()
    stopped, waiting = ({SituationFilter.parameter_name: value} for value in (SituationFilter.STOPPED, SituationFilter.WAITING))
    return [
        *counted(user, sent.stopped(), lambda n: ngettext("message non parti", "messages non partis", n), stopped),
        *counted(user, sent.waiting(), lambda n: ngettext("message en attente", "messages en attente", n), waiting),
        *counted(user, done.stopped(), lambda n: ngettext("travail de fond arrêté", "travaux de fond arrêtés", n), stopped),
        *counted(user, done.waiting(), lambda n: ngettext("travail de fond en attente", "travaux de fond en attente", n), waiting),
    ]


def counted(user, records, say: Callable[[int], str], query: dict) -> list[Task]:
    """One task: how many records, and the list of the desk narrowed to them. Nothing when the officer may not see that list."""
    options = records.model._meta
    if not user.has_perm(f"{options.app_label}.view_{options.model_name}"):
        return []
    count = records.order_by().count()
    address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    return [Task(count, say(count), f"{address}?{urlencode(query)}")]
