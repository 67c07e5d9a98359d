"""How a form of the portal looks: labels, help and errors tied to their fields."""

import re

import pytest
from crispy_forms.layout import Fieldset, Layout
from crispy_forms.utils import render_crispy_form
from django import forms

from kairouan.common.forms import PortalHelper


class LetterForm(forms.Form):
    name = forms.CharField(label="Nom", help_text="Comme sur la carte.")
    note = forms.CharField(label="Note", required=False)
    topics = forms.MultipleChoiceField(
        label="Sujets", choices=[("a", "Visite"), ("b", "Devis")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="D’accord")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = PortalHelper(self, submit="Envoyer")
        self.helper.layout = Layout(Fieldset("Vous", "name", "note"), "topics", "agreed")


@pytest.fixture
def refused():
    return render_crispy_form(LetterForm(data={}))


def test_every_description_of_a_field_is_there(refused):
    described = {name for names in re.findall(r'aria-describedby="([^"]+)"', refused) for name in names.split()}
    assert described >= {"id_name_helptext", "id_name_error"}
    assert described <= set(re.findall(r'id="([^"]+)"', refused))


def test_summary_links_to_each_field_to_correct(refused):
    assert re.findall(r'<li><a href="#([^"]+)"', refused) == ["id_name", "id_topics_0", "id_agreed"]
    assert all(f'id="{name}"' in refused for name in ("id_name", "id_topics_0", "id_agreed"))


def test_only_what_is_optional_is_marked(refused):
    assert refused.count("(facultatif)") == 1
    assert 'for="id_note"' in refused


def test_form_has_no_inline_style_and_one_button(refused):
    assert "style=" not in refused
    assert re.findall(r"<button[^>]*>([^<]*)</button>", refused) == ["Envoyer"]
