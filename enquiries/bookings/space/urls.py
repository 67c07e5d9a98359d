from django.urls import path

from . import views

urlpatterns = [
    path("retamage/", views.booking_list, name="booking_list"),
    path("retamage/<int:number>/", views.booking, name="booking"),
    path("retamage/<int:number>/recu/", views.booking_receipt, name="booking_receipt"),
    path("atelier/<int:number>/retamage/", views.tinning_offer, name="tinning_offer"),
    path("atelier/<int:number>/etain/", views.tin_lots, name="tin_lots"),
    path("etain/<int:number>/papier/", views.tin_document, name="tin_document"),
]
