"""Translation on the desk: what waits, side by side, and the workbook out and back
in.
"""

from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from reversion.models import Version

from artisans.models import Artisan, TechniqueStep
from artisans.tests.factories import ArtisanFactory, TechniqueFactory
from kairouan.accounts.models import User
from kairouan.common.bilingual import TranslationState
from kairouan.desk.models import Term
from kairouan.desk.translating.sheets import waiting_workbook
from kairouan.desk.translating.texts import form_of, pairs_of
from kairouan.desk.workbooks import MOST_ROWS
from kairouan.review.models import Phrase
from workshops.models import Workshop
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db
TABLE = reverse("admin:translations")
SHEET = reverse("admin:translations_sheet_in")


def page_of(entry):
    return reverse("admin:translate", args=[entry._meta.label_lower, entry.pk])


@pytest.fixture
def phrase():
    """A sentence that waits for its Arabic."""
    return Phrase.objects.create(text_fr="La photo manque.")


@pytest.fixture
def moved():
    """A sentence whose French has changed since it was translated."""
    found = Phrase.objects.create(text_fr="Le prix manque.", text_ar="الثمن ناقص.")
    found.text_fr = "Le prix en dinars manque."
    found.save()
    return found


def test_former_source_is_kept_while_the_translation_is_to_review(moved):
    assert moved.translations["text"]["to"]["ar"]["was"] == "Le prix manque."
    moved.text_fr = "Le prix en dinars manque encore."
    moved.save()
    # what the translation was made from, not the last source
    assert moved.translations["text"]["to"]["ar"]["was"] == "Le prix manque."
    moved.still_right("text")
    moved.save()
    assert "was" not in moved.translations["text"]["to"]["ar"]


def test_saving_without_a_turn_costs_no_statement_more(phrase):
    phrase.order = 3
    with CaptureQueriesContext(
        connection,
    ) as asked:
        phrase.save()
    assert not [
        one for one in asked if one["sql"].startswith("SELECT") and "review_phrase" in one["sql"]
    ]


def test_table_shows_what_waits_and_narrows_it(officer, phrase, moved):
    done = Phrase.objects.create(text_fr="Tout est là.", text_ar="كل شيء موجود.")
    page = officer.get(TABLE)
    assert {row["entry"] for row in page.context["rows"]} == {phrase, moved}
    for query, found in (
        ("state=missing", {phrase}),
        ("state=to_review", {moved}),
        ("state=current&kind=review.phrase", {done}),
        ("state=tout&kind=review.phrase", {phrase, moved, done}),
        ("kind=artisans.artisan", set()),
        ("target=fr", set()),
        ("target=ar&q=dinars", {moved}),
        # what is not understood narrows nothing
        ("kind=nothing&state=nothing&page=99", {phrase, moved}),
    ):
        assert {row["entry"] for row in officer.get(f"{TABLE}?{query}").context["rows"]} == found, (
            query
        )


def test_table_costs_the_same_for_few_and_many(officer):
    Phrase.objects.create(text_fr="Une.")
    costs = []
    for count in (0, 60):
        for number in range(count):
            Phrase.objects.create(text_fr=f"Phrase {number}.")
        with CaptureQueriesContext(connection) as asked:
            officer.get(TABLE)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_screen_has_both_languages_the_changed_words_and_the_glossary(officer, moved):
    Term.objects.create(word_fr="prix", word_ar="الثمن")
    Term.objects.create(word_fr="couvercle", word_ar="غطاء")
    page = officer.get(page_of(moved))
    assertContains(page, "<ins>en dinars </ins>", html=False)
    assertContains(page, 'lang="ar" dir="rtl"')
    assertContains(page, "الثمن ناقص.")
    assert [term.word_fr for term in page.context["rows"][0]["terms"]] == ["prix"]
    assertNotContains(page, "couvercle")


def typed(entry, **texts):
    return {
        "version": form_of(entry).initial["version"],
        **{pair.column: pair.translation for pair in pairs_of(entry)},
        **texts,
    }


def test_translation_is_written_with_its_history_and_leads_to_the_next(officer, phrase, moved):
    answer = officer.post(
        page_of(phrase) + "?kind=review.phrase", typed(phrase, text_ar="تنقص الصورة.", _next="1")
    )
    assertRedirects(answer, page_of(moved) + "?kind=review.phrase")
    phrase.refresh_from_db()
    assert (phrase.text_ar, phrase.translation_state) == ("تنقص الصورة.", TranslationState.CURRENT)
    revision = Version.objects.get_for_object(phrase).first().revision
    assert (revision.user.email, revision.comment) == ("officer@tests.example", "Traduction")


