"""The checks of a deployment: silent where all is set, a sentence where one thing is
not.
"""

import os
import subprocess
import sys

import pytest
from django.conf import settings as portal
from django.core import checks

from kairouan.operations.checks import (
    check_backups,
    check_data,
    check_identity,
    check_messages,
    is_writable,
)

KEY = "age1q4am2m5zk7w4ndt0supfcsxeeuhdylym73gk0txsktxqtefvrarsvnspsr"


@pytest.fixture
def whole(settings, tmp_path):
    """The settings of a deployment that lacks nothing."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    settings.SECRET_KEY = "kT3mW9pQzR5xV1bN7cF2hJ8sL4dG6yA0eU3iO5pM7nB9vC1xZ2qW4"
    settings.ALLOWED_HOSTS = [".cuivre.example.tn"]
    settings.PORTAL_ADDRESS = "https://www.cuivre.example.tn"
    settings.DEMONSTRATION = False
    settings.SMS_SENDER, settings.SMS_URL = "http", "https://sms.example.tn/send"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Cuivre <portail@example.tn>"
    settings.SECURITY_CONTACT = "mailto:securite@example.tn"
    settings.DATA_DIR = data
    settings.MEDIA_ROOT = data / "media"
    settings.BACKUP_KEYS = [KEY]
    return settings


def found() -> list[str]:
    return [
        message.id
        for check in (check_identity, check_messages, check_data, check_backups)
        for message in check()
    ]


def test_deployment_that_lacks_nothing_is_silent(whole):
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SECRET_KEY", "short", ["kairouan.W001"]),
        ("SECRET_KEY", "a" * 80, ["kairouan.W001"]),
        ("ALLOWED_HOSTS", [], ["kairouan.W002"]),
        ("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"], ["kairouan.W002", "kairouan.W004"]),
        ("ALLOWED_HOSTS", ["*"], ["kairouan.W003"]),
        ("PORTAL_ADDRESS", "https://autre.example.tn", ["kairouan.W004"]),
        ("DEMONSTRATION", True, ["kairouan.W005"]),
        ("SMS_SENDER", "console", ["kairouan.W011"]),
        ("SMS_URL", "http://sms.example.tn/send", ["kairouan.W012"]),
        ("SMS_URL", "http://127.0.0.1:9000/send", []),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", ["kairouan.W013"]),
        ("DEFAULT_FROM_EMAIL", "Cuivre <portail@localhost>", ["kairouan.W014"]),
        ("SECURITY_CONTACT", "securite@example.tn", ["kairouan.W015"]),
        ("SECURITY_CONTACT", "", []),
        ("BACKUP_KEYS", [], ["kairouan.W031"]),
        ("BACKUP_KEYS", [KEY, "age1wrong"], ["kairouan.E032"]),
    ],
)
def test_each_thing_that_is_not_set_is_said(whole, name, value, expected):
    setattr(whole, name, value)
    assert found() == expected


def test_folder_where_nothing_can_be_written_is_said(whole, tmp_path):
    file = tmp_path / "file"
    file.write_text("no folder")
    whole.DATA_DIR = whole.MEDIA_ROOT = file / "inside"
    assert not is_writable(whole.DATA_DIR)
    assert found() == ["kairouan.E021"]


def test_folder_that_everybody_may_open_is_said(whole):
    whole.DATA_DIR.chmod(0o755)
    assert found() == ["kairouan.W022"]


@pytest.mark.parametrize(("language", "word"), [("fr_FR.UTF-8", "passerelle"), ("ar_TN", "بوّابة")])
def test_checks_are_said_in_the_language_of_the_terminal(language, word):
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--tag", "kairouan"],
        env={
            "PATH": os.environ["PATH"],
            "KAIROUAN_SECRET_KEY": "x",
            "KAIROUAN_DATA": os.environ["KAIROUAN_DATA"],
            "LC_ALL": language,
        },
        cwd=portal.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "kairouan.W001" in done.stderr and "kairouan.W011" in done.stderr
    assert word in done.stderr
    assert checks.registry.registry.deployment_checks
