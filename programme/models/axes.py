"""The strategic axes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Axis(models.TextChoices):
    """The strategic axes, as the Creative Tunisia programme names them for this
    cluster.
    """

    PARTNERSHIP = "partnership", _("Partenariat public-privé")
    GRADUATES = "graduates", _("Insertion des diplômés dans l’artisanat")
    VALUE_CHAIN = "value_chain", _("Chaîne de valeur : nouveaux ateliers et mise à niveau")
    CAPACITY = "capacity", _("Renforcement des capacités, collectif et individuel")
    MARKETS = "markets", _("Marchés nationaux et internationaux")
    EQUIPMENT = "equipment", _("Modernisation des équipements")
    DIVERSIFICATION = "diversification", _("Diversification et nouvelles niches")
    DECENT_JOBS = "decent_jobs", _("Emploi décent des femmes et des jeunes")
