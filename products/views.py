"""The catalogue, a product, and the collections."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kairouan.common.bilingual import Text, localized_from, reader_language
from kairouan.common.languages import columns
from kairouan.photos.base import Photo
from kairouan.publication.addresses import get_or_redirect
from kairouan.publication.page_cache import public_page
from kairouan.search.filters import list_context
from kairouan.search.index import current_index
from kairouan.search.lists import FilteredList

from .forms import CatalogueForm, Sort
from .models import Collection, Product, ProductKind, ProductPhoto
from .pictures import pictures_of_collections
from .structured import describe_product

OTHERS = 4  # collections beside one
FEW = 3  # pieces of a collection that share the whole width
ROW = 3  # pieces that make a row of their own
NEAR = 4  # products of the same workshop, and of the same hammering, beside a product


@public_page
def catalogue(request):
    """The list with its filters.

    Two statements at most: the products of the page, their photographs.
    """
    form = CatalogueForm(request.GET)
    narrowing = FilteredList("product", form)
    products = narrowing.in_order(order_of(form.understood()))
    title = _("Les pièces")
    context = list_context(request, form, narrowing, products, title, [(title, "")])
    return render(request, "products/product_list.html", context)


def order_of(wanted: dict) -> str:
    """The order asked for; by default the best found, or the newest."""
    match wanted.get("sort", ""):
        case Sort.NEWEST:
            return "" if wanted.get("q") else "newest"
        case Sort.NAME:
            return f"name_{reader_language()}"
        case by_price:
            return by_price


@public_page
def product_detail(request, slug):
    """A product. Six statements at most: the product, its photographs, the surface that
    its hammering leaves, its parts, those near it, their photographs.
    """
    product = get_or_redirect(Product.objects.published().for_page(), slug)
    photos, near = list(product.photos.all()), near_products(product)
    context = {
        "product": product,
        "photos": photos,
        "surface": surface_beside(product, photos),
        "near": near,
        "shows_same_technique": len(near.same_technique) >= ROW,
        "structured": [describe_product(product, photos, request)],
        "crumbs": [(_("Les pièces"), reverse("products:list")), (product.name, "")],
    }
    return render(request, "products/product_detail.html", context)


def surface_beside(product: Product, photos: list[ProductPhoto]) -> Photo | None:
    """The surface of its hammering, close to, beside the only view of a piece; a set
    holds pieces of several. One statement.
    """
    technique = product.public_technique
    if len(photos) != 1 or technique is None or product.kind == ProductKind.SET:
        return None
    return technique.main_photo


@dataclass
class Part:
    """A product of a set, as its line says it; `workshop` is None when it is that of
    the set.
    """

    address: str
    name: Text
    workshop: Text | None
    is_sold: bool


@dataclass
class Near:
    """The products round a product: those it is made of; others, by number."""

    parts: list[Part]
    same_workshop: list[int]
    same_technique: list[int]

    @property
    def shown(self) -> list[int]:
        return self.same_workshop + self.same_technique


def near_products(product: Product) -> Near:
    """Its parts, when it is a set; four other products of the workshop at most, and
    four of the same hammering from elsewhere. One statement, for the parts.
    """
    table = current_index().tables["product"]
    here = table.having("workshop", [product.workshop_id])
    technique = product.public_technique
    hammered = table.having("technique", [technique.pk] if technique else [])

    def newest(found: int) -> list[int]:
        numbers = table.page(found & table.alive, "newest", 0, NEAR + 1)
        return [number for number in numbers if number != product.pk][:NEAR]

    return Near(
        parts=[part_of(row, product) for row in rows_of_parts(product)],
        same_workshop=newest(here),
        same_technique=newest(hammered & ~here),
    )


def part_of(row: dict, whole: Product) -> Part:
    """A row of `rows_of_parts` as a line of the set."""
    maker = localized_from(row, "workshop__name")
    return Part(
        address=reverse("products:detail", args=[row["slug"]]),
        name=localized_from(row, "name"),
        workshop=None if row["workshop_id"] == whole.workshop_id else maker,
        is_sold=row["availability"] == Product.Availability.SOLD,
    )


def rows_of_parts(product: Product):
    """List the products that a set is made of, as rows of a few columns."""
    # by number: few products are part of one, which a database that counts values does
    # not see, and it would read all that are published
    parts = Product.objects.filter(part_of=product).order_by().values("pk")
    shown = Product.objects.published().filter(pk__in=parts).order_by("pk")
    return shown.values("slug", *columns("name", "workshop__name"), "availability", "workshop_id")


def collections():
    """The published collections, with how many published products each has."""
    return (
        Collection.objects.published()
        .prefetch_related("photos")
        .annotate(
            product_count=Count(
                "products", filter=Q(products__in=Product.objects.published().values("pk"))
            )
        )
    )


@public_page
def collection_list(request):
    shown = collections()
    context = {
        "collections": shown,
        "pictures": pictures_of_collections(shown),
        "crumbs": [(_("Collections"), "")],
    }
    return render(request, "products/collection_list.html", context)


@public_page
def collection_detail(request, slug):
    collection = get_or_redirect(Collection.objects.published().prefetch_related("photos"), slug)
    others = list(collections().exclude(pk=collection.pk)[:OTHERS])
    pictures = pictures_of_collections([collection, *others])
    shown = Product.objects.published().filter(collection=collection).newest_first()
    products = list(shown.values_list("pk", flat=True))
    context = {
        "collection": collection,
        "picture": pictures.get(collection.pk),
        "others": others,
        "pictures": pictures,
        "products": products,
        "few": len(products) <= FEW,
        "frame": "card of three" if len(products) <= FEW else "card",
        "crumbs": [(_("Collections"), reverse("products:collection_list")), (collection.name, "")],
    }
    return render(request, "products/collection_detail.html", context)
