"""Our lists as LibreOffice and Gnumeric save them: they come back without a change.

The files are in `saved_lists`, made from `export` of the records below: `libreoffice.*`
by LibreOffice 7.4 (`soffice --convert-to`, its language English), `gnumeric.*` by
Gnumeric 1.12 (`ssconvert`), from our workbook; `libreoffice-of-csv.*` from our CSV.
"""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from artisans.sheets import ArtisanSheet
from artisans.tests.factories import ArtisanFactory, TechniqueFactory
from kairouan.desk.sheets.files import dataset_of
from products.models import Product
from products.sheets import ProductSheet
from products.tests.factories import CategoryFactory, ProductFactory
from workshops.tests.factories import WorkshopFactory

# those of Gnumeric
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Workbook contains no default style"),
]

SAVED = Path(__file__).parent / "saved_lists"
SHEETS = {"artisan": ArtisanSheet, "product": ProductSheet}
PROGRAMS = ("libreoffice", "gnumeric")
LISTED = {"artisan": 3, "product": 4}
TEXT = "Étamée à l’étain ;\nune « belle » pièce : 2 kg, 12/03/1958\n\nحكاية قديمة، سطر ثالث"


@pytest.fixture
def records():
    technique = TechniqueFactory(mark="ondes", name_fr="Ondes", name_ar="أمواج")
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
    workshop = WorkshopFactory(
        reference="0012",
        slug="atelier-mabrouk",
        name_fr="Atelier Mabrouk",
        name_ar="ورشة مبروك",
        story_fr=TEXT,
        story_ar=TEXT,
        family=None,
        latitude=Decimal("35.678"),
        longitude=Decimal("10.100500"),
        founded_in=1948,
        languages=["ar", "fr"],
        welcomes_visitors=True,
        people_count=3,
    )
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


@pytest.mark.parametrize(
    "path", sorted(SAVED.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_list_saved_by_another_program_changes_nothing(records, path):
    sheet = SHEETS[path.parent.name]
    listed = dataset_of(ContentFile(path.read_bytes()), sheet)
    outcome = sheet().read(listed.dataset)
    assert (listed.faults, listed.unread, outcome.problems, outcome.changes) == ([], [], [], [])
    assert (outcome.likenesses, outcome.doubts, outcome.twins, outcome.same) == (
        [],
        [],
        [],
        LISTED[path.parent.name],
    )


def test_lists_of_each_kind_are_saved_by_each_program():
    files = {
        *(f"{program}.{kind}" for program in PROGRAMS for kind in ("xlsx", "ods", "csv")),
        *(f"libreoffice-of-csv.{kind}" for kind in ("xlsx", "ods")),
    }
    assert {
        name: {path.name for path in (SAVED / name).iterdir()} for name in SHEETS
    } == dict.fromkeys(SHEETS, files)
