"""Decisions of an officer: a change, or the first version of a record, is approved or
sent back.

Each is one revision of the history in one transaction. `public_write` draws the stamp
of the public pages before any row is locked; a record is locked before its change, as a
member who writes does. What is no longer what the officer read is refused.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.records import field_of
from kairouan.publication.stamp import public_write

from .history import revision, store_version
from .moderation import Moderated, Status, publish, send_back
from .notice_kinds import APPLIED, SENT_BACK
from .notices import notify
from .proposals import Proposal, ProposalState
from .serialization import Value, record_version
from .writing import write_values

# A change


def approve_change(proposal: Proposal, by, version: str, corrected: dict[str, Value] | None = None):
    """Publish a change as it was read: `version` says what that was.

    `corrected` is what the officer writes instead, by name; members are told which
    names. Raises ValidationError.
    """
    check_read_by_another(proposal.author, by)
    corrected = corrected or {}
    with revision(by, gettext("Relecture")), public_write():
        model: Any = proposal.content_type.model_class()
        record = model.objects.select_for_update(of=("self",)).filter(pk=proposal.object_id).first()
        proposal = lock_change_as_read(proposal, version)
        if not record.is_published:
            raise ValidationError(
                _(
                    "Cette fiche n’est plus en ligne : publiez-la d’abord, ou renvoyez la "
                    "modification."
                )
            )
        names = [
            name
            for name, value in corrected.items()
            if name in proposal.changes and proposal.changes[name]["to"] != value
        ]
        for name in names:  # the history keeps what its author sent
            proposal.changes[name]["to"] = corrected[name]
        # photographs that waited pass to the record, and wait no longer
        write_values(record, proposal.asked_of(record))
        proposal.state, proposal.reason = ProposalState.APPLIED, ""
        proposal.decided_by, proposal.decided_at = by, timezone.now()
        proposal.save()
        kind = record.told_as(APPLIED)
        notify(record, kind, corrections_text(record, names) if names else "")
        record.tell_others()


def send_change_back(proposal: Proposal, by, reason: str, version: str):
    """Send a change back with a sentence; it stays as it was typed, for its author to
    correct. Raises ValidationError.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Dites en une phrase ce qui est à revoir."))
    with revision(by, gettext("Renvoyé : %(reason)s") % {"reason": reason}), public_write():
        proposal = lock_change_as_read(proposal, version)
        proposal.state, proposal.reason = ProposalState.SENT_BACK, reason
        proposal.decided_by, proposal.decided_at = by, timezone.now()
        proposal.save()
        notify(proposal.record, SENT_BACK, reason)
        store_version(proposal.record)


def lock_change_as_read(proposal: Proposal, version: str) -> Proposal:
    """Lock a change that still waits and is still what was read.

    Raises ValidationError.
    """
    found = Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal.pk).first()
    if found is None or found.record is None or found.state != ProposalState.SUBMITTED:
        raise ValidationError(_("Cette modification n’attend plus de décision."))
    if found.version != version:
        raise ValidationError(
            _("Cette modification a changé depuis que vous l’avez ouverte. Relisez-la.")
        )
    return found


# A first version


def approve_first_version(
    record: Moderated, author, by, version: str, corrected: dict[str, Value] | None = None
):
    """Publish a record as it was read, with the officer's corrections when there are
    any. `author` is the user who wrote it last, None when nobody knows.

    Raises ValidationError.
    """
    check_read_by_another(author, by)
    with revision(by, gettext("Relecture")), public_write():
        record = lock_first_version_as_read(record, version)
        if corrected:
            write_values(record, corrected)
        publish(record)


def send_first_version_back(record: Moderated, by, reason: str, version: str):
    """Send a record back with a sentence. Raises ValidationError."""
    with revision(by, gettext("Renvoyé : %(reason)s") % {"reason": reason}), public_write():
        send_back(lock_first_version_as_read(record, version), reason)


def lock_first_version_as_read(record: Moderated, version: str) -> Moderated:
    """Lock a record that still waits and is still what was read.

    Raises ValidationError.
    """
    record = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.status != Status.SUBMITTED:
        raise ValidationError(_("Cette fiche n’attend pas de relecture."))
    if record_version(record) != version:
        raise ValidationError(_("Cette fiche a changé depuis que vous l’avez ouverte. Relisez-la."))
    return record


# Both


def check_read_by_another(author, officer):
    """Two pairs of eyes: who wrote it does not publish it, unless the settings say so.

    Raises ValidationError.
    """
    if author is not None and author == officer and not settings.OWN_REVIEW:
        raise ValidationError(
            _("Vous avez écrit ceci vous-même : un autre membre de l’équipe le relit."), code="own"
        )


def corrections_text(record: Moderated, names: list[str]):
    """A sentence that names what an officer corrected, in the language of whoever reads
    it.
    """
    labels = [field_of(record, name).verbose_name for name in names]
    return lazy(
        lambda: (
            gettext("L’équipe a corrigé : %(what)s.")
            % {"what": ", ".join(str(label) for label in labels)}
        ),
        str,
    )()
