"""The openings, among the addresses of the programme (`programme/urls.py`)."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.opening_list, name="opening_list"),
    path("candidature-envoyee/", views.applied, name="opening_applied"),
    path("<slug:slug>/", views.opening_detail, name="opening_detail"),
    path("<slug:slug>/postuler/", views.opening_apply, name="opening_apply"),
]
