from django.urls import path

from . import training

app_name = "training"
urlpatterns = [
    path("formations/", training.actions, name="list"),
    path("formations/<int:number>/", training.action, name="action"),
    path("formations/<int:number>/demander/", training.ask_for, name="ask"),
    path("formations/<int:number>/annuler/", training.give_up, name="give_up"),
    path("formations/inscription/<int:number>/", training.registration, name="registration"),
]
