"""Two records of one person made one: everything that hangs on the record that goes
passes to the one that stays, whichever app it comes from.
"""

from collections import Counter
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils.text import capfirst
from django.utils.translation import gettext

from kairouan.accounts.models import User
from kairouan.publication.stamp import public_write
from kairouan.review.history import revision

from ..models import Artisan, LearnedFrom, Merge
from . import consents as consent_answers
from .ledger import Ledger
from .relations import columns_pointing_at, relations_of, rows_about

NOT_CHOSEN = {"id", "account", "written_in", "aliases"}  # both records' aliases are kept


def chosen_fields() -> list[models.Field]:
    """The columns of a person between which an officer chooses."""
    return [
        field
        for field in Artisan._meta.concrete_fields
        if field.name not in NOT_CHOSEN and field.editable
    ]


def related_row_counts(person: Artisan) -> Counter:
    """Count the rows of each kind that hang on this person, by the name of the kind."""
    found: Counter = Counter()
    for relation in relations_of(Artisan):
        held = relation.related_model._base_manager.filter(**{relation.field.name: person}).count()
        if held:
            found[capfirst(relation.related_model._meta.verbose_name_plural)] += held
    return found


class Mover:
    """Passes what hangs on one record to another.

    `moved` counts it by kind; `dropped` tells what had its like there already.
    """

    def __init__(self, ledger: Ledger):
        self.ledger = ledger
        self.moved: Counter = Counter()
        self.dropped: list[str] = []

    def move_all(self, gone, kept):
        for column in columns_pointing_at(type(gone)):
            for row in column.model._base_manager.filter(**{column.name: gone}).order_by("pk"):
                self.move(row, column, kept)
        for row, number in rows_about(gone):
            setattr(row, number, kept.pk)
            self.ledger.save(row)

    def move(self, row, column, kept):
        """One row; when the record that stays has its like, that one takes over what it
        says and what hangs on it, and the row goes.
        """
        setattr(row, column.name, kept)
        if isinstance(row, LearnedFrom) and row.is_drawn:
            row.is_drawn = not row.is_another_drawn()
        if may_stand(row):
            self.ledger.save(row)
            self.moved[row._meta.label_lower] += 1
        else:
            self.drop(row)

    def drop(self, row):
        like = like_of(row)
        if like is not None:
            self.join(row, like)
        # nobody is their own master, nor that of their own master
        elif isinstance(row, LearnedFrom):
            self.ledger.delete(row)
        else:
            raise ValidationError(
                gettext("« %(row)s » ne peut ni passer à l’autre fiche ni disparaître.")
                % {"row": row}
            )
        self.dropped.append(f"{capfirst(str(row._meta.verbose_name))} : {like or row}")

    def join(self, row, like):
        if hasattr(like, "absorb"):
            like.absorb(row)
        self.move_all(row, like)
        self.ledger.delete(row)
        self.ledger.save(like)


def may_stand(row) -> bool:
    """Tell whether the row breaks no rule where it now is: those of the database, and
    that no lineage makes a circle.
    """
    try:
        row.validate_unique()
        row.validate_constraints()
        if isinstance(row, LearnedFrom):
            row.clean()
    except ValidationError:
        return False
    return True


def like_of(row):
    """The row that stands where this one would: the other one of a rule of
    uniqueness.
    """
    columns = [
        field.name
        for field in row._meta.concrete_fields
        if field.unique and not field.primary_key and field.is_relation
    ]
    rules: list[tuple[Sequence[str], models.Q | None]] = [((name,), None) for name in columns]
    rules += [(names, None) for names in row._meta.unique_together]
    rules += [
        (rule.fields, rule.condition)
        for rule in row._meta.constraints
        if isinstance(rule, models.UniqueConstraint) and rule.fields
    ]
    for names, condition in rules:
        others = (
            type(row)
            ._base_manager.exclude(pk=row.pk)
            .filter(**{name: getattr(row, name) for name in names})
        )
        if found := others.filter(condition or models.Q()).first():
            return found
    return None


def check_accounts(kept: Artisan, gone: Artisan):
    if kept.account_id and gone.account_id:
        raise ValidationError(
            gettext(
                "Ces deux fiches ont chacune un compte. Décidez avec la personne lequel reste, et "
                "détachez l’autre de sa fiche."
            )
        )


def names_of(person: Artisan) -> list[str]:
    """Every spelling of the name, the aliases last."""
    lines = [
        *(getattr(person, name) for name in consent_answers.NAMES),
        *person.aliases.splitlines(),
    ]
    return [line.strip() for line in lines if line.strip()]


def with_other_names(kept: Artisan, others: list[str]) -> str:
    """The aliases of the record that stays, with every spelling that would otherwise be
    lost.
    """
    own = kept.aliases.splitlines()
    known = {
        line.strip() for line in [*own, *(getattr(kept, name) for name in consent_answers.NAMES)]
    }
    added = [name for name in dict.fromkeys(others) if name not in known]
    return "\n".join([*own, *added])


def merge(
    kept: Artisan,
    gone: Artisan,
    values: dict,
    by: User,
    answers: dict[str, bool] | None = None,
    portrait_of: Artisan | None = None,
) -> Merge:
    """One record of two, all or nothing. Raises ValidationError.

    `values` are those of the columns that stay; `answers` say, by item, whether the
    person's consent counts for the merged record (see `consents`); `portrait_of` is
    the record whose portrait stays when both have one, by default the one that stays.
    """
    try:
        with (
            revision(by, gettext("Fusion avec la fiche %(number)s") % {"number": gone.pk}),
            public_write(),
        ):
            return merged(kept, gone, values, by, answers or {}, portrait_of or kept)
    except (IntegrityError, models.ProtectedError) as error:
        raise ValidationError(
            gettext("Ces deux fiches ne peuvent pas être fusionnées : %(why)s") % {"why": error}
        ) from error


def merged(
    kept: Artisan,
    gone: Artisan,
    values: dict,
    by: User,
    answers: dict[str, bool],
    portrait_of: Artisan,
) -> Merge:
    people = Artisan.objects.select_for_update(of=("self",)).in_bulk({kept.pk, gone.pk})
    if len(people) != 2:
        raise ValidationError(gettext("Choisissez deux fiches différentes, qui existent encore."))
    kept, gone = people[kept.pk], people[gone.pk]
    check_accounts(kept, gone)
    ledger = Ledger()
    mover, account, names = (
        Mover(ledger),
        kept.account or gone.account,
        names_of(kept) + names_of(gone),
    )
    done = Merge(kept=kept, removed_number=gone.pk, removed_name=str(gone), by=by)
    passing = gone.consents.count()
    consent_answers.settle(ledger, kept, gone, values, answers)
    if passing:
        mover.moved["artisans.consent"] = passing
    if portrait_of == gone and hasattr(kept, "portrait") and hasattr(gone, "portrait"):
        mover.dropped.append(f"{capfirst(str(kept.portrait._meta.verbose_name))} : {kept.portrait}")
        ledger.delete(kept.portrait)
    mover.move_all(gone, kept)
    ledger.delete(gone)
    for name, value in (values | {"account": account}).items():
        setattr(kept, name, value)
    kept.aliases = with_other_names(kept, names)
    kept.full_clean()
    ledger.save(kept)
    done.moved = {"moved": dict(mover.moved), "dropped": mover.dropped}
    done.ledger = {"events": ledger.as_json(), "consents": consent_answers.register_of(kept)}
    done.save()
    return done
