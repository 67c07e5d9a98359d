from django.urls import path

from . import link

app_name = "quote_links"
urlpatterns = [
    path("<str:secret>/", link.link_part, name="part"),
    path("<str:secret>/vue/", link.link_seen, name="seen"),
    path("<str:secret>/image/", link.link_photo, name="photo"),
]
