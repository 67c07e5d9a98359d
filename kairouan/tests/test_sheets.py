"""Lists in and out of the desk: the real files that offices make, what is said of them,
and that nothing is half written.
"""

import csv
import datetime
import io
import unicodedata
import zipfile
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import Workbook, load_workbook
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from reversion.models import Version

from artisans.models import Artisan, Technique
from artisans.sheets import ArtisanSheet, TechniqueSheet
from artisans.tests.factories import ArtisanFactory, FamilyFactory, TechniqueFactory
from kairouan.accounts.models import User
from kairouan.common.records import Referenced
from kairouan.desk.models import SheetImport
from kairouan.desk.sheets.files import dataset_of
from kairouan.desk.sheets.imports import look_over, write_down
from kairouan.desk.workbooks import MOST_ROWS, cell_text, csv_of
from products.models import Product
from products.sheets import ProductSheet
from products.tests.factories import CategoryFactory, ProductFactory
from programme.models import Partner, Registration
from programme.sheets import PartnerSheet, RegistrationSheet
from programme.tests.factories import ActionFactory, PartnerFactory
from workshops.models import Workshop
from workshops.sheets import WorkshopSheet
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db
SHEETS = [
    ArtisanSheet,
    TechniqueSheet,
    WorkshopSheet,
    ProductSheet,
    PartnerSheet,
    RegistrationSheet,
]


