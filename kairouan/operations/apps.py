from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "kairouan.operations"
    label = "operations"
