"""Transactional outbox: messages wait here, written in the same transaction as their
cause, until a worker has handed them over.

Each step is one conditional UPDATE, so two workers never hold the same message:

    waiting → taken (by a worker) → handing over (the moment of doubt begins) → sent
    and, when it does not leave: → waiting (tried again later), failed, or in doubt

A text may be a code or a link that opens an account: it is forgotten as soon as the
message has left or has ended (`decisions/0006-messages.md`).
"""

import datetime
import uuid
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .workers import SILENT_AFTER, Worker

CODE_IS_LATE = datetime.timedelta(seconds=8)  # someone waits in front of their screen
RETRY_AFTER = (1, 2, 5, 10, 20, 40, 60, 120, 300, 900)  # seconds, then always the last
OFFERED_FOR = datetime.timedelta(days=1)  # a message that is not a code is given up after a day
SENT_KEPT_FOR = datetime.timedelta(days=1)
UNSENT_KEPT_FOR = datetime.timedelta(days=14)  # an officer's time to try again
# reasons of our own; the others are what a way answered
EXPIRED, WORKER_ENDED = "Expired", "WorkerEnded"


class OutgoingMessageQuerySet(models.QuerySet["OutgoingMessage"]):
    def due(self):
        """To hand over now: codes first, then the oldest."""
        now = timezone.now()
        ready = self.filter(state=OutgoingState.WAITING, due_at__lte=now, expires_at__gt=now)
        return ready.order_by("-is_code", "pk")

    def shown(self) -> Self:
        """Narrow to those that an officer sees to: those that have not left.

        A message to nobody is none.
        """
        return self.exclude(state=OutgoingState.SENT).exclude(to="")

    def waiting(self) -> Self:
        return self.filter(state__in=(OutgoingState.WAITING, OutgoingState.TAKEN))

    def stopped(self) -> Self:
        return self.filter(state__in=(OutgoingState.FAILED, OutgoingState.IN_DOUBT))

    def codes_are_late(self, way: str) -> bool:
        """Tell whether codes leave late by this way at the moment: true for a message
        to nobody as for any other.
        """
        now = timezone.now()
        unsent = self.waiting() | self.filter(state=OutgoingState.IN_DOUBT, expires_at__gt=now)
        return unsent.filter(way=way, is_code=True, created_at__lt=now - CODE_IS_LATE).exists()

    def stand_still(self, patience: datetime.timedelta) -> bool:
        """Tell whether one is due, and none has been taken in hand, for longer than
        this.
        """
        long_ago = timezone.now() - patience
        states = OutgoingState
        held = models.Q(state=states.WAITING, due_at__lt=long_ago) | models.Q(
            state=states.TAKEN, taken_at__lt=long_ago
        )
        return self.filter(held).exists() and not self.filter(taken_at__gte=long_ago).exists()

    def take_up_from(self, name: str):
        """Take up what the worker of this name had in hand when it ended: its successor
        knows that it has.
        """
        self.filter(taken_by=name).put_back()

    def take_up_from_the_silent(self):
        """Take up what workers not heard for long have in hand, wherever they ran."""
        long_ago = timezone.now() - SILENT_AFTER
        self.filter(taken_at__lt=long_ago).exclude(
            taken_by__in=Worker.objects.alive().values("name")
        ).put_back()

    def put_back(self):
        """Let what was in hand wait again, unless it may have left already by a way
        that would send it twice.
        """
        states = OutgoingState
        held = self.filter(state=states.TAKEN)
        doubtful = held.filter(handed_over_at__isnull=False, drops_duplicates=False)
        doubtful.update(state=states.IN_DOUBT, reason=WORKER_ENDED)
        held.update(state=states.WAITING, due_at=timezone.now())

    def tidy(self):
        """End what comes too late, forget the texts of codes that are no longer valid,
        and what is old.
        """
        now = timezone.now()
        states = OutgoingState
        over = self.filter(expires_at__lte=now)
        over.filter(state=states.WAITING).update(state=states.FAILED, reason=EXPIRED)
        over.filter(is_code=True, state__in=(states.FAILED, states.IN_DOUBT)).exclude(
            text=""
        ).update(text="", subject="")
        self.filter(state=states.SENT, created_at__lt=now - SENT_KEPT_FOR).delete()
        self.filter(created_at__lt=now - UNSENT_KEPT_FOR).delete()

    def try_again(self) -> int:
        """Let each leave again, at once: those whose text is still there.

        One that was refused leaves under a new key.
        """
        now, states = timezone.now(), OutgoingState
        tried = 0
        for message in self.filter(
            state__in=(states.WAITING, states.FAILED, states.IN_DOUBT)
        ).exclude(text=""):
            tried += OutgoingMessage.objects.filter(pk=message.pk, state=message.state).update(
                state=states.WAITING,
                due_at=now,
                attempts=0,
                reason="",
                handed_over_at=None,
                expires_at=message.expires_at if message.is_code else now + OFFERED_FOR,
                key=uuid.uuid4() if message.state == states.FAILED else message.key,
            )
        return tried


