"""Makers of as many records as a walk asks for, one of each kind and its copies; and
the sentences that say how many.
"""

import copy
import datetime
import itertools
import re

from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.db import models
from django.utils import timezone
from factory.base import FactoryMetaClass

from artisans.identification.models import CharacterState, Observation, Trial
from artisans.models import Merge
from artisans.tests import factories as of_artisans
from enquiries.bookings.tests import factories as of_bookings
from enquiries.models import Message
from enquiries.quotes.tests import factories as of_quotes
from kairouan.accounts.models import Access, User
from kairouan.common.languages import CODES
from kairouan.common.models import OutgoingMessage, Work
from kairouan.desk.models import Term
from kairouan.photos.base import make_variants
from kairouan.portal.models import Page
from kairouan.publication.models import Announcement
from kairouan.review.models import Phrase
from kairouan.search.models import Synonym, UnfoundQuery
from products.tests import factories as of_products
from programme.models import ActionOutcome, Certificate
from programme.results.models import FrozenQuarter, ResultsRelease
from programme.tests import factories as of_programme
from workshops.models import Label, Membership, Season
from workshops.tests import factories as of_workshops

FACTORIES = {
    factory._meta.model: factory
    for module in (of_artisans, of_workshops, of_products, of_quotes, of_bookings, of_programme)
    for factory in vars(module).values()
    if isinstance(factory, FactoryMetaClass) and factory._meta.model
}
DAY, A_DAY = datetime.date(2026, 3, 10), datetime.timedelta(days=1)
# The kinds that no factory makes, or makes as they cannot be twice.
MADE = {
    ActionOutcome: lambda: of_programme.OutcomeFactory(product=of_products.ProductFactory()),
    Page: lambda: Page(key=Page.Key.values[0], title_fr="Histoire", title_ar="تاريخ"),
    Announcement: lambda: Announcement(
        text_fr="Le souk est ouvert", text_ar="السوق مفتوحة", starts_on=DAY, ends_on=DAY
    ),
    Phrase: lambda: Phrase(text_fr="Une photo nette", text_ar="صورة واضحة"),
    Synonym: lambda: Synonym(terms="برّاد, إبريق"),
    UnfoundQuery: lambda: UnfoundQuery(
        digest="زازوة", text="زازوة", outcome="nothing", days=9, first_day=DAY, last_day=DAY
    ),
    Term: lambda: Term(word_fr="anse", word_ar="عروة"),
    Season: lambda: Season(period="summer", starts_on=DAY, ends_on=DAY),
    Label: lambda: Label(name_fr="Qualité", name_ar="جودة"),
    Trial: lambda: Trial(),
    CharacterState: lambda: CharacterState(
        character="outline",
        label_fr="losange",
        label_ar="معيّن",
        drawing="sent",
        sent_drawing="<svg/>",
    ),
    Observation: lambda: Observation(technique=of_artisans.TechniqueFactory(), state="shape.round"),
    Certificate: lambda: Certificate(
        registration=of_programme.RegistrationFactory(), code="ABCDEFGH", hours=6, issued_on=DAY
    ),
    Access: lambda: Access(kind="entered"),
    ResultsRelease: lambda: ResultsRelease(digest="0" * 64, made_at=timezone.now()),
    FrozenQuarter: lambda: FrozenQuarter(year=2026, quarter=1, frozen_at=timezone.now()),
    Merge: lambda: Merge(
        kept=of_artisans.ArtisanFactory(), removed_number=7, removed_name="صالح الزواري"
    ),
    Message: lambda: Message(name="سالم", phone="+21698123456", language="ar", text="السلام عليكم"),
    Group: lambda: Group(name="فريق"),
    Membership: lambda: Membership(
        workshop=of_workshops.WorkshopFactory(), artisan=of_artisans.ArtisanFactory()
    ),
    OutgoingMessage: lambda: OutgoingMessage(
        way="sms", to="+21698123456", text="السلام عليكم", expires_at=timezone.now() + A_DAY
    ),
    Work: lambda: Work(
        task_path=make_variants.module_path,
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after=timezone.now(),
    ),
    User: lambda: User(name="سالم", email="salem@tests.example", language="ar"),
}


def one(model):
    """A record of this kind, saved.

    Raises LookupError naming the kind that nobody knows how to make.
    """
    make = MADE.get(model) or FACTORIES.get(model)
    if make is None:
        raise LookupError(f"{model._meta.label}: say in {__name__}.MADE what one is")
    row = make()
    row.save()
    row.refresh_from_db()  # a day typed as text is a day
    return row


