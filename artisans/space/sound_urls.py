from django.urls import path

from . import sounds

urlpatterns = [
    path("martelages/<int:number>/son/", sounds.technique_sounds, name="technique_sounds"),
    path(
        "martelages/<int:number>/son/retirer/",
        sounds.technique_sound_back,
        name="technique_sound_back",
    ),
]
