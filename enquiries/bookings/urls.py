from django.urls import path

from . import views

app_name = "bookings"
urlpatterns = [
    path("retamage/<slug:slug>/", views.book, name="book"),
    path("reservation/<slug:secret>/", views.follow, name="follow"),
    path("reservation/<slug:secret>/envoyee/", views.sent, name="sent"),
    path("reservation/<slug:secret>/recu/", views.receipt, name="receipt"),
]
