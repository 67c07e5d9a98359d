from django.urls import path

from .views import certificates

app_name = "certificates"
urlpatterns = [
    path("", certificates.check, name="check"),
    path("<str:code>/", certificates.certificate, name="certificate"),
]