def address(page, model, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def workbook(*rows, merged=(), sheet="Données") -> bytes:
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    for cells in merged:
        book.active.merge_cells(cells)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def send(officer, model, content, name="liste.xlsx", photos=None) -> SheetImport:
    """A list sent and looked over, by the worker if it is one for it."""
    files = {"file": SimpleUploadedFile(name, content)} | (
        {"photos": SimpleUploadedFile("photos.zip", photos)} if photos else {}
    )
    answer = officer.post(address("import", model), files)
    sent = SheetImport.objects.first()
    assertRedirects(answer, address("sent", model, sent.pk))
    look_over.call(sent.pk)
    sent.refresh_from_db()
    return sent


def confirm(officer, sent) -> SheetImport:
    officer.post(address("sent", sent.sheet._meta.model, sent.pk))
    write_down.call(sent.pk)
    sent.refresh_from_db()
    return sent


def problems(sent) -> list[tuple]:
    return [
        (row, column, value) for row, column, value, _said, _allowed in sent.outcome["problems"]
    ]


@pytest.fixture
def workshop():
    return WorkshopFactory(published=True, name_fr="Atelier Mabrouk", name_ar="ورشة مبروك")


@pytest.fixture
def category():
    return CategoryFactory(slug="theieres", name_fr="Théières", name_ar="برارد")


HEADING = [
    "Référence",
    "Atelier",
    "Catégorie",
    "nom (français)",
    "name_ar",
    "Prix",
    "Montant (dinars)",
    "Prix confirmé le",
    "Poids (g)",
    "Pièce unique",
]


def row_of(reference="T-1", **cells):
    filled = {
        "Référence": reference,
        "Atelier": "Atelier Mabrouk",
        "Catégorie": "theieres",
        "nom (français)": f"Théière {reference}",
        "name_ar": f"برّاد {reference}",
        "Prix": "prix fixe",
        "Montant (dinars)": "85,5",
        "Prix confirmé le": "25/11/2026",
        "Poids (g)": "1 200",
        "Pièce unique": "oui",
    } | cells
    return [filled[name] for name in HEADING]


def test_list_is_shown_then_written_as_drafts(officer, workshop, category):
    sent = send(officer, Product, workbook(HEADING, row_of()))
    assert not Product.objects.exists()
    page = officer.get(address("sent", Product, sent.pk))
    assertContains(page, "Théière")
    assertContains(page, "1 fiche ajoutée")
    assert confirm(officer, sent).state == "written"
    product = Product.objects.get()
    assert (product.reference, product.status, product.workshop, product.category) == (
        "T-1",
        "draft",
        workshop,
        category,
    )
    assert (product.price, product.weight_g, product.is_unique) == (Decimal("85.500"), 1200, True)
    assert product.price_confirmed_on == datetime.date(2026, 11, 25)
    assert not sent.file


def test_offices_real_workbook_is_understood(officer, workshop, category):
    """A title above, a workshop merged over its products, days and numbers as Excel
    keeps them, Arabic-Indic digits, spaces that were not meant.
    """
    content = workbook(
        ["Liste des pièces, novembre 2026"],
        [],
        [f" {name}\u00a0" for name in HEADING],
        row_of(
            "T-1",
            **{
                "Prix confirmé le": datetime.datetime(2026, 11, 25),
                "Montant (dinars)": 120.125,
                "Poids (g)": 1200,
            },
        ),
        row_of(
            "T-2",
            **{
                "Atelier": None,
                "Montant (dinars)": "٨٥٫٥٠٠",
                "Poids (g)": "١٢٠٠ غ",
                "Pièce unique": "لا",
                "Prix confirmé le": "٢٥/١١/٢٠٢٦",
            },
        ),
        row_of(
            "T-3",
            **{
                "Atelier": None,
                "nom (français)": "Théière\u00a0 ronde\u200f",
                "Prix": "ثمن قارّ",
                "Poids (g)": 850.0,
            },
        ),
        merged=["A1:J1", "B4:B6"],
    )
    sent = send(officer, Product, content)
    assert sent.outcome["problems"] == []
    confirm(officer, sent)
    first, second, third = Product.objects.order_by("reference")
    assert {product.workshop for product in (first, second, third)} == {workshop}
    # a number of Excel's is not asked back: it has one meaning
    assert first.price == Decimal("120.125")
    assert (second.price, second.weight_g, second.is_unique) == (Decimal("85.500"), 1200, False)
    assert second.price_confirmed_on == datetime.date(2026, 11, 25)
    assert (third.name_fr, third.price_kind, third.weight_g) == ("Théière ronde", "fixed", 850)


def test_import_errors_name_row_column_and_value_and_nothing_is_written(
    officer, workshop, category
):
    rows = [
        row_of("T-1"),
        row_of("T-2", **{"Montant (dinars)": "cher", "Prix": "gratuit"}),
        row_of("T-3", Atelier="Atelier Inconnu"),
        row_of("T-4", **{"Prix confirmé le": ""}),
        # asked about, as the next, once nothing is wrong
        row_of("T-5", **{"Montant (dinars)": "1.500"}),
        row_of("T-1"),
        row_of(""),
    ]
    sent = send(officer, Product, workbook(HEADING, *rows, sheet="Pièces"))
    assert problems(sent) == [
        (3, "Prix", "gratuit"),
        (3, "Montant (dinars)", "cher"),
        (4, "Atelier", "Atelier Inconnu"),
        (5, "", ""),
        (8, "Référence", ""),
    ]
    page = officer.get(address("sent", Product, sent.pk))
    assertContains(page, "prix fixe, à partir de, au poids, sur demande")
    assertContains(page, "Dites quand ce prix a été confirmé.")
    assertContains(page, "<bdi>Pièces</bdi>")
    assertNotContains(page, "Enregistrer tout")
    assert confirm(officer, sent).state == "checked"
    assert not Product.objects.exists()


def test_corrected_list_is_written_and_sent_again_changes_nothing(officer, workshop, category):
    assert (
        send(officer, Product, workbook(HEADING, row_of("T-1", Prix="gratuit"))).outcome[
            "problem_count"
        ]
        == 1
    )
    confirm(officer, send(officer, Product, workbook(HEADING, row_of("T-1"), row_of("T-2"))))
    again = send(officer, Product, workbook(HEADING, row_of("T-1"), row_of("T-2")))
    assert (again.outcome["change_count"], again.outcome["same"]) == (0, 2)
    assertContains(officer.get(address("sent", Product, again.pk)), "Cette liste ne change rien.")
    confirm(officer, again)
    assert Product.objects.count() == 2


def test_only_the_columns_that_are_there_are_touched(officer, workshop, category):
    product = ProductFactory(
        priced=True,
        published=True,
        workshop=workshop,
        description_fr="Une belle pièce.",
        weight_g=900,
    )
    sent = send(
        officer,
        Product,
        workbook(
            ["Référence", "Poids (g)", "Notes du bureau"], [f"#{product.pk}", "950", "à voir"]
        ),
    )
    assert sent.outcome["changes"] == [[2, str(product), False, [["Poids (g)", "900", "950"]]]]
    assert sent.outcome["unread"] == ["Notes du bureau"]
    confirm(officer, sent)
    product.refresh_from_db()
    assert (product.weight_g, product.description_fr, product.is_published) == (
        950,
        "Une belle pièce.",
        True,
    )


def test_history_says_which_list_changed_a_record(officer, workshop):
    confirm(
        officer,
        send(
            officer,
            Workshop,
            workbook(
                ["Référence", "Nom (français)"], [f"#{workshop.pk}", "Atelier Mabrouk et fils"]
            ),
        ),
    )
    version = Version.objects.get_for_object(workshop).first()
    assert version.revision.user == User.objects.get(is_superuser=True)
    assert version.revision.get_comment() == "Import « liste.xlsx »"
    page = officer.get(
        reverse("admin:workshops_workshop_compare", args=[workshop.pk]) + f"?a={version.pk}"
    )
    assertContains(page, "et fils")


def test_list_that_no_longer_changes_what_was_shown_is_shown_again(officer, workshop):
    sent = send(officer, Workshop, workbook(["Référence", "Fondé en"], [f"#{workshop.pk}", "1950"]))
    Workshop.objects.filter(pk=workshop.pk).update(founded_in=1948)
    confirm(officer, sent)
    assert Workshop.objects.get().founded_in == 1948
    assertContains(
        officer.get(address("sent", Workshop, sent.pk)), "Des fiches ont changé entre-temps"
    )
    confirm(officer, sent)
    assert Workshop.objects.get().founded_in == 1950


def test_relations_by_reference_number_mark_or_name(officer, workshop):
    comb, grain = (
        TechniqueFactory(reference="nid-dabeille"),
        TechniqueFactory(name_ar="حبّة الشعير"),
    )
    family = FamilyFactory(name_ar="عائلة المبروك")
    person = ArtisanFactory(reference="A-7")
    heading = ["Référence", "Famille", "Techniques", "Responsable", "Langues parlées"]
    sent = send(
        officer,
        Workshop,
        workbook(
            heading,
            [
                f"#{workshop.pk}",
                "عائلة المبروك",
                "nid-dabeille، حبّة الشعير",
                "A-7",
                "arabe, français",
            ],
        ),
    )
    assert sent.outcome["problems"] == []
    confirm(officer, sent)
    workshop.refresh_from_db()
    assert (workshop.family, workshop.responsible, workshop.languages) == (
        family,
        person,
        ["ar", "fr"],
    )
    assert set(workshop.techniques.all()) == {comb, grain}


def test_name_of_two_records_is_asked_back(officer, workshop):
    first, second = (
        WorkshopFactory(name_fr="Atelier du souk"),
        WorkshopFactory(name_fr="Atelier du souk"),
    )
    product = ProductFactory(workshop=workshop)
    sent = send(
        officer, Product, workbook(["Référence", "Atelier"], [f"#{product.pk}", "atelier du souk"])
    )
    assert f"#{first.pk}, #{second.pk}" in sent.outcome["problems"][0][3]


def test_participants_are_written_down_and_never_moved(officer):
    action = ActionFactory(
        published=True,
        starts_on=timezone.localdate() + datetime.timedelta(days=30),
        ends_on=timezone.localdate() + datetime.timedelta(days=31),
        places=1,
    )
    first, second = ArtisanFactory(reference="A-1"), ArtisanFactory(reference="A-2")
    rows = [["Action", "Personne"], [action.slug, "A-1"], [action.slug, "A-2"]]
    confirm(officer, send(officer, Registration, workbook(*rows)))
    states = dict(Registration.objects.values_list("artisan", "state"))
    # never more places than there are
    assert states == {first.pk: "confirmed", second.pk: "waiting"}
    Registration.objects.filter(artisan=first).update(state="cancelled")
    assert send(officer, Registration, workbook(*rows)).outcome["change_count"] == 0


def test_technique_and_partner_lists(officer):
    technique = TechniqueFactory(reference="ecailles", size_min_mm=2)
    confirm(
        officer,
        send(
            officer,
            Technique,
            workbook(
                ["Référence", "Contour du coup", "Taille du coup, à (mm)"],
                ["ecailles", "هلال أو حرشف", 6],
            ),
        ),
    )
    technique.refresh_from_db()
    assert (technique.size_min_mm, technique.size_max_mm) == (2, 6)
    confirm(
        officer,
        send(
            officer,
            Partner,
            workbook(["Référence", "Nom (arabe)", "Rôle"], ["P-1", "الديوان", "bailleur"]),
        ),
    )
    assert Partner.objects.get().role == "funder"


@pytest.mark.parametrize(
    "typed",
    [
        "gravé à l'étain",
        unicodedata.normalize("NFD", "Gravé à l’étain"),
        "grave a l’etain",
        "\u200fقطعه\u202c منقوشة",
        "قطعة منقوشه",
    ],
)
def test_name_is_known_as_the_search_would_find_it(officer, workshop, typed):
    category = CategoryFactory(slug="graves", name_fr="Gravé à l’étain", name_ar="قطعة منقوشة")
    product = ProductFactory(workshop=workshop)
    sent = send(officer, Product, workbook(["Référence", "Catégorie"], [f"#{product.pk}", typed]))
    assert sent.outcome["problems"] == []
    confirm(officer, sent)
    product.refresh_from_db()
    assert product.category == category


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("قطعه", "product"),
        ("pie\u0300ce", "product"),
        ("PIECE", "product"),
        ("\u200fخدمه", "service"),
    ],
)
def test_choice_is_known_as_the_search_would_find_it(officer, workshop, typed, kind):
    product = ProductFactory(workshop=workshop, kind="set")
    sent = send(officer, Product, workbook(["Référence", "Nature"], [f"#{product.pk}", typed]))
    assert sent.outcome["problems"] == []
    confirm(officer, sent)
    product.refresh_from_db()
    assert product.kind == kind


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_heading_is_known_as_the_search_would_find_it(sheet, language):
    bare = str.maketrans("أإآةى’", "اااهي'")
    with override(language):
        labels = {name: sheet.label(name) for name in sheet.columns()}
    for name, label in labels.items():
        for heading in (
            label.translate(bare),
            f"\u200f{unicodedata.normalize('NFD', label)}\u00a0",
            label.upper(),
        ):
            assert sheet.headings().only(heading) == name, heading


def test_refusal_reads_in_the_direction_of_the_page_whatever_it_quotes_first(officer, workshop):
    sent = send(officer, Product, workbook(["Référence", "Catégorie"], ["T-1", "theieres"]))
    shown = officer.get(address("sent", Product, sent.pk)).content.decode()
    rows = shown.partition("sheet-problems")[2].partition("</table>")[0]
    assert "theieres" in rows and 'dir="auto"' not in rows


def test_list_with_bare_headings_is_read(officer, workshop):
    product = ProductFactory(workshop=workshop)
    with override("ar"):
        label = ProductSheet.label("name_ar").translate(str.maketrans("أإة", "ااه"))
    sent = send(
        officer,
        Product,
        workbook(["REFERENCE", f"\u200f{label}"], [f"#{product.pk}", "برّاد\u200b  كبير\u200f"]),
    )
    assert (sent.outcome["unread"], sent.outcome["problems"]) == ([], [])
    confirm(officer, sent)
    product.refresh_from_db()
    assert product.name_ar == "برّاد كبير"


