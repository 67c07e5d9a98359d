"""Our lists as LibreOffice and Gnumeric save them: they come back without a change,
whichever language their officer works in.

The files are in `saved_lists`, by language, made from `export` of the records below:
`libreoffice.*` by LibreOffice 7.4 (`soffice --convert-to`, its language English),
`gnumeric.*` by Gnumeric 1.12 (`ssconvert`), from our workbook. From our CSV, with all
that LibreOffice takes for a number or a day: `libreoffice-of-csv.*`, set in English
(`--infilter=CSV:59,34,76,1,,1033,false,true`), and `libreoffice-local-of-csv.*`, set as
the list is (French: 1036, Arabic of Tunisia: 7169). The workbook of the translators has
no CSV. In the lists of techniques the first heading was written over since: the mark
that called them has become their reference.
"""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.files.base import ContentFile
from django.utils.translation import override

from artisans.models import Artisan, Technique
from artisans.tests.factories import ArtisanFactory, FamilyFactory, TechniqueFactory
from kairouan.accounts.models import User
from kairouan.common.languages import CODES
from kairouan.desk.sheets.desk import ImportsAndExports
from kairouan.desk.sheets.files import dataset_of
from kairouan.desk.translating.sheets import headings_read, read_translations
from kairouan.desk.translating.texts import WAITING, pairs_of
from kairouan.desk.workbooks import read_table
from products.models import Product
from products.tests.factories import CategoryFactory, ProductFactory
from programme.models import Partner
from programme.tests.factories import ActionFactory, PartnerFactory, RegistrationFactory
from workshops.tests.factories import WorkshopFactory

# those of Gnumeric
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Workbook contains no default style"),
]

SAVED = Path(__file__).parent / "saved_lists"
SHEETS = {
    model._meta.model_name: desk.sheet
    for model, desk in admin.site._registry.items()
    if isinstance(desk, ImportsAndExports)
}
LISTED = {
    "artisan": 3,
    "partner": 3,
    "product": 4,
    "registration": 3,
    "technique": 3,
    "workshop": 3,
}
OF_WORKBOOK = {
    f"{program}.{kind}"
    for program in ("libreoffice", "gnumeric")
    for kind in ("xlsx", "ods", "csv")
}
OF_CSV = {
    "libreoffice-of-csv.xlsx",
    "libreoffice-of-csv.ods",
    "libreoffice-local-of-csv.xlsx",
}
TEXT = "Étamée à l’étain ;\nune « belle » pièce : 2 kg, 12/03/1958\n\nحكاية قديمة، سطر ثالث"
QUOTED = 'Dite "la grande" ; l’atelier d\'en face, 3,5 × 2'


@pytest.fixture
def records():
    """Make what a spreadsheet may take for something else, in every list."""
    technique = TechniqueFactory(
        drawing="ondes", reference="ondes", name_fr="Ondes", name_ar="أمواج", rank=1
    )
    make_techniques()
    make_people(technique)
    make_products(technique, make_workshops(technique))
    make_partners()
    make_registrations()


def make_techniques():
    TechniqueFactory(
        drawing="grain-dorge",
        reference="grain-dorge",
        name_fr="=1+1",
        name_ar="'٢٥",
        summary_fr=QUOTED,
        summary_ar="٠٠٧",
        description_fr=TEXT,
        description_ar="-",
        recognise_fr="1958",
        recognise_ar=TEXT,
        hammer_fr="0045",
        hammer_ar="12/03/1958",
        outline="scale",
        size_min_mm=3,
        size_max_mm=1200,
        spacing="touching",
        order="honeycomb",
        depth="flat",
        surface="mirror",
        rank=2,
    )
    TechniqueFactory(drawing="pluie", reference="pluie", name_fr="", name_ar="", rank=3)


def make_people(technique):
    for reference, name in (("007", "Salah Ben Amor"), ("A-01", "=1+1"), ("'12", "-Mbarka")):
        ArtisanFactory(
            reference=reference,
            name_fr=name,
            name_ar=f"صالح {name}",
            aliases="+216 20 000 007",
            family=None,
            technique=technique,
            sex="male",
            standing="master",
            birth_year=1958,
            craft_since_year=1975,
            is_living=True,
            death_year=None,
            delegation="",
            speciality_fr="1,500",
            speciality_ar="٢٥/١١/٢٠٢٦",
        )
    # called by its number, which its list holds
    ArtisanFactory(pk=7001, name_fr="Habib, fils ; d’Ali", name_ar="الحبيب · بن علي")


