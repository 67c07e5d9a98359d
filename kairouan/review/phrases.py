"""Ready sentences for what is sent back: an officer picks one, its author reads it in
their own language.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import Bilingual, Translated
from kairouan.common.records import Record


class Phrase(Record, Translated):
    """A sentence that says what is missing, in both languages."""

    shows_on_pages = False

    text = Bilingual(models.CharField(_("phrase"), max_length=300, blank=True))
    order = models.PositiveSmallIntegerField(_("rang"), default=0)

    class Meta:
        verbose_name = _("phrase toute prête")
        verbose_name_plural = _("phrases toutes prêtes")
        ordering = ["order", "pk"]

    def __str__(self):
        return str(self.text)