def test_still_right_says_so_without_touching_the_text(officer, moved):
    officer.post(page_of(moved), typed(moved, right_text_ar="on"))
    moved.refresh_from_db()
    assert (moved.text_ar, moved.translation_state) == ("الثمن ناقص.", TranslationState.CURRENT)


def test_translation_corrected_beside_its_source_asks_for_nothing(officer, phrase):
    phrase.text_ar = "الصورة ناقص."
    phrase.save()
    officer.post(page_of(phrase), typed(phrase, text_ar="الصورة ناقصة."))
    phrase.refresh_from_db()
    assert (phrase.text_ar, phrase.translation_state) == ("الصورة ناقصة.", TranslationState.CURRENT)


def test_table_of_one_language_shows_what_was_edited_last_in_the_other(officer, phrase):
    phrase.text_ar = "الصورة ناقصة."
    phrase.save()
    phrase.text_ar = "تنقص صورة."
    phrase.save()
    shown = {
        code: [row["entry"] for row in officer.get(TABLE, {"target": code}).context["rows"]]
        for code in ("fr", "ar")
    }
    assert shown == {"fr": [phrase], "ar": []}


def test_saving_untouched_changes_nothing(officer, moved):
    officer.post(page_of(moved), typed(moved))
    moved.refresh_from_db()
    assert moved.translation_state == TranslationState.TO_REVIEW
    assert not Version.objects.get_for_object(moved).exists()


def test_text_changed_meanwhile_is_read_again_and_nothing_typed_is_lost(officer, phrase):
    sent = typed(phrase, text_ar="تنقص الصورة.")
    phrase.text_fr = "La photo de face manque."
    phrase.save()
    page = officer.post(page_of(phrase), sent)
    assertContains(page, "a changé pendant")
    assertContains(page, "تنقص الصورة.")
    phrase.refresh_from_db()
    assert phrase.text_ar == ""
    shown = page.context["form"]
    officer.post(
        page_of(phrase), {"version": shown["version"].value(), "text_ar": shown["text_ar"].value()}
    )
    phrase.refresh_from_db()
    assert phrase.text_ar == "تنقص الصورة."


def test_text_too_long_is_said_beside_it(officer, phrase):
    assertContains(officer.post(page_of(phrase), typed(phrase, text_ar="ب" * 301)), "301")
    phrase.refresh_from_db()
    assert phrase.text_ar == ""


def test_row_of_a_record_is_translated_in_the_history_of_that_record(officer):
    technique = TechniqueFactory()
    step = TechniqueStep.objects.create(
        technique=technique, order=1, title_fr="Recuire", text_fr="Au rouge sombre."
    )
    officer.post(page_of(step), typed(step, **{pair.column: "بالنار" for pair in pairs_of(step)}))
    step.refresh_from_db()
    assert step.translation_state == TranslationState.CURRENT
    assert Version.objects.get_for_object(technique).first().revision.comment == "Traduction"


@pytest.mark.parametrize(
    "address",
    ["review.phrase/999999/", "review.phrase/x/", "auth.user/1/", f"review.phrase/{'9' * 30}/"],
)
def test_translation_page_of_an_unknown_record_is_404(officer, address):
    assert officer.get(f"{TABLE}{address}").status_code == 404


def test_only_what_one_may_change_is_translated(client, phrase):
    person = ArtisanFactory(name_fr="Salah", name_ar="")
    reader = User.objects.create_user(email="traductrice@tests.example", is_staff=True)
    client.force_login(reader)
    assert client.get(TABLE).status_code == client.get(page_of(phrase)).status_code == 403
    reader.user_permissions.set(
        Permission.objects.filter(codename__in=["view_phrase", "change_artisan"])
    )
    assert {row["entry"] for row in client.get(TABLE).context["rows"]} == {phrase, person}
    assert client.get(page_of(phrase)).status_code == 200
    assert client.post(page_of(phrase), typed(phrase, text_ar="تنقص الصورة.")).status_code == 403
    client.post(page_of(person), typed(person, name_ar="صالح"))
    assert Artisan.objects.get().name_ar == "صالح"


# The workbook


def rows_in(content: bytes) -> list[list]:
    return [list(row) for row in load_workbook(BytesIO(content)).active.iter_rows(values_only=True)]


def sent(rows, name="traductions.xlsx"):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    held = BytesIO()
    book.save(held)
    return {"file": SimpleUploadedFile(name, held.getvalue())}


def taken_out(officer):
    return rows_in(officer.get(reverse("admin:translations_sheet") + "?kind=review.phrase").content)


def confirm(officer, page):
    return officer.post(SHEET, {"confirmed": page.context["confirmed"]}, follow=True)


