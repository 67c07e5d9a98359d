from django.urls import path

from kairouan.space.record_screens import RecordScreens

from ..views import workshop_detail
from . import views
from .kept import get_workshop_or_404

WORKSHOP = RecordScreens(
    "workshop", "atelier/<int:number>/", get_workshop_or_404, views.workshop_address
)

urlpatterns = [
    path("atelier/", views.workshop_list, name="workshop_list"),
    path("atelier/<int:number>/", views.workshop_page, name="workshop_page"),
    path("atelier/<int:number>/nom/", views.workshop_names, name="workshop_names"),
    path(
        "atelier/<int:number>/presentation/",
        views.workshop_presentation,
        name="workshop_presentation",
    ),
    path("atelier/<int:number>/martelages/", views.workshop_techniques, name="workshop_techniques"),
    path("atelier/<int:number>/etapes/", views.workshop_steps, name="workshop_steps"),
    path("atelier/<int:number>/lieu/", views.workshop_place, name="workshop_place"),
    path("atelier/<int:number>/horaires/", views.workshop_hours, name="workshop_hours"),
    path("atelier/<int:number>/horaires/absence/", views.workshop_away, name="workshop_away"),
    path(
        "atelier/<int:number>/horaires/<slug:period>/",
        views.workshop_hours_of_period,
        name="workshop_hours_of_period",
    ),
    path("atelier/<int:number>/contact/", views.workshop_contact, name="workshop_contact"),
    path("atelier/<int:number>/accords/", views.workshop_consents, name="workshop_consents"),
    path("atelier/<int:number>/personnes/", views.workshop_people, name="workshop_people"),
    path(
        "atelier/<int:number>/personnes/<int:membership>/fin/",
        views.workshop_membership_end,
        name="workshop_membership_end",
    ),
    *WORKSHOP.publication(workshop_detail),
    *WORKSHOP.photographs(),
    path("agir/fin/", views.stop_acting, name="stop_acting"),
]
