from django.urls import path

from . import views

urlpatterns = [
    path("", views.request_list, name="request_list"),
    path("<int:number>/", views.request_part, name="request"),
    path("<int:number>/vue/", views.request_seen, name="request_seen"),
    path("<int:number>/image/", views.request_photo, name="request_photo"),
]
