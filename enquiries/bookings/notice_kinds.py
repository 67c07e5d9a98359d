"""Notices of a workshop about bookings."""

from django.utils.translation import gettext_lazy as _

from kairouan.review.notice_kinds import NoticeKind

BOOKED = NoticeKind("booked", _("est une nouvelle réservation de rétamage"))
CALLED_OFF = NoticeKind(
    "booking_no", _("est une réservation annulée par son auteur"), is_good_news=False
)
