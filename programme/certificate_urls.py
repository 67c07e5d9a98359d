from django.urls import path

from .views import certificates

urlpatterns = [
    path("", certificates.certificate_check, name="certificate_check"),
    path("<str:code>/", certificates.certificate, name="certificate"),
]
