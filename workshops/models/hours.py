"""When the door is open: named periods of the year, and the hours of each workshop in
each.
"""

import datetime
import itertools

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import Bilingual, Translated
from kairouan.common.calendar import today_in_tunis
from kairouan.common.languages import columns
from kairouan.common.records import Record

from .workshops import Workshop


class HoursPeriod(models.TextChoices):
    WINTER = "winter", _("hiver")
    SUMMER = "summer", _("été")
    RAMADAN = "ramadan", _("Ramadan")


class Weekday(models.IntegerChoices):
    """Numbered as Python's date.weekday(); the week begins on Monday."""

    MONDAY = 0, _("lundi")
    TUESDAY = 1, _("mardi")
    WEDNESDAY = 2, _("mercredi")
    THURSDAY = 3, _("jeudi")
    FRIDAY = 4, _("vendredi")
    SATURDAY = 5, _("samedi")
    SUNDAY = 6, _("dimanche")


class SeasonQuerySet(models.QuerySet):
    def in_force(self, day=None):
        """The period that applies on a day (today in Tunis): Ramadan before the others,
        winter when nothing is written.
        """
        return self.in_force_until(day)[0]

    def in_force_until(self, day=None) -> tuple[HoursPeriod, datetime.date]:
        """The period that applies on a day (today in Tunis), and the last of the seven
        days begun with it on which it still does. One statement.
        """
        day = day or today_in_tunis()
        week = [day + datetime.timedelta(days=number) for number in range(7)]
        seasons = list(self.filter(starts_on__lte=week[-1], ends_on__gte=day))
        period, *following = (period_on(each, seasons) for each in week)
        alike = itertools.takewhile(lambda each: each == period, following)
        return period, week[len(list(alike))]


def period_on(day: datetime.date, seasons: list) -> HoursPeriod:
    periods = {season.period for season in seasons if season.starts_on <= day <= season.ends_on}
    return next(
        (
            period
            for period in (HoursPeriod.RAMADAN, HoursPeriod.SUMMER, HoursPeriod.WINTER)
            if period in periods
        ),
        HoursPeriod.WINTER,
    )


class Season(Record):
    """The dates of a period in a given year.

    Ramadan's are set each year when they are announced.
    """

    period = models.CharField(_("période"), max_length=8, choices=HoursPeriod.choices)
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))

    objects = SeasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("saison")
        verbose_name_plural = _("saisons")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                name="season_ends_after_it_begins",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("La fin vient après le début."),
            )
        ]

    def __str__(self):
        return f"{self.get_period_display()} {self.starts_on:%Y}"


class OpeningHours(Record, Translated):
    """One opening of a workshop on one day of the week in one period.

    Closing earlier than opening means past midnight.
    """

    workshop = models.ForeignKey(
        Workshop, models.CASCADE, related_name="hours", verbose_name=_("atelier")
    )
    period = models.CharField(
        _("période"), max_length=8, choices=HoursPeriod.choices, default=HoursPeriod.WINTER
    )
    weekday = models.PositiveSmallIntegerField(_("jour"), choices=Weekday.choices)
    opens = models.TimeField(_("ouvre à"))
    closes = models.TimeField(_("ferme à"))
    note = Bilingual(models.CharField(_("note"), max_length=120, blank=True))

    member_columns = ["period", "weekday", "opens", "closes", *columns("note")]

    class Meta:
        verbose_name = _("horaire")
        verbose_name_plural = _("horaires")
        ordering = ["period", "weekday", "opens"]
        constraints = [
            models.UniqueConstraint(
                name="hours_once",
                fields=["workshop", "period", "weekday", "opens"],
                violation_error_message=_("Cette ouverture est déjà dans la liste."),
            ),
            models.CheckConstraint(
                name="hours_last_a_while",
                condition=~Q(opens=F("closes")),
                violation_error_message=_("L’heure de fermeture diffère de l’heure d’ouverture."),
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"
