"""The thirteen delegations of the governorate of Kairouan (TN-41).

Names and order: after the national statistics institute and the municipal files.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Delegation(models.TextChoices):
    KAIROUAN_NORD = "kairouan-nord", _("Kairouan Nord")
    KAIROUAN_SUD = "kairouan-sud", _("Kairouan Sud")
    CHEBIKA = "chebika", _("Chebika")
    SBIKHA = "sbikha", _("Sbikha")
    OUESLATIA = "oueslatia", _("Oueslatia")
    AIN_DJELOULA = "ain-djeloula", _("Aïn Djeloula")
    HAFFOUZ = "haffouz", _("Haffouz")
    EL_ALAA = "el-alaa", _("El Alâa")
    HAJEB_EL_AYOUN = "hajeb-el-ayoun", _("Hajeb El Ayoun")
    NASRALLAH = "nasrallah", _("Nasrallah")
    MENZEL_MEHIRI = "menzel-mehiri", _("Menzel Mehiri")
    ECHRARDA = "echrarda", _("Echrarda")
    BOUHAJLA = "bouhajla", _("Bou Hajla")
