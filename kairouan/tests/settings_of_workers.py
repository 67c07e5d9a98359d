"""The settings of a worker that a test starts: real ones, over the test's own database,
with little patience for a lock.
"""

import os

from kairouan.settings import *  # noqa: F403
from kairouan.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["KAIROUAN_TEST_DATABASE"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"]["timeout"] = 1
EMAIL_USE_TLS = False  # the test's mail server has no certificate
