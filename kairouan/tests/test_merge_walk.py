"""Two records of one person merged and taken back, with a row in every relation that
points at a person, whichever app it is of.

A relation that is new fails here until `make_rows` says how one of its rows is made:
the walk reads the relations from the models.
"""

import datetime
from itertools import chain

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from artisans.merging import merge, take_back
from artisans.merging.relations import columns_pointing_at
from artisans.merging.undoing import plan_of
from artisans.models import Artisan, Consent, FamilyTechnique, LearnedFrom, Merge, Spokesperson
from artisans.tests.factories import (
    ArtisanFactory,
    ConsentFactory,
    FamilyFactory,
    TechniqueFactory,
    portrait_of,
)
from enquiries.models import Message
from kairouan.accounts.models import User
from kairouan.common.records import DERIVED
from programme.models import Certificate
from programme.tests.factories import (
    ApplicationFactory,
    AttendanceFactory,
    PlacementFactory,
    RegistrationFactory,
    SessionFactory,
    SupportFactory,
)
from workshops.models import Channel, Membership
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db

OURS = ("artisans", "workshops", "products", "enquiries", "programme")
ANSWERS = dict.fromkeys(Consent.Item.values, True)
EARLY, LATE = datetime.date(2019, 5, 1), datetime.date(2024, 5, 1)


PAIR: set[int] = set()  # the numbers of the two records of one person


class Around:
    """Records shared by the two records of one person: a workshop, a
    session, a master, a pupil.
    """

    def __init__(self):
        self.workshop, self.session = WorkshopFactory(), SessionFactory()
        self.family = FamilyFactory()
        self.master, self.pupil = ArtisanFactory(), ArtisanFactory()


def make_rows(person: Artisan, around: Around, by: User, says_more: bool = True):
    """A row in every relation; where two of one thing cannot stand side by side, this
    one says more or less than the other.
    """
    registration = RegistrationFactory(
        artisan=person,
        action=around.session.action,
        state="confirmed" if says_more else "cancelled",
        has_answered=says_more,
        asked_at=datetime.datetime.combine(
            EARLY if says_more else LATE, datetime.time(9), datetime.UTC
        ),
    )
    AttendanceFactory(
        registration=registration,
        session=around.session,
        is_present=says_more,
        recorded_by=by if says_more else None,
    )
    Membership.objects.create(
        artisan=person,
        workshop=around.workshop,
        role="owner" if says_more else "worker",
        since=EARLY if says_more else None,
    )
    years = {"since_year": 1990, "until_year": 1999, "source_ar": "رواية"} if says_more else {}
    LearnedFrom.objects.create(
        pupil=person,
        master=around.master,
        source_fr=f"Récit {person.pk}",
        is_drawn=says_more,
        **years,
    )
    LearnedFrom.objects.create(
        pupil=around.pupil,
        master=person,
        told_by=person,
        source_fr=f"Acte {person.pk}",
        is_drawn=says_more,
        **years,
    )
    FamilyTechnique.objects.create(
        family=FamilyFactory(), technique=TechniqueFactory(), told_by=person
    )
    ConsentFactory(
        artisan=person, item=Consent.Item.NAME, document="consents/papier.pdf" if says_more else ""
    )
    portrait_of(person)
    if says_more:
        Certificate.objects.create(
            registration=registration, code=f"CODE{person.pk:04}", hours=3, issued_on=LATE
        )
    Spokesperson.objects.create(
        family=around.family,
        artisan=person,
        since=EARLY if says_more else LATE,
        named_by=by if says_more else None,
    )
    # Of these there may be as many as one likes.
    WorkshopFactory(responsible=person)
    Channel.objects.create(
        workshop=around.workshop, person=person, kind="phone", value=f"+2169812{person.pk:04}"
    )
    SupportFactory(artisan=person, workshop=None)
    ApplicationFactory(person=person, placement=PlacementFactory(artisan=person))
    Message.objects.create(
        kind="data",
        language="fr",
        name="Salah",
        phone="+21698123456",
        text="Mes données",
        person=person,
    )
    Merge.objects.create(
        kept=person, restored=person, removed_number=9000 + person.pk, removed_name="Autre"
    )


def facts_of(person: Artisan) -> set[tuple]:
    """All that the rows that point at a person say, and the rows that hang on those, by
    what else they point at.
    """
    found = set()
    for column in columns_pointing_at(Artisan):
        for row in column.model._base_manager.filter(**{column.name: person}):
            found |= said_by(row, column, ())
            for hanging in columns_pointing_at(column.model):
                for other in hanging.model._base_manager.filter(**{hanging.name: row}):
                    found |= said_by(other, hanging, anchors_of(row, column))
    return found


def anchors_of(row, column) -> tuple:
    """List the relations of a row beside the person: it tells which row it is, whatever
    its number.
    """
    relations = [
        field for field in row._meta.concrete_fields if field.is_relation and field is not column
    ]
    beside = {field.name: getattr(row, field.attname) for field in relations}
    twice = {
        field.name: "the person"
        for field in relations
        if field.related_model is Artisan and beside[field.name] in PAIR
    }
    return (row._meta.label, column.name, *(beside | twice).items())


def said_by(row, column, under: tuple) -> set[tuple]:
    anchors = (*under, *anchors_of(row, column))
    fields = [
        field
        for field in row._meta.concrete_fields
        if not (field.is_relation or field.primary_key or field.name in DERIVED)
    ]
    return {(anchors, field.name, str(field.value_from_object(row))) for field in fields}