class OutgoingState(models.TextChoices):
    WAITING = "waiting", _("en file d’attente")
    TAKEN = "taken", _("en cours d’envoi")
    SENT = "sent", _("parti")
    FAILED = "failed", _("non parti")
    IN_DOUBT = "in_doubt", _("peut-être parti")


class Transport(models.TextChoices):
    SMS = "sms", _("SMS")
    EMAIL = "email", _("e-mail")


class OutgoingMessage(models.Model):
    """One message to one telephone or e-mail, or to nobody (`to` is empty): the same
    work, so that time tells nothing.
    """

    # idempotency key: the gateway drops a second one
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    way = models.CharField(_("par"), max_length=5, choices=Transport.choices)
    to = models.CharField(_("à"), max_length=254)
    subject = models.TextField(blank=True)
    text = models.TextField(blank=True)
    is_code = models.BooleanField(_("code pour entrer"), default=False)
    created_at = models.DateTimeField(_("écrit le"), default=timezone.now)
    expires_at = models.DateTimeField()
    state = models.CharField(
        _("état"), max_length=8, choices=OutgoingState.choices, default=OutgoingState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    due_at = models.DateTimeField(_("prochain essai"), default=timezone.now)
    reason = models.CharField(_("pourquoi"), max_length=120, blank=True)
    taken_by = models.CharField(max_length=64, blank=True)
    taken_at = models.DateTimeField(_("dernier essai"), null=True)
    handed_over_at = models.DateTimeField(null=True)
    drops_duplicates = models.BooleanField(default=False)  # of the way it was last handed over by

    objects = OutgoingMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message à envoyer")
        verbose_name_plural = _("messages à envoyer")
        ordering = ["-pk"]
        default_permissions = ("view", "change")
        indexes = [
            models.Index(fields=["state", "due_at"], name="outgoing_by_state"),
            models.Index(fields=["taken_at"], name="outgoing_by_movement"),
        ]

    def __str__(self):
        return f"{self.get_way_display()} {masked_address(self.to)}"

    # The steps. Each returns whether it was ours to take.

    def take(self, name: str) -> bool:
        """Atomic claim: the message is this worker's, who has begun nothing yet."""
        return self.move(
            OutgoingState.WAITING,
            state=OutgoingState.TAKEN,
            taken_by=name,
            taken_at=timezone.now(),
            attempts=self.attempts + 1,
            handed_over_at=None,
        )

    def begin_handing_over(self, drops_duplicates: bool) -> bool:
        """From here until the next step, a worker that dies leaves a doubt."""
        return self.move(
            OutgoingState.TAKEN, handed_over_at=timezone.now(), drops_duplicates=drops_duplicates
        )

    def note_sent(self) -> bool:
        forgotten = {"to": masked_address(self.to), "subject": "", "text": ""}
        return self.move(OutgoingState.TAKEN, state=OutgoingState.SENT, reason="", **forgotten)

    def note_failed(self, reason: str) -> bool:
        return self.move(OutgoingState.TAKEN, state=OutgoingState.FAILED, reason=reason[:120])

    def note_doubt(self, reason: str) -> bool:
        return self.move(OutgoingState.TAKEN, state=OutgoingState.IN_DOUBT, reason=reason[:120])

    def put_off(self, reason: str) -> bool:
        """Try again a little later."""
        pause = RETRY_AFTER[min(self.attempts, len(RETRY_AFTER)) - 1]
        due_at = timezone.now() + datetime.timedelta(seconds=pause)
        return self.move(
            OutgoingState.TAKEN, state=OutgoingState.WAITING, due_at=due_at, reason=reason[:120]
        )

    def move(self, expected: str, **columns) -> bool:
        """Conditional UPDATE: nothing happens when another worker has taken the message
        meanwhile.
        """
        mine = {"taken_by": self.taken_by} if expected == OutgoingState.TAKEN else {}
        moved = OutgoingMessage.objects.filter(pk=self.pk, state=expected, **mine).update(**columns)
        if moved:
            for name, value in columns.items():
                setattr(self, name, value)
        return bool(moved)


def queue_message(
    way: str, to: str, subject: str, text: str, code_for: datetime.timedelta | None = None
):
    """Write a message down, within the transaction in hand: it leaves when that is
    over. `code_for`: how long its code is valid.
    """
    now = timezone.now()
    return OutgoingMessage.objects.create(
        way=way,
        to=to,
        subject=subject,
        text=text,
        is_code=code_for is not None,
        created_at=now,
        due_at=now,
        expires_at=now + (code_for or OFFERED_FOR),
    )


def masked_address(to: str) -> str:
    """The end of a telephone, the domain of an e-mail: enough to look for, nobody's to
    read.
    """
    if not to:
        return ""
    return f"…{to.partition('@')[1]}{to.partition('@')[2]}" if "@" in to else f"…{to[-3:]}"
