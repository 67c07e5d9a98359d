from django.urls import path

from . import health, machines, sitemaps

urlpatterns = [
    path("", machines.entrance, name="entrance"),
    path("p/<int:number>", machines.short_address, name="short_address"),
    path("p/<int:number>/", machines.short_address),
    path(".well-known/security.txt", machines.security_contact, name="security_contact"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<section>.xml", sitemaps.section, name="sitemap_section"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]
