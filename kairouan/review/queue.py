"""Review queue: first versions and proposals that wait for an officer, the oldest
first.
"""

import datetime
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from reversion.models import Version

from .moderation import Moderated, Status, moderated_models
from .proposals import Proposal, ProposalState
from .serialization import record_version

SILENT_AFTER = datetime.timedelta(days=14)  # without a word from whom it was sent back to
MOST = 200  # of each kind: beyond, the oldest are read first


@dataclass(frozen=True)
class Waiting:
    """A record's first version, or a change proposed to it.

    `author` is the user who wrote it last, None when nobody knows.
    """

    record: Moderated
    since: datetime.datetime
    author: object = None
    proposal: Proposal | None = None

    @property
    def key(self) -> str:
        """Identifier in the queue."""
        held = self.proposal or self.record
        return f"{held._meta.label_lower}:{held.pk}"

    @property
    def version(self) -> str:
        """Optimistic lock of a decision: an officer decides on what they read and
        nothing newer.
        """
        return self.proposal.version if self.proposal else record_version(self.record)

    @property
    def kind(self) -> str:
        return str(self.record._meta.verbose_name)


def models_decided_by(user) -> list[type[Moderated]]:
    """List the kinds of records with a page that this officer may change."""
    return [
        model
        for model in moderated_models()
        if user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
    ]


def waiting_for(user) -> list[Waiting]:
    """All that this officer may decide on, the oldest first."""
    return oldest_first(
        [
            found
            for model in models_decided_by(user)
            for found in first_versions(model.objects.awaiting_review()[:MOST])
        ]
        + (
            changes(user, Proposal.objects.filter(state=ProposalState.SUBMITTED), "submitted_at")
            if may_decide_changes(user)
            else []
        )
    )


def silent(user) -> list[Waiting]:
    """List what was sent back and has not come back in two weeks.

    `since` is when it was last touched.
    """
    before = timezone.now() - SILENT_AFTER
    records = [
        record
        for model in models_decided_by(user)
        for record in model.objects.filter(status=Status.SENT_BACK, updated_at__lt=before).order_by(
            "updated_at"
        )[:MOST]
    ]
    sent_back = Proposal.objects.filter(state=ProposalState.SENT_BACK, updated_at__lt=before)
    return oldest_first(
        [Waiting(record, record.updated_at) for record in records]
        + (changes(user, sent_back, "updated_at") if may_decide_changes(user) else [])
    )


def may_decide_changes(user) -> bool:
    return user.has_perm("review.change_proposal")


def oldest_first(found: list[Waiting]) -> list[Waiting]:
    return sorted(found, key=lambda waiting: (waiting.since, waiting.key))


def first_versions(records) -> list[Waiting]:
    authors = authors_of(list(records))
    return [
        Waiting(record, record.submitted_at or record.updated_at, authors.get(record.pk))
        for record in records
    ]


def changes(user, proposals, since: str) -> list[Waiting]:
    """Changes to records this officer may change, of a queryset of proposals; `since`
    names the column that says since when.
    """
    kinds = [ContentType.objects.get_for_model(model) for model in models_decided_by(user)]
    read = (
        proposals.filter(content_type__in=kinds)
        .select_related("content_type", "author")
        .order_by(since, "pk")[:MOST]
    )
    return [
        Waiting(
            proposal.record,
            getattr(proposal, since) or proposal.updated_at,
            proposal.author,
            proposal,
        )
        for proposal in read.prefetch_related("record")
        if proposal.record is not None
    ]


def authors_of(records: list[Moderated]) -> dict[int, object]:
    """Map each record of one model, by primary key, to the author of its last version.
    One statement; no entry without a history.
    """
    if not records:
        return {}
    versions = Version.objects.get_for_model(type(records[0])).filter(
        object_id__in=[str(record.pk) for record in records]
    )
    last = versions.order_by("revision__date_created", "pk").select_related("revision__user")
    return {int(version.object_id): version.revision.user for version in last}
