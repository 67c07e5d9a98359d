"""A member's change to a published record: it waits beside the live one, which stays as
it is until ONA has read it.

A `Proposal` holds what changes and nothing else, each value with what it replaces. No
public query knows of it; its photographs hang on it. `change()` is the one door of the
artisan's space: it writes to a record that nobody sees yet, to the live one of a
trusted workshop, and sets aside every other change. `approve()` applies it in one
transaction; `as_it_will_be()` applies it, lets the page be made, and takes it all back.
"""

from contextlib import contextmanager

import reversion
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .images import Picture, PictureQuerySet, forget_files
from .moderation import Moderated, Status
from .notices import Notice, tell
from .publication import writing
from .records import Record
from .snapshots import Value, digest_of, set_columns, value_of, version_of, with_later_rows, write


class State(models.TextChoices):
    DRAFT = "draft", _("commencée")
    SUBMITTED = "submitted", _("en attente")
    SENT_BACK = "sent_back", _("à revoir")
    APPLIED = "applied", _("publiée")
    DROPPED = "dropped", _("abandonnée")


OPEN = [State.DRAFT, State.SUBMITTED, State.SENT_BACK]


class ProposalQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def about(self, record: Moderated):
        """Those of one record."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(record), object_id=record.pk
        )

    def about_these(self, records: list[Moderated]):
        """Those of records of one kind, one at least, already read."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(records[0]),
            object_id__in=[record.pk for record in records],
        )

    def about_any(self, records):
        """Those of a queryset of records of one kind."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(records.model),
            object_id__in=records.values("pk"),
        )


@reversion.register()
class Proposal(Record):
    """`changes` is {name: {"from": what the live record held, "to": what is asked
    for}}, in the values of `snapshots`.
    """

    holds_personal_data = True

    content_type = models.ForeignKey(
        ContentType, models.CASCADE, verbose_name=_("nature"), editable=False
    )
    object_id = models.PositiveBigIntegerField(editable=False)
    record = GenericForeignKey()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("auteur"),
        editable=False,
    )
    # digest of the live record's values when the change began
    started_from = models.CharField(max_length=12, editable=False)
    changes = models.JSONField(_("changements"), default=dict, editable=False)
    state = models.CharField(
        _("état"),
        max_length=10,
        choices=State.choices,
        default=State.DRAFT,
        editable=False,
        db_index=True,
    )
    reason = models.TextField(_("motif du renvoi"), blank=True, editable=False)
    submitted_at = models.DateTimeField(_("envoyée le"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("décidée le"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("décidée par"),
        editable=False,
    )

    shows_on_pages = False

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("modification proposée")
        verbose_name_plural = _("modifications proposées")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="proposal_one_open_per_record",
                fields=["content_type", "object_id"],
                condition=Q(state__in=["draft", "submitted", "sent_back"]),
            )
        ]

    def __str__(self):
        return str(self.record) if self.record else f"{self.content_type} {self.object_id}"

    @property
    def wanted(self) -> dict[str, Value]:
        return {name: change["to"] for name, change in self.changes.items()}

    def asked_of(self, record: Moderated) -> dict[str, Value]:
        """What is wanted of the record as it is now: photographs that others added or
        took away since are not undone.
        """
        return self.wanted | {
            name: current
            for name in self.changes
            if (current := self.photographs(record, name)) is not None
        }

    def photographs(
        self, record: Moderated, name: str, live: list[dict] | None = None
    ) -> list[dict] | None:
        """The rows asked for under a name, when it is that of photographs.

        `live` are those of the record, when they have been read already.
        """
        field = record._meta.get_field(name)
        if not field.one_to_many or not issubclass(field.related_model, Picture):
            return None
        change = self.changes[name]
        return with_later_rows(
            change["from"], change["to"], value_of(record, name) if live is None else live
        )

    @property
    def version(self) -> str:
        """What whoever decides has read, the change and what it replaces: they decide
        on this and nothing newer.
        """
        return digest_of(
            [self.changes, {name: value_of(self.record, name) for name in self.changes}]
        )

    def moved_meanwhile(self) -> list[str]:
        """The names whose live value is neither what the change started from nor what
        it asks for: someone wrote there since.
        """
        live = {name: value_of(self.record, name) for name in self.changes}
        return [
            name
            for name, change in self.changes.items()
            if live[name] not in (change["from"], change["to"])
        ]


class ProposedPictureQuerySet(PictureQuerySet):
    def public(self):
        return self.none()

    def seen_by(self, artisan):
        wanted = Q(pk__in=[])
        for model in proposable_models():
            kept = model.objects.kept_by(artisan).values("pk")
            wanted |= Q(
                proposal__content_type=ContentType.objects.get_for_model(model),
                proposal__object_id__in=kept,
            )
        return self.filter(wanted)


class ProposedPicture(Picture):
    """A photograph that waits with a change.

    It becomes one of the record's own when the change is approved.
    """

    proposal = models.ForeignKey(
        Proposal, models.CASCADE, related_name="pictures", verbose_name=_("modification proposée")
    )

    shows = "proposal"
    shows_on_pages = False
    is_for_translators = False

    objects = ProposedPictureQuerySet.as_manager()

    class Meta(Picture.Meta):
        verbose_name = _("photo proposée")
        verbose_name_plural = _("photos proposées")


@receiver(post_delete, sender=ProposedPicture)
def forget_with_its_files(sender, instance, **kwargs):
    """Whichever way the row went, its files go too, unless it has become one of the
    record's own. Nothing goes when the transaction is taken back.
    """
    transaction.on_commit(lambda: forget_files(instance))


def proposable_models() -> list[type[Moderated]]:
    """The kinds of records that members keep."""
    return [model for model in Moderated.__subclasses__() if model.member_names]


# Reading


def open_proposal(record: Moderated) -> Proposal | None:
    return Proposal.objects.open().about(record).first() if record.pk else None


def locked_proposal(record: Moderated) -> Proposal | None:
    """As `open_proposal`, held until the end of the transaction.

    Whoever also holds the record takes the record first.
    """
    return Proposal.objects.select_for_update(of=("self",)).open().about(record).first()


def overlaid(record: Moderated) -> Moderated:
    """The record as its member left it: the waiting change laid over its columns, in
    memory only. `record.proposal` is that change, or None.
    """
    return lay_over(record, open_proposal(record))


def lay_over(record: Moderated, proposal: Proposal | None) -> Moderated:
    record.proposal = proposal
    if proposal:
        set_columns(record, proposal.wanted)
    return record


def overlay_all(records: list[Moderated]) -> list[Moderated]:
    """As `overlaid`, for records of one kind already read: one statement for all of
    them.
    """
    waiting = (
        {proposal.object_id: proposal for proposal in Proposal.objects.open().about_these(records)}
        if records
        else {}
    )
    for record in records:
        lay_over(record, waiting.get(record.pk))
    return records


def current_value(record: Moderated, name: str) -> Value:
    """What the member sees under a name of an `overlaid` record: what waits, else what
    is live.
    """
    if record.proposal and name in record.proposal.changes:
        rows = record.proposal.photographs(record, name)
        return record.proposal.changes[name]["to"] if rows is None else rows
    return value_of(record, name)


# Changing


def change(
    record: Moderated, values: dict[str, Value], by, shown: dict[str, Value] | None = None
) -> Moderated:
    """Write a member's change where it belongs; return the record, `overlaid`. `by` is
    the user who types. Raises ValidationError.

    `shown` is what they saw under these names: of two who send at the same moment, the
    second is asked to look again.

    Nobody sees a record that is not published: it is written itself, and so is one of a
    trusted workshop, at once. Anything else waits. The caller is inside
    `history.recorded`. What waits is checked as what is written: two people's changes,
    each right, may contradict each other.
    """
    with changing(record):
        record = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
        if shown is not None:
            check_not_moved(record, {name: shown[name] for name in values})
        if record.changes_wait:
            set_aside(record, values, by)
            overlaid(record).full_clean()
        else:
            write(record, values)
            wait_no_longer(record, values)
    return overlaid(type(record).objects.get(pk=record.pk))


def check_not_moved(record: Moderated, shown: dict[str, Value]):
    """Refuse to write over what the member has not seen. Raises ValidationError."""
    seen = overlaid(type(record).objects.get(pk=record.pk))
    if any(current_value(seen, name) != value for name, value in shown.items()):
        raise ValidationError(
            _("Quelqu’un d’autre vient d’enregistrer ici. Envoyez encore une fois."), code="moved"
        )


def changing(record: Moderated):
    """The transaction of a member's change.

    One that waits touches no public page, and makes no new edition of them.
    """
    return transaction.atomic() if record.changes_wait else writing()


def set_aside(record: Moderated, values: dict[str, Value], by):
    """Add a change to what waits.

    What comes back to the live value waits no longer; a change of nothing is forgotten.
    """
    proposal = locked_proposal(record) or new_proposal(record, by)
    for name, wanted in values.items():
        before = proposal.changes.get(name, {}).get("from", value_of(record, name))
        if wanted == before:
            proposal.changes.pop(name, None)
        else:
            proposal.changes[name] = {"from": before, "to": wanted}
    keep_or_forget(proposal)


def wait_no_longer(record: Moderated, names):
    """What was set aside under these names, before the record came to be written at
    once, is overtaken.
    """
    if proposal := locked_proposal(record):
        proposal.changes = {
            name: change for name, change in proposal.changes.items() if name not in names
        }
        keep_or_forget(proposal)


def keep_or_forget(proposal: Proposal):
    if proposal.changes:
        proposal.save()
    elif proposal.pk:
        proposal.delete()


def new_proposal(record: Moderated, by) -> Proposal:
    return Proposal(record=record, author=by, started_from=version_of(record))


def submit_change(record: Moderated, by) -> bool:
    """Ask ONA to read what waits; whether there was anything to send."""
    with transaction.atomic():
        proposal = locked_proposal(record)
        if proposal is None or not proposal.changes or proposal.state == State.SUBMITTED:
            return False
        proposal.state, proposal.reason, proposal.submitted_at = State.SUBMITTED, "", timezone.now()
        proposal.author = by
        proposal.save()
    return True


def drop_change(record: Moderated):
    """Give up what waits; the live record never knew of it.

    The row stays, for the history; its photographs go.
    """
    with transaction.atomic():
        if proposal := locked_proposal(record):
            proposal.state = State.DROPPED
            proposal.save()
            proposal.pictures.all().delete()


# Deciding


def approve(proposal: Proposal, by, version: str, corrected: dict[str, Value] | None = None):
    """Put a change before the public, in one transaction. `version` is what was read: a
    newer one is not approved unread. Raises ValidationError.

    `corrected` is what the officer writes instead, by name; whoever keeps the record is
    told which names.
    """
    with writing():
        records = proposal.content_type.model_class().objects.select_for_update(of=("self",))
        record = records.filter(pk=proposal.object_id).first()
        proposal = awaited(proposal, version)
        if not record.is_published:
            raise ValidationError(
                _(
                    "Cette fiche n’est plus en ligne : publiez-la d’abord, ou renvoyez la "
                    "modification."
                )
            )
        names = correct(proposal, corrected or {})
        write(record, proposal.asked_of(record))
        decide(proposal, State.APPLIED, by)
        tell(record, Notice.Kind.APPLIED, said_of_corrections(record, names) if names else "")


def correct(proposal: Proposal, corrected: dict[str, Value]) -> list[str]:
    """Put the officer's words in place of the author's; the names where they differ.

    The history keeps what was sent.
    """
    names = [
        name
        for name, value in corrected.items()
        if name in proposal.changes and proposal.changes[name]["to"] != value
    ]
    for name in names:
        proposal.changes[name] |= {"to": corrected[name]}
    return names


def said_of_corrections(record: Moderated, names: list[str]):
    """A sentence that names what an officer corrected, in the language of whoever reads
    it.
    """
    labels = [record._meta.get_field(name).verbose_name for name in names]
    return lazy(
        lambda: (
            gettext("L’équipe a corrigé : %(what)s.")
            % {"what": ", ".join(str(label) for label in labels)}
        ),
        str,
    )()


def refuse(proposal: Proposal, by, reason: str, version: str):
    """Send a change back with a sentence; it stays as it was typed, for its author to
    correct.
    """
    if not reason.strip():
        raise ValidationError(_("Dites en une phrase ce qui est à revoir."))
    with transaction.atomic():
        proposal = awaited(proposal, version)
        decide(proposal, State.SENT_BACK, by, reason.strip())
        tell(proposal.record, Notice.Kind.SENT_BACK, reason.strip())


def awaited(proposal: Proposal, version: str) -> Proposal:
    """The proposal, locked, when it still waits and is still what was read.

    Raises ValidationError.
    """
    proposal = Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal.pk).first()
    if proposal is None or proposal.record is None or proposal.state != State.SUBMITTED:
        raise ValidationError(_("Cette modification n’attend plus de décision."))
    if proposal.version != version:
        raise ValidationError(
            _("Cette modification a changé depuis que vous l’avez ouverte. Relisez-la.")
        )
    return proposal


def decide(proposal: Proposal, state: State, by, reason: str = ""):
    proposal.state, proposal.decided_by, proposal.decided_at, proposal.reason = (
        state,
        by,
        timezone.now(),
        reason,
    )
    proposal.save()


@contextmanager
def as_it_will_be(record: Moderated):
    """The published record with what waits, in a transaction that is taken back at the
    end. Raises ValidationError when it could not be published.

    Where nothing waits the live page is the one to come, and nothing is written.
    Otherwise the rows are: the public page reads consents, lists and photographs in
    statements of its own, which no record in memory would pass through.
    """
    live = type(record).objects.get(pk=record.pk)
    if live.is_published and open_proposal(live) is None:
        yield live
        return
    with transaction.atomic():
        record = type(record).objects.get(pk=record.pk)
        if proposal := open_proposal(record):
            set_columns(record, proposal.wanted)
        if not record.is_published:
            record.status, record.published_at = (
                Status.PUBLISHED,
                record.published_at or timezone.now(),
            )
            record.slug = record.slug or record.make_slug()
        write(record, proposal.asked_of(record) if proposal else {})
        yield type(record).objects.get(pk=record.pk)
        transaction.set_rollback(True)
