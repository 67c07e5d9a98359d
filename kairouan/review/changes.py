"""A member's steps with a change: written, submitted, dropped, previewed.

`write_change()` is the one door of the artisan's space: it writes to a record that
nobody sees yet, to the live one of a trusted workshop, and sets aside every other
change. `preview_with_proposal()` applies it, lets the page be made, and takes it all
back. What an officer makes of it: `decisions`.
"""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kairouan.publication.stamp import public_write

from .moderation import Moderated, Status
from .proposals import (
    Kept,
    Proposal,
    ProposalState,
    current_value,
    locked_proposal,
    new_proposal,
    open_proposal,
    with_proposal,
)
from .serialization import Value, set_columns, value_of
from .writing import write_values

# Changing


def write_change(
    record: Kept, values: dict[str, Value], by, shown: dict[str, Value] | None = None
) -> Kept:
    """Write a member's change where it belongs; return the record
    with its proposal.
    `by` is the user who types. Raises ValidationError.

    `shown` is what they saw under these names: of two who send at the same moment, the
    second is asked to look again.

    Nobody sees a record that is not published: it is written itself, and so is one of a
    trusted workshop, at once. Anything else waits. The caller is inside
    `history.revision`. What waits is checked as what is written: two people's changes,
    each right, may contradict each other.
    """
    with changing(record):
        record = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
        if shown is not None:
            check_not_moved(record, {name: shown[name] for name in values})
        if record.changes_wait:
            add_to_proposal(record, values, by)
            with_proposal(record).full_clean()
        else:
            write_values(record, values)
            wait_no_longer(record, values)
    return with_proposal(type(record).objects.get(pk=record.pk))


def check_not_moved(record: Moderated, shown: dict[str, Value]):
    """Refuse to write over what the member has not seen. Raises ValidationError."""
    seen = with_proposal(type(record).objects.get(pk=record.pk))
    if any(current_value(seen, name) != value for name, value in shown.items()):
        raise ValidationError(
            _("Quelqu’un d’autre vient d’enregistrer ici. Envoyez encore une fois."), code="moved"
        )


def changing(record: Moderated):
    """The transaction of a member's change.

    One that waits touches no public page, and makes no new edition of them.
    """
    return transaction.atomic() if record.changes_wait else public_write()


def add_to_proposal(record: Moderated, values: dict[str, Value], by):
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
    """Drop the proposed values under these names: the record has since been written at
    once.
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


def submit_change(record: Moderated, by) -> bool:
    """Ask ONA to read what waits; whether there was anything to send."""
    with transaction.atomic():
        proposal = locked_proposal(record)
        if proposal is None or not proposal.changes or proposal.state == ProposalState.SUBMITTED:
            return False
        proposal.state, proposal.reason, proposal.submitted_at = (
            ProposalState.SUBMITTED,
            "",
            timezone.now(),
        )
        proposal.author = by
        proposal.save()
    return True


def drop_change(record: Moderated):
    """Give up what waits; the live record never knew of it.

    The row stays, for the history; its photographs go.
    """
    with transaction.atomic():
        if proposal := locked_proposal(record):
            proposal.state = ProposalState.DROPPED
            proposal.save()
            proposal.photos.all().delete()


# Previewing


@contextmanager
def preview_with_proposal(record: Moderated):
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
        write_values(record, proposal.asked_of(record) if proposal else {})
        yield type(record).objects.get(pk=record.pk)
        transaction.set_rollback(True)
