"""The copy of the public site: walked without a server."""

import csv
import hashlib
import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.core.management import CommandError, call_command
from frictionless import validate

from artisans.models import Consent
from artisans.tests.factories import ConsentFactory
from kairouan.portal.copying.pages import links_of, links_of_style
from products.models import Product
from products.tests.factories import ProductFactory
from workshops.tests.factories import WorkshopFactory

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("demonstration")]


@pytest.fixture(scope="module")
def copy(demonstration, tmp_path_factory) -> Path:
    """A copy of the demonstration, with a draft more, a workshop that does not show
    where it is, and one that does.
    """
    ProductFactory(name_fr="Brouillon caché")
    WorkshopFactory(published=True, address_fr="Impasse tue")
    shown = WorkshopFactory(published=True, address_fr="Rue montrée")
    ConsentFactory(artisan=shown.responsible, item=Consent.Item.PLACE)
    folder = tmp_path_factory.mktemp("copies") / "copy"
    call_command("copy_site", folder, verbosity=0)
    return folder


def target_of(link: str, file: Path) -> Path | None:
    """The file to which a link of a file leads; None where it leads elsewhere."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path:
        return None
    return (file.parent / unquote(parts.path)).resolve()


def test_every_link_leads_to_a_file_of_the_copy(copy):
    pages = list(copy.rglob("*.html"))
    assert len(pages) > 50
    for page in pages:
        text = page.read_text()
        assert 'method="post"' not in text
        for link in links_of(text):
            assert not link.startswith(("/", "http://localhost", "?")), (page, link)
            target = target_of(link, page)
            assert target is None or target.is_file(), (page, link)
    for sheet in copy.rglob("*.css"):
        for link in links_of_style(sheet.read_text()):
            assert target_of(link, sheet).is_file(), link


def test_both_languages_are_there_and_every_published_record(copy):
    for product in Product.objects.published():
        for code in ("fr", "ar"):
            (page,) = copy.glob(f"{code}/catalogue/{product.slug}/index.html")
            assert f'lang="{code}"' in page.read_text()


@pytest.mark.parametrize("hidden", ["Brouillon caché", "Impasse tue"])
def test_what_a_visitor_may_not_read_is_in_no_file(copy, hidden):
    said = [
        path for path in copy.rglob("*") if path.is_file() and hidden.encode() in path.read_bytes()
    ]
    assert not said
    assert any(b"Rue montr" in path.read_bytes() for path in copy.rglob("*.csv"))


def test_what_needs_a_server_leads_to_a_page_that_says_so(copy):
    home = copy / "fr" / "index.html"
    assert "copie/index.html" in links_of(home.read_text())
    assert "demandait le" in (copy / "fr" / "copie" / "index.html").read_text()


def test_data_package_is_valid_and_says_the_same_in_both_files(copy):
    report = validate(str(copy / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])
    with open(copy / "data" / "products.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    told = json.loads((copy / "data" / "products.json").read_text())
    assert [row["slug"] for row in rows] == [row["slug"] for row in told]
    assert len(rows) == Product.objects.published().count()


def test_checksums_are_those_of_the_files(copy):
    lines = (copy / "SHA256SUMS").read_text().splitlines()
    named = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    files = {str(path.relative_to(copy)) for path in copy.rglob("*") if path.is_file()}
    assert set(named) == files - {"SHA256SUMS"}
    name, digest = next(iter(named.items()))
    assert hashlib.sha256((copy / name).read_bytes()).hexdigest() == digest


def test_folder_that_is_not_empty_is_left_alone(tmp_path):
    (tmp_path / "kept.txt").write_text("kept")
    with pytest.raises(CommandError, match="is not empty"):
        call_command("copy_site", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]
