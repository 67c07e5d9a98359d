from django.urls import include, path

from . import views

app_name = "artisans"
urlpatterns = [
    path("martelages/", views.technique_list, name="technique_list"),
    path("martelages/reconnaitre/", include("artisans.identification.urls")),
    path("martelages/<slug:slug>/", views.technique_detail, name="technique_detail"),
    path("familles/", views.family_list, name="family_list"),
    path("familles/<slug:slug>/", views.family_detail, name="family_detail"),
]
