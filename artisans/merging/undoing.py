"""Undo of a merge: the record that went exists again, with its number, and each row
goes back to where it was.

Three-way, column by column: what nobody touched since the merge becomes what it was;
what was written since stays, and is said. A plan is made first, without writing:
whoever decides reads it, and that plan is carried out or none.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext

from kairouan.accounts.models import User
from kairouan.common import formatting
from kairouan.common.records import DERIVED, field_of, related_model
from kairouan.publication.stamp import public_write
from kairouan.review.history import revision
from kairouan.review.serialization import (
    Value,
    column_values,
    digest_of,
    plain_value,
    row_from_columns,
    set_columns,
    value_text,
)

from ..models import Artisan, Consent, Merge
from .consents import withdrawn_since
from .ledger import Event, events_of
from .relations import columns_pointing_at

Key = tuple[str, int | str]


@dataclass(frozen=True)
class UndoStep:
    """One row to write: `columns` are all of a row to make again, or those of a live
    row that change.
    """

    event: Event
    columns: dict[str, Value]

    @property
    def makes_again(self) -> bool:
        return self.event.after is None


@dataclass
class UndoPlan:
    """Plan of taking a merge back, and the sentences that say so."""

    merge: Merge
    steps: list[UndoStep] = field(default_factory=list)
    # rows that go back to the other record, by kind
    returning: Counter = field(default_factory=Counter)
    columns: list[dict] = field(default_factory=list)  # of the record that stays: label, now, then
    consents: list[str] = field(default_factory=list)
    # what was changed or added since, and what can no longer be put back
    staying: list[str] = field(default_factory=list)

    @property
    def rows_returning(self) -> list[tuple[str, int]]:
        """For a template, which would take `items` for a kind of row."""
        return list(self.returning.items())

    @property
    def version(self) -> str:
        """Mark of this plan: whoever decides has read it and no other."""
        return digest_of(
            [[step.event.model, step.event.pk, step.columns] for step in self.steps] + self.staying
        )


def why_not(merge: Merge) -> str:
    """The sentence that says why a merge cannot be taken back; empty when it can."""
    if merge.taken_back_at:
        return gettext("Cette fusion est déjà annulée.")
    if merge.ledger is None:
        return gettext(
            "Cette fusion est d’avant le jour où le portail a commencé à noter le détail de ce qui "
            "change : elle ne peut pas être annulée."
        )
    if merge.kept_id is None:
        return gettext("La fiche gardée n’existe plus.")
    if Artisan.objects.filter(pk=merge.removed_number).exists():
        return gettext("Une fiche porte de nouveau le n° %(number)s.") % {
            "number": merge.removed_number
        }
    if later := merged_again(merge):
        facts = {
            "name": later.removed_name,
            "number": later.removed_number,
            "day": formatting.day(timezone.localtime(later.created_at).date()),
        }
        return (
            gettext(
                "Ces fiches ont été fusionnées de nouveau depuis. Annulez d’abord la fusion de « "
                "%(name)s » (n° %(number)s), du %(day)s."
            )
            % facts
        )
    return ""


def merged_again(merge: Merge) -> Merge | None:
    """The latest merge made since, and standing, of the same person or of one of the
    same rows.
    """
    touched = {event.key for event in events_of(merge)}
    for later in Merge.objects.filter(pk__gt=merge.pk, taken_back_at=None).order_by("-pk"):
        if later.kept_id == merge.kept_id or (
            later.ledger and touched & {event.key for event in events_of(later)}
        ):
            return later
    return None


class Planner:
    """Walks the log from its end to its beginning over the rows as they would then be,
    and writes nothing.
    """

    def __init__(self, merge: Merge):
        self.plan = UndoPlan(merge)
        self.person = (Artisan._meta.label_lower, merge.removed_number)
        self.kept = (Artisan._meta.label_lower, merge.kept_id)
        self.rows: dict[Key, dict[str, Value] | None] = {}
        if merge.kept is None or merge.ledger is None:
            raise ValueError("ask `why_not` first")
        self.consents = merge.kept.consents
        self.withdrawn = withdrawn_since(merge.kept, merge.ledger["consents"])

    def make(self) -> UndoPlan:
        for event in reversed(events_of(self.plan.merge)):
            self.take_back(event)
        self.tell_agreements()
        self.tell_rows_added()
        self.plan.staying = list(dict.fromkeys(self.plan.staying))
        return self.plan

    def now(self, key: Key) -> dict[str, Value] | None:
        """The columns of a row as they would be after the steps so far; None when there
        is none.
        """
        if key not in self.rows:
            row = apps.get_model(key[0])._base_manager.filter(pk=key[1]).first()
            self.rows[key] = column_values(row) if row else None
        return self.rows[key]

    def take_back(self, event: Event):
        columns = (
            self.columns_of_deleted(event)
            if event.after is None
            else self.columns_of_changed(event)
        )
        if columns:
            self.rows[event.key] = (self.now(event.key) or {}) | columns
            self.plan.steps.append(UndoStep(event, columns))
            self.count(event, columns)

    def count(self, event: Event, columns: dict[str, Value]):
        if event.key in (self.person, self.kept):
            return
        if event.after is None or self.goes_back(event.kind, columns):
            self.plan.returning[capfirst(str(event.kind._meta.verbose_name_plural))] += 1

    def goes_back(self, kind: type[models.Model], columns: dict[str, Value]) -> bool:
        """Tell whether a row of these columns points at the record that exists
        again.
        """
        pointing = [column.name for column in columns_pointing_at(Artisan) if column.model is kind]
        return self.plan.merge.removed_number in [columns.get(name) for name in pointing]

    def columns_of_deleted(self, event: Event) -> dict[str, Value]:
        """All the columns of a row to make again; none when it can no longer be."""
        if self.now(event.key) is not None:
            return {}
        columns = dict(event.before)
        for column in event.kind._meta.concrete_fields:
            value = columns.get(column.name)
            if (
                value is None
                or column.primary_key
                or not (self.is_missing(column, value) or self.is_taken(event, column, value))
            ):
                continue
            if not column.null:
                self.stay(
                    event,
                    gettext("ne revient pas : « %(column)s » n’existe plus")
                    % {"column": column.verbose_name},
                )
                return {}
            self.stay(
                event,
                gettext("revient sans « %(column)s », pris ou supprimé depuis")
                % {"column": column.verbose_name},
            )
            columns[column.name] = None
        return columns

    def columns_of_changed(self, event: Event) -> dict[str, Value]:
        """The columns of a live row that nobody has written since."""
        current = self.now(event.key)
        if current is None:
            self.stay(event, gettext("supprimé depuis"))
            return {}
        found = {}
        for name in event.before.keys() & current.keys():
            column = field_of(event.kind, name)
            then, after, now = event.before[name], (event.after or {})[name], current[name]
            if name == "aliases":
                then = without_lines(now, added=after, to=then)
            elif now not in (after, then) or (then != now and self.is_missing(column, then)):
                if name not in DERIVED:
                    said = {
                        "column": column.verbose_name,
                        "value": value_text(event.kind, name, now) or gettext("(vide)"),
                    }
                    self.stay(
                        event, gettext("« %(column)s » changé depuis, reste « %(value)s »") % said
                    )
                continue
            if then != now:
                found[name] = then
        if (
            found
            and event.key != self.kept
            and not self.goes_back(event.kind, found)
            and self.has_added(event)
        ):
            self.stay(event, gettext("reste ce que la fusion en a fait, on y a ajouté depuis"))
            return {}
        if event.kind is Consent:
            found |= self.end_of_consent(current | found, found)
        if event.key == self.kept:
            self.plan.columns += [
                self.told(name, current[name], found[name]) for name in found if name not in DERIVED
            ]
        return found

    def end_of_consent(
        self, consent: dict[str, Value], found: dict[str, Value]
    ) -> dict[str, Value]:
        """Keep a consent ended that would come back into force, though its person has
        withdrawn it since or given another.
        """
        if "withdrawn_on" not in found or found["withdrawn_on"] is not None:
            return {}
        if withdrawn_on := self.withdrawn.get(consent["item"]):
            day = max(withdrawn_on.isoformat(), consent["given_on"])
            return {"withdrawn_on": day, "is_set_aside": False}
        if self.is_given_again(consent):
            stored = self.now((Consent._meta.label_lower, consent["id"])) or {}
            return {"withdrawn_on": stored["withdrawn_on"], "is_set_aside": True}
        return {}

    def is_given_again(self, consent: dict[str, Value]) -> bool:
        """Tell whether the same record would hold another consent for the item."""
        numbers = Consent.objects.filter(
            artisan=consent["artisan"], item=consent["item"]
        ).values_list("pk", flat=True)
        others = [
            self.now((Consent._meta.label_lower, number))
            for number in numbers
            if number != consent["id"]
        ]
        return any(
            other["artisan"] == consent["artisan"] and other["withdrawn_on"] is None
            for other in others
            if other
        )

    def is_missing(self, column: models.Field, value: Value) -> bool:
        """Tell whether a relation would lead nowhere."""
        if not column.is_relation or value is None:
            return False
        model = related_model(column.model, column.name)
        return self.now((model._meta.label_lower, value)) is None

    def is_taken(self, event: Event, column: models.Field, value: Value) -> bool:
        """Tell whether another row has taken a value that only one may hold."""
        if not column.unique:
            return False
        others = event.kind._base_manager.filter(**{column.name: value}).values_list(
            "pk", flat=True
        )
        return any(
            (self.now((event.model, number)) or {})[column.name] == value
            for number in others
            if number != event.pk
        )

    # Sentences

    def stay(self, event: Event, said: str):
        kind = capfirst(str(event.kind._meta.verbose_name))
        row = event.kind._base_manager.filter(pk=event.pk).first()
        name = f"{kind} « {row} »" if row else f"{kind} n° {event.pk}"
        self.plan.staying.append(gettext("%(row)s : %(said)s.") % {"row": name, "said": said})

    def told(self, name: str, now: Value, then: Value) -> dict:
        column = field_of(Artisan, name)
        said = [
            value_text(Artisan, name, plain_value(column, value)) or gettext("(vide)")
            for value in (now, then)
        ]
        return {"label": capfirst(str(column.verbose_name)), "now": said[0], "then": said[1]}

    def tell_agreements(self):
        """By record and item, whether a consent would be in force; and which stay
        withdrawn because the person said so since.
        """
        for number in self.consents.values_list("pk", flat=True):
            self.now((Consent._meta.label_lower, number))
        consents = [
            columns
            for (label, _pk), columns in self.rows.items()
            if label == Consent._meta.label_lower and columns
        ]
        by_item: dict[tuple, bool] = {}
        for consent in consents:
            key = consent["artisan"], consent["item"]
            by_item[key] = by_item.get(key, False) or consent["withdrawn_on"] is None
        for (number, item), is_standing in sorted(by_item.items()):
            facts = {"item": Consent.Item(item).label, "number": number}
            if is_standing:
                said = gettext("n° %(number)s, %(item)s : donné")
            elif item in self.withdrawn:
                said = gettext(
                    "n° %(number)s, %(item)s : reste retiré, la personne l’a retiré depuis la "
                    "fusion"
                )
            else:
                said = gettext("n° %(number)s, %(item)s : terminé")
            self.plan.consents.append(said % facts)

    def tell_rows_added(self):
        """List what was added since: to the record that stays, or to a row of it; what
        hangs on a row that goes back goes with it.
        """
        merge = self.plan.merge
        stay: Counter[type[models.Model]] = Counter()
        going = {step.event.key for step in self.plan.steps}
        for column in columns_pointing_at(Artisan):
            if column.model is not Merge:
                stay[column.model] += len(self.added(column, merge.kept_id) - going)
        for label, number in dict.fromkeys(event.key for event in events_of(merge)):
            kind = apps.get_model(label)
            columns = self.rows.get((label, number))
            if kind is Artisan or columns is None:
                continue
            is_back = self.goes_back(kind, columns)
            for column in columns_pointing_at(kind):
                found = len(self.added(column, number) - going)
                if is_back and found:
                    self.plan.returning[capfirst(str(column.model._meta.verbose_name_plural))] += (
                        found
                    )
                elif kind is not Merge:
                    stay[column.model] += found
        for kind, number in stay.items():
            if number:
                facts = {"kind": capfirst(str(kind._meta.verbose_name_plural)), "number": number}
                self.plan.staying.append(
                    gettext("Ajouté depuis à la fiche gardée, %(kind)s : %(number)s.") % facts
                )

    def has_added(self, event: Event) -> bool:
        """Tell whether anything was hung on a row since: a presence noted counts as
        long as its registration is what it was then.
        """
        return any(self.added(column, event.pk) for column in columns_pointing_at(event.kind))

    def added(self, column: models.Field, number) -> set[Key]:
        """The rows that came to point at a record since the merge."""
        if not hasattr(column.model, "created_at"):
            return set()
        rows = column.model._base_manager.filter(
            **{column.name: number}, created_at__gt=self.plan.merge.created_at
        )
        return {(column.model._meta.label_lower, pk) for pk in rows.values_list("pk", flat=True)}


def without_lines(now: str, added: str, to: str) -> str:
    """Three-way merge of lines: those that the merge added are taken out, those that
    were written since stay.
    """
    ours = set(added.splitlines()) - set(to.splitlines())
    return "\n".join(line for line in now.splitlines() if line not in ours)


def plan_of(merge: Merge) -> UndoPlan:
    """Plan the taking back of the merge.

    Raises ValidationError with the sentence that says why it cannot be.
    """
    if why := why_not(merge):
        raise ValidationError(why)
    return Planner(merge).make()


def take_back(merge: Merge, by: User, version: str) -> Artisan:
    """The record that went, again.

    All or nothing: the plan that was read (`version`) or, when something moved since,
    ValidationError.
    """
    try:
        with (
            revision(
                by,
                gettext("Fusion avec la fiche %(number)s, annulée")
                % {"number": merge.removed_number},
            ),
            public_write(),
        ):
            merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
            Artisan.objects.select_for_update(of=("self",)).filter(pk=merge.kept_id or 0).first()
            plan = plan_of(merge)
            if plan.version != version:
                raise ValidationError(
                    gettext(
                        "Une de ces fiches vient de changer. Rien n’est annulé : relisez ce qui "
                        "changerait."
                    )
                )
            return carried_out(plan, by)
    except (IntegrityError, models.ProtectedError) as error:
        raise ValidationError(
            gettext("Cette fusion ne peut pas être annulée : %(why)s") % {"why": error}
        ) from error


def carried_out(plan: UndoPlan, by: User) -> Artisan:
    for step in plan.steps:
        if step.makes_again:
            row_from_columns(step.event.kind, step.columns).save_base(raw=True, force_insert=True)
            continue
        row = step.event.kind._base_manager.get(pk=step.event.pk)
        set_columns(row, step.columns)
        if isinstance(row, Artisan):
            row.full_clean()
        row.save()
    merge = plan.merge
    merge.restored = Artisan.objects.get(pk=merge.removed_number)
    merge.taken_back_at, merge.taken_back_by, merge.ledger = timezone.now(), by, None
    merge.save()
    return merge.restored
