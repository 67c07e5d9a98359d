"""Categories of the catalogue: the use of a product."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import Bilingual, Translated, must_be_written
from kairouan.common.records import Record
from kairouan.search.matching import Searchable, SearchableQuerySet


class Category(Record, Translated, Searchable):
    """A heading of the catalogue.

    `slug` is the value of its filter: it stays when the name is corrected.
    """

    slug = models.SlugField(_("adresse"), max_length=60, unique=True)
    name = Bilingual(models.CharField(_("nom"), max_length=80, blank=True))
    order = models.PositiveSmallIntegerField(_("rang"), default=0)

    objects = SearchableQuerySet.as_manager()

    class Meta:
        verbose_name = _("catégorie")
        verbose_name_plural = _("catégories")
        ordering = ["order", "pk"]
        constraints = [
            must_be_written(
                "name",
                name="category_has_a_name",
                message=_("Écrivez le nom, dans une langue au moins."),
            )
        ]

    def __str__(self):
        return str(self.name)
