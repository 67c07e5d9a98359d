"""Who changed what, when, and on whose behalf: django-reversion, entered by one door.

The admin records by itself (VersionAdmin). Everything else that changes a moderated record does so inside `recorded(...)`.
"""

from contextlib import contextmanager

import reversion


@contextmanager
def recorded(by=None, reason: str = ""):
    """Keep a version of every registered record saved inside, in one transaction. `by` is the user, None for a command."""
    with reversion.create_revision():
        if by is not None:
            reversion.set_user(by)
        if reason:
            reversion.set_comment(reason)
        yield
