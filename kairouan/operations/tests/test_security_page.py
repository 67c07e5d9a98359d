"""The page about the ASVS: what it names is there."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
PAGE = (ROOT / "docs/SECURITY.md").read_text()
NAMED = re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|js|md|conf))(?:::(\w+)|: (\w+))?`", PAGE)
CHAPTERS = dict(re.findall(r"^## V(\d+) [^\n]+\n(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL))
# requirements of levels 1 and 2 of each chapter of 5.0.0: 253
COUNTS = {
    "1": 27,
    "2": 11,
    "3": 19,
    "4": 10,
    "5": 9,
    "6": 35,
    "7": 18,
    "8": 7,
    "9": 7,
    "10": 29,
    "11": 14,
    "12": 9,
    "13": 13,
    "14": 9,
    "15": 13,
    "16": 16,
    "17": 7,
}


def file_of(name: str) -> Path:
    return next(
        (ROOT / at / name for at in ("", "kairouan") if (ROOT / at / name).exists()), Path(name)
    )


@pytest.mark.parametrize(("name", "test", "part"), sorted(set(NAMED)))
def test_what_the_page_names_is_there(name, test, part):
    source = file_of(name).read_text()
    if test:
        assert re.search(rf"^def {test}\(", source, re.MULTILINE)
    assert part in source


def numbers_of(chapter: str) -> list[str]:
    """Numbers in the first column of a chapter's table."""
    first = re.findall(r"^\| ([\d., ]+) \|", CHAPTERS[chapter], re.MULTILINE)
    return [number for cell in first for number in cell.split(", ")]


@pytest.mark.parametrize(("chapter", "count"), COUNTS.items())
def test_every_requirement_is_answered_once(chapter, count):
    numbers = numbers_of(chapter)
    assert len(numbers) == len(set(numbers)) == count
    assert all(number.startswith(f"{chapter}.") for number in numbers)
