"""What the index reads of the workshops."""

from kairouan.search.kinds import NAME_ORDERS, Kind, Touch, register

from .facets import FACETS
from .models import Workshop

TECHNIQUES = Workshop.techniques.through._meta.db_table

register(
    Kind(
        "workshop",
        Workshop.objects.published,
        facets=FACETS,
        orders=NAME_ORDERS,
        touched_by=[
            Touch(TECHNIQUES, column="workshop_id"),
            Touch("workshops_workshopstep", column="workshop_id"),
        ],
    )
)
