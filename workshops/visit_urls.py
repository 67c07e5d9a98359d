from django.urls import path

from . import views

app_name = "visit"
urlpatterns = [
    path("", views.walk, name="walk"),
    path("hors-ligne.js", views.walk_offline, name="offline"),
]
