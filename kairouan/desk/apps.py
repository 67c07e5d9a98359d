from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kairouan.desk"
    label = "desk"
