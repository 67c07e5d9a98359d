"""A form that creates, sent twice from one page: one record, and the page of the first. Walked over every form that makes a record."""

import re

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from artisans.tests.factories import ArtisanFactory
from enquiries.models import Message
from kairouan.accounts.models import User
from kairouan.common import sendings
from kairouan.common.admin import RecordAdmin
from kairouan.common.models import Sending, Synonym
from products.models import Product
from products.tests.factories import CategoryFactory
from programme.models import Application, Opening, Opinion
from programme.tests.factories import AttendanceFactory, OpeningFactory
from workshops.tests.factories import WorkshopFactory
from workshops.tests.screens import keeps, shown_on, sign_in

pytestmark = pytest.mark.django_db

WRITES = {"name": "Mbarka", "phone": "98 123 456"}
CREATES = {
    "enquiries:contact": (Message, WRITES | {"subject": "other", "text": "Une visite ?"}),
    "enquiries:joining": (Message, WRITES | {"standing": "artisan", "text": "Je martèle."}),
    "programme:opening_apply": (Application, WRITES | {"text": "J’aime le cuivre.", "diploma": "Licence"}),
    "pieces:new": (Product, {"kind": "product", "name": "Théière"}),
    "openings:new": (Opening, {"kind": "job", "title_fr": "Apprenti", "places": "2", "expires_on": "2030-01-01"}),
    "space:my_data": (Message, {"subject": "correction", "text": "Mon nom."}),
    "attendance:paper_opinion": (Opinion, {"is_useful": "4", "is_clear": "3", "will_use": "yes"}),
}


def token_of(page) -> str:
    return re.search(r'name="sending" value="([^"]+)"', page.content.decode())[1]


@pytest.fixture
def place(client):
    """Gives the client, the address, and what only the database knows, of a route."""
    owner = ArtisanFactory()
    workshop = WorkshopFactory(published=True, responsible=owner)
    keeps(owner, workshop)
    opening, attendance, category = OpeningFactory(published=True), AttendanceFactory(), CategoryFactory()
    AttendanceFactory(session=attendance.session)
    sign_in(client, owner)
    team = Client()
    team.force_login(User.objects.create_superuser(email="ona@tests.example", password="x"))

    def found(route):
        args = {"programme:opening_apply": [opening.slug], "attendance:paper_opinion": [attendance.session.action_id]}
        more = {"pieces:new": {"category": str(category.pk)}}.get(route, {})
        return team if route.startswith("attendance:") else client, reverse(route, args=args.get(route, [])), more

    return found


@pytest.mark.parametrize("route", CREATES)
def test_form_sent_twice_makes_one_record_and_leads_to_one_page(place, route):
    model, typed = CREATES[route]
    client, address, more = place(route)
    before = model.objects.count()
    sent = shown_on(client, address) | typed | more | {"sending": token_of(client.get(address))}
    first, second = client.post(address, sent), client.post(address, sent)
    assert (first.status_code, second.status_code, second.url) == (302, 302, first.url)
    assert model.objects.count() == before + 1


def test_what_was_corrected_after_the_way_back_is_another_sending(place):
    client, address, _more = place("enquiries:contact")
    sent = shown_on(client, address) | CREATES["enquiries:contact"][1] | {"sending": token_of(client.get(address))}
    for text in ("Une visite ?", "Une visite lundi ?"):
        client.post(address, sent | {"text": text})
    assert Message.objects.count() == 2


def test_record_added_twice_on_the_desk_is_one(officer):
    address = reverse("admin:common_synonym_add")
    sent = {"terms": "plateau, sinia", "sending": token_of(officer.get(address))}
    assert [officer.post(address, sent).status_code for _each in range(2)] == [302, 302]
    assert Synonym.objects.count() == 1


def test_every_kind_of_record_that_the_desk_adds_is_added_once(rf):
    """By `RecordAdmin.add_view`. The others are written by readers, by members, or on screens of their own."""
    ours = ("common", "artisans", "workshops", "products", "enquiries", "programme")
    request = rf.get("/")
    request.user = User.objects.create_superuser(email="ona@tests.example", password="x")
    desk = [one for model, one in admin.site._registry.items() if model._meta.app_label in ours]
    assert any(isinstance(one, RecordAdmin) for one in desk)
    assert [one for one in desk if one.has_add_permission(request) and not isinstance(one, RecordAdmin)] == []


def test_sending_that_was_taken_back_may_be_sent_again():
    request = RequestFactory().post("/", {"sending": "a"})

    def fails():
        raise ValueError

    with pytest.raises(ValueError):
        sendings.once(request, fails)
    assert sendings.once(request, lambda: "/là/") == "/là/"
    assert sendings.once(request, fails) == "/là/"
    assert Sending.objects.count() == 1
