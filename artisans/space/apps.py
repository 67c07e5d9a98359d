from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FamilySpaceConfig(AppConfig):
    name = "artisans.space"
    label = "family_space"
    verbose_name = _("Artisans et familles")
