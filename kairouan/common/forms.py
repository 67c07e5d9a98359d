"""Looks and checks of forms, once for the whole portal."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import LayoutObject, Submit
from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import renderers
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from .annotations import StrOrPromise
from .languages import BY_CODE
from .pasted import clean_line, clean_text


class Widgets(renderers.DjangoTemplates):
    """Draw the controls of every form, the desk's too, by Django's templates and those
    of ours that stand before them.

    By an engine of their own: Django's ask for what is not there, which the tests of
    our pages forbid.
    """

    @cached_property
    def engine(self):
        stock = Path(renderers.__file__).parent / str(self.backend.app_dirname)
        folders = [settings.BASE_DIR / "templates", stock]
        return self.backend({"APP_DIRS": True, "DIRS": folders, "NAME": "widgets", "OPTIONS": {}})


class TakesPastedText(forms.BaseForm):
    """Pasted text: what was typed in each text field is cleaned before it is read.

    Every form of the portal is one of these.
    """

    # of each form its own kinds of fields, and what a browser sent
    fields: dict[str, Any]
    data: dict[str, Any]

    if TYPE_CHECKING:  # Django lets a form give nothing back; none of ours does

        def clean(self) -> dict[str, Any]: ...
        def _post_clean(self) -> None: ...

    def full_clean(self):
        if self.is_bound:
            self.clean_typed()
        super().full_clean()

    def clean_typed(self):
        """Put the cleaned texts in place of those that came."""
        typed = {
            self.add_prefix(name): clean
            for name, field in self.fields.items()
            if (clean := cleaned_by(field))
        }
        dirty = {
            name: text
            for name in typed
            if isinstance(text := self.data.get(name), str) and typed[name](text) != text
        }
        if dirty:
            self.data = self.data.copy()
            for name, text in dirty.items():
                self.data[name] = typed[name](text)


def cleaned_by(field: forms.Field):
    """The function that cleans what is typed in a field; none for a password, what the
    page itself carries, or JSON.
    """
    widget = field.widget
    if not isinstance(field, forms.CharField) or isinstance(field, forms.JSONField):
        return None
    if isinstance(widget, forms.PasswordInput) or widget.is_hidden:
        return None
    return clean_text if isinstance(widget, forms.Textarea) else clean_line


class ChecksConstraints(TakesPastedText, forms.ModelForm):
    """Check every rule of the database, also those that name a column outside the form.

    Django leaves such a constraint out of a form's validation, and the reader would
    meet an error page where a sentence is due.
    """

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            for field, errors in (
                error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
            ).items():
                self.add_error(field if field in self.fields else None, errors)


def in_its_language(field: forms.Field, column: models.Field) -> forms.Field:
    """Write the field of a bilingual column in its language and direction; leave others
    as they are.
    """
    if code := getattr(column, "language", None):
        field.widget.attrs |= {"lang": code, "dir": BY_CODE[code].direction}
    return field


class PortalHelper(FormHelper):
    """Our template pack, one submit button, errors tied to their fields."""

    def __init__(self, form=None, submit=None):
        super().__init__(form)
        self.html5_required = True
        if submit:
            self.add_input(Submit("submit", submit))


class SecondButton(Submit):
    """A button that sends the form for something else than saving it."""

    is_second = True


class DefaultButton(LayoutObject):
    """Stands first in a form with several buttons, unseen: the Enter key presses the
    first one, and must save.
    """

    def render(self, form, context, template_pack="kairouan_forms", **kwargs):
        return render_to_string(f"{template_pack}/layout/default_button.html")


class Hint(LayoutObject):
    """A sentence said once of the fields that follow."""

    def __init__(self, words: StrOrPromise):
        self.words = words

    def render(self, form, context, template_pack="kairouan_forms", **kwargs):
        return format_html('<p class="hint">{}</p>', self.words)


class ByMark(forms.widgets.ChoiceWidget):
    """Choices shown by the drawing of their hammering (`mark`), in a grid for the
    thumb.
    """

    by_mark = True

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"mark": getattr(getattr(value, "instance", None), "mark", "")}


class SeveralField(forms.ModelMultipleChoiceField):
    """A number larger than any database holds is not one of the choices; Django would
    have SQLite fail on it.
    """

    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": "…"}
            ) from None


class PickSeveral(ByMark, forms.CheckboxSelectMultiple):
    pass


class PickOne(ByMark, forms.RadioSelect):
    pass


class ChoosesFile(forms.Widget):
    """A file field under a button of ours: a browser writes its own in the language of
    the browser, whatever the page's.

    The field itself stays, and is what the keyboard reaches; it shows the name of the
    chosen file.
    """

    words = _("Choisir un fichier")

    class Media:
        js = [forms.Script("js/file-name.js", type="module")]

    def render(self, name, value, attrs=None, renderer=None):
        attrs = {**self.attrs, **(attrs or {})}
        field = super().render(name, value, attrs, renderer)
        return render_to_string(
            "kairouan_forms/file.html", {"field": field, "id": attrs["id"], "words": self.words}
        )


class FileInput(ChoosesFile, forms.FileInput):
    pass


class PhotoInput(FileInput):
    words = _("Choisir une photo")

    def __init__(self, attrs=None):
        super().__init__({"accept": "image/*", **(attrs or {})})


class SoundInput(FileInput):
    """A recording, made on the page where it can be (static/js/record.js), else chosen.

    Its page wears `uses_microphone` (headers.py).
    """

    words = _("Choisir un enregistrement")

    class Media:
        js = [forms.Script("js/record.js", type="module")]

    def __init__(self, attrs=None):
        super().__init__({"accept": "audio/*", **(attrs or {})})

    def render(self, name, value, attrs=None, renderer=None):
        chosen = super().render(name, value, attrs, renderer)
        return render_to_string("kairouan_forms/recorder.html", {"chosen": chosen})


class DeskFileInput(ChoosesFile, AdminFileWidget):
    """A kept file on the desk: what there is, then another in its place."""


def typed_data(form: forms.BaseForm) -> dict[str, str | list]:
    """Give what a browser would send back from an unbound form, untouched.

    Files are not sent again.
    """
    data: dict[str, str | list] = {}
    for bound in form:
        data |= sent_of(bound, bound.value())
    return data


def sent_of(bound: forms.BoundField, value) -> dict[str, str | list]:
    """Give what a browser sends of one field that holds a value.

    Of a file, of a box without its tick, nothing.
    """
    widget, name = bound.field.widget, bound.html_name
    if isinstance(widget, forms.FileInput):
        return {}
    if isinstance(widget, forms.MultiWidget):  # a date and its hour
        parts = zip(sent_names(bound), widget.widgets, widget.decompress(value) or (), strict=True)
        return {each: own.format_value(part) or "" for each, own, part in parts}
    if isinstance(value, list | tuple):
        return {name: [getattr(each, "pk", each) for each in value]}
    if isinstance(value, bool) and not isinstance(widget, forms.NullBooleanSelect):
        return {name: "on"} if value else {}
    if value is None and not isinstance(widget, forms.NullBooleanSelect):
        return {}
    shown = widget.format_value(value)
    shown = shown[0] if isinstance(shown, list) else shown
    return {name: "" if shown is None else shown}


def sent_names(bound: forms.BoundField) -> list[str]:
    """The names under which a browser sends one field."""
    widget, name = bound.field.widget, bound.html_name
    return [f"{name}{suffix}" for suffix in getattr(widget, "widgets_names", [""])]
