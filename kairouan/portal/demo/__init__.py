"""Invented changes that wait beside the live records, one in each state, and what their
authors were told.
"""

import tomllib
from pathlib import Path

from django.apps import apps
from django.utils import timezone

from kairouan.accounts.models import User
from kairouan.demonstration import by_key
from kairouan.review.changes import write_change
from kairouan.review.models import Notice, Proposal
from kairouan.review.proposals import ProposalState, open_proposal


def load():
    rows = tomllib.loads((Path(__file__).parent / "changes.toml").read_text(encoding="utf-8"))
    for row in rows["change"]:
        if not Proposal.objects.filter(demonstration_key=row["key"]).exists():
            load_change(row)
    for row in rows["notice"]:
        told = {
            "user": by_key(User, row["user"]),
            "kind": row["kind"],
            "reason": row.get("reason", ""),
        }
        record = record_of(row["record"])
        if not Notice.objects.filter(**told, object_id=record.pk).exists():
            Notice.objects.create(**told, record=record)


def record_of(name: str):
    """The record of "workshops.workshop:atelier-ben-jemaa"."""
    label, _, key = name.partition(":")
    return by_key(apps.get_model(label), key)


def load_change(row: dict):
    record = record_of(row["record"])
    write_change(record, row["values"], by_key(User, row["author"]))
    proposal = open_proposal(record)
    proposal.demonstration_key, proposal.state, proposal.reason = (
        row["key"],
        row["state"],
        row.get("reason", ""),
    )
    if proposal.state != ProposalState.DRAFT:
        proposal.submitted_at = timezone.now()
    proposal.save()
