from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "kairouan.search"
    label = "search"
