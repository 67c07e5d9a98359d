"""History: revisions of django-reversion with their author, reason, and the member on
whose behalf an officer acts.

The admin records by itself (VersionAdmin). Everything else that changes a moderated
record does so inside `revision(...)`.
"""

from contextlib import contextmanager

import reversion
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ActedFor(models.Model):
    """Mandate of a revision: its author acted for someone else, on that person's
    word.
    """

    revision = models.OneToOneField("reversion.Revision", models.CASCADE, related_name="acted_for")
    # the name as it was: a history outlives accounts
    member = models.CharField(_("pour"), max_length=120)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )  # the member's account, when there is one
    word = models.CharField(_("sur la parole de"), max_length=200)

    class Meta:
        verbose_name = _("au nom de quelqu’un")
        default_permissions = ()

    def __str__(self):
        return f"{self.member} · {self.word}"


@contextmanager
def revision(by=None, reason: str = "", on_behalf_of: str = "", account=None, word: str = ""):
    """Keep a version of every registered record saved inside, in one transaction. `by`
    is the user, None for a command.

    `on_behalf_of` names the person for whom `by` acts, with the `account` that they
    have, if any; `word` says who asked for it and how.
    """
    with reversion.create_revision():
        if by is not None:
            reversion.set_user(by)
        if reason and not reversion.get_comment():  # within another, the first reason is the one
            reversion.set_comment(reason)
        if on_behalf_of:
            reversion.add_meta(ActedFor, member=on_behalf_of, user=account, word=word)
        yield


def store_version(record):
    """Have the revision in hand hold this record with all that hangs on it, when only
    that has changed. Last, inside `revision`.
    """
    reversion.add_to_revision(record)
