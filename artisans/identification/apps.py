from django.apps import AppConfig


class IdentificationConfig(AppConfig):
    name = "artisans.identification"
    label = "identification"