def make_workshops(technique):
    family = FamilyFactory(pk=7002, name_fr="Ben Jemâa", name_ar="بن جماعة")
    grain = Technique.objects.get(mark="grain-dorge")
    workshop = WorkshopFactory(
        reference="0012",
        slug="atelier-mabrouk",
        name_fr="Atelier Mabrouk",
        name_ar="ورشة مبروك",
        summary_fr="98 123 456",
        summary_ar="١٬٥٠٠",
        story_fr=TEXT,
        story_ar=TEXT,
        equipment_fr="12,50",
        equipment_ar=f"{QUOTED}\n=1+1",
        address_fr="12/3",
        address_ar="١٢، نهج الصفّارين",
        directions_fr="De Bab Jelladine,\ndeuxième ruelle à droite",
        directions_ar="@",
        family=family,
        main_technique=technique,
        responsible_id=7001,
        delegation="sbikha",
        quarter="bab-jelladine",
        latitude=Decimal("35.678"),
        longitude=Decimal("10.10050"),
        founded_in=1948,
        origin="upgraded",
        people_count=3,
        welcomes_visitors=True,
        gives_demonstrations=False,
        takes_apprentices=True,
        languages=["ar", "fr"],
        ona_registration="000123",
        ona_verified_on=datetime.date(2026, 3, 1),
    )
    workshop.techniques.set([technique, grain])
    for reference, registration in (("12/2026", "12345678901234567890"), ("MAR-12", "5 mars")):
        WorkshopFactory(
            reference=reference,
            slug=None,
            name_fr=f"Atelier {reference}",
            name_ar="",
            responsible=None,
            ona_registration=registration,
        )
    return workshop


def make_products(technique, workshop):
    category = CategoryFactory(slug="theieres", name_fr="Théières", name_ar="برارد")
    for reference, price, weight in (
        ("001", "120.125", 30),
        ("002", "1600", 1200),
        ("1E5", "85.500", 12500),
        ("=2", "0.750", 4),
    ):
        ProductFactory(
            reference=reference,
            workshop=workshop,
            category=category,
            technique=technique,
            collection=None,
            name_fr=f"Théière {reference}",
            name_ar=f"برّاد {reference}",
            description_fr=TEXT,
            description_ar="",
            price_kind="fixed",
            price=Decimal(price),
            price_confirmed_on=datetime.date(2026, 3, 1),
            price_valid_until=None,
            weight_g=weight,
            diameter_cm=Decimal("18.5"),
            height_cm=Decimal("20"),
            gauge_mm=Decimal("1.2"),
            capacity_l=Decimal("1.12"),
            heat_sources=["gas", "embers"],
            availability=Product.Availability.TO_ORDER,
            is_unique=True,
            lead_time_days=15,
        )


def make_partners():
    for number, (reference, short_name) in enumerate(
        [("0001", "1-2"), ("3.10", "VRAI"), ("2026-03-01", "50%")]
    ):
        partner = PartnerFactory(
            pk=7003 + number,
            reference=reference,
            name_fr=f"Centre {reference}",
            name_ar=f"مركز {reference}",
            short_name=short_name,
            role="centre",
            sector="association",
            text_fr="",
            text_ar="",
            website="https://exemple.tn/?a=1&b=2",
            order=number,
            town_fr="9:30",
            town_ar="مارس 2026",
            opened_in=2019 if number else None,
            services=["training", "fablab"] if number else [],
        )
        # translated, then written again
        partner.text_fr, partner.text_ar = QUOTED, ("=1+1", "'0012", TEXT)[number]
        partner.save()
        partner.text_fr = TEXT
        partner.save()


def make_registrations():
    published = ActionFactory(
        pk=7003, published=True, slug="formation-decor", title_fr="Décor", title_ar="زخرفة"
    )
    draft = ActionFactory(pk=7004, title_fr="Étamage ; niveau 2", title_ar="قصدرة، 2")
    for number, (action, artisan, state) in enumerate(
        [
            (published, Artisan.objects.get(reference="007"), "confirmed"),
            (draft, Artisan.objects.get(reference="'12"), "waiting"),
            (draft, Artisan.objects.get(pk=7001), "cancelled"),
        ]
    ):
        RegistrationFactory(
            action=action,
            artisan=artisan,
            state=state,
            asked_at=datetime.datetime(2026, 3, 1, 9, number, tzinfo=datetime.UTC),
        )


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("kind", SHEETS)
def test_list_saved_by_another_program_changes_nothing(records, kind, language):
    paths = sorted((SAVED / language / kind).iterdir())
    with override(language):
        assert {path.name: told(SHEETS[kind], path) for path in paths} == dict.fromkeys(
            OF_WORKBOOK | OF_CSV, LISTED[kind]
        )


def told(sheet, path: Path):
    """Count the rows that say what we hold; list what else there is to say."""
    listed = dataset_of(ContentFile(path.read_bytes()), sheet)
    outcome = sheet().read(listed.dataset)
    asked = [outcome.likenesses, outcome.doubts, outcome.twins]
    found = [listed.faults, listed.unread, listed.notes, outcome.problems, outcome.changes, *asked]
    return found if any(found) else outcome.same


@pytest.mark.parametrize("language", CODES)
def test_translations_saved_by_another_program_change_nothing(records, language):
    paths = sorted((SAVED / language / "translation").iterdir())
    user = User(is_active=True, is_superuser=True)
    waiting = [
        (pair.reference, pair.version, pair.translation)
        for partner in Partner.objects.order_by("pk")
        for pair in pairs_of(partner)
        if pair.state in WAITING
    ]
    with override(language):
        assert {path.name: read_of_translations(path, user) for path in paths} == dict.fromkeys(
            OF_WORKBOOK, (waiting, ([], []))
        )


def read_of_translations(path: Path, user):
    """The columns that are read, and what they would change."""
    file = ContentFile(path.read_bytes())
    table = read_table(file, lambda row: tuple(row[:3]) in headings_read())
    return [tuple(row[:3]) for _number, row in table.rows[1:]], read_translations(file, user)
