from django.urls import path

from . import views

app_name = "enquiries"
urlpatterns = [
    path("contact/", views.contact, name="contact"),
    path("contact/envoye/", views.sent, name="sent"),
    path("rejoindre/", views.joining, name="joining"),
]
