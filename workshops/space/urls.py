from django.urls import path

from . import photos, views

app_name = "keeping"
urlpatterns = [
    path("atelier/", views.workshops, name="workshops"),
    path("atelier/<int:number>/", views.workshop, name="workshop"),
    path("atelier/<int:number>/nom/", views.names, name="names"),
    path("atelier/<int:number>/presentation/", views.presentation, name="presentation"),
    path("atelier/<int:number>/martelages/", views.techniques, name="techniques"),
    path("atelier/<int:number>/etapes/", views.steps, name="steps"),
    path("atelier/<int:number>/lieu/", views.place, name="place"),
    path("atelier/<int:number>/horaires/", views.hours, name="hours"),
    path(
        "atelier/<int:number>/horaires/<slug:period>/",
        views.hours_of_period,
        name="hours_of_period",
    ),
    path("atelier/<int:number>/contact/", views.contact, name="contact"),
    path("atelier/<int:number>/accords/", views.consents, name="consents"),
    path("atelier/<int:number>/personnes/", views.people, name="people"),
    path(
        "atelier/<int:number>/personnes/<int:membership>/fin/",
        views.membership_end,
        name="membership_end",
    ),
    path("atelier/<int:number>/apercu/", views.workshop_preview, name="preview"),
    path("atelier/<int:number>/envoyer/", views.workshop_send, name="send"),
    path("atelier/<int:number>/abandonner/", views.workshop_forget, name="forget"),
    path("atelier/<int:number>/photos/", photos.workshop_photos, name="photos"),
    path(
        "atelier/<int:number>/photos/ranger/", photos.workshop_photos_arrange, name="photos_arrange"
    ),
    path("atelier/<int:number>/photos/<slug:key>/", photos.workshop_photo, name="photo"),
    path("agir/fin/", views.stop_acting, name="stop_acting"),
]
