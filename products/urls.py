from django.urls import path

from . import views

app_name = "products"
urlpatterns = [
    path("", views.catalogue, name="list"),
    path("<slug:slug>/", views.product_detail, name="detail"),
]
