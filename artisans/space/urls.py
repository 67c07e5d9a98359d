from django.urls import path

from artisans.views import family_detail
from kairouan.space.record_screens import RecordScreens

from . import hammerings, portraits, sounds, techniques, views
from .kept import family_address, get_family_or_404, hammering_address

FAMILY = RecordScreens("family", "famille/<int:number>/", get_family_or_404, family_address)
HAMMERING = RecordScreens(
    "hammering",
    "martelage/<int:number>/",
    hammerings.get_hammering_or_404,
    hammering_address,
)

urlpatterns = [
    path("martelages/", techniques.technique_list, name="technique_list"),
    path("martelages/<int:number>/", techniques.technique_page, name="technique_page"),
    path("martelages/<int:number>/son/", sounds.technique_sounds, name="technique_sounds"),
    path(
        "martelages/<int:number>/son/retirer/",
        sounds.technique_sound_back,
        name="technique_sound_back",
    ),
    path("accords/", views.own_consents, name="own_consents"),
    path("famille/", views.family_list, name="family_list"),
    path("famille/<int:number>/", views.family_page, name="family_page"),
    path("famille/<int:number>/histoire/", views.family_words, name="family_words"),
    path("famille/<int:number>/martelages/", views.family_practices, name="family_practices"),
    path("famille/<int:number>/transmission/", views.family_links, name="family_links"),
    path("famille/<int:number>/montrer/", views.family_visibility, name="family_visibility"),
    *FAMILY.publication(family_detail),
    *FAMILY.photographs(),
    path("famille/<int:number>/portraits/", portraits.family_portraits, name="family_portraits"),
    path(
        "famille/<int:number>/portraits/retirer/",
        portraits.family_portrait_back,
        name="family_portrait_back",
    ),
    path("famille/<int:number>/nouveau/", hammerings.hammering_new, name="hammering_new"),
    path("martelage/<int:number>/", hammerings.hammering_page, name="hammering_page"),
    path("martelage/<int:number>/corriger/", hammerings.hammering_edit, name="hammering_edit"),
    *HAMMERING.sending(),
    *HAMMERING.photographs(),
]
