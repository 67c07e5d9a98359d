"""The list of licences, against what is installed."""

import re
import subprocess
import sys
from importlib import metadata

from django.conf import settings

ROW = re.compile(r"^\| ([a-z0-9-]+) \| ([^|]+) \|", re.MULTILINE)


def rows_of(text: str) -> dict[str, str]:
    """By package, its licence."""
    return dict(ROW.findall(text))


def test_licence_of_all_that_is_installed_is_in_the_list():
    """What a later Python no longer needs may stand there, not what nobody has."""
    printed = subprocess.run(
        [sys.executable, settings.BASE_DIR / "scripts/licences"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    listed = rows_of((settings.BASE_DIR / "docs/LICENCES.md").read_text())
    installed = rows_of(printed)
    assert len(installed) > 30
    assert installed.items() <= listed.items()
    for name in listed:
        assert metadata.version(name)
