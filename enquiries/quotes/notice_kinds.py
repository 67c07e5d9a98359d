"""Notices of a workshop about requests for quotation."""

from django.utils.translation import gettext_lazy as _

from kairouan.review.notice_kinds import NoticeKind

ASKED = NoticeKind("asked", _("est une nouvelle demande de prix"))
REPLIED = NoticeKind("replied", _("a un nouveau message de l’acheteur"))
ACCEPTED = NoticeKind("accepted", _("est acceptée par l’acheteur"))
