"""The map of the site for search engines, one file a section: every public page, in
both languages, each naming its other.
"""

from django.contrib.sitemaps import Sitemap, views
from django.urls import reverse

from artisans.models import Family, Technique
from kairouan.common.languages import CODES, DEFAULT_LANGUAGE
from kairouan.publication.page_cache import public_page
from products.models import Collection, Product
from programme.models import Action
from programme.openings.models import JobOpening
from workshops.models import Workshop

from .models import Page


class BothLanguages(Sitemap):
    limit = 1000  # addresses in one file
    i18n = True
    alternates = True

    def get_urls(self, *args, **kwargs) -> list[dict]:
        """Each address with its others; x-default as its page says it, of readers
        without a preference (Django's own has no language at all).
        """
        urls = super().get_urls(*args, **kwargs)
        for url in urls:
            default = next(
                other for other in url["alternates"] if other["lang_code"] == DEFAULT_LANGUAGE.code
            )
            url["alternates"].append(default | {"lang_code": "x-default"})
        return urls


class Lists(BothLanguages):
    def items(self):
        return [
            "portal:home",
            "products:list",
            "products:collection_list",
            "workshops:list",
            "artisans:family_list",
            "artisans:technique_list",
            "artisans:key",
            "programme:home",
            "programme:action_list",
            "programme:opening_list",
            "programme:chain",
            "programme:results",
            "programme:calendar",
            "artisans:trials",
            "workshops:walk",
            "enquiries:contact",
            "enquiries:joining",
        ]

    def location(self, name):
        return reverse(name)


class RecordSitemap(BothLanguages):
    """The published records of one model.

    Reads their addresses and dates, nothing else.
    """

    def __init__(self, model, *columns):
        self.model = model
        self.columns = columns or ("slug",)

    def items(self):
        return self.model.objects.published().only("pk", "updated_at", *self.columns).order_by("pk")

    def lastmod(self, entry):
        return entry.updated_at


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {
    "lists": Lists,
    "products": RecordSitemap(Product),
    "collections": RecordSitemap(Collection),
    "workshops": RecordSitemap(Workshop),
    "families": RecordSitemap(Family),
    "techniques": RecordSitemap(Technique),
    "actions": RecordSitemap(Action),
    "openings": RecordSitemap(JobOpening),
    "pages": RecordSitemap(Page, "key"),
}


@public_page
def index(request):
    return of_every_language(views.index(request, SITEMAPS, sitemap_url_name="sitemap_section"))


@public_page
def section(request, section):
    return of_every_language(views.sitemap(request, SITEMAPS, section))


def of_every_language(response):
    """The file is the same whatever language its reader prefers, and is kept so."""
    response.headers["Content-Language"] = ", ".join(CODES)
    return response
