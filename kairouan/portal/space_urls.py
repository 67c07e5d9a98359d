from django.urls import path

from . import space

app_name = "space"
urlpatterns = [
    path("", space.home, name="home"),
    path("avis/", space.notices, name="notices"),
    path("avis/lus/", space.notices_read, name="notices_read"),
    path("mes-donnees/", space.my_data, name="my_data"),
    path("mes-donnees/telecharger/", space.my_data_download, name="my_data_download"),
]
