"""The strategic axes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kairouan.common.annotations import StrOrPromise


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

    @property
    def objective(self) -> StrOrPromise:
        """One sentence: what the actions of this axis are for."""
        return OBJECTIVES[self]


OBJECTIVES = {
    Axis.PARTNERSHIP: _(
        "Relier les ateliers, l’Office national de l’artisanat et les entreprises par des "
        "conventions."
    ),
    Axis.GRADUATES: _("Faire une place dans les ateliers aux diplômés, femmes et jeunes d’abord."),
    Axis.VALUE_CHAIN: _("Créer de nouveaux ateliers et mettre à niveau ceux qui existent."),
    Axis.CAPACITY: _("Former les artisans, en groupe et un par un."),
    Axis.MARKETS: _("Trouver des clients en Tunisie et à l’étranger."),
    Axis.EQUIPMENT: _("Renouveler les outils des ateliers et en partager."),
    Axis.DIVERSIFICATION: _("Dessiner de nouvelles pièces pour de nouveaux usages."),
    Axis.DECENT_JOBS: _("Ouvrir aux femmes et aux jeunes des emplois sûrs et déclarés."),
}