def test_exact_name_wins_over_one_that_folds_alike_and_two_that_do_are_asked_back(
    officer, workshop
):
    first, second = (
        WorkshopFactory(name_fr="Atelier de l’étain"),
        WorkshopFactory(name_fr="Atelier de l'Etain"),
    )
    product = ProductFactory(workshop=workshop)
    sent = send(
        officer,
        Product,
        workbook(["Référence", "Atelier"], [f"#{product.pk}", "atelier de l’étain"]),
    )
    assert sent.outcome["problems"] == []
    confirm(officer, sent)
    product.refresh_from_db()
    assert product.workshop == first
    sent = send(
        officer,
        Product,
        workbook(["Référence", "Atelier"], [f"#{product.pk}", "atelier de l'étain"]),
    )
    assert f"#{first.pk}, #{second.pk}" in sent.outcome["problems"][0][3]


# References


@pytest.mark.parametrize(
    ("ours", "theirs"), [("007", "7"), ("007", 7), ("A-1", "a-1"), ("T-12", "T-١٢"), ("12", "٠١٢")]
)
def test_reference_is_known_however_a_spreadsheet_or_a_hand_spells_it(
    officer, workshop, ours, theirs
):
    product = ProductFactory(workshop=workshop, reference=ours)
    sent = send(officer, Product, workbook(["Référence", "Poids (g)"], [theirs, 950]))
    assert sent.outcome["problems"] == []
    confirm(officer, sent)
    product.refresh_from_db()
    assert (product.weight_g, product.reference, Product.objects.count()) == (950, ours, 1)


def test_zeros_that_a_cell_shows_are_read():
    book = Workbook()
    book.active.append(["reference", "name_fr"])
    book.active.append([7, "Salah"])
    book.active["A2"].number_format = "000"
    held = io.BytesIO()
    book.save(held)
    assert (
        dataset_of(ContentFile(held.getvalue()), ArtisanSheet).dataset.dict[0]["reference"] == "007"
    )


def test_reference_that_may_be_two_records_is_asked_back_and_one_written_as_ours_is_not(
    officer, workshop
):
    first, second = (
        ProductFactory(workshop=workshop, reference="007"),
        ProductFactory(workshop=workshop, reference="07"),
    )
    sent = send(officer, Product, workbook(["Référence", "Poids (g)"], ["7", 950]))
    assert f"#{first.pk}, #{second.pk}" in sent.outcome["problems"][0][3]
    assert (
        send(officer, Product, workbook(["Référence", "Poids (g)"], ["07", 950])).outcome[
            "problems"
        ]
        == []
    )


@pytest.mark.parametrize(("once", "again"), [("T-1", "t-1"), ("7", "007"), ("T-1", "T-١")])
def test_two_spellings_of_one_reference_are_one_record_of_the_list(
    officer, workshop, category, once, again
):
    sent = send(officer, Product, workbook(HEADING, row_of(once), row_of(again)))
    assert (problems(sent), sent.outcome["twins"][0][:4]) == ([], ["same-2", once, [2, 3], False])


def test_record_called_by_its_number_and_by_its_reference_is_one(officer, workshop):
    product = ProductFactory(workshop=workshop, reference="T-1")
    sent = send(
        officer,
        Product,
        workbook(["Référence", "Poids (g)"], ["T-1", 950], [f"#{product.pk}", 960]),
    )
    assert (problems(sent), sent.outcome["twins"][0][:4]) == ([], ["same-2", "T-1", [2, 3], False])


REFERENCED = [model for model in apps.get_models() if issubclass(model, Referenced)]


@pytest.mark.parametrize("model", REFERENCED)
def test_desk_finds_a_record_by_the_reference_of_the_officers_list(officer, model):
    factory = {
        Artisan: ArtisanFactory,
        Product: ProductFactory,
        Workshop: WorkshopFactory,
        Partner: PartnerFactory,
        Technique: TechniqueFactory,
    }[model]
    found, _other = factory(reference="Zq-127"), factory(reference="Zr-128")
    for typed in ("zq-127", "Zq-١٢٧", "Zq", f"#{found.pk}"):
        page = officer.get(
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"),
            {"q": typed},
        )
        assert list(page.context["cl"].queryset) == [found], typed


def test_two_references_do_not_differ_by_case_alone():
    ArtisanFactory(reference="A-1")
    with pytest.raises(ValidationError, match="A-1"):
        ArtisanFactory.build(reference="a-1").full_clean()
    person = ArtisanFactory.build(reference="A-٢")
    person.full_clean()
    assert person.reference == "A-2"


# Days and years


@pytest.mark.parametrize(
    "typed",
    [
        "2026/11/02",
        datetime.datetime(2026, 11, 2, 14, 30),
        "02/11/2026 14:30",
        "2026-11-02T08:00:00Z",
        "٢٠٢٦/١١/٢",
    ],
)
def test_day_with_an_hour_or_from_its_year_is_read(officer, workshop, typed):
    product = ProductFactory(workshop=workshop)
    sent = send(
        officer, Product, workbook(["Référence", "Prix confirmé le"], [f"#{product.pk}", typed])
    )
    assert sent.outcome["problems"] == []
    confirm(officer, sent)
    product.refresh_from_db()
    assert product.price_confirmed_on == datetime.date(2026, 11, 2)


@pytest.mark.parametrize("typed", ["12/03/1958", datetime.date(1958, 3, 12), "١٩٥٨", 1958.0])
def test_full_date_of_birth_gives_its_year(officer, typed):
    person = ArtisanFactory(birth_year=None)
    confirm(
        officer,
        send(officer, Artisan, workbook(["Référence", "birth_year"], [f"#{person.pk}", typed])),
    )
    person.refresh_from_db()
    assert person.birth_year == 1958


@pytest.mark.parametrize("typed", [58, 1899, 9999, timezone.localdate().year + 1])
def test_year_of_birth_of_the_living_is_of_a_living_person(officer, typed):
    person = ArtisanFactory(birth_year=None)
    sent = send(officer, Artisan, workbook(["Référence", "birth_year"], [f"#{person.pk}", typed]))
    assert [value for _row, _column, value in problems(sent)] == [str(typed)]


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_year_of_a_list_is_bounded(sheet):
    for name, one in sheet().fields.items():
        if name.endswith(("_year", "_in")):
            for typed in ("58", str(timezone.localdate().year + 1)):
                with pytest.raises(ValueError, match="année"):
                    one.widget.clean(typed)


# Likely duplicates


def test_new_row_with_the_name_of_a_record_is_asked_about_and_may_be_it(officer):
    person = ArtisanFactory(name_fr="Salah Ben Amor", name_ar="", birth_year=None)
    rows = (
        ["Référence", "Nom (français)", "Sexe", "birth_year"],
        ["A-1", "SALAH BEN AMOR", "homme", 1958],
        ["A-2", "Mbarka", "femme", 1960],
    )
    sent = send(officer, Artisan, workbook(*rows))
    assert sent.outcome["likenesses"] == [[2, "SALAH BEN AMOR", [[person.pk, "Salah Ben Amor"]]]]
    assert confirm(officer, sent).state == "checked"
    page = officer.get(address("sent", Artisan, sent.pk))
    assertContains(page, f'name="row-2" value="{person.pk}"')
    assertNotContains(page, "Enregistrer tout")
    officer.post(address("sent", Artisan, sent.pk), {"row-2": str(person.pk)})
    sent.refresh_from_db()
    assert (
        sent.outcome["question_count"],
        sent.outcome["added"],
        sent.outcome["change_count"],
    ) == (0, 1, 2)
    assert confirm(officer, sent).state == "written"
    person.refresh_from_db()
    assert (person.reference, person.birth_year, Artisan.objects.count()) == ("A-1", 1958, 2)
    assert send(officer, Artisan, workbook(*rows)).outcome["change_count"] == 0


