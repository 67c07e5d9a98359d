from django.contrib.sitemaps.views import sitemap
from django.urls import path

from . import health, machines
from .sitemaps import SITEMAPS

urlpatterns = [
    path("", machines.entrance, name="entrance"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]