def test_sheet_goes_out_with_what_waits_and_comes_back(officer, phrase, moved):
    Phrase.objects.create(text_fr="Tout est là.", text_ar="كل شيء موجود.")
    rows = taken_out(officer)
    assert [row[3] for row in rows[1:]] == ["La photo manque.", "Le prix en dinars manque."]
    rows[1][2], rows[2][2] = "  تنقص الصورة.\u200f", "الثمن بالدينار ناقص."
    page = officer.post(SHEET, sent(rows))
    assert not page.context["problems"]
    assertContains(page, "الثمن بالدينار ناقص.")
    phrase.refresh_from_db()
    assert phrase.text_ar == ""  # nothing before it is confirmed
    assertContains(confirm(officer, page), "2 traductions")
    for one in (phrase, moved):
        one.refresh_from_db()
        assert one.translation_state == TranslationState.CURRENT
    assert (
        Version.objects.get_for_object(phrase).first().revision.comment == "Feuille de traductions"
    )
    assertContains(officer.post(SHEET, sent(rows)), "ne change rien")  # the same sheet again


def test_sheet_without_anything_filled_in_changes_nothing(officer, phrase, moved):
    assertContains(officer.post(SHEET, sent(taken_out(officer))), "ne change rien")


def test_one_wrong_row_stops_the_whole_sheet_and_is_said(officer, phrase, moved):
    rows = taken_out(officer)
    rows[1][2] = "تنقص الصورة."
    rows[2][2] = "ب" * 301
    rows += [
        ["review.phrase:999:text", "x", "نص"],
        ["x", "x", "نص"],
        [rows[1][0], rows[1][1], "غيره"],
    ]
    page = officer.post(SHEET, sent(rows))
    assert [problem.row for problem in page.context["problems"]] == [3, 4, 5, 6]
    assertContains(page, "301")
    assertContains(page, "n’existe pas")
    assertContains(page, "déjà à la ligne 2")
    assert page.context["confirmed"] == ""
    rows[2][2] = "الثمن بالدينار ناقص."
    rows = rows[:3]
    confirm(officer, officer.post(SHEET, sent(rows)))
    assert not Phrase.objects.exclude(translation_state=TranslationState.CURRENT).exists()


def test_text_changed_between_check_and_confirmation_stops_the_whole_sheet(officer, phrase, moved):
    rows = taken_out(officer)
    rows[1][2], rows[2][2] = "تنقص الصورة.", "الثمن بالدينار ناقص."
    page = officer.post(SHEET, sent(rows))
    moved.text_fr = "Le prix manque encore."
    moved.save()
    assertContains(confirm(officer, page), "a changé depuis")
    phrase.refresh_from_db()
    assert phrase.text_ar == ""


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"", "vide"),
        (b"not a workbook", "feuille des traductions"),
        (b"PK\x03\x04 cut short", "n’est pas un classeur"),
    ],
)
def test_file_that_is_no_workbook_is_refused_in_a_sentence(officer, file, said):
    assertContains(officer.post(SHEET, {"file": SimpleUploadedFile("a.xlsx", file)}), said)


def test_another_workbook_and_one_too_long_are_refused_in_a_sentence(officer):
    assertContains(
        officer.post(SHEET, sent([["Nom", "Prix", "Taille"], ["a", "b", "c"]])),
        "n’est pas la feuille",
    )
    heading = ["Référence", "Version", "Traduction"]
    assertContains(
        officer.post(SHEET, sent([heading, *([["x", "x", "x"]] * (MOST_ROWS + 1))])), "5 000 lignes"
    )


def test_forged_confirmation_is_refused(officer, phrase):
    page = officer.post(SHEET, {"confirmed": "W10:forged"}, follow=True)
    assertContains(page, "envoyez la feuille de nouveau")


def test_cell_of_a_sheet_is_never_a_formula(officer):
    Phrase.objects.create(text_fr="=HYPERLINK(1)")
    book = load_workbook(BytesIO(waiting_workbook("ar", [Phrase])))
    cell = book.active["D2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_sheet_of_a_published_page_does_not_publish_anything_else(officer):
    workshop = WorkshopFactory(name_fr="Atelier", name_ar="")
    rows = rows_in(
        officer.get(reverse("admin:translations_sheet") + "?kind=workshops.workshop").content
    )
    row = next(row for row in rows[1:] if row[0].endswith(":name_ar"))
    row[2] = "ورشة"
    confirm(officer, officer.post(SHEET, sent([rows[0], row])))
    after = Workshop.objects.get()
    assert (after.name_ar, after.status) == ("ورشة", workshop.status)
