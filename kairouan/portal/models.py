"""The long texts of the portal: history, care of copper, about, legal notices.

Kept in the database, edited by staff.
"""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import Bilingual
from kairouan.common.languages import columns
from kairouan.review.moderation import Moderated, ModeratedQuerySet
from kairouan.search.matching import Searchable


class PageQuerySet(ModeratedQuerySet):
    pass


class Page(Moderated, Searchable):
    """A long text.

    The body is written in a small safe subset of Markdown: paragraphs, ## titles, -
    lists, **strong**, [links](/…).
    """

    class Key(models.TextChoices):
        HISTORY = "histoire", _("L’histoire du métier")
        CARE = "entretien", _("Entretenir le cuivre")
        ABOUT = "a-propos", _("Le portail")
        LEGAL = "mentions-legales", _("Mentions légales")
        PRIVACY = "confidentialite", _("Données personnelles")
        ACCESSIBILITY = "accessibilite", _("Accessibilité")

    key = models.CharField(_("page"), max_length=20, choices=Key.choices, unique=True)
    title = Bilingual(models.CharField(_("titre"), max_length=160, blank=True))
    summary = Bilingual(
        models.TextField(
            _("résumé"),
            blank=True,
            help_text=_("Une ou deux phrases, pour les moteurs de recherche."),
        )
    )
    body = Bilingual(models.TextField(_("texte"), blank=True))

    slug_from = "key"
    searched_name = "title"
    searched_fields = columns("summary", "body")

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["pk"]

    def __str__(self):
        return str(self.title) or self.get_key_display()

    def get_absolute_url(self):
        return reverse(f"portal:page_{self.key}")
