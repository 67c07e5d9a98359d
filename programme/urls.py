from django.urls import path

from kairouan.common.publication import public_page

from .feeds import ComingActions
from .views import actions, home

app_name = "programme"
urlpatterns = [
    path("", home.home, name="home"),
    path("actions/", actions.action_list, name="action_list"),
    path("actions/flux.xml", public_page(ComingActions()), name="feed"),
    path("actions/<slug:slug>/", actions.action_detail, name="action_detail"),
]
