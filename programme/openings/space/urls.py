from django.urls import path

from . import views as openings

app_name = "openings"
urlpatterns = [
    path("", openings.openings, name="list"),
    path("nouvelle/", openings.new, name="new"),
    path("<int:number>/", openings.opening, name="opening"),
    path("<int:number>/modifier/", openings.edit, name="edit"),
    path("<int:number>/apercu/", openings.opening_preview, name="preview"),
    path("<int:number>/envoyer/", openings.opening_send, name="send"),
    path("<int:number>/abandonner/", openings.opening_forget, name="forget"),
    path("<int:number>/fermer/", openings.opening_close, name="close"),
]
