"""The pages that show all floors together: home, search, and the engineers' page of components."""

from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from artisans.models import Family, FamilyTechnique, Technique
from products.models import Product
from programme.models import Action
from workshops.models import Workshop

from .figures import public_figures
from .forms import SearchForm
from .search import RESULTS_PER_PAGE, find


@require_safe
def home(request):
    """The craft in one picture, then its marks, new pieces, a family, the next actions, and figures counted from records."""
    techniques = list(Technique.objects.published().prefetch_related("pictures"))
    main = FamilyTechnique.objects.filter(family=OuterRef("pk"), is_main=True).values("technique")[:1]
    families = Family.objects.published().annotate(main_technique=Subquery(main)).prefetch_related("pictures")
    family = families.filter(pictures__isnull=False).order_by("-shows_story", "pk").first()
    if family:
        family.technique = next((technique for technique in techniques if technique.pk == family.main_technique), None)
    newest = Product.objects.published().exclude(kind=Product.Kind.SERVICE).exclude(availability=Product.Availability.SOLD)
    context = {
        "techniques": techniques,
        "products": newest.for_cards().newest_first()[:5],
        "family": family,
        "actions": Action.objects.published().coming().filter(is_cancelled=False)[:3],
        "figures": public_figures(),
    }
    return render(request, "portal/home.html", context)


@require_safe
def search(request):
    """One search over everything. What is typed wrong is said; an empty search shows where to begin."""
    form = SearchForm(request.GET)
    wanted = form.understood()
    context = {"form": form, "crumbs": [(_("Accueil"), reverse("portal:home")), (_("Recherche"), "")]}
    if wanted.get("q"):
        found = find(wanted["q"], wanted.get("kind", ""))
        page = Paginator(found, RESULTS_PER_PAGE).get_page(request.GET.get("page"))
        context |= {"query": wanted["q"], "found": found, "page_obj": page, "results": page.object_list}
    return render(request, "portal/search.html", context)


@require_safe
def components(request):
    """Every component in its states, for those who build the portal."""
    context = {
        "techniques": Technique.objects.published().prefetch_related("pictures"),
        "products": Product.objects.published().for_cards().newest_first()[:4],
        "workshops": Workshop.objects.published().select_related("main_technique", "family")[:2],
        "actions": Action.objects.published().order_by("-starts_on", "pk")[:2],
        "page_obj": Paginator(range(200), 20).page(5),
        "crumbs": [(_("Accueil"), reverse("portal:home")), (_("Composants"), "")],
    }
    return render(request, "portal/components.html", context)
