"""Undo log of a merge: every row that it changed or deleted, with its columns before
and after, in the order it happened.
"""

from dataclasses import asdict, dataclass

from django.apps import apps
from django.db import models

from kairouan.review.serialization import Value, column_values

MOMENTS = {"updated_at"}  # moves with every save, and is no reason to say that somebody wrote


@dataclass(frozen=True)
class Event:
    """One row changed (`before` and `after` hold the columns that differ), or deleted
    (`after` is None, `before` holds them all).
    """

    model: str
    pk: int | str
    before: dict[str, Value]
    after: dict[str, Value] | None

    @property
    def key(self) -> tuple[str, int | str]:
        return self.model, self.pk

    @property
    def kind(self) -> type[models.Model]:
        return apps.get_model(self.model)


class Ledger:
    """Saves and deletes rows in place of the merge, and keeps what they held."""

    def __init__(self):
        self.events: list[Event] = []

    def save(self, row: models.Model):
        before = stored_columns(row)
        row.save()
        after = stored_columns(row)
        changed = [name for name in before if name not in MOMENTS and before[name] != after[name]]
        if changed:
            self.note(
                row,
                {name: before[name] for name in changed},
                {name: after[name] for name in changed},
            )

    def delete(self, row: models.Model):
        before = stored_columns(row)
        self.note(row, before, None)
        row.delete()

    def note(self, row, before, after):
        self.events.append(
            Event(row._meta.label_lower, before.get(row._meta.pk.name, row.pk), before, after)
        )

    def as_json(self) -> list[dict]:
        return [asdict(event) for event in self.events]


def events_of(merge) -> list[Event]:
    return [Event(**kept) for kept in merge.ledger["events"]]


def stored_columns(row: models.Model) -> dict[str, Value]:
    """The columns of a row as the database holds them, whatever was set in memory."""
    return column_values(type(row)._base_manager.get(pk=row.pk))
