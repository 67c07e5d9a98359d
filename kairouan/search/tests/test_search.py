import pytest

from artisans.tests.factories import TechniqueFactory
from kairouan.search.folding import fold
from kairouan.search.synonyms import Synonym
from products.models import Product
from products.tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Théière à l’étain", "theiere a etain"),
        ("Œuf", "oeuf"),
        ("النُّحاس المطروق", "نحاس مطروق"),
        ("القصـدرة", "قصدره"),
        ("براد وليان وورشة", "براد وليان وورشه"),
        ("ڨصعة ٣٢", "قصعه 32"),
    ],
)
def test_folding_joins_what_people_write_for_one_another(typed, folded):
    assert fold(typed) == folded


@pytest.mark.parametrize("typed", ["théière", "THEIERES", "برّاد", "البراد", "zezoua", "barrad"])
def test_product_is_found_from_either_language_and_the_spellings_people_type(typed):
    Synonym.objects.create(terms="barrad, berrad, zezoua, برّاد, théière")
    theiere = ProductFactory(published=True, name_fr="Théière étamée", name_ar="برّاد مقصدر")
    ProductFactory(published=True, name_fr="Lanterne", name_ar="فنار")
    assert list(Product.objects.published().matching(typed)) == [theiere]


def test_every_word_must_be_found_there_or_in_the_workshop_or_the_hammering():
    ondes = TechniqueFactory(published=True, name_fr="Ondes", name_ar="أمواج")
    found = ProductFactory(published=True, name_fr="Carafe", technique=ondes)
    ProductFactory(published=True, name_fr="Carafe")
    assert list(Product.objects.published().matching("carafe ondes")) == [found]


@pytest.mark.parametrize(
    "hostile", ["%", "_", '"', "'; DROP TABLE x; --", "\\", "\u202e", "ال", "a" * 5000]
)
def test_no_query_breaks_the_search(hostile):
    ProductFactory(published=True)
    assert len(Product.objects.published().matching(hostile)) <= 1
