from django.urls import path

from kairouan.common.publication import public_page

from .feeds import ComingActions
from .views import actions, chain, home, openings, results

app_name = "programme"
urlpatterns = [
    path("", home.home, name="home"),
    path("actions/", actions.action_list, name="action_list"),
    path("actions/flux.xml", public_page(ComingActions()), name="feed"),
    path("actions/calendrier/", actions.action_calendar, name="calendar"),
    path("actions/agenda.ics", actions.coming_file, name="calendar_feed"),
    path("actions/<slug:slug>/agenda.ics", actions.action_file, name="action_calendar"),
    path("actions/<slug:slug>/", actions.action_detail, name="action_detail"),
    path("offres/", openings.opening_list, name="opening_list"),
    path("offres/candidature-envoyee/", openings.applied, name="opening_applied"),
    path("offres/<slug:slug>/", openings.opening_detail, name="opening_detail"),
    path("offres/<slug:slug>/postuler/", openings.opening_apply, name="opening_apply"),
    path("chaine/", chain.chain, name="chain"),
    path("resultats/", results.results, name="results"),
    path("resultats/rapport/", results.report, name="results_report"),
    path("resultats/rapport.xlsx", results.report_file, name="results_file"),
    path("resultats/<slug:code>/", results.result, name="result"),
]
