from django.urls import path

from . import views

urlpatterns = [
    path("", views.walk, name="walk"),
    path("hors-ligne.js", views.walk_offline, name="walk_offline"),
]
