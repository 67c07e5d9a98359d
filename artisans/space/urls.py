from django.urls import path

from . import hammerings, photos, portraits, sounds, techniques, views

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
    path("famille/<int:number>/apercu/", views.family_preview, name="family_preview"),
    path("famille/<int:number>/envoyer/", views.family_send, name="family_send"),
    path("famille/<int:number>/abandonner/", views.family_forget, name="family_forget"),
    path("famille/<int:number>/photos/", photos.family_photos, name="family_photos"),
    path(
        "famille/<int:number>/photos/ranger/",
        photos.family_photos_arrange,
        name="family_photos_arrange",
    ),
    path("famille/<int:number>/photos/<slug:key>/", photos.family_photo, name="family_photo"),
    path("famille/<int:number>/portraits/", portraits.family_portraits, name="family_portraits"),
    path(
        "famille/<int:number>/portraits/retirer/",
        portraits.family_portrait_back,
        name="family_portrait_back",
    ),
    path("famille/<int:number>/nouveau/", hammerings.hammering_new, name="hammering_new"),
    path("martelage/<int:number>/", hammerings.hammering_page, name="hammering_page"),
    path("martelage/<int:number>/corriger/", hammerings.hammering_edit, name="hammering_edit"),
    path("martelage/<int:number>/envoyer/", hammerings.hammering_send, name="hammering_send"),
    path("martelage/<int:number>/photos/", hammerings.hammering_photos, name="hammering_photos"),
    path(
        "martelage/<int:number>/photos/ranger/",
        hammerings.hammering_photos_arrange,
        name="hammering_photos_arrange",
    ),
    path(
        "martelage/<int:number>/photos/<slug:key>/",
        hammerings.hammering_photo,
        name="hammering_photo",
    ),
]
