from django.urls import path

from . import pages, views
from .models import Page

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("recherche/", views.search, name="search"),
    path("recherche/propositions/", views.suggestions, name="suggestions"),
    path("composants/", views.components, name="components"),
    *(path(f"{key}/", pages.page, {"key": key}, name=f"page_{key}") for key in Page.Key.values),
]
