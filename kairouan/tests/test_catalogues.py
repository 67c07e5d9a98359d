"""The catalogues, and what they make a reader see."""

import ast
import datetime
import re
from decimal import Decimal
from pathlib import Path

import polib
import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import ngettext

from kairouan.common import catalogues, formatting
from kairouan.common.catalogues import faults, forget_guesses, path_of, problems
from kairouan.common.catalogues.placeholders import plural_of, wrong_placeholders
from products.models import Product
from products.templatetags.product_tags import to_order

ROOT = Path(__file__).resolve().parents[2]
NBSP = "\u00a0"
NUMBERS = (0, 1, 2, 3, 11, 100)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_catalogue_is_complete(language):
    """No string left in French, six forms in Arabic, each formatted with every number,
    nothing guessed.
    """
    assert problems(language) == []


def test_catalogues_are_current_with_the_sources():
    """Whoever has gettext is told here, everyone by `make lint`."""
    if catalogues.has_gettext():
        assert catalogues.stale() == []


def test_a_text_is_never_marked_under_a_name_that_the_extraction_does_not_know():
    """Three answers of the space stood in French on Arabic pages, marked as
    `later("…")`: only `_` and Django's own names are looked for.
    """
    other_names = [
        f"{path.relative_to(ROOT)}: {alias.name} as {alias.asname}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name and alias.asname not in (None, "_")
    ]
    assert other_names == []


def test_what_is_marked_for_translation_is_a_text_as_it_stands():
    """A name, a sum or a text with values already in it cannot be extracted; `pgettext`
    and `ngettext` take their texts first too.
    """
    marking = {
        "_",
        "gettext",
        "gettext_lazy",
        "gettext_noop",
        "ngettext",
        "ngettext_lazy",
        "pgettext",
        "pgettext_lazy",
    }
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in marking
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert wrong == []


def test_every_marked_text_of_the_code_is_in_the_catalogue():
    """Read as Python reads it: what gettext does not see of a source, such as a text
    marked inside an f-string, stays in French for ever.
    """
    known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path_of("ar")))}
    marked = {
        (f"{path.relative_to(ROOT)}:{node.lineno}", key)
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if (key := marked_text(node))
    }
    assert len(marked) > 2000
    assert sorted(place for place, key in marked if key not in known) == []


def marked_text(call: ast.Call) -> tuple | None:
    """The context and the text of a call that marks one, as a catalogue has them."""
    texts = [
        each.value
        for each in call.args
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    if not texts or call.func.id not in WITHOUT_A_CONTEXT | WITH_A_CONTEXT:
        return None
    return tuple(texts[:2]) if call.func.id in WITH_A_CONTEXT else (None, texts[0])


WITHOUT_A_CONTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
WITH_A_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}


def sources() -> list[Path]:
    """The Python files that messages are extracted from."""
    apart = {"tests", "migrations", "var", "node_modules"}
    return [
        path
        for path in sorted(ROOT.rglob("*.py"))
        if not apart & set(path.parts)
        and not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    ]


# French drops the last letter of these before a vowel: no sentence may put one before a
# word that it does not know ("appris de un artisan").
ELIDED = re.compile(
    r"\b(?:de|que|jusque|lorsque|puisque|quoique)(?: |\u00a0)(?:<[^>]*>)*(%\((\w+)\)s|%s|\{\})",
    re.IGNORECASE,
)
# placeholders of such sentences that hold a figure
FIGURES = {"first", "readers", "small", "target"}
OF_FIGURES = {"de {} à {}", "de %(before)s à %(year)s", "À partir de {}"}


def test_no_sentence_puts_an_elided_word_before_a_word_it_does_not_know():
    said = [
        text
        for entry in polib.pofile(str(path_of("ar")))
        for text in (entry.msgid, entry.msgid_plural)
    ]
    assert [
        text
        for text in said
        if text not in OF_FIGURES and any(each[2] not in FIGURES for each in ELIDED.finditer(text))
    ] == []
    assert ELIDED.search("<bdi>%(pupil)s</bdi> a appris de <bdi>%(master)s</bdi>")


def entry(**facts) -> polib.POEntry:
    return polib.POEntry(**facts)


SIX = (
    "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && "
    "n%100<=99 ? 4 : 5;"
)


def plural(one: str, many: str, *forms: str) -> polib.POEntry:
    return entry(msgid=one, msgid_plural=many, msgstr_plural=dict(enumerate(forms)))


