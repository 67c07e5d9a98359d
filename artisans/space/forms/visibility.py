"""To whom a family shows each technique."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from artisans.models import Family, FamilyTechnique, Visibility
from artisans.visibility import choose_if_said, choose_visibility
from kairouan.common.forms import PortalHelper, TakesPastedText

# What each choice comes to, as it is offered to the family.
CHOICES = [
    (Visibility.EVERYONE, _("Tout le monde peut le voir sur le portail")),
    (Visibility.MEMBERS, _("Seuls les artisans du cluster le voient, dans leur espace")),
    (Visibility.FAMILY, _("Seule notre famille le voit")),
]


class VisibilityForm(TakesPastedText, forms.Form):
    """To whom the family shows each technique, and whether its page says that there are
    others. Only what this person changed is written: each choice travels with what it
    was.
    """

    says_it_keeps = forms.BooleanField(
        label=_("Dire sur notre page que nous gardons d’autres martelages"),
        required=False,
        help_text=_("La page ne dit ni leur nom ni leur nombre."),
        show_hidden_initial=True,
    )

    def __init__(self, *args, family: Family, practices: list[FamilyTechnique], **kwargs):
        super().__init__(*args, **kwargs)
        self.family = family
        self.practices = {f"practice_{practice.pk}": practice for practice in practices}
        self.fields["says_it_keeps"].initial = family.says_it_keeps
        for name, practice in self.practices.items():
            self.fields[name] = forms.ChoiceField(
                label=practice.technique.name,
                choices=CHOICES,
                initial=practice.visibility,
                widget=forms.RadioSelect,
                show_hidden_initial=True,
                error_messages={"required": _("Choisissez qui peut voir ce martelage.")},
            )
        self.helper = PortalHelper(self, submit=_("Enregistrer"))
        self.helper.attrs = {"novalidate": ""}  # our own sentences, in the page's language
        self.helper.layout = Layout(
            *self.practices, Fieldset(_("Ce que dit notre page"), "says_it_keeps")
        )

    def keep(self, by) -> bool:
        """Write what was changed; whether anything was. Inside `history.revision`."""
        chosen = [
            choose_visibility(practice, self.cleaned_data[name], by)
            for name, practice in self.practices.items()
            if name in self.changed_data
        ]
        if "says_it_keeps" in self.changed_data:
            chosen.append(choose_if_said(self.family, self.cleaned_data["says_it_keeps"]))
        return any(chosen)
