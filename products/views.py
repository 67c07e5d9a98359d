"""The catalogue, a piece, and the collections."""

from django.db.models import Count, F, Prefetch, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kairouan.common.facets import chips, narrowed, panels
from kairouan.common.filters import page_of

from .facets import FACETS
from .forms import CatalogueForm, Sort
from .models import Collection, Product

PIECES_PER_PAGE = 24


@require_safe
def catalogue(request):
    """The list with its filters. Five statements at most: synonyms, counts of every filter, number of rows, a page of rows, their photographs."""
    form = CatalogueForm(request.GET)
    wanted = form.understood()
    chosen = {facet.parameter: wanted[facet.parameter] for facet in FACETS if wanted.get(facet.parameter)}
    found = Product.objects.published().matching(wanted.get("q", ""))
    counted = panels(found, FACETS, chosen)
    pieces = in_order(narrowed(found, FACETS, chosen), wanted.get("sort", ""), bool(wanted.get("q")))
    page = page_of(pieces.for_cards(), request.GET.get("page"), PIECES_PER_PAGE)
    context = {
        "form": form,
        "panels": counted,
        "chips": chips(counted, chosen, request.GET),
        "page_obj": page,
        "products": page.object_list,
        "crumbs": [(_("Accueil"), reverse("portal:home")), (_("Les pièces"), "")],
    }
    return render(request, "products/product_list.html", context)


def in_order(pieces, sort: str, is_search: bool):
    """The pieces in the order asked for; by default the newest, or the best found."""
    match sort:
        case Sort.PRICE_UP:
            return pieces.order_by(F("shown_price").asc(nulls_last=True), "pk")
        case Sort.PRICE_DOWN:
            return pieces.order_by(F("shown_price").desc(nulls_last=True), "pk")
        case Sort.NAME:
            return pieces.sorted_by_name()
    return pieces if is_search else pieces.newest_first()


@require_safe
def product_detail(request, slug):
    """A piece. Six statements at most: the piece, its photographs, its parts, others of the workshop and of the technique, their photographs."""
    pieces = Product.objects.published()
    product = get_object_or_404(
        pieces.select_related("workshop", "workshop__family", "technique", "category", "collection", "part_of").prefetch_related(
            "pictures", Prefetch("parts", pieces.order_by("pk"), to_attr="public_parts")
        ),
        slug=slug,
    )
    near = near_pieces(product)
    context = {
        "product": product,
        "pictures": list(product.pictures.all()),
        "same_workshop": [piece for piece in near if piece.workshop_id == product.workshop_id][:4],
        "same_technique": [piece for piece in near if piece.workshop_id != product.workshop_id][:4],
        "crumbs": [(_("Accueil"), reverse("portal:home")), (_("Les pièces"), reverse("products:list")), (product.name, "")],
    }
    return render(request, "products/product_detail.html", context)


def near_pieces(product: Product) -> list[Product]:
    """Other pieces of the workshop and other workshops' pieces of the same hammering, four of each at most; two statements with photographs."""
    others = Product.objects.published().exclude(pk=product.pk)
    same_workshop = others.filter(workshop=product.workshop_id).newest_first().values("pk")[:4]
    wanted = Q(pk__in=same_workshop)
    if product.technique_id:
        elsewhere = (
            others.filter(technique=product.technique_id).exclude(workshop=product.workshop_id).newest_first().values("pk")[:4]
        )
        wanted |= Q(pk__in=elsewhere)
    return list(others.filter(wanted).for_cards().newest_first())


@require_safe
def collection_list(request):
    collections = Collection.objects.published().prefetch_related("pictures").annotate(
        pieces=Count("products", filter=Q(products__in=Product.objects.published().values("pk")))
    )  # fmt: skip
    context = {"collections": collections, "crumbs": [(_("Accueil"), reverse("portal:home")), (_("Collections"), "")]}
    return render(request, "products/collection_list.html", context)


@require_safe
def collection_detail(request, slug):
    collection = get_object_or_404(Collection.objects.published().prefetch_related("pictures"), slug=slug)
    context = {
        "collection": collection,
        "products": Product.objects.published().filter(collection=collection).for_cards().newest_first(),
        "crumbs": [(_("Accueil"), reverse("portal:home")), (_("Collections"), reverse("collections:list")), (collection.name, "")],
    }
    return render(request, "products/collection_detail.html", context)
