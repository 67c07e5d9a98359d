"""Looks of a form of the portal: labels, help and errors tied to their fields."""

import re
from copy import deepcopy
from pathlib import Path

import pytest
from crispy_forms.layout import Fieldset, Layout
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.contrib import admin
from django.forms.boundfield import BoundWidget
from django.forms.renderers import get_default_renderer
from django.utils import translation

from enquiries.bookings.tests.factories import TinningOfferFactory
from enquiries.forms import OpenForm
from kairouan.accounts.models import User
from kairouan.common.forms import ChoosesFile, PortalHelper
from programme.tests.factories import OpeningFactory
from workshops.models import Workshop

from .test_pasted import every_form


class LetterForm(forms.Form):
    name = forms.CharField(label="Nom", help_text="Comme sur la carte.")
    note = forms.CharField(label="Note", required=False)
    topics = forms.MultipleChoiceField(
        label="Sujets",
        choices=[("a", "Visite"), ("b", "Devis")],
        widget=forms.CheckboxSelectMultiple,
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
    described = {
        name
        for names in re.findall(r'aria-describedby="([^"]+)"', refused)
        for name in names.split()
    }
    assert described >= {"id_name_helptext", "id_name_error"}
    assert described <= set(re.findall(r'id="([^"]+)"', refused))


def test_summary_links_to_each_field_to_correct(refused):
    assert re.findall(r'<li>\s*<a href="#([^"]+)"', refused) == [
        "id_name",
        "id_topics_0",
        "id_agreed",
    ]
    assert all(f'id="{name}"' in refused for name in ("id_name", "id_topics_0", "id_agreed"))


def test_only_what_is_optional_is_marked(refused):
    assert refused.count("(facultatif)") == 1
    assert 'for="id_note"' in refused


def test_form_has_no_inline_style_and_one_button(refused):
    assert "style=" not in refused
    assert re.findall(r"<button[^>]*>\s*([^<]*?)\s*</button>", refused) == ["Envoyer"]


# What browsers and password managers look for in the name, the id and the label of a
# field, in English and in French.
FILLED_BY_ITSELF = re.compile(
    r"name|nom|mail|courriel|tel|phone|url|web|site|home|page|link|lien|addr|adress|street|rue|city|ville|state|zip|code|postal|country|pays"
    r"|compan|soci|organi|title|titre|user|login|pass|birth|card|number|search",
    re.IGNORECASE,
)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["contact", "rejoindre", "postuler", "demande", "retamage"])
def test_trap_is_filled_by_no_browser_and_no_manager(client, name):
    opening = OpeningFactory(published=True)
    client.post("/fr/demande/ajouter/", {"atelier": opening.workshop.slug})
    address = {
        "postuler": f"{opening.get_absolute_url()}postuler/",
        "retamage": f"/fr/retamage/{TinningOfferFactory().workshop.slug}/",
    }.get(name, f"/fr/{name}/")
    trap = re.search(
        r'class="trap">(.*?)</div>\s*</div>', client.get(address).content.decode(), re.DOTALL
    )[1]
    field = re.search(r"<input[^>]*>", trap)[0]
    said = [*re.findall(r'(?:name|id)="([^"]*)"', field), re.sub(r"<[^>]*>", " ", trap)]
    assert not [text for text in said if FILLED_BY_ITSELF.search(text)]
    for asked in (
        'autocomplete="off"',
        'tabindex="-1"',
        "data-1p-ignore",
        "data-lpignore",
        "data-bwignore",
    ):
        assert asked in field


def test_every_form_that_anybody_sends_draws_its_trap():
    forms, left = [], [OpenForm]
    while left:
        below = left.pop().__subclasses__()
        forms += [form for form in below if form._meta.model]
        left += below
    # each has its page above
    assert {form.__name__ for form in forms} == {
        "ContactMessageForm",
        "JoiningForm",
        "ApplicationForm",
        "RequestForm",
        "BookingForm",
    }


# A choice in the other language


THEIRS = {"fr": ("برّاد", ' lang="ar" dir="rtl"'), "ar": ("Théière", ' lang="fr" dir="ltr"')}
OURS = {"fr": "Théière", "ar": "برّاد"}


def choosing(fields) -> list[forms.widgets.ChoiceWidget]:
    """The widgets of these fields in which something is chosen, taken out of the
    buttons that the desk puts round them.
    """
    widgets = [getattr(field.widget, "widget", field.widget) for field in fields]
    return [widget for widget in widgets if isinstance(widget, forms.widgets.ChoiceWidget)]


