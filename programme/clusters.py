"""The seven clusters of Creative Tunisia. Six were chosen from twenty-seven candidates
and announced in early 2020; fashion in Tunis makes seven.

Source: the project's published documents; some later texts speak of six again. The
Arabic names are our translation.
"""

from django.utils.translation import gettext_lazy as _

CLUSTERS = [
    (_("Cuivre"), _("Kairouan")),
    (_("Pots de jardin"), _("Moknine")),
    (_("Klim keffois"), _("Le Kef")),
    (_("Fibres végétales"), _("Gabès")),
    (_("Halfa et laine"), _("Kasserine")),
    (_("Tissage traditionnel"), _("Monastir")),
    (_("Mode"), _("Tunis")),
]
