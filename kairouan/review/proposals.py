"""Proposals: a member's change to a published record, kept beside the live one. No
public query knows of them; added photographs and recordings hang on them.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Self, TypeVar

import reversion
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from kairouan.common.records import Record, related_model
from kairouan.photos.base import Photo, PhotoQuerySet
from kairouan.photos.base import forget_files as forget_photo
from kairouan.sounds.base import Sound, SoundQuerySet
from kairouan.sounds.base import forget_files as forget_sound

from .moderation import Moderated, moderated_models
from .serialization import Value, digest_of, record_version, set_columns, value_of


class ProposalState(models.TextChoices):
    DRAFT = "draft", _("commencée")
    SUBMITTED = "submitted", _("en attente")
    SENT_BACK = "sent_back", _("à revoir")
    APPLIED = "applied", _("publiée")
    DROPPED = "dropped", _("abandonnée")


Kept = TypeVar("Kept", bound=Moderated)

OPEN = [ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.SENT_BACK]


class ProposalQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def about(self, record: Moderated) -> Self:
        """Filter the proposals of one record."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(record), object_id=record.pk
        )

    def about_these(self, records: Sequence[Moderated]) -> Self:
        """Filter the proposals of loaded records of one model, one at least."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(records[0]),
            object_id__in=[record.pk for record in records],
        )

    def about_any(self, records) -> Self:
        """Filter the proposals of a queryset of records of one model."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(records.model),
            object_id__in=records.values("pk"),
        )


@reversion.register()
class Proposal(Record):
    """`changes` is {name: {"from": what the live record held, "to": what is asked
    for}}, in the values of `serialization`.
    """

    holds_personal_data = True

    content_type = models.ForeignKey(
        ContentType, models.CASCADE, verbose_name=_("nature"), editable=False
    )
    object_id = models.PositiveBigIntegerField(editable=False)
    # a `Moderated`; None once it is deleted
    record: Any = GenericForeignKey()
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
        choices=ProposalState.choices,
        default=ProposalState.DRAFT,
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
        """Compute the values to write into the record as it is now."""
        return {name: self.value_asked(record, name) for name in self.changes}

    def value_asked(self, record: Moderated, name: str, live: list[dict] | None = None) -> Value:
        """Compute the value to write under a name into the record as it is now:
        photographs and recordings that others added or took away since are not undone.

        `live` are the rows of the record's own, when they are read already.
        """
        before, wanted = self.changes[name]["from"], self.changes[name]["to"]
        field = record._meta.get_field(name)
        if not field.one_to_many or waiting_kind(related_model(record, name)) is None:
            return wanted
        live = value_of(record, name) if live is None else live
        there = {row["pk"] for row in live}
        seen = {row.get("pk") for row in (*before, *wanted)}
        return [row for row in wanted if row.get("pk") is None or row["pk"] in there] + [
            row for row in live if row["pk"] not in seen
        ]

    @property
    def version(self) -> str:
        """Optimistic lock of a decision: a digest of the change and of what it
        replaces. An officer decides on what they read and nothing newer.
        """
        return digest_of(
            [self.changes, {name: value_of(self.record, name) for name in self.changes}]
        )


class ProposedPhotoQuerySet(PhotoQuerySet):
    def public(self) -> Self:
        return self.none()

    def seen_by(self, user) -> Self:
        wanted = Q(pk__in=[])
        for model in proposable_models():
            kept = model.objects.kept_by_account(user).values("pk")
            wanted |= Q(
                proposal__content_type=ContentType.objects.get_for_model(model),
                proposal__object_id__in=kept,
            )
        return self.filter(wanted)


class ProposedPhoto(Photo):
    """A photograph that waits with a change.

    It becomes one of the record's own when the change is approved.
    """

    proposal = models.ForeignKey(
        Proposal, models.CASCADE, related_name="photos", verbose_name=_("modification proposée")
    )

    shows = "proposal"
    shows_on_pages = False
    is_for_translators = False

    objects: ClassVar = ProposedPhotoQuerySet.as_manager()

    class Meta(Photo.Meta):
        verbose_name = _("photo proposée")
        verbose_name_plural = _("photos proposées")


@receiver(post_delete, sender=ProposedPhoto)
def forget_with_its_files(sender, instance, **kwargs):
    """Whichever way the row went, its files go too, unless it has become one of the
    record's own. Nothing goes when the transaction is taken back.
    """
    transaction.on_commit(lambda: forget_photo(instance))


class ProposedSoundQuerySet(SoundQuerySet):
    def public(self) -> Self:
        return self.none()

    def seen_by(self, user) -> Self:
        """A technique is of several families: each hears what its own sent."""
        return self.filter(sent_by=user)


class ProposedSound(Sound):
    """A recording that waits with a change.

    It becomes one of the record's own when the change is approved.
    """

    proposal = models.ForeignKey(
        Proposal, models.CASCADE, related_name="sounds", verbose_name=_("modification proposée")
    )

    shows = "proposal"
    shows_on_pages = False
    is_for_translators = False

    objects: ClassVar = ProposedSoundQuerySet.as_manager()

    class Meta(Sound.Meta):
        verbose_name = _("enregistrement proposé")
        verbose_name_plural = _("enregistrements proposés")


@receiver(post_delete, sender=ProposedSound)
def forget_sound_with_its_files(sender, instance, **kwargs):
    transaction.on_commit(lambda: forget_sound(instance))


# What arrives as a file: each kind, and the one it waits as.
WAITING_KINDS: dict[type[Photo] | type[Sound], Any] = {Photo: ProposedPhoto, Sound: ProposedSound}


def waiting_kind(model: type[models.Model]) -> Any:
    """The model as which a new row of this one waits, None for what is typed."""
    return next((waits for kind, waits in WAITING_KINDS.items() if issubclass(model, kind)), None)


def proposable_models() -> list[type[Moderated]]:
    """The kinds of records that members keep."""
    return [model for model in moderated_models() if model.member_names]


def open_proposal(record: Moderated) -> Proposal | None:
    return Proposal.objects.open().about(record).first() if record.pk else None


def locked_proposal(record: Moderated) -> Proposal | None:
    """Lock `open_proposal` until the end of the transaction.

    Whoever also holds the record takes the record first.
    """
    return Proposal.objects.select_for_update(of=("self",)).open().about(record).first()


def with_proposal(record: Kept) -> Kept:
    """The record as its member left it: the waiting change laid over its columns, in
    memory only. `record.proposal` is that change, or None.
    """
    return overlay(record, open_proposal(record))


def overlay(record: Kept, proposal: Proposal | None) -> Kept:
    record.proposal = proposal
    if proposal:
        set_columns(record, proposal.wanted)
    return record


def with_proposals(records: list[Kept]) -> list[Kept]:
    """Apply `with_proposal` to records of one kind already read: one statement for all
    of them.
    """
    waiting = (
        {proposal.object_id: proposal for proposal in Proposal.objects.open().about_these(records)}
        if records
        else {}
    )
    for record in records:
        overlay(record, waiting.get(record.pk))
    return records


def current_value(record: Moderated, name: str) -> Value:
    """Return the value that the member sees under a name of a record given by
    `with_proposal`:
    the proposed one, else the live one.
    """
    if record.proposal and name in record.proposal.changes:
        return record.proposal.value_asked(record, name)
    return value_of(record, name)


def new_proposal(record: Moderated, by) -> Proposal:
    return Proposal(record=record, author=by, started_from=record_version(record))
