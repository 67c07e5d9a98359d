from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "kairouan.review"
    label = "review"
