"""Telephone numbers: kept as E.164, typed as people type them, shown as Tunisia groups
them.
"""

import re
from urllib.parse import quote

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .pasted import western_digits, without_unseen

REGION = "TN"


def parse_phone(text: str) -> str:
    """ "98 123 456", "(00216)…", "+216(0)…", Arabic digits: the number as
    "+21698123456". Raises ValidationError.
    """
    text = re.sub(r"\s", "", western_digits(without_unseen(text)))
    text = re.sub(r"^(\(?)00", r"\1+", text)
    if text.startswith(("+", "(+")):
        text = text.replace("(0)", "", 1)  # dialled inside some countries only
    text = re.sub("[()]", "", text)
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _(
                "Ce numéro n’est pas reconnu. Écrivez-le comme 98 123 456, ou avec l’indicatif du "
                "pays."
            ),
            code="invalid_phone",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def whatsapp_address(text: str, e164: str = "") -> str:
    """The address that opens WhatsApp with a message ready to leave: to a number, or
    to whom the sender chooses there.
    """
    return f"https://wa.me/{e164.removeprefix('+')}?text={quote(text, safe='')}"


def spoken_phone(e164: str) -> str:
    """The number grouped for reading: +216 98 123 456."""
    try:
        return phonenumbers.format_number(
            phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
    except phonenumbers.NumberParseException:
        return e164


class PhoneFormField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(
            **{
                "widget": forms.TextInput(
                    attrs={"type": "tel", "dir": "ltr", "autocomplete": "tel"}
                ),
                **kwargs,
            }
        )

    def clean(self, value):
        value = super().clean(value)
        return parse_phone(value) if value else self.empty_value


class PhoneField(models.CharField):
    """A telephone in E.164, at most 16 characters."""

    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 16
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def to_python(self, value):
        return parse_phone(value) if value else value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PhoneFormField, "max_length": None, **kwargs})