@pytest.mark.parametrize("answer", [{"row-2": "0"}, {"others": "0"}])
def test_new_row_with_the_name_of_a_record_may_be_another(officer, answer):
    person = ArtisanFactory(name_fr="Salah Ben Amor")
    sent = send(
        officer,
        Artisan,
        workbook(["Référence", "Nom (français)", "Sexe"], ["A-1", "Salah Ben Amor", "homme"]),
    )
    # none of those shown
    officer.post(address("sent", Artisan, sent.pk), {"row-2": str(person.pk + 1)})
    sent.refresh_from_db()
    assert sent.answers == {}
    officer.post(address("sent", Artisan, sent.pk), answer)
    sent.refresh_from_db()
    assert confirm(officer, sent).state == "written"
    assert Artisan.objects.filter(name_fr="Salah Ben Amor").count() == 2


def test_products_of_one_name_are_likely_one_in_one_workshop_only(officer, workshop, category):
    ProductFactory(name_fr="Théière T-1")
    assert (
        send(officer, Product, workbook(HEADING, row_of(), row_of("T-2"))).outcome["likenesses"]
        == []
    )
    product = ProductFactory(name_fr="theiere t-1", workshop=workshop)
    ((row, _name, records),) = send(officer, Product, workbook(HEADING, row_of())).outcome[
        "likenesses"
    ]
    assert (row, [number for number, _called in records]) == (2, [product.pk])


@pytest.mark.parametrize("sheet", [one for one in SHEETS if one is not RegistrationSheet])
def test_each_list_asks_about_a_new_record_of_a_name_we_have(officer, full_rows, sheet):
    row = full_rows[sheet]
    confirm(officer, send(officer, sheet._meta.model, workbook(list(row), list(row.values()))))
    row[sheet.keys[0]] = "ecailles"  # a punch there is, as a reference would be
    sent = send(officer, sheet._meta.model, workbook(list(row), list(row.values())))
    assert [line for line, *_rest in sent.outcome["likenesses"]] == [2]


# A number that may be two


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1,500", ["1500 dinars", "1 dinar 500 millimes"]),
        ("1.500", ["1500 dinars", "1 dinar 500 millimes"]),
        ("١,٥٠٠", ["1500 dinars", "1 dinar 500 millimes"]),
        ("١،٥٠٠", ["1500 dinars", "1 dinar 500 millimes"]),
        ("1,500.000", ["1500000 dinars", "1500 dinars"]),
        ("1.500.000", ["1500000 dinars", "1500 dinars"]),
        ("١.٥٠٠.٠٠٠", ["1500000 dinars", "1500 dinars"]),
        ("1,500 DT", ["1500 dinars", "1 dinar 500 millimes"]),
        ("1 500 000", ["1500000 dinars", "1500 dinars"]),
    ],
)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_price_that_may_be_two_is_asked_about(officer, workshop, category, typed, words, kind):
    rows = [HEADING, row_of("T-1", **{"Montant (dinars)": typed}), row_of("T-2")]
    sent = send(
        officer, Product, workbook(*rows) if kind == "xlsx" else csv_of(rows), f"liste.{kind}"
    )
    ((name, column, count, cells),) = sent.outcome["doubts"]
    assert (sent.outcome["problems"], column, count, cells) == (
        [],
        "Montant (dinars)",
        1,
        [[2, typed, words]],
    )
    assert confirm(officer, sent).state == "checked"
    page = officer.get(address("sent", Product, sent.pk))
    assertContains(page, f'name="{name}" value="1"')
    assertNotContains(page, "Enregistrer tout")
    officer.post(address("sent", Product, sent.pk), {name: "2"})  # none of those shown
    officer.post(address("sent", Product, sent.pk), {name: "1"})
    sent.refresh_from_db()
    assert confirm(officer, sent).state == "written"
    assert Product.objects.get(reference="T-1").price == (
        1500 if "1500000" in words[0] else Decimal("1.5")
    )


def test_one_answer_holds_for_a_column(officer, workshop, category):
    prices = ["1,500", "85,250", "1.500", "0,500", "1500,000"]
    sent = send(
        officer,
        Product,
        workbook(
            HEADING,
            *(row_of(f"T-{n}", **{"Montant (dinars)": one}) for n, one in enumerate(prices)),
        ),
    )
    commas, points = sent.outcome["doubts"]
    assert [
        [row for row, *_cell in cells] for _name, _column, _count, cells in (commas, points)
    ] == [[2, 3], [4]]
    officer.post(address("sent", Product, sent.pk), {commas[0]: "1"})
    sent.refresh_from_db()
    assert [name for name, *_rest in sent.outcome["doubts"]] == [points[0]]
    officer.post(address("sent", Product, sent.pk), {points[0]: "0"})
    sent.refresh_from_db()
    assert confirm(officer, sent).state == "written"
    written = Product.objects.order_by("reference").values_list("price", flat=True)
    assert list(written) == [Decimal("1.5"), Decimal("85.25"), 1500, Decimal("0.5"), 1500]


def test_weight_that_may_be_two_is_asked_about_once_for_its_column(officer, workshop, category):
    weights = ["4", 12, "1,500", "1,500 kg", "950"]
    sent = send(
        officer,
        Product,
        workbook(
            HEADING, *(row_of(f"T-{n}", **{"Poids (g)": one}) for n, one in enumerate(weights))
        ),
    )
    light, kilos = sent.outcome["doubts"]
    assert light[3] == [[2, "4", ["4\u00a0g", "4\u00a0kg"]], [3, "12", ["12\u00a0g", "12\u00a0kg"]]]
    assert kilos[3] == [[5, "1,500 kg", ["1\u00a0500\u00a0000\u00a0g", "1\u00a0500\u00a0g"]]]
    officer.post(address("sent", Product, sent.pk), {light[0]: "1", kilos[0]: "1"})
    sent.refresh_from_db()
    assert confirm(officer, sent).state == "written"
    assert list(Product.objects.order_by("reference").values_list("weight_g", flat=True)) == [
        4000,
        12000,
        1500,
        1500,
        950,
    ]


def test_number_with_one_meaning_is_not_asked_about(officer, workshop, category):
    """A number of a spreadsheet's, the Arabic decimal mark, the thousands' own marks,
    what the record holds already, what the column takes alone.
    """
    prices = [120.125, "١٫٥٠٠", "١٬٥٠٠", "1 500,000", "12,50"]
    rows = (row_of(f"T-{n}", **{"Montant (dinars)": one}) for n, one in enumerate(prices))
    sent = send(officer, Product, workbook(HEADING, *rows))
    assert (sent.outcome["problems"], sent.outcome["question_count"]) == ([], 0)
    confirm(officer, sent)
    written = Product.objects.order_by("reference").values_list("price", flat=True)
    assert list(written) == [Decimal("120.125"), Decimal("1.5"), 1500, 1500, Decimal("12.5")]
    again = csv_of(
        [
            ["Référence", "Montant (dinars)", "Délai (jours)"],
            ["T-0", "120,125", ""],
            ["T-2", "1,500", ""],
        ]
    )
    assert send(officer, Product, again, "liste.csv").outcome["same"] == 2
    place = send(
        officer,
        Workshop,
        workbook(["Référence", "Latitude", "Longitude"], [f"#{workshop.pk}", "35,678", "10.101"]),
    )
    assert (place.outcome["problems"], place.outcome["question_count"]) == ([], 0)


