from django.urls import include, path

from . import views

app_name = "workshops"
directory = [
    path("", views.directory, name="list"),
    path("<slug:slug>/", views.workshop_detail, name="detail"),
]

urlpatterns = [
    path("ateliers/", include(directory)),
    path("visiter/", include("workshops.visit_urls")),
]
