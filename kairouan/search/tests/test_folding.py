import random
import sys
import time

import pytest

from kairouan.search.folding import fold
from kairouan.search.reading import read_query

from .words import Words

MEET = """
ألوان/الألوان ألومنيوم/الألومنيوم آنية/انية إبريق/ابريق كأس/كاس كؤوس/كووس مائدة/مايدة مرآة/مراة
غطاء/غطا العلاء/العلا قصعة/ڨصعة قصعة/گصعة صينية/صينيّة صينية/صينيـــة قهوة/قهوه صواني/صوانى
براد/ﺑﺮﺍﺩ ٱلنحاس/النحاس علبة/علبه غطاء/الغطا ماء/الماء 40cm/40_cm ٤٠صم/40_صم Ø40/40 ta9‘ir/ta9ir
"""
# What comes off a word when it is read, and not when it is folded.
MEET_WHEN_READ = """
لليان/ليان هالطنجرة/طنجرة لكسكاس/كسكاس وبالمبخرة/مبخرة وللمهراس/مهراس فلكسكاس/كسكاس بلمهراس/مهراس
الكف/كف الوان/ألوان عالصينية/صينية إلكسكاس/كسكاس lmehres/mehres essinia/sinia
"""
APART = """
براد/راد ليان/يان ورشة/رشة نحاس/نحس حرفي/حريف نحاسة/نحاس مرآة/امرأة طفالة/طفاية شحن/صحن حلاب/لاب
كانون/قانون فنار/نار وعاء/عاء لوحة/وحة بقراج/قراج صينية/صين سكرية/عسكرية عسكرية/سكرية مرش/رش
مبخرة/مختبر حمام/حمى بلاتو/لاتو فانوس/نوس
"""


def pairs(lines: str) -> list[list[str]]:
    return [pair.replace("_", " ").split("/") for pair in lines.split()]


def meets(typed: str, said: str) -> bool:
    """Whether a record that says one word is found by the other, surely enough."""
    words = fold(said).split()
    forms = [form for needle in read_query(typed, Words(words)).needles for form in needle.forms]
    return any(list(form.words) == words and form.certainty >= 5 for form in forms)


@pytest.mark.parametrize(("one", "other"), pairs(MEET))
def test_what_people_write_for_one_another_folds_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("typed", "said"), pairs(MEET_WHEN_READ))
def test_what_is_joined_to_a_word_comes_off_when_it_is_read(typed, said):
    assert meets(typed, said)


@pytest.mark.parametrize(("typed", "said"), pairs(APART))
def test_near_words_stay_apart(typed, said):
    assert fold(typed) != fold(said)
    assert not meets(typed, said)


def some_texts(number: int):
    """Texts of Arabic, Latin and any letters, the same at each run."""
    chance = random.Random(18)
    near = "الوبكفأإآٱٲءةهيى ٲab9'’Ø4cmlًّٰـ\u0654\u0653éœ"
    for _each in range(number):
        length = chance.randint(1, 14)
        yield "".join(chance.choice(near) for _letter in range(length))
        yield "".join(chr(chance.randrange(sys.maxunicode)) for _letter in range(length))


def test_folding_twice_is_folding_once():
    texts = [chr(code) for code in range(sys.maxunicode + 1)]
    assert [text for text in texts if fold(fold(text)) != fold(text)] == []
    assert [text for text in some_texts(20_000) if fold(fold(text)) != fold(text)] == []


def test_no_word_of_three_letters_is_emptied():
    chance = random.Random(3)
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةىabcdeéz"
    words = ["".join(chance.choices(letters, k=3)) for _each in range(20_000)]
    assert [word for word in words if len(fold(word)) < 2] == []
    assert [word for word in words if not read_query(word, Words([])).needles] == []


@pytest.mark.parametrize("sign", ["\ud800", "\u202e", "\u2067", "\u0000", "\ufdfa", "👨‍👩‍👧"])
def test_no_sign_breaks_folding(sign):
    for text in (sign, f"{sign}نحاس", f"نح{sign}اس", sign * 500):
        assert fold(fold(text)) == fold(text)
        read_query(text, Words(["نحاس"]))


@pytest.mark.parametrize(
    "piece", ["a", "ال", "'", "l'", "9'", "١", "ø", "ø ", "ء", "أل", "لل", "\u064b", "1", "\u202e"]
)
def test_long_text_is_folded_in_bounded_time(piece):
    started = time.perf_counter()
    fold((piece * 200_000)[:200_000])
    assert time.perf_counter() - started < 3
