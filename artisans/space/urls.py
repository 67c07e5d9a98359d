from django.urls import path

from . import techniques, views

urlpatterns = [
    path("martelages/", techniques.technique_list, name="technique_list"),
    path("martelages/<int:number>/", techniques.technique_page, name="technique_page"),
    path("famille/", views.family_list, name="family_list"),
    path("famille/<int:number>/", views.family_page, name="family_page"),
    path("famille/<int:number>/montrer/", views.family_visibility, name="family_visibility"),
]
