from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "kairouan.publication"
    label = "publication"
