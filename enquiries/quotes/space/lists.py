"""The parts that a member answers for, in the order in which they wait."""

from django.db.models import Case, DateTimeField, F, When
from django.utils import timezone

from ..models import ANSWERED_WITHIN, WAITING, Part, RequestState


def waiting_for(artisan):
    """The parts that this person may still answer in time."""
    begun = timezone.now() - ANSWERED_WITHIN
    return Part.objects.managed_by(artisan).waiting().filter(created_at__gte=begun)


def sorted_for_member(artisan):
    """Sort what waits first, from the oldest; then the rest, from the newest."""
    waits_since = Case(
        When(
            state__in=WAITING,
            request__state=RequestState.OPEN,
            created_at__gte=timezone.now() - ANSWERED_WITHIN,
            then="created_at",
        ),
        output_field=DateTimeField(),
    )
    return (
        Part.objects.managed_by(artisan)
        .select_related("request", "workshop")
        .prefetch_related("request__lines__product", "request__parts")
        .annotate(waits_since=waits_since)
        .order_by(F("waits_since").asc(nulls_last=True), "-created_at", "-pk")
    )
