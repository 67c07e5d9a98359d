"""Consents in a merge: none passes by itself from one record to the other.

A consent counts for what its words were about: the one record. So, item by item, what
the merged record may show is decided here:
- withdrawn under either name, an older consent under the other ends too;
- given under both names, it stands;
- given under the name that goes, it ends, unless an officer says that the person agrees
for the merged record;
- given under the name that stays, it stands; but when something of the other record
would show with it, an officer has to say yes or no.

A consent that ends so is set aside: it keeps its signed paper, shows nothing, and is
not taken for a withdrawal by the person.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext

from kairouan.common import formatting
from kairouan.common.calendar import today_in_tunis
from kairouan.common.languages import columns

from ..models import Artisan, Consent
from .relations import relations_of

Item = Consent.Item
NAMES = columns("name")


def rows_by_item(person: Artisan) -> dict[str, list]:
    """Whatever of this record shows, or would show, under each consent."""
    found = defaultdict(list)
    for relation in relations_of(Artisan):
        for row in relation.related_model._base_manager.filter(**{relation.field.name: person}):
            for item in items_showing(row, relation.field.name):
                found[item].append(row)
    return found


def items_showing(row, relation: str) -> set[str]:
    """The consents under which a row shows something of the person it points at by
    `relation`. Every one, when its model does not say.
    """
    if not getattr(row, "shows_on_pages", True):
        return set()
    return set(row.shown_under(relation)) if hasattr(row, "shown_under") else set(Item.values)


@dataclass(frozen=True)
class Side:
    """One record's word about one item."""

    person: Artisan
    standing: Consent | None  # given, not ended: also one that begins later
    withdrawn_on: datetime.date | None  # the last withdrawal by the person

    @property
    def said(self) -> str:
        if self.standing and self.standing.until:
            facts = {
                "day": formatting.day(self.standing.given_on),
                "until": formatting.day(self.standing.until),
            }
            return gettext("donné le %(day)s, jusqu’au %(until)s") % facts
        if self.standing:
            return gettext("donné le %(day)s") % {"day": formatting.day(self.standing.given_on)}
        if self.withdrawn_on:
            return gettext("retiré le %(day)s") % {"day": formatting.day(self.withdrawn_on)}
        return "—"

    def is_overruled_by(self, other: "Side") -> bool:
        """Withdrawn under the other name since it was given."""
        return bool(
            self.standing and other.withdrawn_on and other.withdrawn_on >= self.standing.given_on
        )


def sides(person: Artisan) -> dict[str, Side]:
    today, standing, withdrawn = today_in_tunis(), {}, {}
    for consent in person.consents.filter(Q(until=None) | Q(until__gte=today), withdrawn_on=None):
        standing[consent.item] = consent
    for consent in person.consents.withdrawn().order_by("withdrawn_on"):
        withdrawn[consent.item] = consent.withdrawn_on
    return {item: Side(person, standing.get(item), withdrawn.get(item)) for item in Item.values}


@dataclass(frozen=True)
class Meeting:
    """One item as two records say it."""

    item: Item
    one: Side
    other: Side

    @property
    def given(self) -> list[Side]:
        """List the sides whose consent may stand."""
        pairs = ((self.one, self.other), (self.other, self.one))
        return [
            side for side, beside in pairs if side.standing and not side.is_overruled_by(beside)
        ]

    @property
    def is_withdrawn(self) -> bool:
        """Given under one name and withdrawn under the other since: nothing is left to
        ask.
        """
        return not self.given and bool(self.one.standing or self.other.standing)

    @property
    def is_open(self) -> bool:
        """Only one of the two names says yes: an officer says what the person wants of
        the merged record.
        """
        return len(self.given) == 1


def meetings(one: Artisan, other: Artisan) -> list[Meeting]:
    """One for each item of which either record says something."""
    first, second = sides(one), sides(other)
    found = [Meeting(item, first[item], second[item]) for item in Item]
    return [
        each
        for each in found
        if any(side.standing or side.withdrawn_on for side in (each.one, each.other))
    ]


def unanswered(kept: Artisan, gone: Artisan, values: dict, answers: dict[str, bool]) -> list[Item]:
    """The items given under the name that stays, with which something of the other
    record would show and of which nothing was said.
    """
    rows = rows_by_item(gone)
    shows = {item for item in rows if rows[item]}
    if any(
        values.get(name) and values[name] == getattr(gone, name) != getattr(kept, name)
        for name in NAMES
    ):
        shows.add(Item.NAME)
    return [
        each.item
        for each in meetings(kept, gone)
        if each.is_open
        and each.given[0].person == kept
        and each.item in shows
        and answers.get(each.item) is None
    ]


def standing_after(meeting: Meeting, kept: Artisan, answers: dict[str, bool]) -> Consent | None:
    """The consent of this item that counts for the merged record."""
    given, answer = (
        {side.person.pk: side.standing for side in meeting.given},
        answers.get(meeting.item),
    )
    if answer is False or not given:
        return None
    if kept.pk in given:
        return given[kept.pk]
    return next(iter(given.values())) if answer else None


def settle(ledger, kept: Artisan, gone: Artisan, values: dict, answers: dict[str, bool]):
    """Set aside every consent that does not stand, and hand those of the record that
    goes to the other. Raises ValidationError.
    """
    if silent := unanswered(kept, gone, values, answers):
        items = ", ".join(str(item.label) for item in silent)
        raise ValidationError(
            gettext("Dites si l’accord vaut aussi pour ce que l’autre fiche apporte : %(items)s.")
            % {"items": items}
        )
    kept_aside: dict[str, Consent | None] = {
        each.item: standing_after(each, kept, answers) for each in meetings(kept, gone)
    }
    for consent in kept.consents.filter(withdrawn_on=None):
        other = kept_aside.get(consent.item)
        # A consent of the record that stays which has run out, or is to come, stays as
        # it is unless another takes its place.
        if consent != other and (other or is_running(consent)):
            set_consent_aside(consent)
            ledger.save(consent)
    for consent in gone.consents.order_by("pk"):
        consent.artisan = kept
        if consent.withdrawn_on is None and consent != kept_aside.get(consent.item):
            set_consent_aside(consent)
        ledger.save(consent)


def is_running(consent: Consent) -> bool:
    return consent.until is None or consent.until >= today_in_tunis()


def set_consent_aside(consent: Consent):
    ends = min(consent.until or today_in_tunis(), today_in_tunis())
    consent.withdrawn_on, consent.is_set_aside = max(ends, consent.given_on), True


def register_of(person: Artisan) -> dict:
    """Note what taking the merge back must know of the consents as the merge leaves
    them: by number, which stand and which were withdrawn.
    """
    return {
        "standing": {
            str(consent.pk): consent.item for consent in person.consents.filter(withdrawn_on=None)
        },
        "withdrawn": list(person.consents.withdrawn().values_list("pk", flat=True)),
    }


def withdrawn_since(person: Artisan, register: dict) -> dict[str, datetime.date]:
    """By item, the day the person withdrew what stood after the merge.

    A consent that is no more counts as withdrawn today.
    """
    found: dict = {}
    for consent in person.consents.withdrawn().exclude(pk__in=register["withdrawn"]):
        found[consent.item] = max(
            consent.withdrawn_on, found.get(consent.item, consent.withdrawn_on)
        )
    there = {
        str(pk)
        for pk in Consent.objects.filter(pk__in=register["standing"]).values_list("pk", flat=True)
    }
    for number, item in register["standing"].items():
        if number not in there:
            found[item] = today_in_tunis()
    return found
