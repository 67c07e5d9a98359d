"""Controls are drawn as Django draws them."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from kairouan.common.forms import Widgets

ATTRIBUTES = {
    "id": "a",
    "required": True,
    "disabled": False,
    "step": 0.5,
    "max": 12000,
    "data-none": None,
    "title": 'guillemet " <b>',
    "data-safe": mark_safe("&amp;"),
    "placeholder": gettext_lazy("Enregistrer"),
}


class Every(forms.Form):
    line = forms.CharField(widget=forms.TextInput(ATTRIBUTES), initial='"<é')
    lines = forms.CharField(widget=forms.Textarea(ATTRIBUTES))
    number = forms.DecimalField(localize=True, initial="1200.5", label="Prix <du lot>")
    hidden = forms.CharField(widget=forms.HiddenInput, initial="")
    ticked = forms.BooleanField(initial=True)
    one = forms.ChoiceField(
        widget=forms.Select(ATTRIBUTES),
        choices=[("", "—"), ("a", "À"), ("Groupe", [("b", 'B"<'), (3, "C")])],
        initial="b",
    )
    several = forms.MultipleChoiceField(choices=[("a", "À")])
    studs = forms.ChoiceField(widget=forms.RadioSelect(ATTRIBUTES), choices=[("a", "À")])
    file = forms.FileField()
    day = forms.SplitDateTimeField()


def drawn(data, renderer) -> str:
    """The form as a page draws it, white space apart, and the `span` in which ours say
    the language of a choice.
    """
    page = re.sub(r"\s+", " ", str(Every(data, renderer=renderer)))
    return re.sub(r"</?span>", "", re.sub(r" ?([<>]) ?", r"\1", page))


@pytest.mark.parametrize("data", [None, {"line": "<", "one": "a", "several": ["b"]}])
def test_controls_and_their_errors_are_those_of_django(data):
    assert drawn(data, Widgets()) == drawn(data, DjangoTemplates())
