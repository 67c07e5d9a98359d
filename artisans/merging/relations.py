"""Walk over whatever points at a record, from any app."""

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

HISTORY = {"admin", "reversion"}  # tell of a number, and stay with it


def relations_of(model: type[models.Model]) -> list:
    """Relations to one, with their columns; a table of its own (`through`) is among
    them, an automatic one is not.
    """
    return [relation for relation in model._meta.related_objects if not relation.many_to_many]


def joins_of(model: type[models.Model]) -> list[models.ForeignKey]:
    """Columns of the automatic tables that join a record to many."""
    joins = [
        one.through
        for one in model._meta.related_objects
        if isinstance(one, models.ManyToManyRel) and one.through
    ]
    return [
        field
        for through in joins
        if through._meta.auto_created
        for field in through._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is model
    ]


def columns_pointing_at(model: type[models.Model]) -> list[models.ForeignKey]:
    return [relation.field for relation in relations_of(model)] + joins_of(model)


def rows_about(record: models.Model) -> list[tuple[models.Model, str]]:
    """Rows that point at a record of any kind, such as what a member was told of it,
    each with the column that holds its number.
    """
    kind, found = ContentType.objects.get_for_model(record), []
    for model in apps.get_models():
        for column in model._meta.private_fields:
            if isinstance(column, GenericForeignKey) and model._meta.app_label not in HISTORY:
                wanted = {column.ct_field: kind, column.fk_field: record.pk}
                found += [
                    (row, column.fk_field)
                    for row in model._base_manager.filter(**wanted).order_by("pk")
                ]
    return found
