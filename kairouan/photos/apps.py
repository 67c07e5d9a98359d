from django.apps import AppConfig


class PhotosConfig(AppConfig):
    name = "kairouan.photos"
    label = "photos"
