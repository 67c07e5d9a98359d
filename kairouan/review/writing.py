"""Plain values written back into a record: its columns, its relations, and the rows of
its own.
"""

from django.db import models

from kairouan.common.records import related_model

from .proposals import waiting_kind
from .serialization import Value, row_values, set_columns


def write_values(record: models.Model, values: dict[str, Value]):
    """Put plain values into a record and save it, with its relations.

    The caller holds the transaction. Raises ValidationError.
    """
    set_columns(record, values)
    record.full_clean()
    record.save()
    for name, value in values.items():
        field = record._meta.get_field(name)
        if field.many_to_many:
            # one may have gone while this waited
            getattr(record, name).set(
                related_model(record, name)._base_manager.filter(pk__in=value)
            )
        elif field.one_to_many:
            write_rows(record, field, value)


def write_rows(record: models.Model, relation, rows: list[dict]):
    """Make the record's own rows those given, in their order: known ones changed, new
    ones made, the others taken away. A new photograph or recording is the one that
    waits (`proposed`), which then waits no longer.

    Rows that stay as they are are not written: their dates do not move.
    """
    model, owner = relation.related_model, {relation.field.name: record}
    waits = waiting_kind(model)
    held = {row.pk: row for row in model.objects.filter(**owner)}
    wanted = [(held.pop(row["pk"], None) if row.get("pk") else None, row) for row in rows]
    for gone in held.values():  # first: a unique value may pass from one row to another
        gone.delete()
    place = 0
    for known, row in wanted:
        if known or waits is None:
            entry = known or model(**owner)
        elif waiting := waits.objects.filter(pk=row.get("proposed") or 0).first():
            entry = model.in_place_of(waiting, **owner)
            waiting.delete()
        else:
            continue  # a file that is no longer anywhere
        before = known and row_values(known), known and getattr(known, "order", None)
        set_columns(entry, {name: row[name] for name in model.member_columns if name in row})
        if "order" in model.member_columns:
            entry.order = place
        place += 1
        if known is None or before != (row_values(entry), getattr(entry, "order", None)):
            entry.full_clean()
            entry.save()
