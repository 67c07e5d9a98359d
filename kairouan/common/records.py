"""What every record of the portal carries."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Record(models.Model):
    """`demonstration_key` names an invented record in the demonstration data; a real record has none.

    `load_demo` refuses a database that holds any record without one.
    """

    demonstration_key = models.CharField(max_length=120, blank=True, default="", editable=False, db_index=True)
    created_at = models.DateTimeField(_("créé le"), auto_now_add=True)
    updated_at = models.DateTimeField(_("modifié le"), auto_now=True)

    shows_on_pages = True  # whether a public page may show it: a change then makes a new edition of every page

    class Meta:
        abstract = True

    @property
    def is_demonstration(self) -> bool:
        return bool(self.demonstration_key)