def test_number_of_a_csv_is_one_for_a_spreadsheet_set_in_english():
    """LibreOffice in English takes 85,500 for 85500, and leaves 85,5 and 120,1250 as
    they are.
    """
    written = csv_of(
        [
            ["price"],
            [Decimal("85.500")],
            [Decimal("120.125")],
            [Decimal("1600.000")],
            [Decimal("0.750")],
            [15],
        ]
    )
    assert written.decode("utf-8-sig").split() == [
        "price",
        "85,5",
        "120,1250",
        "1600",
        "0,75",
        "15",
    ]


# Rows of a list that are alike


def test_rows_of_one_reference_are_asked_about(officer, workshop, category):
    rows = [row_of("T-1"), row_of("T-2"), row_of("t-1", **{"Poids (g)": "950"}), row_of("T-2")]
    sent = send(officer, Product, workbook(HEADING, *rows))
    assert sent.outcome["twins"] == [
        ["same-2", "T-1", [2, 4], False, False],
        ["same-3", "T-2", [3, 5], False, True],
    ]
    assert (sent.outcome["problems"], confirm(officer, sent).state) == ([], "checked")
    page = officer.get(address("sent", Product, sent.pk))
    assertContains(page, 'name="same-2" value="4"')
    assertNotContains(page, 'name="same-2" value="0"')
    assertContains(page, "identiques")
    officer.post(address("sent", Product, sent.pk), {"same-2": "4", "same-3": "3"})
    sent.refresh_from_db()
    assert (sent.outcome["question_count"], sent.outcome["added"]) == (0, 2)
    assert "2, 5" in sent.outcome["notes"][-1]
    assert confirm(officer, sent).state == "written"
    assert dict(Product.objects.values_list("reference", "weight_g")) == {"t-1": 950, "T-2": 1200}


@pytest.mark.parametrize(
    ("answer", "references"),
    [("0", ["T-1", "T-2"]), ("2", ["T-1"]), ("3", ["T-2"]), ("others", ["T-1", "T-2"])],
)
def test_new_rows_of_one_name_are_asked_about(officer, workshop, category, answer, references):
    rows = [
        row_of("T-1", **{"nom (français)": "Théière"}),
        row_of("T-2", **{"nom (français)": "THEIERE"}),
    ]
    sent = send(officer, Product, workbook(HEADING, *rows))
    assert sent.outcome["twins"] == [["alike-2", "Théière", [2, 3], True, False]]
    assert confirm(officer, sent).state == "checked"
    officer.post(
        address("sent", Product, sent.pk),
        {"others": "0"} if answer == "others" else {"alike-2": answer},
    )
    sent.refresh_from_db()
    assert confirm(officer, sent).state == "written"
    assert (
        list(Product.objects.order_by("reference").values_list("reference", flat=True))
        == references
    )


def test_new_rows_of_one_name_in_two_workshops_are_not_alike(officer, workshop, category):
    WorkshopFactory(name_fr="Atelier du puits")
    rows = [
        row_of("T-1", **{"nom (français)": "Théière"}),
        row_of("T-2", **{"nom (français)": "Théière", "Atelier": "Atelier du puits"}),
    ]
    assert send(officer, Product, workbook(HEADING, *rows)).outcome["question_count"] == 0


def test_two_rows_that_are_answered_to_be_one_record_are_asked_about(officer):
    person = ArtisanFactory(name_fr="Salah Ben Amor", name_ar="")
    rows = [
        ["Référence", "Nom (français)", "Sexe"],
        ["A-1", "Salah Ben Amor", "homme"],
        ["A-2", "Salah Ben Amor", "homme"],
    ]
    sent = send(officer, Artisan, workbook(*rows))
    officer.post(
        address("sent", Artisan, sent.pk), {"row-2": str(person.pk), "row-3": str(person.pk)}
    )
    sent.refresh_from_db()
    assert (sent.outcome["problems"], [name for name, *_rest in sent.outcome["twins"]]) == (
        [],
        ["same-2"],
    )
    officer.post(address("sent", Artisan, sent.pk), {"same-2": "2"})
    sent.refresh_from_db()
    assert confirm(officer, sent).state == "written"
    assert (Artisan.objects.get().pk, Artisan.objects.get().reference) == (person.pk, "A-1")


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_list_asks_about_its_rows_that_are_alike(officer, full_rows, sheet):
    row = full_rows[sheet]
    sent = send(
        officer, sheet._meta.model, workbook(list(row), list(row.values()), list(row.values()))
    )
    assert (
        sent.outcome["problems"],
        [rows for _name, _said, rows, *_rest in sent.outcome["twins"]],
    ) == ([], [[2, 3]])
    officer.post(address("sent", sheet._meta.model, sent.pk), {sent.outcome["twins"][0][0]: "2"})
    sent.refresh_from_db()
    assert confirm(officer, sent).state == "written"


# A column that the list lacks


def test_new_record_without_the_column_of_a_relation_it_needs_is_a_problem_of_the_check(
    officer, workshop
):
    sent = send(
        officer,
        Product,
        workbook(["Référence", "Atelier", "Nom (français)"], ["T-1", "Atelier Mabrouk", "Théière"]),
    )
    assert [(row, column) for row, column, *_rest in sent.outcome["problems"]] == [(2, "Catégorie")]
    assert confirm(officer, sent).state == "checked"


@pytest.fixture
def full_rows(workshop, category):
    """For each list, what a new record of it holds, by the fixed names of the
    columns.
    """
    soon = timezone.localdate() + datetime.timedelta(days=30)
    action = ActionFactory(published=True, starts_on=soon, ends_on=soon)
    person = ArtisanFactory(reference="A-1")
    return {
        ArtisanSheet: {"reference": "A-9", "name_fr": "Salah", "sex": "homme"},
        TechniqueSheet: {"reference": "ondes", "name_fr": "Ondes"},
        WorkshopSheet: {"reference": "W-9", "name_fr": "Atelier du puits"},
        ProductSheet: {
            "reference": "T-9",
            "workshop": f"#{workshop.pk}",
            "category": category.slug,
            "name_fr": "Théière",
        },
        PartnerSheet: {"reference": "P-9", "name_fr": "Office", "role": "bailleur"},
        RegistrationSheet: {"action": action.slug, "artisan": person.reference},
    }


@pytest.mark.parametrize("sheet", SHEETS)
def test_checked_import_is_written_whichever_column_is_absent(officer, full_rows, sheet):
    full = full_rows[sheet]
    for absent in (None, *full):
        if absent in sheet.keys:
            continue
        row = {name: value for name, value in full.items() if name != absent}
        sent = send(officer, sheet._meta.model, workbook(list(row), list(row.values())))
        if absent is None:
            assert sent.outcome["problems"] == [], sheet
        elif sent.outcome["problems"]:
            assert {column for _row, column, *_rest in sent.outcome["problems"]} <= {
                sheet.label(absent),
                "",
            }
        else:
            assert confirm(officer, sent).state == "written", absent


