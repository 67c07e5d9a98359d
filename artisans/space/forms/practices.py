"""The techniques that a family practises."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from artisans.models import Artisan, Family, FamilyTechnique, Technique
from kairouan.common.forms import in_its_language
from kairouan.common.languages import typed_columns
from kairouan.common.numbers import typed_field
from kairouan.common.records import field_of, form_field_of
from kairouan.space.forms import TRANSLATED, MemberForm

NEW = "new"  # stands for the number of a technique, on the line of one to add
SOURCES = typed_columns("source")
SAID = ["since_year", *SOURCES, "told_by"]


class PracticesForm(MemberForm):
    """Since when the family practises each technique, and who says so; one more to add;
    which comes first.

    Who may see them is no part of it: what is added is kept until the family has said.
    """

    relations = ["practices"]

    class Meta:
        model = Family
        fields: list[str] = []

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        self.rows = {row["technique"]: row for row in self.before["practices"]}
        self.techniques = Technique.objects.in_bulk(list(self.rows))
        held = [row["told_by"] for row in self.rows.values() if row["told_by"]]
        people = Artisan.objects.filter(Q(family=instance) | Q(pk__in=held)).sorted_by_name()
        self.people = [(person.pk, str(person)) for person in people]
        fieldsets = []
        for number, row in self.rows.items():
            name = self.techniques[number].name
            self.add_said(str(number), row, name)
            self.fields[f"gone_{number}"] = forms.BooleanField(
                label=_("Retirer ce martelage de notre page"), required=False
            )
            fieldsets.append(Fieldset(name, *self.names_of(str(number))))
        offered = Technique.objects.known_to(self.person).exclude(pk__in=self.rows)
        self.fields[f"technique_{NEW}"] = forms.TypedChoiceField(
            label=_("Un autre martelage que nous faisons"),
            choices=[
                ("", pgettext_lazy("martelage", "aucun")),
                *((each.pk, str(each)) for each in offered.sorted_by_name()),
            ],
            required=False,
            coerce=int,
            empty_value=None,
        )
        self.add_said(NEW, {}, _("Ajouter"))
        fieldsets.append(Fieldset(_("Ajouter un martelage du guide"), *self.names_of(NEW)))
        if len(self.rows) > 1:
            self.fields["main"] = forms.TypedChoiceField(
                label=_("Celui que notre page montre d’abord"),
                choices=[(each, self.techniques[each].name) for each in self.rows],
                required=False,
                coerce=int,
                empty_value=None,
                initial=next((each for each, row in self.rows.items() if row["is_main"]), None),
                widget=forms.RadioSelect,
            )
            fieldsets.append("main")
        self.order_fields([name for name in self.fields if name != "seen"])
        self.helper.layout = Layout(*fieldsets)

    def add_said(self, key: str, row: dict, title):
        """Add the fields of one technique: since when, who says so."""
        for name in SAID:
            column = field_of(FamilyTechnique, name)
            if name == "told_by":
                field: Any = forms.TypedChoiceField(
                    label=_("Qui le raconte, dans la famille"),
                    choices=[("", _("Personne en particulier")), *self.people],
                    required=False,
                    coerce=int,
                    empty_value=None,
                )
            else:
                field = in_its_language(typed_field(column, form_field_of(column)), column)
                if name in SOURCES[1:]:
                    field.help_text = TRANSLATED
            field.initial = row.get(name)
            field.in_full = format_lazy("{}, {}", title, field.label)
            self.fields[f"{name}_{key}"] = field

    def names_of(self, key: str) -> list[str]:
        """The fields of one technique, in the order of the page."""
        first = [f"technique_{NEW}"] if key == NEW else []
        last = [] if key == NEW else [f"gone_{key}"]
        return first + [f"{name}_{key}" for name in SAID] + last

    def clean(self):
        cleaned = super().clean()
        typed = any(cleaned.get(f"{name}_{NEW}") for name in SAID)
        if typed and not cleaned.get(f"technique_{NEW}") and f"technique_{NEW}" not in self.errors:
            self.add_error(f"technique_{NEW}", _("Choisissez le martelage dont vous parlez."))
        return cleaned

    def typed_relation(self, name):
        main = self.cleaned_data.get("main") or next(
            (number for number, row in self.rows.items() if row["is_main"]), None
        )
        rows = [
            self.typed_row(number, str(number), row["pk"], number == main)
            for number, row in self.rows.items()
            if not self.cleaned_data[f"gone_{number}"]
        ]
        if added := self.cleaned_data[f"technique_{NEW}"]:
            rows.append(self.typed_row(added, NEW, None, not rows))
        return rows

    def typed_row(self, technique: int, key: str, pk: int | None, is_main: bool) -> dict:
        said = {name: self.cleaned_data[f"{name}_{key}"] for name in SAID}
        return {"pk": pk, "technique": technique, "is_main": is_main} | said

    def parts(self):
        """What is said of a technique is one thing."""
        keys = [*map(str, self.rows), NEW]
        said = {self.names_of(key)[0]: self.names_of(key) for key in keys}
        return said | ({"main": ["main"]} if "main" in self.fields else {})

    def told(self, part):
        if part == "main":
            main = self.fields["main"].initial
            return str(self.techniques[main]) if main else ""
        number = part.rpartition("_")[2]
        if number == NEW:
            return ""
        return self.spoken("practices", [self.rows[int(number)]])
