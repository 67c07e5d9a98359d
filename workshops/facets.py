"""Facets of the directory."""

from django.db.models import Case, Exists, OuterRef, Q, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from kairouan.common.places import Delegation
from kairouan.search.facets import Facet

from .models import CraftStep, WorkshopStep


class Welcome(TextChoices):
    VISITORS = "visitors", _("reçoit des visiteurs")


class Tinning(TextChoices):
    TINS = "yes", _("rétame sur place")


def welcome() -> Case:
    return Case(When(welcomes_visitors=True, then=Value(Welcome.VISITORS)))


def tinning() -> Case:
    """Facet value: tinning is done in house, what a household with a pot to re-tin
    looks for.
    """
    done = WorkshopStep.objects.filter(
        workshop=OuterRef("pk"), step=CraftStep.TINNING, in_house=True
    )
    return Case(When(Exists(done), then=Value(Tinning.TINS)))


FACETS = [
    Facet("technique", _("Martelage"), "techniques", kind="technique", at_once=8, is_many=True),
    Facet("delegation", _("Délégation"), "delegation", choices=Delegation),
    Facet("visits", _("Visites"), welcome, choices=Welcome),
    Facet("tinning", _("Rétamage"), tinning, choices=Tinning),
    Facet(
        "step",
        _("Étape faite sur place"),
        "steps__step",
        choices=CraftStep,
        only=Q(steps__in_house=True),
        is_many=True,
    ),
    Facet("family", _("Famille"), "family", kind="family"),
]
