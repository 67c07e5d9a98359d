from django.apps import AppConfig


class OpeningsConfig(AppConfig):
    name = "programme.openings"
    label = "openings"
