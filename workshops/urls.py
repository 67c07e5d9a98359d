from django.urls import path

from . import views

app_name = "workshops"
urlpatterns = [
    path("", views.directory, name="list"),
    path("<slug:slug>/", views.workshop_detail, name="detail"),
]
