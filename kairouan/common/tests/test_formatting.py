import datetime
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.formats import date_format, localize

from kairouan.common import formatting
from kairouan.common.phones import parse_phone, spoken_phone
from kairouan.common.templatetags.formatting import day_of_month

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Un mot. Deux mots ici.", "Un mot. Deux mots ici."),
        ("Un mot. Deux mots ici, puis d’autres encore.", "Un mot."),
        ("Vrai ? Oui ! Personne ne le sait encore.", "Vrai ? Oui !"),
        ("Une seule phrase qui ne finit pas avant la fin.", "Une seule phrase qui ne finit…"),
        ("Il pèse 3,75 kg. Il sonne et chante toujours.", "Il pèse 3,75 kg."),
        ("أهي قديمة؟ نعم. لا أحد يعرف متى بدأت.", "أهي قديمة؟ نعم."),
    ],
)
def test_text_is_cut_at_the_end_of_a_sentence(text, shown):
    assert formatting.whole_sentences(text, 6) == shown


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("85", f"85{NBSP}DT"),
        ("85.5", f"85,500{NBSP}DT"),
        ("0.05", f"0,050{NBSP}DT"),
        ("1600", f"1{NBSP}600{NBSP}DT"),
        ("1234567.891", f"1{NBSP}234{NBSP}567,891{NBSP}DT"),
    ],
)
def test_dinars_show_millimes_only_when_there_are_any(amount, written):
    assert formatting.dinars(Decimal(amount)) == written


def test_figures_keep_western_digits_in_arabic():
    with translation.override("ar"):
        assert formatting.dinars(Decimal("1240")) == f"1{NBSP}240{NBSP}د.ت"
        assert formatting.weight(4200) == f"4,2{NBSP}كلغ"
        assert formatting.measure(Decimal("32.0"), "cm") == f"32{NBSP}صم"


MONTHS = [
    "جانفي",
    "فيفري",
    "مارس",
    "أفريل",
    "ماي",
    "جوان",
    "جويلية",
    "أوت",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
]


@pytest.mark.parametrize(("month", "name"), list(enumerate(MONTHS, start=1)))
def test_months_are_said_as_in_tunisia(month, name):
    with translation.override("ar"):
        assert formatting.day(datetime.date(2026, month, 15)) == f"15 {name} 2026"


def test_period_repeats_only_what_differs():
    day = datetime.date
    assert formatting.period(day(2026, 3, 2), day(2026, 3, 4)) == "du 2 au 4 mars 2026"
    assert formatting.period(day(2026, 3, 30), day(2026, 4, 2)) == "du 30 mars au 2 avril 2026"
    assert (
        formatting.period(day(2026, 12, 30), day(2027, 1, 2))
        == "du 30 décembre 2026 au 2 janvier 2027"
    )
    assert formatting.period(day(2026, 3, 2), day(2026, 3, 2)) == "2 mars 2026"


def test_two_days_that_follow_are_named_and_are_no_range():
    day = datetime.date
    assert formatting.period(day(2026, 12, 22), day(2026, 12, 23)) == "22 et 23 décembre 2026"
    assert formatting.period(day(2026, 8, 31), day(2026, 9, 1)) == "31 août et 1er septembre 2026"
    with translation.override("ar"):
        said = formatting.period(day(2026, 12, 22), day(2026, 12, 23))
    assert said == "22 و23 ديسمبر 2026"


@pytest.mark.parametrize(
    "typed", ["98 123 456", "98123456", "00216 98 123 456", "+216 98 123 456", "٩٨ ١٢٣ ٤٥٦"]
)
def test_telephone_is_understood_as_people_type_it(typed):
    assert parse_phone(typed) == "+21698123456"
    assert spoken_phone(parse_phone(typed)) == "+216 98 123 456"


@pytest.mark.parametrize(
    ("language", "day", "agenda"),
    [("fr", "1er septembre 2026", "1er"), ("ar", "1 سبتمبر 2026", "1")],
)
def test_first_of_the_month_is_said_so_in_every_date_that_django_writes(language, day, agenda):
    """On the desk's lists, too, which no filter of ours writes."""
    first = datetime.date(2026, 9, 1)
    with translation.override(language):
        assert localize(first) == day
        assert date_format(first, "DATE_FORMAT") == day
        assert (
            date_format(datetime.datetime(2026, 9, 1, 8, 30), "DATETIME_FORMAT") == f"{day} 08:30"
        )
        assert date_format(first, "j") == agenda
        assert date_format(datetime.date(2026, 9, 11), "j") == "11"


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [("fr", 1, '1<sup class="small">er</sup>'), ("fr", 11, "11"), ("ar", 1, "1")],
)
def test_what_follows_the_figure_of_a_first_of_the_month_is_raised(language, day, written):
    with translation.override(language):
        assert day_of_month(datetime.date(2026, 9, day)) == written
