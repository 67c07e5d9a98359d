"""The static files as readers get them."""

import re

import brotli
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    place = tmp_path_factory.mktemp("static")
    backend = {"staticfiles": {"BACKEND": "kairouan.common.staticfiles.JoinedStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=place, STORAGES=backend):
        call_command("collectstatic", interactive=False, verbosity=0)
    return place


def hashed(place, pattern):
    (found,) = [
        path for path in place.glob(pattern) if re.search(r"\.[0-9a-f]{12}\.\w+$", path.name)
    ]
    return found


def test_readers_get_one_style_sheet(collected):
    sheet = hashed(collected, "css/kairouan.*.css").read_text()
    assert "@import" not in sheet
    assert sheet.startswith("@layer tokens, base, layout, components, utilities, print;")
    assert not list(collected.glob("css/tokens*")) and not list(collected.glob("css/components/*"))


def test_members_get_one_more(collected):
    sheet = hashed(collected, "css/space.*.css").read_text()
    assert "@import" not in sheet
    assert sheet.startswith("@layer components {\n.app {") and ".tabbar" in sheet
    assert not list(collected.glob("css/space/*"))


def test_every_font_of_the_sheet_is_there(collected):
    sheet = hashed(collected, "css/kairouan.*.css").read_text()
    fonts = re.findall(r'url\("?([^")]+)"?\)', sheet)
    assert len(set(fonts)) == 6
    assert all((collected / "css" / font).resolve().exists() for font in fonts)


def test_sheet_and_scripts_keep_within_their_bytes(collected):
    """12 kB for the sheet, 8 kB for all scripts, compressed; the officers' desk has two
    of its own, so have the key, the pages with a recording of the hammer, and the
    screen of the space that describes a hammering one of 2 kB.
    """
    sheet = hashed(collected, "css/kairouan.*.css")
    assert sheet.with_name(sheet.name + ".br").stat().st_size <= 12_000
    scripts = [
        path for path in collected.glob("js/*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)
    ]
    of_readers = [
        path
        for path in scripts
        if path.name.partition(".")[0]
        not in ("as-served", "choices", "focus", "sound", "record", "raking")
    ]
    assert (len(scripts), len(of_readers)) == (19, 13)
    assert sum(len(brotli.compress(path.read_bytes())) for path in of_readers) <= 8_000
    for pattern in ("js/sound.*.js", "js/record.*.js", "css/sound.*.css"):
        assert len(brotli.compress(hashed(collected, pattern).read_bytes())) <= 1_000
    of_one_screen = hashed(collected, "js/raking.*.js")
    assert len(brotli.compress(of_one_screen.read_bytes())) <= 2_000


@pytest.mark.parametrize("name", ["kairouan", "space", "admin"])
def test_sheets_lose_their_comments_and_nothing_else(collected, name):
    """A space before a colon counts: `.app :is(p)` is not `.app:is(p)`."""
    folder = settings.BASE_DIR / "static/css"
    listed = (folder / f"{name}.css").read_text(encoding="utf-8")
    parts = re.findall(r'@import "([^"]+)";', listed)
    sources = [re.sub(r"@import [^;]+;", "", listed)]
    sources += [(folder / part).read_text(encoding="utf-8") for part in parts]
    written = re.sub(r"/\*.*?\*/", "", "\n".join(sources), flags=re.DOTALL)
    kept = [line.strip() for line in written.splitlines() if line.strip()]
    sent = hashed(collected, f"css/{name}.*.css").read_text(encoding="utf-8")
    fonts = re.compile(r"\.[0-9a-f]{12}(?=\.woff2)")
    assert fonts.sub("", sent).splitlines() == kept


def test_scripts_lose_their_comments_and_nothing_else(collected):
    for source in (settings.BASE_DIR / "static/js").glob("*.js"):
        lines = [line.strip() for line in source.read_text(encoding="utf-8").splitlines()]
        kept = [line for line in lines if line and not line.startswith("//")]
        assert all(line.count("`") % 2 == 0 for line in kept), "a text that goes over a line"
        sent = hashed(collected, f"js/{source.stem}.*.js").read_text(encoding="utf-8")
        assert sent.splitlines() == kept


def test_dark_changes_colours_alone(collected):
    """The dark theme changes colours alone, so the browser tests measure nothing else
    in the dark.
    """
    sheet = hashed(collected, "css/kairouan.*.css").read_text()
    dark = re.findall(
        r"@media ?\(prefers-color-scheme: ?dark\)\s*\{\s*([^{}]+)\{([^{}]*)\}\s*\}", sheet
    )
    assert dark and len(dark) == sheet.count("prefers-color-scheme")
    for selector, block in dark:
        for declaration in filter(None, map(str.strip, block.split(";"))):
            name, value = map(str.strip, declaration.split(":", 1))
            shadow = name.startswith("--shadow-")
            assert name == "color" or name.startswith("--"), f"{selector}: {declaration}"
            assert shadow or re.fullmatch(
                r"#[0-9a-f]{3,8}|rgb\([\d ./]+\)|var\(--[\w-]+\)", value
            ), f"{selector}: {declaration}"
