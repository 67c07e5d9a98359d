from django.urls import path

from .views import attendance

urlpatterns = [
    path("", attendance.attendance_sessions, name="attendance_sessions"),
    path("<int:number>/", attendance.attendance_roll, name="attendance_roll"),
    path("<int:number>/feuille/", attendance.attendance_sheet, name="attendance_sheet"),
    path("action/<int:number>/", attendance.attendance_action, name="attendance_action"),
    path("action/<int:number>/attestations/", attendance.attendance_issue, name="attendance_issue"),
    path("action/<int:number>/avis/", attendance.paper_opinion, name="attendance_paper_opinion"),
    path(
        "attestation/<slug:code>/", attendance.attendance_certificate, name="attendance_certificate"
    ),
]
