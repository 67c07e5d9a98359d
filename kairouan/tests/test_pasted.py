"""Every door by which text comes in, found from the code itself: a form, a column or a
page of the desk that forgets to clean it fails by name.
"""

import importlib
import pkgutil
from contextlib import suppress
from copy import deepcopy

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.test import RequestFactory

import artisans
import enquiries
import kairouan
import products
import programme
import workshops
from artisans.tests.factories import ArtisanFactory
from enquiries.forms import JoiningForm
from kairouan.accounts.models import User
from kairouan.common.forms import TakesPastedText, cleaned_by
from kairouan.common.records import CleansTexts
from products.tests.factories import ProductFactory

PACKAGES = [kairouan, artisans, workshops, products, enquiries, programme]
OURS = tuple(package.__name__ for package in PACKAGES)
PASTED = "\u200f\u202aNajet\u00a0\u202e\u200bZouari\x07\x1b\u202c"
CLEAN = "Najet Zouari"
# Written by the portal itself, never typed by anyone.
WRITTEN_BY_US = {
    "publication.FormerAddress",
    "review.Notice",
    "desk.SheetImport",
    "photos.PhotosSent",
    "common.FormSubmission",
    "publication.PublicationStamp",
    "review.ActedFor",
    "accounts.Access",
    "common.OutgoingMessage",
    "common.Work",
}


def every_form() -> list[type[forms.BaseForm]]:
    """The forms of the portal, after every module of it was read."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not {"tests", "migrations", "gunicorn", "wsgi"} & set(module.name.split(".")):
                importlib.import_module(module.name)
    found, left = set(), [forms.BaseForm]
    while left:
        below = left.pop().__subclasses__()
        found |= set(below)
        left += below
    ours = [
        form
        for form in found
        if form.__module__.startswith(OURS) and ".tests" not in form.__module__
    ]
    return sorted(ours, key=lambda form: (form.__module__, form.__qualname__))


@pytest.mark.parametrize(
    "form_class", every_form(), ids=lambda form: f"{form.__module__}.{form.__qualname__}"
)
def test_every_form_cleans_what_is_typed(form_class):
    assert issubclass(form_class, TakesPastedText), (
        "a form takes TakesPastedText, or what inherits it"
    )
    fields = deepcopy(getattr(form_class, "base_fields", {}))
    texts = {name: PASTED for name, field in fields.items() if cleaned_by(field)}
    form = TakesPastedText.__new__(form_class)
    forms.BaseForm.__init__(form, texts) if fields else None
    if fields:
        form.clean_typed()
        assert form.data == dict.fromkeys(texts, CLEAN)


def text_areas() -> list:
    """Every text area with a limit, of the forms and of the pages of the desk."""
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    desk = [one for one in admin.site._registry.values() if type(one).__module__.startswith(OURS)]
    written = [
        one.get_form(request)
        for one in desk
        if one.has_change_permission(request) or one.has_add_permission(request)
    ]
    return [
        pytest.param(form, name, id=f"{form.__module__}.{form.__qualname__}.{name}")
        for form in [*every_form(), *written]
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, forms.Textarea) and field.max_length
    ]


@pytest.mark.parametrize(("form_class", "name"), text_areas())
def test_end_of_line_counts_as_one_as_in_the_browser(form_class, name):
    """A browser lets as many characters be typed as `maxlength` says, counts the end of
    a line as one, and sends two.
    """
    field = deepcopy(form_class.base_fields[name])
    full = ("une ligne\n" * field.max_length)[: field.max_length - 1] + "."
    form = TakesPastedText.__new__(form_class)
    forms.BaseForm.__init__(form, {name: full.replace("\n", "\r\n")})
    form.clean_typed()
    assert form.data[name] == full and field.clean(form.data[name]) == full
    with pytest.raises(ValidationError):
        field.clean(f"{full}.")


def test_some_forty_forms_are_walked():
    assert len(every_form()) > 40


def test_password_and_what_the_page_carries_are_left_as_they_are():
    class SecretForm(TakesPastedText, forms.Form):
        password = forms.CharField(widget=forms.PasswordInput, strip=False)
        mark = forms.CharField(widget=forms.HiddenInput, strip=False)
        settings = forms.JSONField()
        name = forms.CharField()

    typed = {
        "password": "a\u200f  b ",
        "mark": "a\u200fb",
        "settings": '"a\u200fb"',
        "name": "a\u200f  b",
    }
    form = SecretForm(typed)
    assert form.is_valid()
    assert form.cleaned_data == {
        "password": "a\u200f  b ",
        "mark": "a\u200fb",
        "settings": "a\u200fb",
        "name": "a b",
    }
    assert typed["name"] == "a\u200f  b", "the request is not written over"


@pytest.mark.parametrize(
    "desk",
    [one for one in admin.site._registry.values() if type(one).__module__.startswith(OURS)],
    ids=str,
)
def test_every_page_of_the_desk_cleans_what_is_typed(desk, rf):
    request = rf.get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    form = desk.get_form(request)
    texts = [name for name, field in form.base_fields.items() if cleaned_by(field)]
    if texts and (desk.has_change_permission(request) or desk.has_add_permission(request)):
        assert issubclass(form, TakesPastedText)


def every_model() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith(OURS) and not model._meta.auto_created
    ]


@pytest.mark.parametrize("model", every_model(), ids=lambda model: model._meta.label)
def test_every_column_that_someone_writes_is_cleaned(model):
    texts = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
    ]
    texts = [
        field for field in texts if field.editable and not field.choices and not field.primary_key
    ]
    if not texts or model._meta.label in WRITTEN_BY_US:
        return
    assert issubclass(model, CleansTexts), "a record takes CleansTexts, or what inherits it"
    entry = model(**{field.attname: PASTED for field in texts})
    with suppress(ValidationError):  # of the other columns
        entry.clean_fields(
            exclude={field.name for field in model._meta.fields if field.is_relation}
        )
    assert {field.name: field.value_from_object(entry) for field in texts} == {
        field.name: CLEAN for field in texts
    }


@pytest.mark.django_db
def test_name_is_stored_clean_by_whichever_way_it_comes():
    person = ArtisanFactory(name_fr=PASTED, name_ar="نجاة\u200b  الزواري\u200f")
    product = ProductFactory(name_fr=PASTED, description_fr="Un\u202e\x07 plateau\r\n\r\n- gravé")
    for entry in (person, product):
        entry.refresh_from_db()
        assert entry.name_fr == CLEAN
    assert (person.name_ar, product.description_fr) == ("نجاة الزواري", "Un plateau\n\n- gravé")
    assert person.search_name == " najet zouari نجاه زواري ", "what is ours is left as it is"


@pytest.mark.django_db
def test_letter_is_taken_with_its_email_and_telephone_pasted():
    typed = QueryDict(mutable=True)
    typed.update(
        {
            "name": PASTED,
            "email": "\u202anajet@example.tn\u200f",
            "phone": "+216(0)98\u202f123\u202f456\u200e",
        }
    )
    form = JoiningForm(typed)
    assert not {"name", "email", "phone"} & set(form.errors)
    assert [form.cleaned_data[name] for name in ("name", "email", "phone")] == [
        CLEAN,
        "najet@example.tn",
        "+21698123456",
    ]


@pytest.mark.django_db
def test_text_of_unseen_marks_alone_is_no_text():
    assert JoiningForm({"name": "\x00\u200f \u2068"}).errors["name"].as_data()[0].code == "required"