FAULTS = {
    "empty": entry(msgid="Voir", msgstr=""),
    "not translated": entry(msgid="Voir", msgstr="Voir"),
    "fuzzy": entry(msgid="Voir", msgstr="عرض", flags=["fuzzy"]),
    "2 plural forms of 6": plural("%(n)d an", "%(n)d ans", "%(n)d سنة", "%(n)d سنوات"),
    "placeholders ['%(m)'] that the source has not": entry(
        msgid="Voir %(n)s", msgstr="عرض %(n)s %(m)s"
    ),
    "placeholders ['%(n)'] left out": entry(msgid="Voir %(n)s", msgstr="عرض"),
    "placeholders ['{n}'] left out": entry(msgid="Voir {n}", msgstr="عرض"),
    "placeholders ['%s, number 2'] left out": entry(msgid="De %s à %s", msgstr="من %s"),
    "braces: expected '}'": entry(msgid="Voir {n}", msgstr="عرض {n"),
    "cannot be formatted with 1000": entry(msgid="Voir %(n)s", msgstr="عرض %(n)d"),
    "a plural counts by a placeholder with a name": plural("%d an", "%d ans", *["%d سنة"] * 6),
    "placeholders ['%(n)'] left out of form 3": plural(
        "%(n)d an", "%(n)d ans", *["لا سنة", "سنة", "سنتان", "سنوات"], *["%(n)d سنة"] * 2
    ),
    "placeholders ['%(n)', '%(name)'] left out of form 1": plural(
        "%(n)d an de %(name)s",
        "%(n)d ans de %(name)s",
        "%(name)s",
        "سنة",
        "سنتان %(name)s",
        *["%(n)d سنة %(name)s"] * 3,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_check_sees_each_fault(fault, tmp_path):
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": SIX}
    catalogue.append(FAULTS[fault])
    catalogue.save(str(tmp_path / "ar.po"))
    found = faults(tmp_path / "ar.po", "ar")
    assert any(fault in problem for problem in found), found


def test_form_of_one_number_may_say_it_in_a_word():
    catalogue = polib.POFile()
    catalogue.metadata = {"Plural-Forms": SIX}
    said = ["لا سنة", "سنة واحدة", "سنتان", "%(n)d سنوات", "%(n)d سنة", "%(n)d سنة"]
    assert wrong_placeholders(plural("%(n)d an", "%(n)d ans", *said), plural_of(catalogue)) == []


@pytest.mark.parametrize("number", NUMBERS)
def test_what_the_desk_says_of_a_selection_can_be_said_of_any_number(number):
    """A form of Arabic without the place of its number made the page fail, after the
    records were published.
    """
    with translation.override("ar"):
        assert ngettext("%(count)d fiche publiée.", "%(count)d fiches publiées.", number) % {
            "count": number
        }


def test_what_gettext_guessed_is_forgotten():
    catalogue = polib.POFile()
    catalogue.append(entry(msgid="Partager", msgstr="طباعة", flags=["fuzzy", "python-format"]))
    catalogue.append(
        entry(
            msgid="%d an",
            msgid_plural="%d ans",
            msgstr_plural={0: "يوم", 1: "أيام"},
            flags=["fuzzy"],
        )
    )
    catalogue.append(entry(msgid="Voir", msgstr="عرض"))
    forget_guesses(catalogue)
    assert [each.msgstr_plural or each.msgstr for each in catalogue] == ["", {0: "", 1: ""}, "عرض"]
    assert catalogue[0].flags == ["python-format"]


def test_every_entry_of_the_french_catalogue_is_its_own_french():
    for each in polib.pofile(str(path_of("fr"))):
        assert each.msgstr_plural == {0: each.msgid, 1: each.msgid_plural}


# As the handbook's section 7 counts them.
COUNTED = {
    ("%(n)s pièce", "%(n)s pièces"): [
        "لا توجد قطع",
        "قطعة واحدة",
        "قطعتان",
        "3 قطع",
        "11 قطعة",
        "100 قطعة",
    ],
    ("%(n)s atelier", "%(n)s ateliers"): [
        "لا توجد ورشات",
        "ورشة واحدة",
        "ورشتان",
        "3 ورشات",
        "11 ورشة",
        "100 ورشة",
    ],
    ("%(n)s action", "%(n)s actions"): [
        "لا توجد أنشطة",
        "نشاط واحد",
        "نشاطان",
        "3 أنشطة",
        "11 نشاطًا",
        "100 نشاط",
    ],
}


@pytest.mark.parametrize(
    ("noun", "words"), COUNTED.items(), ids=lambda each: each[0] if isinstance(each, tuple) else ""
)
def test_arabic_counts_as_a_reader_expects(noun, words):
    with translation.override("ar"):
        assert [ngettext(*noun, number) % {"n": number} for number in NUMBERS] == words


def test_french_counts_nothing_in_the_singular():
    said = [ngettext("%(n)s pièce", "%(n)s pièces", number) % {"n": number} for number in NUMBERS]
    assert said == ["0 pièce", "1 pièce", "2 pièces", "3 pièces", "11 pièces", "100 pièces"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, "حسب الطلب"),
        (1, "حسب الطلب، يوم واحد"),
        (2, "حسب الطلب، يومان"),
        (3, "حسب الطلب، 3 أيّام"),
        (11, "حسب الطلب، 11 يومًا"),
        (100, "حسب الطلب، 100 يوم"),
    ],
)
def test_lead_time_is_counted_in_arabic(days, words):
    with translation.override("ar"):
        assert to_order(Product(lead_time_days=days)) == words


