"""The pages that show all floors together: home, search, and the engineers' page of
components.
"""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Subquery
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from artisans.models import FamilyPhoto, FamilyTechnique, Technique
from kairouan.common.queries import query_of
from kairouan.common.structured import organization
from kairouan.publication.page_cache import public_page
from kairouan.search.unfound import note_search
from products.models import Product
from products.searched import products_of_front
from programme.models import Action
from workshops.models import Workshop, WorkshopPhoto

from .figures import public_figures
from .forms import SearchForm
from .search import RESULTS_PER_PAGE, categories, search_public_records, ways_to
from .tiles import tiles_of


@public_page
def home(request):
    """The craft in one picture, then its marks, new products, a family, the next
    actions, and figures counted from records. The doors show two workshops at most.
    """
    techniques = list(Technique.objects.published())
    photo, family = family_to_show()
    if family:
        family.technique = next(
            (technique for technique in techniques if technique.pk == family.main_technique), None
        )
    front = products_of_front(5)
    doors = WorkshopPhoto.objects.public().order_by(
        "-workshop__welcomes_visitors", "order", "workshop", "pk"
    )
    context = {
        "tiles": tiles_of(techniques),
        "products": front.products,
        "service": front.service,
        "doors": list(doors[:2]),
        "family": family,
        "family_photo": photo,
        "actions": Action.objects.published().coming().filter(is_cancelled=False).with_places()[:3],
        "structured": [organization(request)],
        "figures": public_figures(),
    }
    return render(request, "portal/home.html", context)


def family_to_show():
    """A family that has a photograph: the first the officers ranked, else one that
    tells its story. The photograph and the family, in one statement.
    """
    shown = FamilyTechnique.objects.published().filter(family=OuterRef("family"), is_main=True)
    main = shown.order_by().values("technique")[:1]
    photos = FamilyPhoto.objects.with_family().annotate(main_technique=Subquery(main))
    ranked = F("family__front_rank").asc(nulls_last=True)
    photo = photos.order_by(ranked, "-shows_story", "family", "order", "pk").first()
    if photo is None:
        return None, None
    photo.family.shows_story, photo.family.main_technique = (
        photo.shows_story,
        photo.main_technique,
    )
    return photo, photo.family


@public_page
def search(request):
    """One search over everything.

    What is typed wrong is said; an empty search shows where to begin.
    """
    form = SearchForm(request.GET)
    wanted = form.understood()
    context = {"form": form, "crumbs": [(_("Recherche"), "")], "categories": categories()}
    if wanted.get("q"):
        # as much of a list as a paginator asks for
        found: Any = search_public_records(wanted["q"], wanted.get("kind", ""))
        note_search(wanted["q"], found.found)
        page = Paginator(found, RESULTS_PER_PAGE).get_page(request.GET.get("page"))
        context |= {
            "query": wanted["q"],
            "found": found,
            "page_obj": page,
            "results": page.object_list,
            "known_query": form.known_query(page),
            "letter": f"{reverse('enquiries:contact')}{query_of({'recherche': wanted['q']})}",
        }
    return render(request, "portal/search.html", context)


@public_page
def suggestions(request):
    """What a search box proposes while one types (`suggest.js`). One statement, the
    edition's.
    """
    typed = SearchForm(request.GET).understood().get("q", "")
    ways = [
        {
            "name": way.name,
            "lang": way.name.lang,
            "dir": way.name.dir,
            "kind": way.kind.label,
            "url": way.url,
        }
        for way in ways_to(typed)
    ]
    return JsonResponse({"ways": ways}, json_dumps_params={"ensure_ascii": False})


@public_page
def components(request):
    """Every component in its states, for those who build the portal."""
    context = {
        "techniques": Technique.objects.published().prefetch_related("photos"),
        "products": Product.objects.published().for_cards().newest_first()[:4],
        "workshops": Workshop.objects.published().select_related("main_technique", "family")[:2],
        "actions": Action.objects.published().with_places().order_by("-starts_on", "pk")[:2],
        # not `page_obj`: the title would be that of a fifth page
        "sample_page": Paginator(range(200), 20).page(5),
        "crumbs": [(_("Composants"), "")],
    }
    return render(request, "portal/components.html", context)
