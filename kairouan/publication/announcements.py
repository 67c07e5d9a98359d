"""The sentence at the head of every public page, from a day to a day: a fair, a
closure, new hours for Ramadan.
"""

import datetime
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models.functions import JSONObject
from django.http.request import validate_host
from django.urls import translate_url
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import Bilingual, Text, Translated, localized_from, none_filled
from kairouan.common.languages import columns, other_languages
from kairouan.common.records import Record


class AnnouncementQuerySet(models.QuerySet):
    def of_the_day(self, today: datetime.date) -> Self:
        """At most one: the one that began last."""
        return self.filter(starts_on__lte=today, ends_on__gte=today).order_by("-starts_on", "-pk")[
            :1
        ]

    def as_json(self):
        """Select each announcement as the JSON object that `Announced.of` reads."""
        return self.values(said=JSONObject(link="link", **{name: name for name in columns("text")}))


class Announcement(Record, Translated):
    """Shown on public pages while it lasts; of several, the one that began last."""

    text = Bilingual(models.CharField(_("phrase"), max_length=160, blank=True))
    link = models.URLField(
        _("lien"),
        blank=True,
        help_text=_(
            "La page où la phrase mène, s’il y en a une. D’une page de ce portail, donnez "
            "l’adresse entière : chacun la lira dans sa langue."
        ),
    )
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"), help_text=_("Dernier jour où elle est montrée."))

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("annonce")
        verbose_name_plural = _("annonces")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="announcement_days_in_order",
                violation_error_message=_("Le dernier jour vient avant le premier."),
            ),
            models.CheckConstraint(
                condition=~none_filled("text"),
                name="announcement_says_something",
                violation_error_message=_("Écrivez la phrase dans une langue au moins."),
            ),
        ]

    def __str__(self):
        return str(self.text)


class Announced:
    """An announcement as its reader has it."""

    def __init__(self, said: dict):
        """`said` has the columns of the text and "link", each "" when there is none."""
        self.said = said

    @property
    def text(self) -> Text:
        return localized_from(self.said, "text")

    @property
    def link(self) -> str:
        """A page of the portal is led to in the reader's language."""
        link, mine = self.said["link"], get_language()
        if validate_host(urlsplit(link).hostname or "", settings.ALLOWED_HOSTS):
            # Django knows an address in the language of the moment alone
            for other in other_languages(mine):
                with override(other):
                    link = translate_url(link, mine)
        return link
