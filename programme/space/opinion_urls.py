from django.urls import path

from . import opinions

urlpatterns = [
    path("", opinions.opinion_list, name="opinion_list"),
    path("<int:number>/", opinions.opinion_sheet, name="opinion_sheet"),
    path("attestation/<slug:code>/", opinions.opinion_certificate, name="opinion_certificate"),
]
