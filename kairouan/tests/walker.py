"""Every public address of the portal, found from the routes themselves: a route this
module does not know fails its tests.
"""

from django.apps import apps
from django.urls import URLResolver, get_resolver, reverse
from django.utils import translation

from artisans.identification.models import TrialReader
from enquiries.bookings.models import TinningOffer
from kairouan.common.languages import CODES
from kairouan.photos.base import every_photo_model
from kairouan.portal.sitemaps import SITEMAPS
from kairouan.review.moderation import Moderated
from products.models import Product
from programme.results.indicators import INDICATORS

LANGUAGES = CODES
PRIVATE = (
    "admin:",
    "space:",
    "programme:attendance_",
    "account",
    "mfa_",
    "second_factor_",
    "quotes:follow",  # the address is a secret
    "quotes:sent",
    "quotes:add",  # a button
    "bookings:follow",  # the address is a secret
    "bookings:sent",
    "bookings:receipt",
)  # ask who you are before anything
MEDIA = ("photograph", "sound", "media", "public_marks")
# What has the same parameter as the page of a record.
BESIDE_A_PAGE = {
    "programme:opening_apply": "programme:opening_detail",
    "programme:action_calendar": "programme:action_detail",
}


def route_names(resolver=None, prefix: str = "") -> list[tuple[str, bool]]:
    """The name of every route, and whether its address takes a parameter."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            found += route_names(entry, space)
        elif entry.name:
            found.append((f"{prefix}{entry.name}", bool(entry.pattern.regex.groups)))
    return found


def public_routes() -> list[tuple[str, bool]]:
    return [
        (name, takes)
        for name, takes in dict(sorted(route_names(), key=lambda route: route[1])).items()
        if not name.startswith(PRIVATE)
    ]


def moderated_models() -> dict:
    """By the name of the route to its records."""
    return {
        "products:detail": apps.get_model("products.Product"),
        "products:collection_detail": apps.get_model("products.Collection"),
        "workshops:detail": apps.get_model("workshops.Workshop"),
        "artisans:family_detail": apps.get_model("artisans.Family"),
        "artisans:technique_detail": apps.get_model("artisans.Technique"),
        "programme:action_detail": apps.get_model("programme.Action"),
        "programme:opening_detail": apps.get_model("openings.JobOpening"),
    }


def addresses() -> list[str]:
    """Every page, feed and list in both languages; the page of every record, whatever
    its state; the short address of every product.
    """
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            for name, takes in public_routes():
                if name in MEDIA:
                    continue
                found += addresses_of(name) if takes else [reverse(name)]
    return list(dict.fromkeys(found))


def addresses_of(name: str) -> list[str]:
    if name == "sitemap_section":
        return [reverse(name, args=[section]) for section in SITEMAPS]
    if name == "short_address":
        return [
            reverse(name, args=[number]) for number in Product.objects.values_list("pk", flat=True)
        ]
    # asked by who holds its code or its secret, and kept by nothing: tested on its own
    if name == "programme:certificate" or name.startswith("quote_links:"):
        return []
    if name == "artisans:trial":
        return [
            reverse(name, args=[token])
            for token in TrialReader.objects.values_list("token", flat=True)
        ]
    if name == "bookings:book":
        return [
            reverse(name, args=[slug])
            for slug in TinningOffer.objects.values_list("workshop__slug", flat=True)
        ]
    name_of_record = BESIDE_A_PAGE.get(name, name)
    if name == "programme:result":
        return [reverse(name, args=[indicator.slug]) for indicator in INDICATORS.values()]
    slugs = (
        moderated_models()[name_of_record].objects.exclude(slug=None).values_list("slug", flat=True)
    )
    return [reverse(name, args=[slug]) for slug in slugs]


def photo_addresses() -> dict[str, list[str]]:
    """The addresses of every photograph's files, by the stem that names them."""
    return {
        photo.stem.rpartition("/")[2]: [
            photo.image.url,
            photo.shared.url,
            *(
                part.split()[0]
                for source in photo.sources(1280)
                for part in source["srcset"].split(", ")
            ),
        ]
        for model in every_photo_model()
        for photo in model.objects.all()
    }


def every_moderated_model():
    return [model for model in apps.get_models() if issubclass(model, Moderated)]
