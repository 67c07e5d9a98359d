"""The settings as a process of their own reads them."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from kairouan import settings as portal


def ask(question: str, **environment) -> subprocess.CompletedProcess:
    """Print a settings expression in a process with only these variables."""
    code = f"from django.conf import settings; print(({question}))"
    base = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "kairouan.settings"}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=base | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_variable_is_in_the_list_and_every_line_of_it_is_read():
    folder = settings.BASE_DIR / "kairouan"
    sources = "\n".join((folder / name).read_text() for name in ("settings.py", "gunicorn.py"))
    read = set(
        re.findall(r'\benv(?:_flag|_list|_required)?\(\s*"([A-Z_]+)"', sources)
        + re.findall(r"os\.environ\.get\(['\"]([A-Z_]+)['\"]", sources)
    )
    listed = re.findall(r"^([A-Z_]+(?:, [A-Z_]+)*)(?:  |$)", portal.__doc__, re.MULTILINE)
    assert {name for line in listed for name in line.split(", ")} == read
    assert len(read) > 15


def test_production_refuses_to_start_without_its_secret():
    answer = ask("settings.DEBUG")
    assert answer.returncode != 0
    assert "KAIROUAN_SECRET_KEY" in answer.stderr


def test_absent_variables_give_a_safe_production():
    answer = ask(
        "settings.DEBUG, settings.DEMONSTRATION, settings.ALLOWED_HOSTS, "
        "settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS > 0, "
        "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE",
        KAIROUAN_SECRET_KEY="x",
    )
    assert answer.stdout.strip() == "(False, False, [], True, True, True, True)"


def test_every_cookie_of_a_production_is_of_this_host_alone():
    """A browser takes a name that begins so over HTTPS alone, for the whole host and no
    other.
    """
    answer = ask(
        "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "
        "__import__('django.utils.module_loading').utils.module_loading.import_string("
        "settings.MESSAGE_STORAGE).storage_classes[0].cookie_name, "
        "settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH, "
        "settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_HTTPONLY, "
        "settings.CSRF_COOKIE_DOMAIN, settings.CSRF_COOKIE_PATH, settings.CSRF_COOKIE_SAMESITE",
        KAIROUAN_SECRET_KEY="x",
    )
    assert answer.stdout.strip() == repr(
        (
            "__Host-sessionid",
            "__Host-csrftoken",
            "__Host-messages",
            *(None, "/", "Lax", True),
            *(None, "/", "Lax"),
        )
    )


def test_demonstration_lifts_only_what_loopback_forbids():
    names = [
        "DEBUG",
        "DEMONSTRATION",
        "ALLOWED_HOSTS",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "SECURE_HSTS_PRELOAD",
        "COOKIE_PREFIX",
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "CSRF_COOKIE_HTTPONLY",
        "X_FRAME_OPTIONS",
        "CONTENT_SECURITY_POLICY",
        "MIDDLEWARE",
        "INSTALLED_APPS",
        "STORAGES",
        "TASKS",
        "SECURE_REFERRER_POLICY",
        "AUTH_PASSWORD_VALIDATORS",
    ]
    question = f"repr({{name: getattr(settings, name) for name in {names}}})"
    real, demonstration = (
        ask(question, KAIROUAN_SECRET_KEY="x", **more).stdout
        for more in ({}, {"KAIROUAN_DEMONSTRATION": "1"})
    )
    changed = {name for name in names if literal(real, name) != literal(demonstration, name)}
    assert changed == {
        "DEMONSTRATION",
        "ALLOWED_HOSTS",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "SECURE_HSTS_PRELOAD",
        "COOKIE_PREFIX",
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
    }


def literal(printed: str, name: str) -> str:
    """Cut out the text between a name and the next one."""
    return printed.partition(f"'{name}': ")[2].partition(", '")[0]


@pytest.mark.parametrize("value", ["yes", "2", "on"])
def test_flag_that_is_neither_is_refused(value):
    answer = ask("settings.DEBUG", KAIROUAN_SECRET_KEY="x", KAIROUAN_DEBUG=value)
    assert "KAIROUAN_DEBUG is 1 or 0" in answer.stderr


def test_database_url_leads_to_postgresql():
    answer = ask(
        "settings.DATABASES['default']['ENGINE'], settings.DATABASES['default']['PASSWORD']",
        KAIROUAN_SECRET_KEY="x",
        DATABASE_URL="postgres://k:p%40ss@db.example:5432/kairouan",
    )
    assert answer.stdout.strip() == "('django.db.backends.postgresql', 'p@ss')"


def test_demonstration_prints_problems_alone_once_its_accounts_are_printed():
    shown = (
        "__import__('django').setup() or [__import__('logging').getLogger(name).isEnabledFor(20) "
        "for name in ('django_tasks', 'kairouan')]"
    )
    assert ask(shown, KAIROUAN_SECRET_KEY="x").stdout.strip() == "[True, True]"
    assert (
        ask(shown, KAIROUAN_SECRET_KEY="x", KAIROUAN_LOG="WARNING").stdout.strip()
        == "[False, False]"
    )
    serves = (settings.BASE_DIR / "scripts/demo").read_text().strip().splitlines()[-1]
    assert serves.startswith("KAIROUAN_LOG=WARNING exec ") and serves.endswith(
        "--log-level warning"
    )


def test_errors_are_told_to_those_who_are_named():
    asked = "settings.LOGGING['root']['handlers'], settings.LOGGING['handlers'].get('mail', {}).get('to')"
    assert ask(asked, KAIROUAN_SECRET_KEY="x").stdout.strip() == "(['console'], None)"
    named = ask(asked, KAIROUAN_SECRET_KEY="x", KAIROUAN_ERRORS_TO="a@x.tn, b@x.tn").stdout.strip()
    assert named == "(['console', 'mail'], ['a@x.tn', 'b@x.tn'])"


def test_links_of_messages_begin_as_is_said_or_with_the_first_host():
    asked = {"KAIROUAN_SECRET_KEY": "x", "KAIROUAN_HOSTS": ".cuivre.example.tn,autre.tn"}
    assert ask("settings.PORTAL_ADDRESS", **asked).stdout.strip() == "https://cuivre.example.tn"
    said = asked | {"KAIROUAN_ADDRESS": "https://www.cuivre.example.tn/"}
    assert ask("settings.PORTAL_ADDRESS", **said).stdout.strip() == "https://www.cuivre.example.tn"
