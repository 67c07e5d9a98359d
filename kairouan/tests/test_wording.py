"""One word for each thing, one spelling of each word, and a reader who is told nothing
in the masculine: in the catalogues (`check_catalogues`), and in the invented data.
"""

import tomllib

import polib
import pytest

from kairouan.common.catalogues import faults
from kairouan.common.catalogues.wording import ARABIC_HABITS, SPELLINGS, broken_habits
from kairouan.common.languages import ARABIC, FRENCH

from .test_catalogues import ROOT


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("الانضمام إلى التجمّع", "الانضمام إلى تجمّع النحاس"),
        ("ورشات من التجمع", "ورشات من تجمّع النحاس"),
        ("السعر عند الطلب", "الثمن عند الطلب"),
        ("تغيير الأسعار", "تغيير الأثمان، طلب الأسعار، عرض أسعار"),
        ("إعداد قطعة للفهرس", "إعداد قطعة للكتالوغ"),
        ("بطاقات الدعم", "جذاذات الدعم، البطاقة الورقية، بطاقة التعريف الوطنية"),
        ("هذا الحقل مطلوب", "هذه الخانة إجبارية"),
        ("في السلالة أموات", "في سلسلة التوارث"),
        ("نفس الاسم", "الاسم نفسه"),
        ("اكتب الاسم", "المطلوب كتابة الاسم"),
        ("الرابط غير صالح. اطلب رابطًا جديدًا", "طلب رابط جديد، احتفظت به الورشة"),
        ("أجيبوا بما ترون", "تابعوا الحصّة: حضروا من قبل"),
        ("يُسأل عنها: اسألوها", "أخوها، أعضاؤها، ومحتواها"),
        ("يمكنك الغلق", "يمكن الغلق، السلام عليكم"),
        ("رسالة عبر WhatsApp", "رسالة عبر واتساب"),
        ("ورقة « القيم »", "ورقة «القيم»"),
        ("5.000 سطر", "5000 سطر، 35.67812"),
        ("لا تُنشر أبدا", "لا تُنشر أبدًا"),
        ("تم الحفظ ثم النشر", "تمّ الحفظ ثمّ النشر"),
        ("تقنيات الطرق", "تقنيات الطَّرق، الطريق"),
    ],
)
def test_habit_is_told_from_what_is_written_instead(written, instead):
    assert broken_habits(written, ARABIC.code) != []
    assert broken_habits(instead, ARABIC.code) == []


def test_french_has_one_word_for_the_hammering_and_one_for_its_drawing():
    assert broken_habits("Chaque famille a sa frappe, et son poinçon", FRENCH.code) != []
    assert broken_habits("Chaque famille a son martelage, et son signe", FRENCH.code) == []


def test_check_of_a_catalogue_names_the_entry_and_the_word(tmp_path):
    catalogue = polib.POFile()
    catalogue.metadata = {"Plural-Forms": "nplurals=6; plural=n==0 ? 0 : 5;"}
    catalogue.append(polib.POEntry(msgid="Prix", msgstr="السعر"))
    catalogue.append(polib.POEntry(msgid="Les poinçons", msgstr="رسوم الطَّرق"))
    path = tmp_path / "django.po"
    catalogue.save(str(path))
    assert faults(path, "ar") == [
        "'Prix': « السعر »: الثمن",
        "'Les poinçons': « poinçons »: signe",
    ]


def test_a_spelling_is_not_given_twice_nor_breaks_another():
    pairs = [line.split() for line in SPELLINGS.strip().splitlines()]
    typed = [pair[0] for pair in pairs]
    assert len(typed) == len(set(typed))
    assert [written for _typed, written in pairs if written in typed] == []
    assert len(ARABIC_HABITS) > len(pairs)


def texts(value, key: str = ""):
    """Every text of invented data, with the name of what holds it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, key)
    elif isinstance(value, str):
        yield key, value


@pytest.mark.parametrize(
    "path",
    sorted(ROOT.glob("*/demo/**/*.toml")) + sorted(ROOT.glob("*/*/demo/**/*.toml")),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_invented_data_keep_the_habits(path):
    """What visitors and members typed is theirs: it has no language in its name."""
    broken = [
        (key, line)
        for key, text in texts(tomllib.loads(path.read_text()))
        if key.endswith("_ar")
        for line in broken_habits(text, ARABIC.code)
    ]
    assert broken == []
