import pytest
from django.utils import translation

from artisans.tests.factories import TechniqueFactory
from kairouan.common.bilingual import NOTHING, TranslationState, following
from kairouan.common.languages import CODES
from kairouan.desk.translating.texts import translated_models
from products.tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


def test_text_is_read_in_the_readers_language():
    ondes = TechniqueFactory(name_fr="Ondes", name_ar="أمواج")
    assert (ondes.name, ondes.name.lang, ondes.name.is_fallback) == ("Ondes", "fr", False)
    with translation.override("ar"):
        assert (ondes.name, ondes.name.dir, ondes.name.is_fallback) == ("أمواج", "rtl", False)


def test_other_language_stands_in_and_says_so():
    ondes = TechniqueFactory(name_fr="Ondes", name_ar="")
    with translation.override("ar"):
        assert (ondes.name, ondes.name.lang, ondes.name.is_fallback) == ("Ondes", "fr", True)


def test_translation_is_missing_then_current_then_to_review_then_still_right():
    ondes = TechniqueFactory(name_fr="Ondes", name_ar="")
    assert ondes.translation_state == TranslationState.MISSING
    ondes.name_ar = "أمواج"
    ondes.save()
    assert ondes.translation_state == TranslationState.CURRENT
    ondes.name_fr = "Ondes larges"
    ondes.save()
    assert ondes.translation_state == TranslationState.TO_REVIEW
    ondes.still_right()
    ondes.save()
    assert ondes.translation_state == TranslationState.CURRENT


def test_side_edited_last_asks_for_the_other():
    ondes = TechniqueFactory(name_fr="", name_ar="أمواج")
    ondes.name_fr = "Ondes"
    ondes.save()
    assert ondes.translation_state == TranslationState.CURRENT
    ondes.name_fr = "Vagues"  # the translation, edited alone
    ondes.save()
    assert (ondes.written_in, ondes.translation_state, ondes.translations["name"]["source"]) == (
        "ar",
        "to_review",
        "fr",
    )
    assert ondes.translations["name"]["to"]["ar"]["was"] == "Ondes"
    ondes.name_ar = "موجات"
    ondes.save()
    assert ondes.translation_state == TranslationState.CURRENT
    ondes.name_ar = "أمواج"
    ondes.save()
    assert (ondes.translation_state, ondes.translations["name"]["source"]) == ("to_review", "ar")
    ondes.name_ar = "موجات"  # taken back: both say the same again
    ondes.save()
    assert ondes.translation_state == TranslationState.CURRENT


def test_sides_edited_at_once_ask_for_nothing():
    ondes = TechniqueFactory(name_fr="Ondes", name_ar="أمواج")
    ondes.name_fr, ondes.name_ar = "Vagues", "موجات"
    ondes.save()
    assert ondes.translation_state == TranslationState.CURRENT


@pytest.mark.parametrize("model", translated_models(), ids=lambda model: model.__name__)
@pytest.mark.parametrize("edited", CODES)
def test_either_side_of_any_text_of_any_record_asks_for_the_other(model, edited):
    for name in model.bilingual_fields:
        entry = model(**{f"{name}_{code}": code for code in CODES})
        entry.follow_translations()
        assert entry.state_of(name) == TranslationState.CURRENT
        setattr(entry, f"{name}_{edited}", "changed")
        entry.follow_translations()
        assert (entry.state_of(name), entry.translations[name]["source"]) == (
            TranslationState.TO_REVIEW,
            edited,
        )


def test_editing_a_fact_changes_no_translation_state():
    ondes = TechniqueFactory(name_fr="Ondes", name_ar="أمواج")
    before = ondes.translations
    ondes.size_min_mm, ondes.size_max_mm = 3, 5
    ondes.save()
    assert (ondes.translations, ondes.translation_state) == (before, TranslationState.CURRENT)


def test_price_edit_changes_no_translation_state_of_a_product():
    product = ProductFactory(
        published=True, priced=True, description_fr="Une théière.", description_ar="برّاد."
    )
    before, digests = product.translation_state, product.translations
    product.price = 120
    product.save(update_fields=["price"])
    product.refresh_from_db()
    assert (
        (product.translation_state, product.translations)
        == (before, digests)
        == (TranslationState.CURRENT, digests)
    )
    product.description_fr = "Une théière ronde."
    product.save()
    assert (
        product.translation_state,
        product.state_of("description"),
        product.state_of("name"),
    ) == (
        "to_review",
        "to_review",
        "current",
    )
    product.still_right("description")
    product.save()
    assert product.translation_state == TranslationState.CURRENT


def test_each_translation_of_a_text_is_followed_by_itself():
    """In three languages: what the record of two does, for each translation."""
    first = following({}, "fr", {"fr": "1", "ar": "1", "en": NOTHING})
    assert first["to"]["en"] == {"made_from": "1", "target": NOTHING}
    source_edited = following(first, "fr", {"fr": "2", "ar": "1", "en": NOTHING})
    assert source_edited["to"]["ar"]["made_from"] == "1"  # to review
    answered = following(source_edited, "fr", {"fr": "2", "ar": "2", "en": NOTHING})
    assert answered["to"]["ar"]["made_from"] == "2"
    filled = following(answered, "fr", {"fr": "2", "ar": "2", "en": "2"})
    assert (filled["source"], filled["to"]["en"]["made_from"]) == ("fr", "2")
    edited_alone = following(filled, "fr", {"fr": "2", "ar": "2", "en": "3"})
    assert edited_alone == {
        "source": "en",
        "to": {
            "fr": {"made_from": "2", "target": "2"},
            "ar": {"made_from": "2", "target": "2"},
        },
    }


def test_translation_that_waited_still_waits_when_another_becomes_the_source():
    known = {
        "source": "fr",
        "to": {
            "ar": {"made_from": "1", "target": "1"},  # of a source since edited
            "en": {"made_from": "2", "target": "2"},
        },
    }
    said = following(known, "fr", {"fr": "2", "ar": "1", "en": "3"})
    assert said["to"] == {
        "fr": {"made_from": "2", "target": "2"},
        "ar": {"made_from": "1", "target": "1"},
    }
