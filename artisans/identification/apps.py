from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class IdentificationConfig(AppConfig):
    name = "artisans.identification"
    label = "identification"
    verbose_name = _("Artisans et familles")
    desk_group = "artisans"

    def ready(self):
        from . import first_states

        post_migrate.connect(first_states.put_in_place, sender=self)
