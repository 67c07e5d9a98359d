"""When the door is open, one period at a time."""

import datetime
import itertools

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kairouan.common.calendar import today_in_tunis
from kairouan.common.formatting import clock
from kairouan.common.forms import DefaultButton, PortalHelper, SecondButton, TakesPastedText
from kairouan.common.languages import columns
from kairouan.common.numbers import DayField
from kairouan.common.records import field_of
from kairouan.space.forms import MemberForm
from workshops.models import HoursPeriod, OpeningHours, Weekday, Workshop
from workshops.timetables import opening_rows, parse_clock

OPENINGS = 2  # a day: morning and afternoon
LONGEST_ABSENCE = datetime.timedelta(days=366)


class ClockField(forms.CharField):
    of_a_line = True  # the pack would say of each that it is optional

    def __init__(self, **kwargs):
        attrs = {"dir": "ltr", "autocomplete": "off"}
        super().__init__(
            required=False, max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs
        )

    def clean(self, value):
        value = super().clean(value)
        return parse_clock(value) if value else None


def next_morning(opens: datetime.time, closes: datetime.time) -> bool:
    """Does a workshop that closes after midnight stay open more than half a day?

    Then the hour was meant on a dial of twelve.
    """
    return (
        datetime.time() < closes < opens
        and (opens.hour * 60 + opens.minute) - (closes.hour * 60 + closes.minute) < 12 * 60
    )


class AwayForm(TakesPastedText, forms.Form):
    """Until when nobody answers; empty when somebody does."""

    away_until = DayField(
        label=_("Absent jusqu’au"),
        required=False,
        help_text=_("Dernier jour d’absence. Laissez vide quand vous êtes là."),
    )

    def __init__(self, *args, workshop: Workshop, **kwargs):
        until = workshop.away_until if workshop.is_away else None
        kwargs["initial"] = {"away_until": until}
        super().__init__(*args, **kwargs)
        self.helper = PortalHelper(self, submit=gettext("Enregistrer l’absence"))
        self.helper.form_action = reverse("space:workshop_away", args=[workshop.pk])
        self.helper.attrs = {"novalidate": ""}

    def clean_away_until(self):
        until = self.cleaned_data["away_until"]
        if until and until < today_in_tunis():
            raise ValidationError(_("Ce jour est déjà passé."))
        if until and until > today_in_tunis() + LONGEST_ABSENCE:
            raise ValidationError(_("Dites un jour dans l’année qui vient."))
        return until


class HoursForm(MemberForm):
    """Seven days with up to two openings each (more when an officer wrote more).

    Empty: closed. A note is left as it is.
    """

    relations = ["hours"]

    class Meta:
        model = Workshop
        fields: list[str] = []

    def __init__(self, *args, period: HoursPeriod, **kwargs):
        self.period = period
        super().__init__(*args, **kwargs)
        self.openings = max([OPENINGS, *(len(self.rows_on(day)) for day in Weekday)])
        days = []
        for day in Weekday:
            rows, lines = self.rows_on(day), []
            for place in range(self.openings):
                row = rows[place] if place < len(rows) else None
                for name, label in (
                    ("opens", pgettext_lazy("heure", "de")),
                    ("closes", pgettext_lazy("heure", "à")),
                ):
                    self.fields[f"{name}_{day}_{place}"] = ClockField(
                        label=label,
                        initial=clock(field_of(OpeningHours, name).to_python(row[name]))
                        if row
                        else "",
                    )
                    self.fields[f"{name}_{day}_{place}"].in_full = format_lazy(
                        "{}, {}", capfirst(day.label), label
                    )
                lines.append(Row(f"opens_{day}_{place}", f"closes_{day}_{place}"))
            days.append(Fieldset(capfirst(day.label), *lines))
        self.order_fields([name for name in self.fields if name != "seen"])
        self.helper.layout = Layout(
            DefaultButton(),
            *days[:1],
            SecondButton("copy", _("Mettre pareil tous les jours")),
            *days[1:],
        )

    def held(self, instance, name):
        return opening_rows(instance, self.period)

    def rows_on(self, day: int) -> list[dict]:
        return [row for row in self.before["hours"] if row["weekday"] == day]

    def clean(self):
        cleaned = super().clean()
        for day in Weekday:
            self.clean_day(cleaned, day)
        return cleaned

    def clean_day(self, cleaned: dict, day: int):
        openings = []
        for place in range(self.openings):
            first, last = f"opens_{day}_{place}", f"closes_{day}_{place}"
            if first not in cleaned or last not in cleaned:
                return  # said already
            opens, closes = cleaned[first], cleaned[last]
            if opens is not None and closes is None:
                self.add_error(last, ValidationError(_("Écrivez aussi l’heure de fermeture.")))
            elif closes is not None and opens is None:
                self.add_error(first, ValidationError(_("Écrivez aussi l’heure d’ouverture.")))
            elif opens is not None and opens == closes:
                self.add_error(
                    last, ValidationError(_("L’heure de fermeture diffère de l’heure d’ouverture."))
                )
            elif opens is not None and next_morning(opens, closes):
                self.add_error(
                    last,
                    ValidationError(
                        _("Écrivez l’heure de 0 à 24 : sept heures du soir, c’est 19:00.")
                    ),
                )
            elif opens is not None:
                openings.append((opens, closes, first))
        openings.sort()
        for (opens, closes, _first), (next_opens, _closes, name) in itertools.pairwise(openings):
            if closes < opens or next_opens < closes:
                self.add_error(
                    name, ValidationError(_("Cette ouverture commence avant la fin de l’autre."))
                )

    def typed_relation(self, name):
        return [row for day in Weekday for row in self.typed_day(day)]

    def typed_day(self, day: int) -> list[dict]:
        """The openings of a day, each in the row that opened at that hour, else in one
        that is left: its note stays.
        """
        places = [
            (self.cleaned_data[f"opens_{day}_{place}"], self.cleaned_data[f"closes_{day}_{place}"])
            for place in range(self.openings)
        ]
        typed = sorted(
            (opens.isoformat(), closes.isoformat()) for opens, closes in places if opens is not None
        )
        left = {row["opens"]: row for row in self.rows_on(day)}
        matched = {opens: left.pop(opens) for opens, _closes in typed if opens in left}
        spare = list(left.values())
        rows = []
        for opens, closes in typed:
            held = matched.get(opens) or (
                spare.pop(0) if spare else {"pk": None, **dict.fromkeys(columns("note"), "")}
            )
            rows.append(
                held
                | {
                    "period": self.period.value,
                    "weekday": int(day),
                    "opens": opens,
                    "closes": closes,
                }
            )
        return rows

    def parts(self):
        """A day is one thing: an hour of opening means nothing without its closing."""
        return {
            f"opens_{day}_0": [
                f"{name}_{day}_{place}"
                for place in range(self.openings)
                for name in ("opens", "closes")
            ]
            for day in Weekday
        }

    def told(self, part):
        day = Weekday(int(part.split("_")[1]))
        said = [f"{row['opens'][:5]} – {row['closes'][:5]}" for row in self.rows_on(day)]
        return "\n".join(f"{day.label} {hours}" for hours in said or [gettext("fermé")])

    @property
    def like_the_first_day(self) -> dict[str, str]:
        """Copy the first day's hours to every day of what was typed."""
        first = Weekday.MONDAY
        return {
            f"{name}_{day}_{place}": self.data.get(f"{name}_{first}_{place}", "")
            for day in Weekday
            for place in range(self.openings)
            for name in ("opens", "closes")
        }
