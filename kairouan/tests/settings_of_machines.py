"""The settings of a machine that a test starts: real ones, over the test's own
database. Its static files are those of the sources: the joined ones have tests of their
own.
"""

from kairouan.tests.settings_of_workers import *  # noqa: F403
from kairouan.tests.settings_of_workers import DATABASES, STORAGES  # type: ignore[attr-defined]

if "KAIROUAN_TEST_POOL" in os.environ:  # noqa: F405
    DATABASES["default"] |= {"HOST": "127.0.0.1", "PORT": os.environ["KAIROUAN_TEST_POOL"]}  # noqa: F405
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_USE_FINDERS = True
