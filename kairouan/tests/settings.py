"""The settings under test: those of a demonstration, with what would only cost time
taken out.
"""

import os
import tempfile

os.environ.setdefault("KAIROUAN_SECRET_KEY", "for-tests-only-" + "x" * 50)
os.environ.setdefault("KAIROUAN_DEMONSTRATION", "1")
os.environ.setdefault("KAIROUAN_DATA", tempfile.mkdtemp(prefix="kairouan-tests-"))
# Playwright runs an event loop in the tests' own thread
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from kairouan.settings import *  # noqa: F403
from kairouan.settings import (
    CACHES,
    DATA_DIR,
    DATABASES,
    MEDIA_ROOT,
    STATIC_ROOT,
    STORAGES,
    TEMPLATES,
)

# A file, as in real life: the browser tests' server reads it from threads of its own.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "tests.sqlite3"}
# Pages are tested without collecting static files first; the joined and hashed ones
# have tests of their own.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Tests compare texts as the sources have them; the spaces that French binds have a test
# of their own.
TEMPLATES = [TEMPLATES[0] | {"BACKEND": "kairouan.tests.templates.Templates"}]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
CRISPY_FAIL_SILENTLY = False
# Each process of a run has its own; the files have a test of their own.
CACHES = CACHES | {"unfound": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# The address of security.txt is one that walks ask for
SECURITY_CONTACT = "mailto:security@tests.example"

for folder in (MEDIA_ROOT, STATIC_ROOT):
    folder.mkdir(parents=True, exist_ok=True)
