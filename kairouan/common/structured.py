"""Structured data of a page for search engines: schema.org, as JSON-LD. Each app says
its own records; the frame adds where the page stands.

The properties that engines require of each type are listed in
`kairouan/tests/test_reach.py`. What a reader may not see is not said here either.
"""

import json

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from .bilingual import reader_language

SCHEMA = "https://schema.org"
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def thing(kind: str, **properties) -> dict:
    """A schema.org thing, without the properties that nothing is known of."""
    return {"@type": kind} | {
        name: value for name, value in properties.items() if value not in (None, "", [], {})
    }


def organization(request) -> dict:
    return thing(
        "Organization", name=gettext("Cuivre de Kairouan"), url=request.build_absolute_uri("/")
    )


def breadcrumbs(crumbs: list[tuple], request) -> dict:
    """Trail of the page: the home page, then the crumbs it shows, the last of which
    is itself.
    """
    home = (gettext("Accueil"), reverse(settings.HOME))
    items = [
        thing(
            "ListItem",
            position=position,
            name=str(label),
            item=request.build_absolute_uri(address or request.path),
        )
        for position, (label, address) in enumerate([home, *crumbs], start=1)
    ]
    return thing("BreadcrumbList", itemListElement=items)


def collection_page(request, name: str, length: int, query: str) -> dict:
    """A list of records, `length` of them on all its pages.

    `query` is the canonical one (`FilterForm.known_query`).
    """
    return thing(
        "CollectionPage",
        name=name,
        url=request.build_absolute_uri(request.path + query),
        inLanguage=reader_language(),
        isPartOf=organization(request) | {"@type": "WebSite"},
        mainEntity=thing("ItemList", numberOfItems=length),
    )


def photo_addresses(photos: list, request) -> list[str]:
    """The addresses of photographs, cropped for sharing where that has been made."""
    return [request.build_absolute_uri(photo.shared.url) for photo in photos[:4]]


def script(things: list[dict]) -> SafeString:
    """A data block for the page. Nothing in it can end the element it stands in."""
    graph = {"@context": SCHEMA, "@graph": things}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"), default=str).translate(
        ESCAPES
    )
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
