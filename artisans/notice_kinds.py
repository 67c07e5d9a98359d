"""Kinds of notices about families and what they hand on."""

from django.utils.translation import gettext_lazy as _

from kairouan.review.notice_kinds import NoticeKind

KEPT = NoticeKind("kept", _("est dans le registre, pour ceux que la famille a choisis"))
NAMED = NoticeKind("named", _("vous nomme parmi ses maîtres"))
PORTRAIT_SENT = NoticeKind("portrait", _("a envoyé votre portrait : peut-on le montrer ?"))