def seen(template: str, language: str, **values) -> str:
    """Render a template in a language."""
    with translation.override(language):
        return Template("{% load formatting product_tags %}" + template).render(Context(values))


day = datetime.date
SEEN = [
    (
        "{{ value|daydate }}",
        {"value": day(2026, 2, 16)},
        "<bdi>16 février 2026</bdi>",
        "<bdi>16 فيفري 2026</bdi>",
    ),
    (
        "{{ value|daydate }}",
        {"value": day(2026, 3, 1)},
        "<bdi>1er mars 2026</bdi>",
        "<bdi>1 مارس 2026</bdi>",
    ),
    (
        "{% dates a b %}",
        {"a": day(2026, 3, 1), "b": day(2026, 4, 1)},
        "<bdi>du 1er mars au 1er avril 2026</bdi>",
        "<bdi>من 1 مارس إلى 1 أفريل 2026</bdi>",
    ),
    (
        "{% dates a b %}",
        {"a": day(2026, 3, 2), "b": day(2026, 3, 4)},
        "<bdi>du 2 au 4 mars 2026</bdi>",
        "<bdi>من 2 إلى 4 مارس 2026</bdi>",
    ),
    (
        "{{ value|dinars }}",
        {"value": Decimal("1234.5")},
        f"<bdi>1{NBSP}234,500{NBSP}DT</bdi>",
        f"<bdi>1{NBSP}234,500{NBSP}د.ت</bdi>",
    ),
    (
        "{{ value|phone }}",
        {"value": "+21677226123"},
        '<bdi dir="ltr">+216 77 226 123</bdi>',
        '<bdi dir="ltr">+216 77 226 123</bdi>',
    ),
    (
        "{{ value|size:'cm' }}",
        {"value": Decimal("32.0")},
        f"<bdi>32{NBSP}cm</bdi>",
        f"<bdi>32{NBSP}صم</bdi>",
    ),
    (
        "{{ value|size:'g' }}",
        {"value": 850},
        f"<bdi>850{NBSP}g</bdi>",
        f"<bdi>850{NBSP}غ</bdi>",
    ),
    (
        "{{ value|size:'l' }}",
        {"value": Decimal("1.50")},
        f"<bdi>1,5{NBSP}l</bdi>",
        f"<bdi>1,5{NBSP}ل</bdi>",
    ),
    (
        "{% years 1928 1990 %}",
        {},
        f'<bdi dir="ltr">1928{NBSP}–{NBSP}1990</bdi>',
        f'<bdi dir="ltr">1928{NBSP}–{NBSP}1990</bdi>',
    ),
    ("{% years 1928 %}", {}, '<bdi dir="ltr">1928</bdi>', '<bdi dir="ltr">1928</bdi>'),
    (
        "{% hour_range a b %}",
        {"a": datetime.time(9), "b": datetime.time(17, 30)},
        'de <bdi dir="ltr">09:00</bdi> à <bdi dir="ltr">17:30</bdi>',
        'من <bdi dir="ltr">09:00</bdi> إلى <bdi dir="ltr">17:30</bdi>',
    ),
    (
        "{% measures piece %}",
        {"piece": Product(diameter_cm=Decimal(30), height_cm=Decimal("40.5"))},
        f"Diamètre <bdi>30{NBSP}cm</bdi>, hauteur <bdi>40,5{NBSP}cm</bdi>",
        f"القطر <bdi>30{NBSP}صم</bdi>، الارتفاع <bdi>40,5{NBSP}صم</bdi>",
    ),
]


@pytest.mark.parametrize(
    ("template", "values", "french", "arabic"), SEEN, ids=[each[0] for each in SEEN]
)
def test_figure_is_isolated_and_written_as_in_tunisia(template, values, french, arabic):
    assert seen(template, "fr", **values) == french
    assert seen(template, "ar", **values) == arabic


@pytest.mark.parametrize("amount", ["0.001", "999.999", "1000", "1000000"])
def test_money_never_shows_a_separator_that_reads_otherwise(amount):
    """ "1.500" and "1,500" are not the same sum: thousands take a space that does not
    break, millimes a comma.
    """
    written = formatting.dinars(Decimal(amount))
    assert "." not in written and " " not in written
