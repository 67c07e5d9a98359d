from django.urls import include, path

from kairouan.publication.page_cache import public_page

from .feeds import ComingActions
from .views import actions, chain, home

app_name = "programme"
urlpatterns = [
    path("presence/", include("programme.attendance_urls")),
    path("attestations/", include("programme.certificate_urls")),
    path("", home.home, name="home"),
    path("actions/", actions.action_list, name="action_list"),
    path("actions/flux.xml", public_page(ComingActions()), name="feed"),
    path("actions/calendrier/", actions.action_calendar, name="calendar"),
    path("actions/agenda.ics", actions.coming_file, name="calendar_feed"),
    path("actions/<slug:slug>/agenda.ics", actions.action_file, name="action_calendar"),
    path("actions/<slug:slug>/", actions.action_detail, name="action_detail"),
    path("offres/", include("programme.openings.urls")),
    path("chaine/", chain.chain, name="chain"),
    path("resultats/", include("programme.results.urls")),
]
