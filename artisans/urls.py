from django.urls import path

from . import views
from .key.trial_views import trial
from .key.views import card, recognise, trials

app_name = "artisans"
urlpatterns = [
    path("martelages/", views.technique_list, name="technique_list"),
    path("martelages/reconnaitre/", recognise, name="key"),
    path("martelages/reconnaitre/carte/", card, name="key_card"),
    path("martelages/reconnaitre/essais/", trials, name="trials"),
    path("martelages/reconnaitre/essai/<slug:token>/", trial, name="trial"),
    path("martelages/<slug:slug>/", views.technique_detail, name="technique_detail"),
    path("familles/", views.family_list, name="family_list"),
    path("familles/<slug:slug>/", views.family_detail, name="family_detail"),
]
