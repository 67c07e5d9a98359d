"""Kinds of notices: each app declares its own in its AppConfig, as `notice_kinds`."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class NoticeKind:
    """An event that members are told; `words` follow the name of the record."""

    code: str  # at most ten characters, kept in the database
    words: Promise
    is_good_news: bool = True


PUBLISHED = NoticeKind("published", _("est en ligne"))
APPLIED = NoticeKind("applied", _("est en ligne avec vos modifications"))
SENT_BACK = NoticeKind("sent_back", _("est à revoir"), is_good_news=False)


@cache
def notice_kinds() -> dict[str, NoticeKind]:
    """Read the kinds of every app, by code."""
    return {
        kind.code: kind
        for config in apps.get_app_configs()
        for kind in getattr(config, "notice_kinds", ())
    }
