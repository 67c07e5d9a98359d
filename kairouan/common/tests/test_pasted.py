"""Pasted text: what is taken out of it, and what stays because it is meant."""

import sys
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kairouan.common.pasted import clean_code, clean_line, clean_text
from kairouan.common.phones import parse_phone

# signs around a number
SEEN = {
    *map(chr, range(0x600, 0x606)),
    "\u06dd",
    "\u08e2",
    "\u0890",
    "\u0891",
    "\U000110bd",
    "\U000110cd",
}


def test_no_unseen_mark_stays_in_a_line():
    marks = [
        sign
        for sign in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs")
    ]
    marks += [
        "\u034f",
        "\u115f",
        "\u1160",
        "\u2028",
        "\u2029",
        "\u3164",
        "\ufe0f",
        "\uffa0",
        "\ufffe",
        "\uffff",
        "\U000e0100",
    ]
    stayed = {
        mark
        for mark in set(marks) - SEEN
        if clean_line(f"نحـ{mark}ـاس") not in ("نحــاس", "نحـ ـاس")
    }
    assert stayed == set()


@pytest.mark.parametrize(
    ("pasted", "line"),
    [
        ("Salah  \u200b Zouari\u200f", "Salah Zouari"),
        ("e\u0301tain", "étain"),
        ("\u00a0Najet\u202fZouari\t\r\n", "Najet Zouari"),
        (
            "Atelier «\u00a0El\u00a0Kef\u00a0»\u202f: 1\u202f200\u00a0g",
            "Atelier «\u00a0El Kef\u00a0»\u202f: 1\u202f200\u00a0g",
        ),
        ("دينار ۝ 5", "دينار ۝ 5"),
        ("👨\u200d🏭 ❤\ufe0f", "👨\u200d🏭 ❤\ufe0f"),
        ("قط\u200cعة", "قطعة"),
        ("bell\x07 esc\x1b[31m", "bell esc[31m"),
    ],
)
def test_line_keeps_what_is_meant(pasted, line):
    assert clean_line(pasted) == line


def test_text_keeps_its_lines_and_its_spaces():
    pasted = "\u202e# Cuivre\x07\r\n\r\n- un\r    deux  trois\u2028quatre\ufeff\n"
    assert clean_text(pasted) == "# Cuivre\n\n- un\n    deux  trois\nquatre"


@pytest.mark.parametrize(
    "pasted",
    ["123\u00a0456", "\u2067123\u2069-456", "١٢٣ ٤٥٦", "１２３\u202f４５６", "123.456\r\n"],
)
def test_code_is_its_letters_and_digits(pasted):
    assert clean_code(pasted) == "123456"


@given(st.text() | st.text(alphabet="a 1\u00a0\u202f\u200d\ufe0f\u200f❤🏭«»:\n\r\u0301é"))
def test_cleaning_twice_is_cleaning_once(text):
    for clean in (clean_line, clean_text, clean_code):
        assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    "typed",
    [
        "+216(0)98 123 456",
        "+216 (0) 98 123 456",
        "(00216) 98123456",
        "98\u202f123\u202f456",
        "\u206698\u00a0123\u00a0456\u2069",
        "٠٠٢١٦ ٩٨ ١٢٣ ٤٥٦",
        "(+216) 98.123.456",
    ],
)
def test_telephone_is_read_as_it_is_pasted(typed):
    assert parse_phone(typed) == "+21698123456"


@pytest.mark.parametrize(
    "typed", ["", "(0)", "98 123", "0(0)98 123 456", "quatre-vingt-dix-huit", "\u200f"]
)
def test_pasted_text_that_is_no_telephone_is_refused(typed):
    with pytest.raises(ValidationError):
        parse_phone(typed)
