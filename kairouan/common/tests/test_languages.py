"""The declaration of the languages, and the names and conditions made from it."""

from django.conf import settings
from django.db.models import Q
from django.utils import translation

from kairouan.common.bilingual import (
    any_filled,
    filled_columns,
    localized_from,
    localized_texts,
    must_be_written,
    none_filled,
    reader_language,
)
from kairouan.common.languages import (
    BASE_LANGUAGE,
    BY_CODE,
    CODES,
    DEFAULT_FIRST,
    DEFAULT_LANGUAGE,
    LANGUAGES,
    base_column,
    choices,
    columns,
    default_column,
    language_of_letters,
    other_languages,
    typed_columns,
)


def test_settings_offer_the_languages_that_are_declared():
    assert [(language.code, language.name) for language in LANGUAGES] == settings.LANGUAGES
    assert BASE_LANGUAGE.code == settings.LANGUAGE_CODE


def test_a_column_is_named_for_each_language():
    assert columns("name") == ["name_fr", "name_ar"]
    assert columns("workshop__name", "text") == [
        "workshop__name_fr",
        "workshop__name_ar",
        "text_fr",
        "text_ar",
    ]
    assert base_column("sort") == "sort_fr"


def test_a_member_is_asked_for_the_default_language_first():
    assert typed_columns("name", "text") == ["name_ar", "name_fr", "text_ar", "text_fr"]
    assert default_column("name") == "name_ar"
    assert [code for code, _label in choices(DEFAULT_FIRST)] == ["ar", "fr"]


def test_the_others_stand_in_for_a_language_in_the_order_declared():
    for code in CODES:
        assert [code, *other_languages(code)].count(code) == 1
        assert {code, *other_languages(code)} == {*CODES}
    assert DEFAULT_LANGUAGE.code in other_languages(BASE_LANGUAGE.code)


def test_every_language_has_its_facts():
    for code, language in BY_CODE.items():
        assert language.direction in ("ltr", "rtl")
        assert language.locale.startswith(f"{code}_")
        first, last = language.alphabet
        assert first < last
        assert language.has_letter(first) and language.has_letter(language.name[-1])


def test_letters_tell_the_language_of_a_short_text():
    assert language_of_letters("Théière") == "fr"
    assert language_of_letters("برّاد") == "ar"
    assert language_of_letters("برّاد A") == "ar"
    assert language_of_letters("Théière برّ") == "fr"
    assert language_of_letters("12") == "fr"


def test_reader_of_no_language_of_ours_reads_the_base_language():
    with translation.override("ar-tn"):
        assert reader_language() == "ar"
    with translation.override("de"):
        assert reader_language() == "fr"
    with translation.override(None):
        assert reader_language() == "fr"


def test_text_of_a_row_is_the_readers_else_another():
    row = {"name_fr": "Ondes", "name_ar": None}
    with translation.override("ar"):
        text = localized_from(row, "name")
        assert (text, text.lang, text.is_fallback) == ("Ondes", "fr", True)
        nothing = localized_texts([None, ""])
        assert (nothing, nothing.lang, nothing.is_fallback) == ("", "ar", False)
    assert filled_columns(row, "name") == ["name_fr"]


def test_condition_of_a_text_is_that_of_the_migrations():
    draft = ~Q(status="published")
    assert any_filled("name") == ~Q(name_fr="") | ~Q(name_ar="")
    assert none_filled("name") == Q(name_fr="", name_ar="")
    constraint = must_be_written("name", name="named", message="Write it.", unless=draft)
    assert constraint.condition == ~Q(status="published") | ~Q(name_fr="") | ~Q(name_ar="")
