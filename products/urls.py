from django.urls import path

from kairouan.publication.page_cache import public_page

from . import views
from .feeds import NewPieces

app_name = "products"
urlpatterns = [
    path("", views.catalogue, name="list"),
    path("flux.xml", public_page(NewPieces()), name="feed"),
    path("<slug:slug>/", views.product_detail, name="detail"),
]
