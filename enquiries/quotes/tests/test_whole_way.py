"""From the catalogue to the agreed answer: a buyer, two workshops, no account."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from artisans.tests.factories import ArtisanFactory
from enquiries.quotes.models import PartState, QuoteRequest
from kairouan.accounts.models import User
from kairouan.common.models import OutgoingMessage
from products.tests.factories import ProductFactory
from workshops.models import Membership, MembershipRole
from workshops.tests.factories import WorkshopFactory

from .test_answer import answer
from .test_buyer import LIST, act, add, typed

pytestmark = pytest.mark.django_db


def kept_workshop(name: str, phone: str):
    user = User.objects.create_user(phone=phone, language="fr")
    workshop = WorkshopFactory(published=True, name_fr=name)
    Membership.objects.create(
        workshop=workshop, artisan=ArtisanFactory(account=user), role=MembershipRole.OWNER
    )
    return workshop


def links_sent() -> list[str]:
    """The private links that left, by workshop in their order, without the host."""
    texts = OutgoingMessage.objects.order_by("pk").values_list("text", flat=True)
    return [found[1] for text in texts if (found := re.search(r"https?://[^/]+(/\S+)", text))]


def test_from_the_catalogue_to_the_agreed_answer(client):
    phones = ("+21698000011", "+21698000012")
    workshops = [kept_workshop(f"Atelier {phone[-1]}", phone) for phone in phones]
    add(client, *(ProductFactory(published=True, workshop=workshop) for workshop in workshops))
    follow = client.post(LIST, typed(client)).headers["Location"].replace("envoyee/", "")
    request = QuoteRequest.objects.get()
    part = request.parts.get(workshop=workshops[0])

    telephone = Client()  # of the coppersmith: nobody is signed in
    link = links_sent()[0]
    assertContains(telephone.get(link), request.lines.first().label)
    part.refresh_from_db()
    assert part.state == PartState.SENT  # opened is not answered
    answer(telephone, link, "price", price="900", ready_in_days="30")
    part.refresh_from_db()
    assert (part.state, part.price) == (PartState.ANSWERED, Decimal(900))

    assertContains(client.get(follow), "900")
    act(client, follow, "accepter", part)
    part.refresh_from_db()
    assert part.state == PartState.AGREED
    answer(telephone, link, "done")
    part.refresh_from_db()
    assert part.state == PartState.DONE
