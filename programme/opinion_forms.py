"""The opinion sheet: three questions and a remark."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kairouan.common.forms import PortalHelper, TakesPastedText

from .models import Opinion


class OpinionForm(TakesPastedText, forms.ModelForm):
    """`submit` is what its button says. Nothing in it tells who answers."""

    class Meta:
        model = Opinion
        fields = ["is_useful", "is_clear", "will_use", "remark"]
        labels = {
            "is_useful": _("Était-ce utile à votre travail ?"),
            "is_clear": _("Était-ce bien expliqué ?"),
            "will_use": _("Allez-vous vous en servir ?"),
            "remark": _("Une remarque"),
        }
        help_texts = {"remark": _("N’écrivez ni votre nom ni celui de quelqu’un d’autre.")}
        widgets = {
            "is_useful": forms.RadioSelect,
            "is_clear": forms.RadioSelect,
            "will_use": forms.RadioSelect,
            "remark": forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        }

    def __init__(self, *args, submit, **kwargs):
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("is_useful", Opinion.MARKS),
            ("is_clear", Opinion.MARKS),
            ("will_use", Opinion.WillUse.choices),
        ):
            self.fields[name].choices = choices
        self.helper = PortalHelper(self, submit=submit)
        self.helper.attrs = {"novalidate": ""}  # our own sentences, in the page's language
