"""What the index reads of the programme: actions, partners and centres."""

from kairouan.search.facets import Facet
from kairouan.search.kinds import Kind, Order, register

from .facets import FACETS
from .models import Action, Moment, Partner, PartnerRole


def coming_first(moment, starts_on) -> tuple[bool, int]:
    """Actions to come, the nearest first; then those over, the latest first."""
    is_over = moment == Moment.PAST
    return is_over, -starts_on.toordinal() if is_over else starts_on.toordinal()


register(
    Kind(
        "action",
        lambda: Action.objects.published().with_moment(),
        facets=FACETS,
        orders={"coming": Order(("moment", "starts_on"), coming_first, (float, float))},
        depends_on_day=True,
    ),
    Kind(
        "partner",
        Partner.objects.all,
        facts=[Facet("role", "", "role", choices=PartnerRole)],
        slug="pk",
        rank="order",
    ),
)
