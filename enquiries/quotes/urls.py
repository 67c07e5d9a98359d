from django.urls import path

from . import views

app_name = "quotes"
urlpatterns = [
    path("", views.quote_list, name="list"),
    path("ajouter/", views.add, name="add"),
    path("<slug:secret>/", views.follow, name="follow"),
    path("<slug:secret>/envoyee/", views.sent, name="sent"),
]
