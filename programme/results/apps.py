from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "programme.results"
    label = "results"
