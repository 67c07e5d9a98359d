"""Two records of one person made one: everything that hangs on the record that goes passes to the one that stays, whichever app it comes from."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils.text import capfirst
from django.utils.translation import gettext

from kairouan.common.history import recorded
from kairouan.common.publication import writing

from .models import Artisan, LearnedFrom, Merge

NOT_CHOSEN = {"id", "account", "written_in"}


def chosen_fields() -> list[models.Field]:
    """The columns of a person between which an officer chooses."""
    return [field for field in Artisan._meta.concrete_fields if field.name not in NOT_CHOSEN and field.editable]


def relations_of(model) -> list:
    """What points at a record: relations to one, with their columns; a table of its own (`through`) is among them, an automatic one is not."""
    return [relation for relation in model._meta.related_objects if not relation.many_to_many]


def joins_of(model) -> list:
    """The automatic tables that join a record to many."""
    return [one for one in model._meta.related_objects if one.many_to_many and one.through._meta.auto_created]


def counted(person: Artisan) -> Counter:
    """How many rows of each kind hang on this person, by the name of the kind."""
    found = Counter()
    for relation in relations_of(Artisan):
        held = relation.related_model._base_manager.filter(**{relation.field.name: person}).count()
        if held:
            found[capfirst(relation.related_model._meta.verbose_name_plural)] += held
    return found


class Mover:
    """Passes what hangs on one record to another. `moved` counts it by kind; `dropped` tells what had its like there already."""

    def __init__(self):
        self.moved, self.dropped = Counter(), []

    def move_all(self, gone, kept):
        for relation in relations_of(type(gone)):
            for row in relation.related_model._base_manager.filter(**{relation.field.name: gone}):
                self.move(row, relation.field, kept)
        for relation in joins_of(type(gone)):
            for entry in relation.related_model._base_manager.filter(**{relation.field.name: gone}):
                getattr(entry, relation.field.name).add(kept)
                getattr(entry, relation.field.name).remove(gone)
                self.moved[type(entry)._meta.label_lower] += 1

    def move(self, row, field, kept):
        """One row; when the record that stays has its like, what hangs on the row passes to that one and the row goes."""
        setattr(row, field.name, kept)
        if isinstance(row, LearnedFrom) and row.is_drawn:
            row.is_drawn = not LearnedFrom.objects.filter(pupil=row.pupil, is_drawn=True).exclude(pk=row.pk).exists()
        if self.may_stand(row):
            row.save()
            self.moved[row._meta.label_lower] += 1
        else:
            self.drop(row, field)

    def may_stand(self, row) -> bool:
        """Whether the row breaks no rule where it now is: those of the database, and that no lineage makes a circle."""
        try:
            row.validate_unique()
            row.validate_constraints()
            if isinstance(row, LearnedFrom):
                row.clean()
        except ValidationError:
            return False
        return True

    def drop(self, row, field):
        like = like_of(row)
        is_protected = (
            field.one_to_one and field.remote_field.on_delete is models.PROTECT
        )  # such as a certificate that someone holds
        if is_protected or (like is None and has_rows(row)):
            raise ValidationError(gettext("« %(row)s » ne peut ni passer à l’autre fiche ni disparaître.") % {"row": row})
        if like is not None:
            take_papers(row, like)
            self.move_all(row, like)
        self.dropped.append(f"{capfirst(row._meta.verbose_name)} : {like or row}")
        row.delete()


def like_of(row):
    """The row that stands where this one would: the other one of a rule of uniqueness."""
    columns = [field.name for field in row._meta.concrete_fields if field.unique and not field.primary_key and field.is_relation]
    rules = [((name,), None) for name in columns]
    rules += [
        (rule.fields, rule.condition) for rule in row._meta.constraints if isinstance(rule, models.UniqueConstraint) and rule.fields
    ]
    for names, condition in rules:
        others = type(row)._base_manager.exclude(pk=row.pk).filter(**{name: getattr(row, name) for name in names})
        if found := others.filter(condition or models.Q()).first():
            return found
    return None


def has_rows(row) -> bool:
    return any(one.related_model._base_manager.filter(**{one.field.name: row}).exists() for one in relations_of(type(row)))


def take_papers(row, like):
    """A scan that only the row that goes has is kept."""
    for field in row._meta.concrete_fields:
        if isinstance(field, models.FileField) and getattr(row, field.name) and not getattr(like, field.name):
            setattr(like, field.name, getattr(row, field.name).name)
            like.save()


def respect_withdrawals(person: Artisan):
    """What the person withdrew under one name does not show again by an older agreement under the other."""
    for consent in person.consents.filter(withdrawn_on=None):
        past = person.consents.filter(item=consent.item, withdrawn_on__gte=consent.given_on).order_by("-withdrawn_on").first()
        if past and past.given_on >= consent.given_on:
            consent.withdrawn_on = past.withdrawn_on
            consent.save()


def check_accounts(kept: Artisan, gone: Artisan):
    if kept.account_id and gone.account_id:
        raise ValidationError(
            gettext(
                "Ces deux fiches ont chacune un compte. Décidez avec la personne lequel reste, et détachez l’autre de sa fiche."
            )
        )


def merge(kept: Artisan, gone: Artisan, values: dict, by) -> Merge:
    """One record of two: `values` are those of the columns that stay. All or nothing. Raises ValidationError."""
    try:
        with recorded(by, gettext("Fusion avec la fiche %(number)s") % {"number": gone.pk}), writing():
            return merged(kept, gone, values, by)
    except (IntegrityError, models.ProtectedError) as error:
        raise ValidationError(gettext("Ces deux fiches ne peuvent pas être fusionnées : %(why)s") % {"why": error}) from error


def merged(kept: Artisan, gone: Artisan, values: dict, by) -> Merge:
    people = Artisan.objects.select_for_update(of=("self",)).in_bulk({kept.pk, gone.pk})
    if len(people) != 2:
        raise ValidationError(gettext("Choisissez deux fiches différentes, qui existent encore."))
    kept, gone = people[kept.pk], people[gone.pk]
    check_accounts(kept, gone)
    mover, account = Mover(), kept.account or gone.account
    done = Merge(kept=kept, removed_number=gone.pk, removed_name=str(gone), by=by)
    mover.move_all(gone, kept)
    gone.delete()
    for name, value in (values | {"account": account}).items():
        setattr(kept, name, value)
    kept.full_clean()
    kept.save()
    respect_withdrawals(kept)
    done.moved = {"moved": dict(mover.moved), "dropped": mover.dropped}
    done.save()
    return done
