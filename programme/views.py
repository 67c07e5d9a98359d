"""The programme: its axes, its partners, its actions."""

from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kairouan.common.addresses import found
from kairouan.common.facets import Narrowing
from kairouan.common.filters import page_of
from kairouan.common.publication import public_page
from kairouan.common.structured import collection_page

from .clusters import CLUSTERS
from .facets import FACETS
from .forms import ActionForm
from .models import Action, Axis, Partner
from .structured import describe_action

ACTIONS_PER_PAGE = 24


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


@public_page
def action_list(request):
    """The actions, coming first; by axis, form, kind and whether they are over."""
    form = ActionForm(request.GET)
    narrowing = Narrowing("actions", Action.objects.published().with_moment, FACETS, form.understood(), request)
    context = {
        "form": form,
        "narrowing": narrowing,
        "structured": [collection_page(request, _("Les actions"), narrowing.length)],
        "page_obj": page_of(narrowing.rows().coming_first(), request.GET.get("page"), ACTIONS_PER_PAGE, narrowing.length),
        "crumbs": [(_("Accueil"), reverse("portal:home")), (_("Le programme"), reverse("programme:home")), (_("Actions"), "")],
    }
    return render(request, "programme/action_list.html", context)


@public_page
def action_detail(request, slug):
    action = found(Action.objects.published().prefetch_related("pictures", "partners"), slug)
    pictures = list(action.pictures.all())
    context = {
        "action": action,
        "pictures": pictures,
        "structured": [describe_action(action, pictures, request)],
        "crumbs": [
            (_("Accueil"), reverse("portal:home")),
            (_("Le programme"), reverse("programme:home")),
            (_("Actions"), reverse("programme:action_list")),
            (action.title, ""),
        ],
    }
    return render(request, "programme/action_detail.html", context)
