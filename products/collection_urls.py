from django.urls import path

from . import views

app_name = "collections"
urlpatterns = [
    path("", views.collection_list, name="list"),
    path("<slug:slug>/", views.collection_detail, name="detail"),
]
