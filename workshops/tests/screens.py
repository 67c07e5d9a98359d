"""The space as a person goes through it: open a screen, type, send."""

import time

from django.urls import reverse

from kairouan.accounts.access import SEEN_AT
from kairouan.accounts.models import User
from workshops.models import Membership, MembershipRole


def sign_in(client, artisan):
    """The person in their space, whatever session there was."""
    if artisan.account is None:
        artisan.account = User.objects.create_user(phone=f"+2169800{artisan.pk:04d}")
        artisan.save()
    client.force_login(artisan.account)
    session = client.session
    # has been here a moment ago: the first page of a visit also writes down the device
    session[SEEN_AT] = time.time()
    session.save()
    return artisan


def keeps(artisan, workshop, role=MembershipRole.OWNER):
    return Membership.objects.create(workshop=workshop, artisan=artisan, role=role)


def address_of(screen: str, workshop, *more) -> str:
    return reverse(f"space:workshop_{screen}", args=[workshop.pk, *more])


def shown_on(client, address: str) -> dict:
    """Build the POST data of a screen, untouched, as a browser sends it."""
    sent = {}
    for field in client.get(address).context["form"]:
        value = field.value()
        if value is None or value is False:
            value = []
        elif value is True:
            value = "on"
        sent[field.html_name] = value.replace("\n", "\r\n") if isinstance(value, str) else value
    return sent


def type_in(client, address: str, **typed):
    return client.post(address, shown_on(client, address) | typed)
