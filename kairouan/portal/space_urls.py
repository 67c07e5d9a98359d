from django.urls import include, path

from . import space

app_name = "space"
urlpatterns = [
    path("", space.home, name="home"),
    path("avis/", space.notices, name="notices"),
    path("avis/lus/", space.notices_read, name="notices_read"),
    path("mes-donnees/", space.my_data, name="my_data"),
    path("mes-donnees/telecharger/", space.my_data_download, name="my_data_download"),
    path("", include("artisans.space.urls")),
    path("", include("workshops.space.urls")),
    path("", include("products.space.urls")),
    path("demandes/", include("enquiries.quotes.space.urls")),
    path("", include("enquiries.bookings.space.urls")),
    path("", include("programme.space.urls")),
    path("offres/", include("programme.openings.space.urls")),
    path("avis-formation/", include("programme.space.opinion_urls")),
]
