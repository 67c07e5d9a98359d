import pytest
from django.utils import translation

from artisans.tests.factories import TechniqueFactory
from kairouan.common.bilingual import TranslationState
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


def test_source_is_the_language_it_was_first_written_in():
    ondes = TechniqueFactory(name_fr="", name_ar="أمواج")
    ondes.name_fr = "Ondes"
    ondes.save()
    ondes.name_fr = "Vagues"  # a better translation is no change of the source
    ondes.save()
    assert (ondes.written_in, ondes.translation_state) == ("ar", TranslationState.CURRENT)


def test_editing_a_fact_changes_no_translation_state():
    ondes = TechniqueFactory(name_fr="Ondes", name_ar="أمواج")
    before = ondes.translations
    ondes.size_min_mm, ondes.size_max_mm = 3, 5
    ondes.save()
    assert (ondes.translations, ondes.translation_state) == (before, TranslationState.CURRENT)


def test_price_edit_changes_no_translation_state_of_a_piece():
    piece = ProductFactory(published=True, priced=True, description_fr="Une théière.", description_ar="برّاد.")
    before, digests = piece.translation_state, piece.translations
    piece.price = 120
    piece.save(update_fields=["price"])
    piece.refresh_from_db()
    assert (piece.translation_state, piece.translations) == (before, digests) == (TranslationState.CURRENT, digests)
    piece.description_fr = "Une théière ronde."
    piece.save()
    assert (piece.translation_state, piece.state_of("description"), piece.state_of("name")) == ("to_review", "to_review", "current")
    piece.still_right("description")
    piece.save()
    assert piece.translation_state == TranslationState.CURRENT
