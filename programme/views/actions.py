"""The actions: their list, and each one's page."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kairouan.common.addresses import found
from kairouan.common.facets import Narrowing
from kairouan.common.filters import page_of
from kairouan.common.publication import public_page
from kairouan.common.structured import collection_page

from ..facets import FACETS
from ..forms import ActionForm
from ..models import Action
from ..structured import describe_action

ACTIONS_PER_PAGE = 24


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
    action = found(Action.objects.published().prefetch_related("pictures", "partners", "sessions"), slug)
    pictures, sessions = list(action.pictures.all()), list(action.sessions.all())
    context = {
        "action": action,
        "sessions": sessions,
        "pictures": pictures,
        "structured": [describe_action(action, sessions, pictures, request)],
        "crumbs": [
            (_("Accueil"), reverse("portal:home")),
            (_("Le programme"), reverse("programme:home")),
            (_("Actions"), reverse("programme:action_list")),
            (action.title, ""),
        ],
    }
    return render(request, "programme/action_detail.html", context)
