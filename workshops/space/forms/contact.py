"""Forms of the ways to reach the workshop."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from artisans.models import Artisan
from kairouan.common.forms import DefaultButton, SecondButton
from kairouan.common.phones import spoken_phone
from kairouan.space.forms import MemberForm
from workshops.channels import clean_channel
from workshops.models import ChannelKind, Membership, Workshop

MOST = 20
LINE = ("kind", "value", "person", "held")
EMPTY = 2  # lines offered beside those that are filled
NUMBERS = (ChannelKind.PHONE, ChannelKind.WHATSAPP)


class WorkshopContactForm(MemberForm):
    """Telephones, addresses, pages: a line each, with whose it is.

    An emptied line is taken away. `lines` is how many the page showed.
    """

    relations = ["channels"]

    class Meta:
        model = Workshop
        fields: list[str] = []

    lines = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, instance, more=0, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        held = self.before["channels"]
        self.count = min(
            MOST, max(len(held) + (EMPTY if not self.is_bound else 0), self.lines_shown()) + more
        )
        self.initial["lines"] = self.count
        self.placed = self.places_of(held)
        people = self.people(instance)
        for place in range(self.count):
            row = self.placed[place]
            self.fields[f"kind_{place}"] = forms.ChoiceField(
                label=_("Moyen"),
                choices=[("", _("choisissez")), *ChannelKind.choices],
                required=False,
                initial=row and row["kind"],
            )
            self.fields[f"value_{place}"] = forms.CharField(
                label=_("Numéro, adresse ou nom de la page"),
                max_length=200,
                required=False,
                initial=self.shown_value(row) if row else "",
                widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
            )
            self.fields[f"person_{place}"] = forms.TypedChoiceField(
                label=_("À qui"),
                choices=people if len(people) == 1 else [("", _("choisissez")), *people],
                required=False,
                coerce=int,
                empty_value=None,
                initial=row and row["person"],
            )
            self.fields[f"held_{place}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=row and row["pk"]
            )
        for name in ("kind", "value", "person"):
            for place in range(self.count):
                field = self.fields[f"{name}_{place}"]
                field.of_a_line, field.in_full = (
                    True,
                    format_lazy("{}, {}", self.title(place), field.label),
                )
        self.order_fields([name for name in self.fields if name not in ("seen", "lines")])
        self.helper.layout = Layout(
            DefaultButton(),
            *(
                Fieldset(self.title(place), f"kind_{place}", f"value_{place}", f"person_{place}")
                for place in range(self.count)
            ),
        )
        if self.count < MOST:
            self.helper.layout.append(SecondButton("add", _("Ajouter une ligne")))

    def lines_shown(self) -> int:
        """Count the lines that the page that comes back showed."""
        said = str((self.data if self.is_bound else self.initial).get("lines") or "")
        return min(int(said), MOST) if said.isascii() and said.isdigit() and len(said) < 4 else 0

    def places_of(self, rows: list[dict]) -> list[dict | None]:
        """The row of each line.

        A page that comes back has each where it showed it: a line taken away meanwhile
        leaves its place empty.
        """
        placed: list[dict | None] = [None] * self.count
        numbers = (
            [str(self.data.get(f"held_{place}") or "") for place in range(self.count)]
            if self.is_bound
            else []
        )
        known = {str(row["pk"]): row for row in rows if row["pk"]}
        for place, number in enumerate(numbers):
            placed[place] = known.pop(number, None)
        waiting = [row for row in rows if row["pk"] is None or str(row["pk"]) in known]
        empty = [place for place in range(self.count) if placed[place] is None]
        # the place of a line taken away comes last
        empty.sort(key=lambda place: bool(numbers and numbers[place]))
        for place, row in zip(empty, waiting, strict=False):
            placed[place] = row
        return placed

    def people(self, workshop) -> list[tuple[int, str]]:
        """List the choices of a line's owner: the team, and whoever a line belongs to
        already.
        """
        team = Membership.objects.filter(workshop=workshop, until=None).values("artisan")
        named = [row["person"] for row in self.before["channels"]]
        found = Artisan.objects.filter(pk__in=team) | Artisan.objects.filter(pk__in=named)
        return [(person.pk, str(person)) for person in found.sorted_by_name()]

    def title(self, place: int) -> str:
        row = self.placed[place]
        return str(capfirst(ChannelKind(row["kind"]).label)) if row else gettext("Un autre moyen")

    def shown_value(self, row: dict) -> str:
        return spoken_phone(row["value"]) if row["kind"] in NUMBERS else row["value"]

    def clean(self):
        cleaned = super().clean()
        seen = set()
        for place in range(self.count):
            kind, value, person = (
                cleaned.get(f"{name}_{place}") for name in ("kind", "value", "person")
            )
            if not value or f"kind_{place}" not in cleaned or f"person_{place}" not in cleaned:
                continue
            if not kind:
                self.add_error(
                    f"kind_{place}",
                    ValidationError(_("Dites ce que c’est : téléphone, WhatsApp, e-mail…")),
                )
                continue
            if person is None:
                self.add_error(
                    f"person_{place}",
                    ValidationError(
                        _("Dites à qui c’est : cette personne décide si on le montre.")
                    ),
                )
            try:
                value = cleaned[f"value_{place}"] = clean_channel(kind, value)
            except ValidationError as error:
                self.add_error(f"value_{place}", error.error_dict["value"])
                continue
            if (kind, value) in seen:
                self.add_error(
                    f"value_{place}", ValidationError(_("Ce moyen est déjà dans la liste."))
                )
            seen.add((kind, value))
        return cleaned

    def typed_relation(self, name):
        held = {row["pk"]: row for row in self.before["channels"] if row["pk"]}
        rows = []
        for place in range(self.count):
            if value := self.cleaned_data[f"value_{place}"]:
                kind, person, number = (
                    self.cleaned_data[f"{each}_{place}"] for each in ("kind", "person", "held")
                )
                known = held.pop(number, None)
                rows.append(
                    {"pk": known and known["pk"], "kind": kind, "value": value, "person": person}
                )
        unranked = [
            {each: row[each] for each in ("pk", "kind", "value", "person")}
            for row in self.before["channels"]
        ]
        if rows == unranked:
            return self.before["channels"]
        return [row | {"order": order} for order, row in enumerate(rows)]

    def parts(self):
        """A line is one thing."""
        return {
            f"value_{place}": [f"{name}_{place}" for name in LINE] for place in range(self.count)
        }

    def told(self, part):
        row = self.placed[int(part.removeprefix("value_"))]
        if row is None:
            return gettext("(vide)")
        return (
            f"{ChannelKind(row['kind']).label} : {self.shown_value(row)} "
            f"({dict(self.people(self.instance))[row['person']]})"
        )
