"""Kinds of notices about taking part."""

from django.utils.translation import gettext_lazy as _

from kairouan.review.notice_kinds import NoticeKind

CONFIRMED = NoticeKind("confirmed", _("vous attend : votre inscription est confirmée"))
WAITING = NoticeKind("waiting", _("est complète : vous êtes sur la liste d’attente"))
PLACE = NoticeKind("place", _("a une place pour vous : elle est confirmée"))
CALLED_OFF = NoticeKind("called_off", _("est annulée"), is_good_news=False)