def assert_says_the_language_of_its_choices(widget, where):
    widget = deepcopy(widget)
    for language, (theirs, attributes) in THEIRS.items():
        choices = [
            ("a", theirs),
            ("b", OURS[language]),
            ("c", f"{theirs} ({OURS[language]})"),
            ("d", "12"),
        ]
        with translation.override(language):
            options = [
                widget.create_option("x", value, label, False, place)
                for place, (value, label) in enumerate(choices)
            ]
            drawn = [
                str(BoundWidget(widget, option | {"wrap_label": True}, get_default_renderer()))
                for option in options
            ]
        assert [attributes in each for each in drawn] == [True, False, False, False], (where, drawn)


@pytest.mark.django_db
@pytest.mark.any_database
@pytest.mark.parametrize(
    "form_class", every_form(), ids=lambda form: f"{form.__module__}.{form.__qualname__}"
)
def test_every_choice_of_a_form_says_when_it_is_in_the_other_language(form_class):
    for widget in choosing(getattr(form_class, "base_fields", {}).values()):
        assert_says_the_language_of_its_choices(widget, form_class)


@pytest.mark.django_db
def test_every_choice_of_the_desk_says_when_it_is_in_the_other_language(rf):
    request = rf.get("/")
    request.user = User.objects.create_superuser(email="ona@tests.example", password="x")
    walked = 0
    for model, desk in admin.site._registry.items():
        forms_of_page = [
            desk.get_form(request),
            *(formset.form for formset, _inline in desk.get_formsets_with_inlines(request)),
        ]
        for form_class in forms_of_page:
            for widget in choosing(form_class.base_fields.values()):
                assert_says_the_language_of_its_choices(widget, model)
                walked += 1
    assert walked > 100


# What is chosen in a template of its own. Words of the interface alone are in the
# reader's language already.
OF_THE_INTERFACE = {
    "admin/identification/observation/grid.html",
    "space/_key_question.html",
    "space/photo.html",
}
DRAWN = re.compile(r"<option\b.*?</option>|<span[^<]*?choice_label.*?</span>", re.DOTALL)


def test_every_choice_drawn_by_a_template_says_its_language():
    folder = settings.BASE_DIR / "templates"
    silent = {
        str(path.relative_to(folder))
        for path in Path(folder).rglob("*.html")
        for drawn in DRAWN.findall(path.read_text())
        if "{{" in drawn and "language_of_letters" not in drawn
    }
    assert silent == OF_THE_INTERFACE


@pytest.mark.django_db
def test_every_list_in_a_row_is_called_by_its_column_and_its_row(rf):
    request = rf.get("/")
    request.user = User.objects.create_superuser(email="ona@tests.example", password="x")
    desk = admin.site._registry[Workshop]
    formset_class, _inline = next(
        each
        for each in desk.get_formsets_with_inlines(request)
        if "done_by" in each[0].form.base_fields
    )
    formset = formset_class(instance=Workshop())
    formset.extra = 2
    for number, form in enumerate(formset.forms, start=1):
        assert re.search(rf'aria-label="[^"]+, ligne {number}"', str(form["done_by"])), str(
            form["done_by"]
        )


def forms_of_the_desk(request) -> list[type[forms.BaseForm]]:
    """List the form classes of every record's page on the desk, rows included."""
    made = []
    for desk in admin.site._registry.values():
        made.append(desk.get_form(request, change=False))
        made += [inline.get_formset(request).form for inline in desk.get_inline_instances(request)]
    return made


@pytest.mark.django_db
def test_every_file_field_is_under_a_button_of_ours(rf):
    request = rf.get("/fr/admin/")
    request.user = User(is_staff=True, is_superuser=True)
    fields = {
        (form.__name__, name): field.widget
        for form in [*every_form(), *forms_of_the_desk(request)]
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.FileField)
    }
    assert {
        ("NewProductForm", "photo"),
        ("ContactMessageForm", "photo"),
        ("ApplicationForm", "document"),
        ("ImportForm", "file"),
        ("SheetForm", "file"),
    } <= set(fields)
    assert len(fields) >= 9
    assert [where for where, widget in fields.items() if not isinstance(widget, ChoosesFile)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Choisir une photo"), ("ar", "اختيار صورة")]
)
def test_button_of_a_file_speaks_the_language_of_the_page(client, language, words):
    page = client.get(f"/{language}/contact/").content.decode()
    assert re.search(
        rf'<label class="btn btn--line" for="id_photo">{words}</label>\s*<input type="file" name="photo"',
        page,
    )
    assert re.search(r'<script src="[^"]*js/file-name[^"]*" type="module">', page)
