from django.contrib.sitemaps.views import index, sitemap
from django.urls import path

from kairouan.publication.page_cache import public_page

from . import health, machines
from .sitemaps import SITEMAPS

urlpatterns = [
    path("", machines.entrance, name="entrance"),
    path("p/<int:number>", machines.short_address, name="short_address"),
    path("p/<int:number>/", machines.short_address),
    path("robots.txt", machines.robots, name="robots"),
    path(
        "sitemap.xml",
        public_page(index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap_section"},
        name="sitemap",
    ),
    path(
        "sitemap-<section>.xml",
        public_page(sitemap),
        {"sitemaps": SITEMAPS},
        name="sitemap_section",
    ),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]
