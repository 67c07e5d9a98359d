from django.urls import include, path

from kairouan.publication.page_cache import public_page

from . import views
from .feeds import NewProducts

app_name = "products"
catalogue = [
    path("", views.catalogue, name="list"),
    path("flux.xml", public_page(NewProducts()), name="feed"),
    path("<slug:slug>/", views.product_detail, name="detail"),
]

urlpatterns = [
    path("catalogue/", include(catalogue)),
    path("collections/", include("products.collection_urls")),
]
