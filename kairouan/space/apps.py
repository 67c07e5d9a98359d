from django.apps import AppConfig


class SpaceConfig(AppConfig):
    name = "kairouan.space"
    label = "space"