# The files


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_no_two_columns_are_called_the_same(sheet, language):
    with override(language):
        names = [sheet.label(name).casefold() for name in sheet.columns()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_exported_list_is_imported_without_a_change(officer, workshop, category, kind, language):
    technique = TechniqueFactory(reference="ondes")
    workshop.techniques.add(technique)
    for one in (
        workshop,
        WorkshopFactory(
            reference="=1+1",
            story_ar="حكاية « قديمة »\nسطر ثان",
            latitude="35.67",
            longitude="10.1",
            languages=["ar"],
        ),
    ):
        ProductFactory(
            priced=True,
            workshop=one,
            category=category,
            technique=technique,
            description_fr="Étamée à l’étain ;\nune « belle » pièce : 2 kg",
            weight_g=1200,
            diameter_cm=Decimal("18.5"),
            heat_sources=["gas", "embers"],
            name_ar="'=برّاد",
        )
    for model in (Product, Workshop, Technique):
        with override(language):
            content = officer.get(address("export", model, kind)).content
        sent = send(officer, model, content, f"liste.{kind}")
        assert (sent.outcome["problems"], sent.outcome["changes"]) == ([], [])
        assert sent.outcome["same"] == model.objects.count()


def test_csv_opens_in_excel_and_works_nothing_out(officer):
    ArtisanFactory(reference="@sum", name_fr="=HYPERLINK(1)", name_ar="صالح", aliases="-1+1")
    content = officer.get(address("export", Artisan, "csv")).content
    assert content.startswith(b"\xef\xbb\xbf")
    heading, row = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert heading[:3] == ["Référence", "Nom (français)", "Nom (arabe)"]
    assert row[:4] == ["'@sum", "'=HYPERLINK(1)", "صالح", "'-1+1"]
    cells = load_workbook(
        io.BytesIO(officer.get(address("export", Artisan, "xlsx")).content)
    ).active[2]
    assert [cell.data_type for cell in cells[:4]] == ["s"] * 4


@pytest.mark.parametrize(
    "texts",
    [
        [
            "0045",
            "1.50",
            "12,5",
            ".5",
            "1E5",
            "1.5E3",
            "1,500",
            "98 123 456",
            "12345678901234567890",
        ],
        [
            "1/2",
            "1-2",
            "12/03/1958",
            "2026-03",
            "1.2.3",
            "9:30",
            "9:30 PM",
            "50 %",
            "(12)",
            "12-",
            "5€",
        ],
        [
            "MAR-12",
            "DEC1",
            "12-MAR",
            "mars-26",
            "12 mars 1958",
            "lundi 5 mars 2026",
            "Jan. 5, 2026",
        ],
        ["١٢", "٢٥/١١/٢٠٢٦", "مارس-26", "12 جانفي 2026", "صحيح", "VRAI", "true"],
    ],
)
def test_csv_keeps_texts_that_a_spreadsheet_would_change(texts):
    written = csv_of([texts]).decode("utf-8-sig").strip()
    assert next(csv.reader([written], delimiter=";")) == [f"'{text}" for text in texts]
    assert [cell_text(f"'{text}") for text in texts] == texts


def test_csv_leaves_other_texts_as_they_are():
    texts = ["1958", "0", "T-12", "A-01", "Théière 001", "Mariem", "12 rue 3", "5 DT", "(voir)", ""]
    day = datetime.date(2026, 3, 1)
    written = csv_of([[*texts, 7, Decimal("18.5"), day]]).decode("utf-8-sig").strip()
    assert written.split(";") == [*texts, "7", "18,5", "2026-03-01"]


def test_day_that_only_we_write_is_that_of_tunis():
    asked_at = datetime.datetime(2026, 2, 28, 23, 30, tzinfo=datetime.UTC)
    cell = RegistrationSheet().fields["asked_at"].widget
    assert cell.render(asked_at) == datetime.date(2026, 3, 1)


def test_export_holds_what_the_list_shows(officer, workshop, category):
    shown, _other = ProductFactory(workshop=workshop, category=category), ProductFactory()
    content = officer.get(
        address("export", Product, "csv") + f"?category__id__exact={category.pk}"
    ).content.decode("utf-8-sig")
    assert [row.split(";")[0] for row in content.splitlines()[1:]] == [f"#{shown.pk}"]


@pytest.mark.parametrize("sheet", SHEETS)
def test_template_names_what_may_be_written(officer, sheet, workshop, category):
    book = load_workbook(io.BytesIO(officer.get(address("template", sheet._meta.model)).content))
    data, columns, values = book.worksheets
    headings = [cell.value for cell in data[1]]
    assert headings == [row[0].value for row in columns.iter_rows(min_row=2)]
    assert all(sheet.headings().only(heading) for heading in headings)
    assert {cell.value for cell in values[1]} <= set(headings)
    if sheet is ProductSheet:
        assert [cell.value for cell in values["A"]][:4] == [
            "Nature",
            "pièce",
            "service",
            "ensemble",
        ]
        assert any(rule.sqref == "B2:B5001" for rule in data.data_validations.dataValidation)


def test_filled_template_is_a_list(officer, workshop, category):
    book = load_workbook(io.BytesIO(officer.get(address("template", Product)).content))
    places = {cell.value: cell.column for cell in book.active[1]}
    for name, value in {
        "Référence": "T-1",
        "Atelier": workshop.slug,
        "Catégorie": "theieres",
        "Nom (français)": "Théière",
    }.items():
        book.active.cell(2, places[name], value)
    held = io.BytesIO()
    book.save(held)
    assert confirm(officer, send(officer, Product, held.getvalue())).state == "written"
    assert Product.objects.get().price_kind == "on_request"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "titres"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "ancien Excel"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "mot de passe",
        ),
        (b"%PDF-1.7", "pas une liste"),
        (b"<html><table><tr><td>", "page enregistr"),
        ("title;nom\nA;Été".encode("cp1252"), "CSV UTF-8"),
        (b"ab\0c;\xff", "CSV UTF-8"),
        (b"PK\x03\x04" + b"\x00" * 50, "n’est pas un classeur"),
        (workbook(["Nom"], ["Mabrouk"]), "Référence"),
        (workbook(["Référence", "référence"], ["A", "B"]), "deux fois"),
        (workbook(["Référence"], *([["A"]] * (MOST_ROWS + 1))), "5 000 lignes"),
    ],
)
def test_file_that_is_no_list_is_refused_in_a_sentence(officer, content, said):
    sent = send(officer, Artisan, content)
    assert said in sent.outcome["problems"][0][3]
    assert officer.get(address("sent", Artisan, sent.pk)).status_code == 200


def test_csv_with_commas_or_semicolons(db):
    for text in (
        "reference,name_fr\nA-1,Mabrouk\n",
        "reference;name_fr\nA-1;Mabrouk\n",
        "reference\tname_fr\r\nA-1\tMabrouk\r\n",
    ):
        listed = dataset_of(ContentFile(text.encode()), ArtisanSheet)
        assert listed.dataset.dict == [{"#": 2, "reference": "A-1", "name_fr": "Mabrouk"}]


LISTED = [{"#": 2, "reference": "A-1", "name_fr": "Été, à l’eau", "name_ar": "صالح بن عمر"}]


def test_separator_of_a_csv_is_that_of_its_headings():
    """A sentence with more commas than the headings have semicolons."""
    text = "reference;name_fr;notes\nA-1;Mabrouk;un, deux, trois, quatre, cinq\n"
    assert dataset_of(ContentFile(text.encode()), ArtisanSheet).dataset.dict == [
        {"#": 2, "reference": "A-1", "name_fr": "Mabrouk"}
    ]
    text = "Liste, novembre, 2026, ONA\nreference\tname_fr\nA-1\tun, deux, trois; quatre\n"
    (row,) = dataset_of(ContentFile(text.encode()), ArtisanSheet).dataset.dict
    assert row["name_fr"] == "un, deux, trois; quatre"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_in_any_unicode_is_read(encoding):
    listed = dataset_of(
        ContentFile("reference;name_fr;name_ar\nA-1;Été, à l’eau;صالح بن عمر\n".encode(encoding)),
        ArtisanSheet,
    )
    assert (listed.dataset.dict, listed.notes) == (LISTED, [])


