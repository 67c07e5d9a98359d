"""What the index reads of the workshops."""

from django.db.models import Case, Q, TextChoices, TextField, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from artisans.models import Artisan, Consent
from kairouan.common.languages import columns
from kairouan.search.facets import Facet
from kairouan.search.kinds import NAME_ORDERS, Kind, Touch, register

from .facets import FACETS
from .models import Membership, Quarter, Workshop

TECHNIQUES = Workshop.techniques.through._meta.db_table
CONSENTS = Consent._meta.db_table
MEMBERSHIPS = Membership._meta.db_table


class Within(TextChoices):
    MEDINA = "medina", _("médina")


IN_MEDINA = ~Q(quarter=Quarter.OUTSIDE)


def within() -> Case:
    """The medina, of a workshop that has its quarter there."""
    return Case(When(IN_MEDINA, then=Value(Within.MEDINA)))


def texts(*names: str) -> Concat:
    """These columns as one text."""
    spaced = [part for name in names for part in (name, Value(" "))]
    return Concat(*spaced, output_field=TextField())


def people() -> Case:
    """The name of each person who works there, as its page shows it: today, and as they
    agree.
    """
    shown = Artisan.objects.with_consents().filter(shows_name=True).values("pk")
    works = Q(memberships__until=None, memberships__artisan__in=shown)
    return Case(When(works, then=texts(*columns("memberships__artisan__name"))))


def place() -> Case:
    """The address and the way there, of a workshop that shows its exact place."""
    return Case(When(shows_place=True, then=texts(*columns("address", "directions"))))


register(
    Kind(
        "workshop",
        Workshop.objects.published,
        facets=FACETS,
        facts=[
            Facet("quarter", "", "quarter", choices=Quarter, only=IN_MEDINA),
            Facet("within", "", within, choices=Within),
        ],
        said=[Facet("people", "", people, is_many=True), Facet("place", "", place)],
        orders=NAME_ORDERS,
        touched_by=[
            Touch(TECHNIQUES, column="workshop_id"),
            Touch("workshops_workshopstep", column="workshop_id"),
            Touch(MEMBERSHIPS, column="workshop_id"),
            Touch(CONSENTS, column="artisan_id", through="responsible_id"),
            Touch(
                CONSENTS,
                column="artisan_id",
                through="artisan_id",
                among=(MEMBERSHIPS, "workshop_id"),
            ),
            Touch(
                Artisan._meta.db_table,
                through="artisan_id",
                among=(MEMBERSHIPS, "workshop_id"),
                of=columns("name"),
            ),
        ],
        depends_on_day=True,  # a consent has a last day
    )
)
