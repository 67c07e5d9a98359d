"""Marks of what was found, in the letters of the text."""

import pytest

from kairouan.common.bilingual import Text
from kairouan.search.marking import Marks, as_typed
from kairouan.search.query import AS_TYPED, BEGINNING, SAME, Form, Needle


def marks(*forms: Form) -> Marks:
    return Marks([Needle("", forms)])


def word(*words: str, goes_on: bool = False) -> Form:
    return Form(words, 8, goes_on)


@pytest.mark.parametrize(
    ("forms", "text", "html"),
    [
        ([word("theiere")], "Théière à l’étain", "<mark>Théière</mark> à l’étain"),
        ([word("etain")], "Théière à l’étain", "Théière à l’<mark>étain</mark>"),
        (
            [word("plat", goes_on=True)],
            "Plateau, plats",
            "<mark>Plateau</mark>, <mark>plats</mark>",
        ),
        ([word("plat")], "Plateau plat", "Plateau <mark>plat</mark>"),
        ([word("كسكاس")], "الكسكاس الكبير", "<mark>الكسكاس</mark> الكبير"),
        ([word("كسكاس")], "كَسْـكَاس مقصدر", "<mark>كَسْـكَاس</mark> مقصدر"),
        ([word("صينيه")], "صينيّة نحاس", "<mark>صينيّة</mark> نحاس"),
        ([word("the")], "Thé", "<mark>Thé</mark>"),
        ([word("40")], "Plateau 40 cm", "Plateau <mark>40</mark> cm"),
        ([word("bab", "jelladine")], "Bab Jelladine", "<mark>Bab</mark> <mark>Jelladine</mark>"),
        ([word("bab", "jelladine")], "Bab Tounes", "Bab Tounes"),
        (
            [word("bab", "jel", goes_on=True)],
            "Bab Jelladine",
            "<mark>Bab</mark> <mark>Jelladine</mark>",
        ),
        ([], "Plateau", "Plateau"),
        ([word("plateau")], "", ""),
    ],
)
def test_word_is_marked_as_it_is_written(forms, text, html):
    assert marks(*forms).mark(Text(text, "fr")) == html


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "a&amp;b <b>b</b>", '"><mark>b</mark>', "\u202eb\u202c", "🫖 b"],
)
def test_text_stays_what_it_says_and_is_never_html(text):
    html = marks(word("b"), word("script", goes_on=True)).mark(Text(text, "fr"))
    bare = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert (
        bare.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
        == text
    )


@pytest.mark.parametrize(
    ("form", "is_own"),
    [
        (Form(("plateau",), AS_TYPED), True),
        (Form(("plateaux",), SAME), True),
        (Form(("plateau",), BEGINNING, goes_on=True), True),
        (Form(("plateau", "six", "verres"), SAME), False),
        (Form(("صينيه",), SAME), False),
        (Form(("plat",), BEGINNING), False),
    ],
)
def test_another_name_of_what_was_typed_finds_and_is_not_marked(form, is_own):
    needle = Needle("plateau", (Form(("plateau",), AS_TYPED), form))
    assert (form in as_typed(needle).forms) == is_own


def test_words_together_are_marked_as_they_were_typed():
    typed = Form(("bab", "jelladine"), AS_TYPED)
    assert as_typed(Needle("bab jelladine", (typed, Form(("bab",), SAME)))).forms == (typed,)


def test_marked_text_keeps_its_language():
    marked = marks(word("صينيه")).mark(Text("صينيّة", "ar"))
    assert (marked.lang, marked.dir, marked.is_fallback) == ("ar", "rtl", True)
