from django.urls import path

from . import opinions

app_name = "opinions"
urlpatterns = [
    path("", opinions.sheets, name="list"),
    path("<int:number>/", opinions.sheet, name="sheet"),
    path("attestation/<slug:code>/", opinions.certificate, name="certificate"),
]
