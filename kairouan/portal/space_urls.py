"""TEMPORARY: the space's home, until the space is there. To be deleted with its line in kairouan/urls.py."""

from django.shortcuts import redirect
from django.urls import path

from kairouan.accounts.access import signed_in

app_name = "space"
urlpatterns = [path("", signed_in(lambda request: redirect("account")), name="home")]
