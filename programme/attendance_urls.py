from django.urls import path

from .views import attendance

app_name = "attendance"
urlpatterns = [
    path("", attendance.sessions, name="sessions"),
    path("<int:number>/", attendance.roll, name="roll"),
    path("<int:number>/feuille/", attendance.sheet, name="sheet"),
    path("action/<int:number>/", attendance.action, name="action"),
    path("action/<int:number>/attestations/", attendance.issue, name="issue"),
    path("action/<int:number>/avis/", attendance.paper_opinion, name="paper_opinion"),
    path("attestation/<slug:code>/", attendance.certificate, name="certificate"),
]
