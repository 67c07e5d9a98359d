from django.urls import path

from . import training

urlpatterns = [
    path("formations/", training.training_list, name="training_list"),
    path("formations/<int:number>/", training.training_action, name="training_action"),
    path("formations/<int:number>/demander/", training.training_ask, name="training_ask"),
    path("formations/<int:number>/annuler/", training.training_give_up, name="training_give_up"),
    path(
        "formations/inscription/<int:number>/",
        training.training_registration,
        name="training_registration",
    ),
]
