from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "kairouan.operations"
    label = "operations"

    def ready(self):
        from . import checks

        checks.register_checks()
