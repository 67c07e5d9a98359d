"""How a form of the portal looks: labels, help and errors tied to their fields."""

import re

import pytest
from crispy_forms.layout import Fieldset, Layout
from crispy_forms.utils import render_crispy_form
from django import forms

from enquiries.forms import OpenForm
from kairouan.common.forms import PortalHelper
from programme.tests.factories import OpeningFactory


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


# What browsers and password managers look for in the name, the id and the label of a field, in English and in French.
FILLED_BY_ITSELF = re.compile(
    r"name|nom|mail|courriel|tel|phone|url|web|site|home|page|link|lien|addr|adress|street|rue|city|ville|state|zip|code|postal|country|pays"
    r"|compan|soci|organi|title|titre|user|login|pass|birth|card|number|search",
    re.IGNORECASE,
)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["contact", "rejoindre", "postuler"])
def test_trap_is_filled_by_no_browser_and_no_manager(client, name):
    opening = OpeningFactory(published=True)
    address = f"{opening.get_absolute_url()}postuler/" if name == "postuler" else f"/fr/{name}/"
    trap = re.search(r'class="trap">(.*?)</div>\s*</div>', client.get(address).content.decode(), re.DOTALL)[1]
    field = re.search(r"<input[^>]*>", trap)[0]
    said = [*re.findall(r'(?:name|id)="([^"]*)"', field), re.sub(r"<[^>]*>", " ", trap)]
    assert not [text for text in said if FILLED_BY_ITSELF.search(text)]
    for asked in ('autocomplete="off"', 'tabindex="-1"', "data-1p-ignore", "data-lpignore", "data-bwignore"):
        assert asked in field


def test_every_form_that_anybody_sends_draws_its_trap():
    forms, left = [], [OpenForm]
    while left:
        below = left.pop().__subclasses__()
        forms += [form for form in below if form._meta.model]
        left += below
    assert {form.__name__ for form in forms} == {"ContactForm", "JoiningForm", "ApplicationForm"}  # each has its page above
