"""What the index reads of the openings."""

from kairouan.search.kinds import Kind, Order, Touch, register

from .facets import OPENING_FACETS
from .models import JobOpening

register(
    Kind(
        "opening",
        JobOpening.objects.published,
        facets=OPENING_FACETS,
        orders={"ending": Order(("expires_on",), lambda day: (day.toordinal(),), (float,))},
        touched_by=[
            Touch("workshops_workshop", through="workshop_id", of=("status", "delegation"))
        ],
        lasts_until="expires_on",
    )
)
