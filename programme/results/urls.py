"""The results, among the addresses of the programme (`programme/urls.py`)."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.results, name="results"),
    path("rapport/", views.report, name="results_report"),
    path("rapport.xlsx", views.report_file, name="results_file"),
    path("<slug:code>/", views.result, name="result"),
]
