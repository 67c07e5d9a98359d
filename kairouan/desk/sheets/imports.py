"""A list that an officer sends: kept until it is written, looked over without touching
anything, then written whole or not at all.

A small list is looked over at once, a large one, or one with photographs, by the
worker: `state` says where it is.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from kairouan.common.states import of_states
from kairouan.common.storage import private_storage
from kairouan.publication.stamp import public_write
from kairouan.review.history import revision
from kairouan.review.serialization import digest_of

from ..workbooks import some
from .files import Listed, dataset_of
from .photos import Photos
from .resources import ImportOutcome, RowProblem, Sheet, photo_names

# bytes of a list that is looked over while its officer waits: some hundreds of rows, a
# few seconds
AT_ONCE = 30 * 1024
MOST_SHOWN = 200  # rows told one by one
MOST_CELLS = 10  # cells in doubt that are shown for one answer
KEPT_FOR = timedelta(days=7)  # a list that nobody confirms

log = logging.getLogger(__name__)


class ImportState(models.TextChoices):
    SENT = "sent", _("en cours de lecture")
    CHECKED = "checked", _("contrôlé, pas encore enregistré")
    CONFIRMED = "confirmed", _("en cours d’enregistrement")
    WRITTEN = "written", _("enregistré")
    FAILED = "failed", _("arrêté par une panne")


class SheetImport(models.Model):
    """One list, and what it changes.

    Its files go as soon as it is written: the records and their history hold the rest.
    """

    kind = models.CharField(max_length=60)  # "products.product"
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("par"),
    )
    language = models.CharField(max_length=2)  # in which its officer is told of it
    created_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=200)
    file = models.FileField(upload_to="imports/", storage=private_storage)
    weight = models.PositiveIntegerField()  # bytes of the file
    photos = models.FileField(upload_to="imports/", storage=private_storage, blank=True)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.SENT)
    outcome = models.JSONField(default=dict)  # what `outcome_json` makes
    # what its officer said of the rows that were asked about: `Sheet.answers`
    answers = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self):
        return self.file_name

    @property
    def sheet(self) -> type[Sheet]:
        listed: Any = admin.site.get_model_admin(apps.get_model(self.kind))
        return listed.sheet

    @property
    def is_under_way(self) -> bool:
        return self.state in (ImportState.SENT, ImportState.CONFIRMED)

    @property
    def may_be_written(self) -> bool:
        stopped = self.outcome.get("problem_count") or self.outcome.get("question_count")
        return (
            self.state == ImportState.CHECKED and not stopped and bool(self.outcome["change_count"])
        )

    @property
    def changed_count(self) -> int:
        return self.outcome["change_count"] - self.outcome["added"]

    @property
    def hidden_count(self) -> int:
        return self.outcome["change_count"] - len(self.outcome["changes"])

    def move(self, state: str, **columns):
        for name, value in ({"state": state} | columns).items():
            setattr(self, name, value)
        self.save(update_fields=["state", *columns])

    def forget_files(self):
        for held in (self.file, self.photos):
            if held:
                held.delete(save=False)
        self.save(update_fields=["file", "photos"])


def outcome_json(outcome: ImportOutcome, listed: Listed | None = None) -> dict:
    """An outcome as JSON keeps it: every figure, and the first rows.

    Without a list, it is of a file that is none.
    """
    return {
        "sheet": listed.name if listed else "",
        "unread": listed.unread if listed else [],
        "notes": [*(listed.notes if listed else []), *left_out(outcome)],
        "added": sum(change.is_new for change in outcome.changes),
        "same": outcome.same,
        "change_count": len(outcome.changes),
        "changes": [astuple(change) for change in outcome.changes[:MOST_SHOWN]],
        "question_count": len(outcome.likenesses) + len(outcome.doubts) + len(outcome.twins),
        "likenesses": [astuple(likeness) for likeness in outcome.likenesses[:MOST_SHOWN]],
        "doubts": [
            (one.name, one.column, len(one.cells), one.cells[:MOST_CELLS]) for one in outcome.doubts
        ],
        "twins": [astuple(twins) for twins in outcome.twins[:MOST_SHOWN]],
        "problem_count": len(outcome.problems),
        "problems": [astuple(problem) for problem in outcome.problems[:MOST_SHOWN]],
        "digest": digest_of(
            [(change.row, change.name, change.columns) for change in outcome.changes]
        ),
    }


def left_out(outcome: ImportOutcome) -> list[str]:
    said = gettext("Lignes laissées de côté, comme vous l’avez répondu : %(rows)s.")
    return [said % {"rows": some(map(str, sorted(outcome.left)))}] if outcome.left else []


class OpenedImport:
    """A list opened: its rows, its photographs, and the kind of record that reads them.

    Raises ValidationError.
    """

    def __init__(self, sent: SheetImport):
        self.sheet, self.answers = sent.sheet, sent.answers
        with sent.file.open("rb") as file:
            self.listed = dataset_of(file, self.sheet)
        self.photos = Photos(sent.photos.open("rb") if sent.photos else None)

    def clean_photos(self):
        for row in self.listed.dataset.dict:
            for name in photo_names(row):
                with suppress(ValidationError):  # said of its row
                    self.photos.get(name)

    def read(self, write: bool = False) -> dict:
        """Tell the changes of the list.

        Faults of the file stand in place of what the records refuse of the same cells.
        """
        outcome = self.sheet(self.photos, self.answers).read(self.listed.dataset, write)
        faulty = {(fault.row, fault.column) for fault in self.listed.faults}
        others = [one for one in outcome.problems if (one.row, one.column) not in faulty]
        outcome.problems = sorted([*self.listed.faults, *others], key=lambda one: one.row)
        return outcome_json(outcome, self.listed)


@contextmanager
def spoken_to(sent: SheetImport) -> Iterator[None]:
    """In the language of its officer.

    What breaks is written in the log, and said as ours.
    """
    try:
        with override(sent.language), of_states():
            yield
    except Exception:
        sent.move(ImportState.FAILED)
        log.exception("the list %s broke", sent.pk)


@task()
def look_over(number: int):
    """Dry run of an import: compute what the list would change and store that outcome
    alone.
    """
    sent = (
        SheetImport.objects.filter(pk=number, state=ImportState.SENT).select_related("by").first()
    )
    if sent is None:
        return
    with spoken_to(sent):
        try:
            outcome = OpenedImport(sent).read()
        except ValidationError as error:  # of the file as a whole
            outcome = outcome_json(
                ImportOutcome(problems=[RowProblem(0, "", "", " ".join(error.messages))])
            )
        sent.move(ImportState.CHECKED, outcome=outcome)


class Differs(Exception):
    """The list does not change what its officer has read that it would."""

    def __init__(self, outcome: dict):
        self.outcome = outcome


@task()
def write_down(number: int):
    """Write a confirmed list, all of it or nothing: when it would no longer change what
    was shown, that is shown anew instead.
    """
    sent = (
        SheetImport.objects.filter(pk=number, state=ImportState.CONFIRMED)
        .select_related("by")
        .first()
    )
    if sent is None:
        return
    with spoken_to(sent):
        reading = OpenedImport(sent)
        reading.clean_photos()  # before anything is locked: each takes a second
        try:
            with (
                revision(sent.by, gettext("Import « %(file)s »") % {"file": sent.file_name}),
                public_write(),
            ):
                outcome = reading.read(write=True)
                if differs(sent, outcome):
                    raise Differs(outcome)
        except Differs as error:
            sent.move(ImportState.CHECKED, outcome=error.outcome | {"differs": True})
            return
        sent.move(ImportState.WRITTEN)
        sent.forget_files()


def differs(sent: SheetImport, outcome: dict) -> bool:
    return (
        bool(outcome["problem_count"] or outcome["question_count"])
        or outcome["digest"] != sent.outcome["digest"]
    )


def begin(task_to_run, sent: SheetImport):
    """At once for a small list; by the worker for any other."""
    if sent.weight <= AT_ONCE and not sent.photos:
        task_to_run.call(sent.pk)
    else:
        task_to_run.enqueue(sent.pk)


def forget_unconfirmed():
    """Lists that nobody confirmed."""
    for sent in SheetImport.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).exclude(
        state=ImportState.WRITTEN
    ):
        sent.forget_files()
        sent.delete()
