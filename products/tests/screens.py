"""Helpers: a member on the screens of the space."""

from django.urls import reverse

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from workshops.models import Membership


def member(workshop, role="owner", **kwargs):
    artisan = ArtisanFactory(
        account=User.objects.create_user(phone=f"+2169800{User.objects.count():04}"), **kwargs
    )
    Membership.objects.create(workshop=workshop, artisan=artisan, role=role)
    return artisan


def address(name, product):
    return reverse(f"space:product_{name}", args=[product.pk])


def shown(client, where) -> dict:
    """Build the POST data of the page's form, untouched."""
    form = client.get(where).context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {
        name: "" if value is None else value for name, value in data.items() if value is not False
    }


def send_form(client, where, **typed):
    return client.post(where, shown(client, where) | typed)
