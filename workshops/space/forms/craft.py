"""Forms of a workshop's craft: its hammerings, its family, the steps it makes
itself.
"""

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from artisans.models import Family, Technique
from kairouan.common.forms import PickOne, PickSeveral, SeveralField
from kairouan.space.forms import MemberForm
from workshops.models import CraftStep, Workshop


def offered(known, *held):
    """The records that the member may choose, of those they know, and those already
    chosen.
    """
    return known.model.objects.filter(
        Q(pk__in=known.values("pk")) | Q(pk__in=[pk for pk in held if pk])
    )


class TechniquesForm(MemberForm):
    """The hammerings by their marks, the one that is the workshop's own, the family."""

    class Meta:
        model = Workshop
        fields = ["techniques", "main_technique", "family"]
        field_classes = {"techniques": SeveralField}
        widgets = {"techniques": PickSeveral, "main_technique": PickOne}
        labels = {
            "techniques": _("Les martelages que vous faites"),
            "main_technique": _("Celui de l’atelier avant tout autre"),
        }
        help_texts = {
            "family": _(
                "Votre famille n’est pas dans la liste ? Écrivez à l’équipe du cluster, qui "
                "l’ajoutera."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = [*self.before["techniques"], self.before["main_technique"]]
        techniques = self.fields["techniques"], self.fields["main_technique"]
        for field in techniques:
            field.queryset = offered(Technique.objects.known_to(self.person), *held)
        self.fields["main_technique"].empty_label = pgettext_lazy(
            "martelage", "aucun en particulier"
        )
        self.fields["family"].queryset = offered(
            Family.objects.published(), self.before["family"]
        ).sorted_by_name()
        self.fields["family"].empty_label = pgettext_lazy("famille", "aucune")
        self.helper.layout = Layout("techniques", "main_technique", "family")

    def clean(self):
        cleaned = super().clean()
        main = cleaned.get("main_technique")
        if main and "techniques" in cleaned and main not in cleaned["techniques"]:
            self.add_error(
                "main_technique",
                ValidationError(
                    _("Cochez aussi ce martelage au-dessus, parmi ceux que vous faites.")
                ),
            )
        return cleaned

    def spoken(self, name, value):
        if name == "techniques":
            return ", ".join(str(technique) for technique in Technique.objects.filter(pk__in=value))
        return super().spoken(name, value)


class Where:
    """Choose where a step is made.

    The values stand in static/css/space/steps.css, which shows by whom only for
    ELSEWHERE.
    """

    HERE, ELSEWHERE, NOWHERE = "here", "elsewhere", "nowhere"
    CHOICES = [
        (HERE, _("chez nous")),
        (ELSEWHERE, _("ailleurs")),
        (NOWHERE, _("on ne le fait pas")),
    ]

    @classmethod
    def of(cls, row: dict | None) -> str:
        if row is None:
            return cls.NOWHERE
        return cls.HERE if row["in_house"] else cls.ELSEWHERE


class StepsForm(MemberForm):
    """Each step of the making: done here, elsewhere (by which workshop), or not at
    all.
    """

    relations = ["steps"]

    class Meta:
        model = Workshop
        fields: list[str] = []

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        self.rows = {row["step"]: row for row in self.before["steps"]}
        others = offered(
            Workshop.objects.published(), *(row["done_by"] for row in self.before["steps"])
        ).exclude(pk=instance.pk)
        self.others = [(other.pk, str(other)) for other in others.sorted_by_name()]
        for step in CraftStep:
            row = self.rows.get(step.value)
            self.fields[f"step_{step}"] = forms.ChoiceField(
                label=capfirst(step.label),
                choices=Where.CHOICES,
                initial=Where.of(row),
                widget=forms.RadioSelect,
                error_messages={"required": _("Dites où se fait cette étape.")},
            )
            self.fields[f"by_{step}"] = forms.TypedChoiceField(
                label=_("Par quel atelier du cluster ?"),
                choices=[("", _("un autre, ou je ne sais pas")), *self.others],
                required=False,
                coerce=int,
                empty_value=None,
                initial=row["done_by"] if row else None,
            )
            self.fields[f"by_{step}"].in_full = format_lazy(
                "{}, {}", capfirst(step.label), self.fields[f"by_{step}"].label
            )
        self.order_fields([name for name in self.fields if name != "seen"])
        self.helper.layout = Layout(*(name for name in self.fields if name != "seen"))

    def typed_relation(self, name):
        rows = []
        for step in CraftStep:
            where, held = self.cleaned_data[f"step_{step}"], self.rows.get(step.value)
            if where != Where.NOWHERE:
                by = self.cleaned_data[f"by_{step}"] if where == Where.ELSEWHERE else None
                rows.append(
                    {
                        "pk": held and held["pk"],
                        "step": step.value,
                        "in_house": where == Where.HERE,
                        "done_by": by,
                    }
                )
        # as they stand; what is new comes after, in the order of the making
        known = list(self.rows)
        return sorted(
            rows, key=lambda row: known.index(row["step"]) if row["step"] in known else len(known)
        )

    def parts(self):
        return {f"step_{step}": [f"step_{step}", f"by_{step}"] for step in CraftStep}

    def told(self, part):
        step = CraftStep(part.removeprefix("step_"))
        row = self.rows.get(step.value)
        by = dict(self.others).get(row["done_by"]) if row else None
        return f"{step.label} : {by or dict(Where.CHOICES)[Where.of(row)]}"
