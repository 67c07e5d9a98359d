from django.urls import include, path

from . import views

app_name = "quotes"
request = [
    path("", views.quote_list, name="list"),
    path("ajouter/", views.add, name="add"),
    path("<str:secret>/", views.follow, name="follow"),
    path("<str:secret>/envoyee/", views.sent, name="sent"),
]

urlpatterns = [
    path("demande/", include(request)),
    path("comparer/", views.compare, name="compare"),
]
