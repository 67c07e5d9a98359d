from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuotesConfig(AppConfig):
    name = "enquiries.quotes"
    label = "quotes"
    verbose_name = _("Demandes de prix")
    desk_group = "enquiries"
