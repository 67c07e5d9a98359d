"""Walk over whatever points at a record, from any app."""

from django.db import models


def relations_of(model: type[models.Model]) -> list:
    """Relations to one, with their columns; a table of its own (`through`) is among them, an automatic one is not."""
    return [relation for relation in model._meta.related_objects if not relation.many_to_many]


def joins_of(model: type[models.Model]) -> list[models.ForeignKey]:
    """Columns of the automatic tables that join a record to many."""
    joins = [one.through for one in model._meta.related_objects if one.many_to_many and one.through._meta.auto_created]
    return [field for through in joins for field in through._meta.concrete_fields if field.related_model is model]


def columns_pointing_at(model: type[models.Model]) -> list[models.ForeignKey]:
    return [relation.field for relation in relations_of(model)] + joins_of(model)