def several(model, number: int, **facts) -> list:
    """So many records of this kind, each with these facts, each different where the
    database asks for it.
    """
    return copies(one(model), number, **facts) if number else []


def most_of(model) -> float:
    """Limit of records there can ever be: as many as the values of a column that is
    chosen from a list and never twice the same.
    """
    return min(
        (len(field.choices) for field in model._meta.fields if field.unique and field.choices),
        default=float("inf"),
    )


def copies(row, number: int, **facts) -> list:
    """The record with these facts, and copies of it in one statement.

    What it points to is copied too where none may be pointed to twice.
    """
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    twins = [blank(row) for _place in range(number - 1)]
    for column in told_apart_by(row, facts):
        for each, value in zip(twins, others(row, column, number - 1), strict=False):
            setattr(each, column.name, value)
    return [row, *type(row)._base_manager.bulk_create(twins)]


def blank(row):
    twin = copy.copy(row)
    twin._state = models.base.ModelState()
    twin.pk = None
    twin._state.fields_cache = dict(row._state.fields_cache)
    return twin


def told_apart_by(row, given) -> list:
    """For each rule of the database that forbids two the same as this record, one
    column to make different, not among those given.
    """
    options = row._meta
    values = {
        column.name: models.Value(getattr(row, column.attname), column)
        for column in options.concrete_fields
    }
    alone = [column for column in options.fields if column.unique and not column.primary_key]
    together = [
        min(
            (options.get_field(name) for name in rule.fields if name not in given),
            key=lambda column: bool(column.remote_field or column.choices),
        )
        for rule in options.constraints
        if isinstance(rule, models.UniqueConstraint)
        and (rule.condition is None or rule.condition.check(values))
    ]
    return list(dict.fromkeys([*alone, *together]))


def others(row, column, number: int):
    """Values of a column that differ from the record's own, and from each other."""
    value = getattr(row, column.name)
    if value is None:
        yield from itertools.repeat(None)
    elif column.remote_field:
        yield from copies(value, number + 1)[1:]
    elif column.choices:
        yield from (code for code, _label in column.flatchoices if code != value)
        # no value of the list, for what nothing will validate
        yield from (f"x{place}" for place in itertools.count())
    elif isinstance(column, models.DateField):
        yield from (value + datetime.timedelta(days=place) for place in itertools.count(1))
    elif isinstance(value, int):
        yield from itertools.count(value + 1)
    else:
        yield from (f"{place}{value}"[: column.max_length] for place in itertools.count(1))


# What is said of them

NUMBERS = (0, 1, 2, 3, 11, 100)  # one for each of the six forms of Arabic
LANGUAGES = CODES
LETTERS = {"fr": re.compile("[a-zà-ÿœ]", re.I), "ar": re.compile("[ء-ي]")}
OTHER = {"fr": "ar", "ar": "fr"}
IN_A_WORD = {  # how a sentence may say a number without its figure
    ("fr", 0): re.compile(r"\b(aucune?|rien|pas)\b", re.I),
    ("fr", 1): re.compile(r"\bune?\b", re.I),
    ("ar", 0): re.compile(r"(^|\s)(لا|لم|أيّ|دون)\b"),
    ("ar", 1): re.compile(r"واحدة?\b"),
    ("ar", 2): re.compile(r"(ان|تا|ين|اه)\b"),
}


def told(answer, *levels) -> list[str]:
    """The sentences a reader is told after this answer, of these levels or of all."""
    return [
        str(each)
        for each in get_messages(answer.wsgi_request)
        if not levels or each.level in levels
    ]


def assert_in(language: str, sentence: str):
    """In this language and no other; names stand in signs of quotation."""
    alone = re.sub("«[^»]*»", "", sentence)
    assert LETTERS[language].search(alone) and not LETTERS[OTHER[language]].search(alone), sentence


def assert_says(sentence: str, number: int, language: str):
    """In this language, and the number as its figure or as its word."""
    assert_in(language, sentence)
    in_a_word = IN_A_WORD.get((language, number))
    figures = re.findall(r"\d+", re.sub("«[^»]*»", "", sentence))
    assert figures == [str(number)] or (not figures and in_a_word and in_a_word.search(sentence)), (
        number,
        sentence,
    )
