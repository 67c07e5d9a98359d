from django.urls import path

from kairouan.common.publication import public_page

from . import views
from .feeds import ComingActions

app_name = "programme"
urlpatterns = [
    path("", views.home, name="home"),
    path("actions/", views.action_list, name="action_list"),
    path("actions/flux.xml", public_page(ComingActions()), name="feed"),
    path("actions/<slug:slug>/", views.action_detail, name="action_detail"),
]
