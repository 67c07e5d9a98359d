"""The programme: its axes, its partners, the project it belongs to."""

from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kairouan.common.publication import public_page

from ..clusters import CLUSTERS
from ..models import Action, Axis, Partner


@public_page
def home(request):
    """The cluster, the project it belongs to, and who stands behind it. The actions of each axis are counted from records."""
    actions = Action.objects.published()
    counts = dict(actions.order_by().values("axis").annotate(count=Count("pk")).values_list("axis", "count"))
    partners = list(Partner.objects.all())
    context = {
        "axes": [{"axis": axis, "count": counts.get(axis.value, 0)} for axis in Axis],
        "actions": actions.coming().filter(is_cancelled=False)[:4],
        "partners": [(role.label, [partner for partner in partners if partner.role == role]) for role in Partner.Role],
        "clusters": CLUSTERS,
        "crumbs": [(_("Accueil"), reverse("portal:home")), (_("Le programme"), "")],
    }
    return render(request, "programme/home.html", context)
