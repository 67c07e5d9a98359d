"""The key and its trials, among the addresses of techniques (`artisans/urls.py`)."""

from django.urls import path

from .trial_views import trial
from .views import card, recognise, trials

urlpatterns = [
    path("", recognise, name="key"),
    path("carte/", card, name="key_card"),
    path("essais/", trials, name="trials"),
    path("essai/<slug:token>/", trial, name="trial"),
]
