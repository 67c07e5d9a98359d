"""The parts that a member answers for, in the order in which they wait."""

from django.db.models import Case, DateTimeField, F, Q, When
from django.utils import timezone

from ..models import ANSWERED_WITHIN, WAITING, Part, RequestState


def waiting_for(artisan):
    """The parts that this person may still answer in time."""
    return Part.objects.managed_by(artisan).waiting().filter(in_time())


def in_time() -> Q:
    """Who has answered and is asked again is not late."""
    return Q(created_at__gte=timezone.now() - ANSWERED_WITHIN) | Q(answered_at__isnull=False)


def sorted_for_member(artisan):
    """Sort what waits first, from the oldest; then the rest, from the newest."""
    waits_since = Case(
        When(in_time(), state__in=WAITING, request__state=RequestState.OPEN, then="created_at"),
        output_field=DateTimeField(),
    )
    return (
        Part.objects.managed_by(artisan)
        .select_related("request", "workshop")
        .prefetch_related("request__lines__product", "request__parts")
        .annotate(waits_since=waits_since)
        .order_by(F("waits_since").asc(nulls_last=True), "-created_at", "-pk")
    )