@pytest.mark.parametrize(
    ("encoding", "text", "name"),
    [
        (
            "cp1252",
            "Référence;Nom (français)\nA-1;Été à l’œuvre : CRÉÉ À L’ÉTÉ\n",
            "Été à l’œuvre : CRÉÉ À L’ÉTÉ",
        ),
        ("cp1256", "Référence;Nom (français)\nA-1;صالح بن عمر, « été »\n", "صالح بن عمر, « été »"),
        ("mac_roman", "Référence;Nom (français)\nA-1;Été à l’œuvre\n", "Été à l’œuvre"),
    ],
)
def test_csv_of_an_old_encoding_is_read_and_said(encoding, text, name):
    listed = dataset_of(ContentFile(text.encode(encoding)), ArtisanSheet)
    assert listed.dataset.dict == [{"#": 2, "reference": "A-1", "name_fr": name}]
    (note,) = listed.notes
    assert {"cp1252": "Windows-1252", "cp1256": "Windows-1256", "mac_roman": "Mac Roman"}[
        encoding
    ] in note


def opened(content: bytes, change) -> bytes:
    """A zip with each part changed."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(held, "w") as made:
        for name in packed.namelist():
            made.writestr(name, change(name, packed.read(name)))
    return held.getvalue()


def strict(_name, part: bytes) -> bytes:
    for kind in (b"spreadsheetml", b"officeDocument", b"drawingml"):
        part = part.replace(
            b"http://schemas.openxmlformats.org/" + kind + b"/2006/",
            b"http://purl.oclc.org/ooxml/" + kind + b"/",
        )
    return part


def test_strict_open_xml_is_read():
    content = opened(
        workbook(["reference", "name_fr", "name_ar"], ["A-1", "Été, à l’eau", "صالح بن عمر"]),
        strict,
    )
    assert b"schemas.openxmlformats.org/spreadsheetml" not in zipfile.ZipFile(
        io.BytesIO(content)
    ).read("xl/workbook.xml")
    assert dataset_of(ContentFile(content), ArtisanSheet).dataset.dict == LISTED


def ods(rows: str, encrypted: bool = False) -> bytes:
    """A workbook as LibreOffice makes it, from its rows."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    body = f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="Personnes">{rows}</table:table>'
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"{body}</office:spreadsheet></office:body></office:document-content>".encode(),
            "META-INF/manifest.xml": b"<manifest:encryption-data/>"
            if encrypted
            else b"<manifest/>",
        }
    )


def ods_cell(text="", more="") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def test_workbook_of_libreoffice_is_read():
    headings = "".join(
        map(ods_cell, ["reference", "name_fr", "name_ar", "birth_year", "craft_since_year"])
    )
    rows = f"""
        <table:table-row>{headings}<table:table-cell table:number-columns-repeated="16379"/></table:table-row>
        <table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        <table:table-row table:visibility="filter">{ods_cell("A-1")}{ods_cell("Été,<text:s/>à <text:span>l’eau</text:span>")}{ods_cell("صالح")}
          <table:table-cell office:value-type="float" office:value="1958"/>
          <table:table-cell table:formula="of:=[.D4]+20"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048572"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"""
    listed = dataset_of(ContentFile(ods(rows)), ArtisanSheet)
    assert listed.dataset.dict == [
        {
            "#": 4,
            "reference": "A-1",
            "name_fr": "Été, à l’eau",
            "name_ar": "صالح",
            "birth_year": "1958",
            "craft_since_year": "",
        }
    ]
    assert [(fault.row, fault.column) for fault in listed.faults] == [(4, "Au métier depuis")]
    assert "4" in listed.notes[0]


def test_protected_workbook_of_libreoffice_is_named_rightly(officer):
    sent = send(officer, Artisan, ods("", encrypted=True), "liste.ods")
    assert "mot de passe" in sent.outcome["problems"][0][3]


def test_formula_without_a_stored_result_and_one_in_error_are_said_and_erase_nothing(
    officer, workshop
):
    product = ProductFactory(workshop=workshop, weight_g=900, name_fr="Théière")
    content = workbook(
        ["Référence", "Poids (g)", "Nom (français)", "Remarque"],
        [f"#{product.pk}", "=600+300", "#REF!", "=1+1"],
    )
    sent = send(officer, Product, content)
    assert problems(sent) == [(2, "Poids (g)", ""), (2, "Nom (français)", "#REF!")]
    assert "formule" in sent.outcome["problems"][0][3]
    assert confirm(officer, sent).state == "checked"
    empty = opened(
        content,
        lambda name, part: part.replace(b'<c r="B2">', b'<c r="B2" t="str">').replace(
            b"#REF!", b"Vase"
        ),
    )
    # its stored result is an empty text
    assert send(officer, Product, empty).outcome["problems"] == []


def test_number_is_as_a_spreadsheet_shows_it(officer, workshop):
    product = ProductFactory(workshop=workshop)
    sent = send(
        officer,
        Product,
        workbook(["Référence", "Contenance (l)"], [f"#{product.pk}", 3.3000000000000003]),
    )
    assert sent.outcome["problems"] == []
    confirm(officer, sent)
    product.refresh_from_db()
    assert product.capacity_l == Decimal("3.3")


def test_list_on_a_second_sheet_is_found_and_what_is_hidden_is_said(officer, workshop):
    product = ProductFactory(workshop=workshop)
    book = Workbook()
    book.active.title = "Mode d’emploi"
    book.active["A1"] = "Voici nos pièces"
    data, other = book.create_sheet("Pièces"), book.create_sheet("Anciennes")
    for row in (
        ["Référence", "Poids (g)", "Atelier"],
        [f"#{product.pk}", 950, "Atelier Mabrouk"],
        ["T-2", 5, None],
    ):
        data.append(row)
    other.append(["Référence", "Poids (g)"])
    data.row_dimensions[3].hidden = True
    data.column_dimensions["B"].hidden = True
    data.merge_cells("C2:C3")
    held = io.BytesIO()
    book.save(held)
    sent = send(officer, Product, held.getvalue())
    assert sent.outcome["sheet"] == "Pièces"
    merged, rows, columns, sheets = sent.outcome["notes"]
    assert ("C2:C3" in merged, "3" in rows, "B" in columns) == (True, True, True)
    assert "Mode d’emploi, Anciennes" in sheets
    assertContains(officer.get(address("sent", Product, sent.pk)), "Mode d’emploi, Anciennes")


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_template_says_nothing_of_its_own_sheets(officer, sheet, language, workshop, category):
    with override(language):
        content = officer.get(address("template", sheet._meta.model)).content
    listed = dataset_of(ContentFile(content), sheet)
    assert (listed.unread, listed.notes, len(listed.dataset)) == ([], [], 0)


def test_statements_of_a_row_do_not_grow_with_the_list(workshop, category):
    def statements(count):
        dataset = dataset_of(
            ContentFile(workbook(HEADING, *(row_of(f"T-{n}") for n in range(count)))), ProductSheet
        ).dataset
        with CaptureQueriesContext(connection) as captured:
            outcome = ProductSheet().read(dataset)
        assert (len(outcome.changes), outcome.problems) == (count, [])
        return len(captured)

    assert statements(40) - statements(20) <= 20 * 3 * len(Product._meta.constraints)


def test_five_thousand_rows_are_the_workers(officer):
    content = workbook(
        ["Référence", "Nom (français)", "Rôle"],
        *([f"P-{n}", f"Partenaire {n}", "bailleur"] for n in range(MOST_ROWS)),
    )
    answer = officer.post(
        address("import", Partner), {"file": SimpleUploadedFile("liste.xlsx", content)}
    )
    sent = SheetImport.objects.get()
    assert sent.state == "sent"
    assertContains(officer.get(answer.url), 'http-equiv="refresh"')
    look_over.call(sent.pk)
    sent.refresh_from_db()
    assert (sent.outcome["added"], len(sent.outcome["changes"])) == (MOST_ROWS, 200)
    assertContains(officer.get(answer.url), "4800 autres lignes")
    confirm(officer, sent)
    assert Partner.objects.count() == Version.objects.get_for_model(Partner).count() == MOST_ROWS