def missing(before: set[tuple], after: set[tuple]) -> list[tuple]:
    """The facts that are no longer said. A source joined to another is still said."""
    texts = {(anchors, name): text for anchors, name, text in after}
    gone = [
        fact
        for fact in before - after
        if not (fact[2] and fact[2] in texts.get(fact[:2], "") and "source" in fact[1])
    ]
    return sorted(gone, key=str)


def everything() -> dict:
    """Every row of the register with its columns, but the moment it was last saved and
    the log of merges itself.
    """
    kinds = [
        model
        for model in apps.get_models()
        if model.__module__.partition(".")[0] in OURS and model is not Merge
    ]
    return {model._meta.label: rows_of(model) for model in kinds}


def rows_of(model: type[models.Model]) -> list[dict]:
    names = [field.attname for field in model._meta.concrete_fields if field.name != "updated_at"]
    return list(model._base_manager.order_by("pk").values(*names))


@pytest.fixture
def officer_user():
    return User.objects.create_superuser(email="officer@tests.example", password="x")


@pytest.fixture
def pair(media):
    pair = (
        ArtisanFactory(name_fr="Salah Zouari", name_ar="صالح"),
        ArtisanFactory(name_fr="Saleh Zwari", name_ar="صالح الزواري"),
    )
    PAIR.clear()
    PAIR.update(person.pk for person in pair)
    return pair


def undone(done: Merge, by: User) -> Artisan:
    return take_back(done, by, plan_of(done).version)


def test_every_relation_to_a_person_is_walked(pair, officer_user):
    """New: make a row of it in `make_rows`, and say in its model under which consents
    it shows (`shown_under`).
    """
    make_rows(pair[0], Around(), officer_user)
    columns = columns_pointing_at(Artisan)
    assert [
        column
        for column in columns
        if not column.model._base_manager.filter(**{column.name: pair[0]}).exists()
    ] == []
    public = {column.model for column in columns if getattr(column.model, "shows_on_pages", True)}
    assert [model for model in public if not hasattr(model, "shown_under")] == []


def test_everything_passes_and_comes_back(pair, officer_user):
    kept, gone = pair
    for person in pair:
        make_rows(person, Around(), officer_user)
    before, said = everything(), facts_of(kept) | facts_of(gone)
    done = merge(kept, gone, {}, officer_user, ANSWERS)
    lost = missing(said, facts_of(kept))
    # One portrait is shown, one master drawn; the other portrait is kept for the day
    # the merge is taken back.
    assert {(fact[0][0], fact[1]) for fact in lost} == {
        ("artisans.LearnedFrom", "is_drawn"),
        ("artisans.Portrait", "alt_fr"),
        ("artisans.Portrait", "image"),
    }
    assert len(done.photos) == 1
    undone(done, officer_user)
    assert everything() == before


@pytest.mark.parametrize("richer", [0, 1], ids=["kept says more", "gone says more"])
def test_two_rows_of_one_thing_become_one_that_says_all(pair, officer_user, richer):
    around = Around()
    for number, person in enumerate(pair):
        make_rows(person, around, officer_user, says_more=number == richer)
    kept, gone = pair
    before, said = everything(), facts_of(pair[richer])
    done = merge(kept, gone, {}, officer_user, ANSWERS, portrait_of=pair[richer])
    lost = [fact for fact in missing(said, facts_of(kept)) if fact[0][0] != "artisans.Consent"]
    assert lost == []
    assert kept.consents.filter(document="consents/papier.pdf").count() == 1
    undone(done, officer_user)
    assert everything() == before


def colliding() -> set[type[models.Model]]:
    """The kinds of row of which a person, or what hangs on a person, can hold one only
    of a thing.
    """
    found, columns = set(), columns_pointing_at(Artisan)
    columns += list(
        chain.from_iterable(
            columns_pointing_at(column.model) for column in columns if is_alone(column)
        )
    )
    for column in columns:
        if is_alone(column):
            found.add(column.model)
    return found


def is_alone(column) -> bool:
    rules = [
        rule for rule in column.model._meta.constraints if isinstance(rule, models.UniqueConstraint)
    ]
    return column.unique or any(column.name in rule.fields for rule in rules)


def test_every_kind_that_can_collide_is_made_to(pair, officer_user):
    """New: have `make_rows` give it different facts as it says more or less."""
    around = Around()
    for number, person in enumerate(pair):
        make_rows(person, around, officer_user, says_more=number == 1)
    done = merge(*pair, {}, officer_user, ANSWERS)
    dropped = {
        apps.get_model(event["model"]) for event in done.ledger["events"] if event["after"] is None
    }
    # two papers are two papers; of consents, one is set aside
    assert colliding() - dropped == {Certificate, Consent}


def test_two_rows_that_contradict_each_other_stop_everything_when_their_model_does_not_say_how(
    pair, officer_user, monkeypatch
):
    around = Around()
    for number, person in enumerate(pair):
        make_rows(person, around, officer_user, says_more=number == 1)
    monkeypatch.delattr(Membership, "absorb")
    before = everything()
    with pytest.raises(
        ValidationError,
        match=r"Membre de l’atelier « .* » ne peut ni passer à l’autre fiche ni disparaître : Rôle",
    ):
        merge(*pair, {}, officer_user, ANSWERS)
    assert everything() == before
