"""Names that may not show, found whichever way they are written."""

import pytest

from kairouan.common.withheld import Names

pytestmark = pytest.mark.any_database


def person(
    fr: str, ar: str = "", aliases: str = "", is_woman: bool = False, shows: bool = False
) -> dict:
    return {
        "number": len(fr),
        "fr": fr,
        "ar": ar,
        "aliases": aliases,
        "is_woman": is_woman,
        "shows": shows,
    }


NAMES = Names(
    [
        person("Salah Ben-Jemâa", "صالح بن جماعة", "S. Belhaj\nBen Jemâa"),
        person("Mbarka Aïssa", aliases="Aïssa", is_woman=True),
        person("Ali Zarrouk", "علي الزروق"),
        person("Ali Zarrouk", shows=True),
        person("Fatma Abdallah", "فاطمة عبد الله", is_woman=True),
        person("Ala Trabelsi", "علاء الطرابلسي"),
        person("Habib Rezgui", "الحبيب الرزقي"),
    ]
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Récit de SALAH  ben jemaa, en 1998.", "Récit d’un artisan, en 1998."),
        ("Salah\u00a0Ben-Jemâa", "Un artisan"),
        ("Avec Salah Ben-Jema\u0302a", "Avec un artisan"),
        (
            "Ce que Salah Ben’Jemâa dit. Salah Benjemaa le sait.",
            "Ce qu’un artisan dit. Un artisan le sait.",
        ),
        ("Noté par Ben Jemâa Salah.", "Noté par un artisan."),
        ("Noté par S. Belhaj.", "Noté par un artisan."),
        ("Mbarka Aissa et Aïssa", "Une artisane et Aïssa"),  # a name of one word is nobody's
        ("La famille Ben Jemâa", "La famille Ben Jemâa"),  # nor is a family's
        ("Ali Zarrouk", "Ali Zarrouk"),  # another of that name agrees
        ("Salah Ben-Jemâati, Salah (Ben Jemâa)", "Salah Ben-Jemâati, Salah (Ben Jemâa)"),
    ],
)
def test_french_name_is_masked(text, masked):
    assert NAMES.masked(text, "fr") == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("حديث لصَالِح بن جماعه اليوم", "حديث لحرفي اليوم"),
        ("قال وصالح بن جمـاعة", "قال وحرفي"),
        ("صناعة فاطمه عبدالله", "صناعة حرفية"),
        ("مع علا الطرابلسى", "مع حرفي"),
        ("مع علي الزروق", "مع حرفي"),
        ("عائلة بن جماعة", "عائلة بن جماعة"),
        (
            "رواية شفوية للحبيب الرزقي، مع حبيب الرزقي والحبيب الرزقي",
            "رواية شفوية لحرفي، مع حرفي وحرفي",
        ),
        ("Salah Ben Jemaa", "حرفي"),
    ],
)
def test_arabic_name_is_masked(text, masked):
    assert NAMES.masked(text, "ar") == masked


def test_search_for_a_name_is_recognised():
    assert NAMES.are_asked_in("Kairouan aissa mbarka")
    assert not NAMES.are_asked_in("aissa")