# Photographs


def photo_bytes(colour="orange", kind="JPEG") -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(held, kind)
    return held.getvalue()


def packed(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize(
    "named",
    [
        "ete a l'etain.jpg",
        "Été à l’étain.JPG",
        "\u200fété à l’étain.jpg",
        unicodedata.normalize("NFD", "Été à l’étain.jpg"),
    ],
)
def test_photo_is_known_by_its_name_however_it_is_written(
    officer, media, workshop, category, named
):
    product = ProductFactory(workshop=workshop, category=category)
    content = workbook(["Référence", "Photos"], [f"#{product.pk}", named])
    held = packed(
        {
            unicodedata.normalize("NFD", "Été à l’étain.jpg"): photo_bytes(),
            "autre.jpg": photo_bytes("brown"),
        }
    )
    assert send(officer, Product, content, photos=held).outcome["problems"] == []


def test_two_photos_of_names_alike_are_asked_back(officer, media, workshop, category):
    product = ProductFactory(workshop=workshop, category=category)
    held = packed(
        {"été.jpg": photo_bytes(), "ete.jpg": photo_bytes("brown"), "étè.jpg": photo_bytes("red")}
    )
    content = workbook(["Référence", "Photos"], [f"#{product.pk}", "été.jpg, ETE.jpg"])
    assert send(officer, Product, content, photos=held).outcome["problems"] == []
    sent = send(
        officer,
        Product,
        workbook(["Référence", "Photos"], [f"#{product.pk}", "éte.jpg"]),
        photos=held,
    )
    assert "Plusieurs photos" in sent.outcome["problems"][0][3]


def test_two_photos_of_one_name_are_told_apart_by_their_folder(officer, media, workshop, category):
    first, second = ProductFactory(workshop=workshop), ProductFactory(workshop=workshop)
    held = packed(
        {
            "Photos/A/1.jpg": photo_bytes("orange"),
            "Photos/B/1.jpg": photo_bytes("brown"),
            "Photos/B/2.jpg": photo_bytes("red"),
        }
    )
    heading = ["Référence", "Photos"]
    sent = send(
        officer,
        Product,
        workbook(heading, [f"#{first.pk}", "1.jpg"], [f"#{second.pk}", "2.jpg"]),
        photos=held,
    )
    ((row, column, _value, said, _allowed),) = sent.outcome["problems"]
    assert (row, column) == (2, "Photos")
    assert "Photos/A/1.jpg" in said
    assert "Photos/B/1.jpg" in said
    rows = [f"#{first.pk}", "A/1.jpg"], [f"#{second.pk}", "photos\\B\\1.JPG, 2.jpg"]
    sent = send(officer, Product, workbook(heading, *rows), photos=held)
    assert sent.outcome["problems"] == []
    confirm(officer, sent)
    colours = [
        [Image.open(one.image).getpixel((5, 5)) for one in product.photos.all()]
        for product in (first, second)
    ]
    assert [len(found) for found in colours] == [1, 2]
    assert colours[0][0][1] > colours[1][0][1]  # orange holds more green than brown
    assert colours[1][1][0] > 200  # red


def test_one_path_twice_in_a_zip_is_asked_back(officer, media, workshop):
    product = ProductFactory(workshop=workshop)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as zipped:
        zipped.writestr("1.jpg", photo_bytes("orange"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            zipped.writestr("1.jpg", photo_bytes("brown"))
    sent = send(
        officer,
        Product,
        workbook(["Référence", "Photos"], [f"#{product.pk}", "1.jpg"]),
        photos=held.getvalue(),
    )
    assert "Plusieurs photos" in sent.outcome["problems"][0][3]


def test_photos_come_from_the_zip_once(officer, media, workshop, category):
    product = ProductFactory(workshop=workshop, category=category)
    content = workbook(["Référence", "Photos"], [f"#{product.pk}", "Un.JPG, deux.png"])
    photos = packed(
        {
            "dossier/un.jpg": photo_bytes(),
            "deux.png": photo_bytes("brown", "PNG"),
            "__MACOSX/deux.png": b"x",
        }
    )
    sent = send(officer, Product, content, photos=photos)
    assert sent.outcome["problems"] == []
    assert not product.photos.exists()
    confirm(officer, sent)
    assert [(one.order, one.width) for one in product.photos.all()] == [(0, 64), (1, 64)]
    assert send(officer, Product, content, photos=photos).outcome["change_count"] == 0
    assert Version.objects.get_for_object(product).count() == 1


@pytest.mark.parametrize(
    ("photos", "said"),
    [
        (None, "n’est pas dans le dossier"),
        (packed({"autre.jpg": photo_bytes()}), "n’est pas dans le dossier"),
        (packed({"un.jpg": b"not a photograph"}), "photo lisible"),
        (packed({"un.jpg": b"\0" * (21 * 1024 * 1024)}), "20 Mo"),
        (b"not a zip", "dossier compressé"),
    ],
)
def test_photo_that_is_missing_or_none_stops_the_list(
    officer, media, workshop, category, photos, said
):
    product = ProductFactory(workshop=workshop, category=category)
    sent = send(
        officer,
        Product,
        workbook(["Référence", "Photos"], [f"#{product.pk}", "un.jpg"]),
        photos=photos,
    )
    assert said in sent.outcome["problems"][0][3]
    confirm(officer, sent)
    assert not product.photos.exists()


# Who may


def staff(client, *codes):
    user = User.objects.create_user(email="agent@tests.example", password="x", is_staff=True)
    for code in codes:
        app, name = code.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=name)
        )
    client.force_login(user)
    return client


def test_reader_takes_a_list_out_without_what_is_personal_and_sends_none(client):
    ArtisanFactory(birth_year=1958, name_fr="Mabrouk")
    reader = staff(client, "artisans.view_artisan")
    content = reader.get(address("export", Artisan, "csv")).content.decode("utf-8-sig")
    assert "Mabrouk" in content
    assert "1958" not in content
    assert "naissance" not in content
    page = reader.get(reverse("admin:artisans_artisan_changelist"))
    assertContains(page, "Exporter en Excel")
    assertNotContains(page, "Importer une liste")
    for page in ("import", "template"):
        assert reader.get(address(page, Artisan)).status_code == 403
    assert reader.get(address("export", Product, "csv")).status_code == 403


def test_import_needs_the_add_permission(client):
    assert (
        staff(client, "artisans.change_artisan", "artisans.view_artisan")
        .get(address("import", Artisan))
        .status_code
        == 403
    )


def test_list_is_of_its_own_kind_of_record(officer, workshop):
    sent = send(officer, Workshop, workbook(["Référence", "Fondé en"], [f"#{workshop.pk}", "1950"]))
    assert officer.get(address("sent", Product, sent.pk)).status_code == 404
    assert officer.get(address("export", Product, "xls")).status_code == 404


def test_old_lists_that_nobody_confirmed_are_forgotten(officer, workshop):
    sent = send(officer, Workshop, workbook(["Référence", "Fondé en"], [f"#{workshop.pk}", "1950"]))
    name, storage = sent.file.name, sent.file.storage
    SheetImport.objects.update(created_at=timezone.now() - datetime.timedelta(days=8))
    send(officer, Workshop, workbook(["Référence", "Fondé en"], [f"#{workshop.pk}", "1951"]))
    assert not storage.exists(name)
    assert SheetImport.objects.count() == 1


def test_breakdown_of_ours_writes_nothing_and_says_so(officer, workshop):
    sent = send(officer, Workshop, workbook(["Référence", "Fondé en"], [f"#{workshop.pk}", "1950"]))
    sent.file.storage.delete(sent.file.name)
    assert confirm(officer, sent).state == "failed"
    assertContains(officer.get(address("sent", Workshop, sent.pk)), "Une panne de notre côté")
