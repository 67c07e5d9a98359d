from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kairouan.common.navigation import Entry, Under


class PortalConfig(AppConfig):
    name = "kairouan.portal"
    label = "portal"
    verbose_name = _("Textes et recherche")
    desk_group = "common"
    menu = [
        Entry(
            _("Entretenir le cuivre"), "portal:page_entretien", ("portal:page_entretien",), rank=20
        ),
        Entry(_("Espace des artisans"), "space:home", ("space:",), rank=40),
    ]
    space_entries = [
        Entry(
            _("Accueil"),
            "space:home",
            # and what is reached from there alone
            (
                "space:home",
                "space:notices",
                "space:family",
                "space:technique",
                "space:hammering",
                "space:own_consents",
                "space:training",
                "space:opinion",
                "space:opening",
            ),
            rank=10,
            icon="home",
        ),
        Under("account", ("space:my_data",)),
    ]

    def ready(self):
        # Here alone: it names models, which are not there before.
        from . import roles  # noqa: F401
