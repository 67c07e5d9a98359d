from django.urls import path

from . import views as openings

urlpatterns = [
    path("", openings.opening_list_screen, name="opening_list"),
    path("nouvelle/", openings.opening_new, name="opening_new"),
    path("<int:number>/", openings.opening_page, name="opening_page"),
    path("<int:number>/modifier/", openings.opening_edit, name="opening_edit"),
    path("<int:number>/apercu/", openings.opening_preview, name="opening_preview"),
    path("<int:number>/envoyer/", openings.opening_send, name="opening_send"),
    path("<int:number>/abandonner/", openings.opening_forget, name="opening_forget"),
    path("<int:number>/fermer/", openings.opening_close, name="opening_close"),
]
