"""Links of apprenticeship, as a family tells them."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from artisans.models import Artisan, Family, LearnedFrom
from kairouan.common.bilingual import filled_columns
from kairouan.common.forms import in_its_language
from kairouan.common.languages import default_column, typed_columns
from kairouan.common.numbers import typed_field
from kairouan.common.records import field_of, form_field_of
from kairouan.common.templatetags.formatting import years
from kairouan.space.forms import TRANSLATED, Folded, MemberForm

NEW = "new"  # stands for a link, on the line of one to add
SOURCES = typed_columns("source")
SAID = ["since_year", "until_year", *SOURCES, "told_by"]


class LinksForm(MemberForm):
    """The links of apprenticeship that the family tells, each with who says so; one
    more to add, between people whom the register knows.

    A name shows on the page while that person agrees, and no sooner.
    """

    relations = ["links"]

    class Meta:
        model = Family
        fields: list[str] = []

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        self.rows = {f"{row['pupil']}_{row['master']}": row for row in self.before["links"]}
        family = Q(family=instance)
        held = {row[end] for row in self.rows.values() for end in ("pupil", "master", "told_by")}
        known = Artisan.objects.filter(family | Q(pk__in=held - {None})).sorted_by_name()
        self.people = {person.pk: str(person) for person in known}
        own = [person.pk for person in known if person.family_id == instance.pk]
        fieldsets = []
        for key, row in self.rows.items():
            title = self.title_of(row)
            self.add_said(key, row, title)
            self.fields[f"gone_{key}"] = forms.BooleanField(
                label=_("Retirer ce lien"), required=False
            )
            fieldsets.append(Folded(self.sentence_of(row), *self.names_of(key)))
        for end, label, people in (
            ("pupil", _("Qui a appris ?"), own),
            ("master", _("De qui ?"), list(self.people)),
        ):
            self.fields[f"{end}_{NEW}"] = forms.TypedChoiceField(
                label=label,
                choices=[
                    ("", pgettext_lazy("liste", "Choisissez")),
                    *((number, self.people[number]) for number in people),
                ],
                required=False,
                coerce=int,
                empty_value=None,
            )
        self.add_said(NEW, {}, _("Ajouter"))
        fieldsets.append(Folded(_("Ajouter un lien"), *self.names_of(NEW)))
        self.order_fields([name for name in self.fields if name != "seen"])
        self.helper.layout = Layout(*fieldsets)

    def title_of(self, row: dict) -> str:
        people = {end: self.people[row[end]] for end in ("pupil", "master")}
        return gettext("%(pupil)s a eu pour maître %(master)s") % people

    def sentence_of(self, row: dict) -> SafeString:
        """Say a link in one line, its years if they are known."""
        people = {end: self.people[row[end]] for end in ("pupil", "master")}
        said = format_html(gettext("<bdi>{pupil}</bdi>, de <bdi>{master}</bdi>"), **people)
        when = years(row["since_year"], row["until_year"])
        return (
            format_html('{}{}<span class="nowrap">{}</span>', said, gettext(", "), when)
            if when
            else said
        )

    def add_said(self, key: str, row: dict, title):
        """Add the fields of one link: when, and who says so."""
        for name in SAID:
            column = field_of(LearnedFrom, name)
            if name == "told_by":
                field: Any = forms.TypedChoiceField(
                    label=_("Qui le raconte, dans la famille"),
                    choices=[("", _("Personne en particulier")), *self.people.items()],
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
        """The fields of one link, in the order of the page."""
        said = [f"{name}_{key}" for name in SAID]
        return [f"pupil_{NEW}", f"master_{NEW}", *said] if key == NEW else [*said, f"gone_{key}"]

    def clean(self):
        cleaned = super().clean()
        for key in [*self.rows, NEW]:
            if self.is_said(cleaned, key) and not set(self.names_of(key)) & set(self.errors):
                self.check_link(cleaned, key)
        return cleaned

    def is_said(self, cleaned: dict, key: str) -> bool:
        if key != NEW:
            return not cleaned.get(f"gone_{key}")
        return any(cleaned.get(name) for name in self.names_of(NEW))

    def check_link(self, cleaned: dict, key: str):
        """Say on its own fields what the register would refuse of a link."""
        said = {name: cleaned[f"{name}_{key}"] for name in SAID}
        if not (said["told_by"] or filled_columns(said, "source")):
            self.add_error(
                f"{default_column('source')}_{key}",
                ValidationError(_("Dites qui le rapporte : chaque lien a une source.")),
            )
        if key != NEW:
            return
        for end in ("pupil", "master"):
            if not cleaned[f"{end}_{NEW}"]:
                self.add_error(f"{end}_{NEW}", ValidationError(_("Choisissez la personne.")))
                return
        pupil, master = cleaned[f"pupil_{NEW}"], cleaned[f"master_{NEW}"]
        link = LearnedFrom(pupil_id=pupil, master_id=master)
        try:
            if pupil == master:
                raise ValidationError({"master": _("Nul n’est son propre maître.")})
            if f"{pupil}_{master}" in self.rows:
                raise ValidationError({"master": _("Ce lien est déjà enregistré.")})
            link.clean()
            link.validate_unique()
        except ValidationError as error:
            self.add_error(f"master_{NEW}", error.messages)

    def typed_relation(self, name):
        rows = [
            {"pk": row["pk"], **{end: row[end] for end in ("pupil", "master", "is_drawn")}}
            | self.said(key)
            for key, row in self.rows.items()
            if not self.cleaned_data[f"gone_{key}"]
        ]
        if self.is_said(self.cleaned_data, NEW):
            pupil, master = (self.cleaned_data[f"{end}_{NEW}"] for end in ("pupil", "master"))
            is_first = not LearnedFrom.objects.filter(pupil=pupil, is_drawn=True).exists()
            is_drawn = is_first and not any(
                row["pupil"] == pupil and row["is_drawn"] for row in rows
            )
            link = {"pk": None, "pupil": pupil, "master": master, "is_drawn": is_drawn}
            rows.append(link | self.said(NEW))
        return rows

    def said(self, key: str) -> dict:
        return {name: self.cleaned_data[f"{name}_{key}"] for name in SAID}

    def parts(self):
        """A link is one thing."""
        return {self.names_of(key)[0]: self.names_of(key) for key in [*self.rows, NEW]}

    def told(self, part):
        key = part.removeprefix("since_year_")
        return self.spoken("links", [self.rows[key]]) if key in self.rows else ""
