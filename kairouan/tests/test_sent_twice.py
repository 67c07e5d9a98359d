"""A form that creates, sent twice from one page: one record, and the page of the first.

Walked over every form that makes a record.
"""

import json
import re
import threading
import time

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from artisans.tests.factories import ArtisanFactory, TechniqueFactory
from enquiries.models import Message
from kairouan.accounts.models import User
from kairouan.common import submissions
from kairouan.common.models import FormSubmission
from kairouan.common.tests.together import together
from kairouan.search.models import Synonym
from products.models import Product
from products.tests.factories import CategoryFactory, ProductFactory
from programme.models import Opinion
from programme.openings.models import Application, JobOpening
from programme.results.publishing import publish
from programme.tests.factories import (
    ActionFactory,
    AttendanceFactory,
    OpeningFactory,
    PartnerFactory,
)
from workshops.tests.factories import WorkshopFactory
from workshops.tests.screens import keeps, shown_on, sign_in

from .test_admin import address, filled_in

pytestmark = pytest.mark.django_db

WRITES = {"name": "Mbarka", "phone": "98 123 456"}
CREATES = {
    "enquiries:contact": (Message, WRITES | {"subject": "other", "text": "Une visite ?"}),
    "enquiries:joining": (Message, WRITES | {"standing": "artisan", "text": "Je martèle."}),
    "programme:opening_apply": (
        Application,
        WRITES | {"text": "J’aime le cuivre.", "diploma": "Licence"},
    ),
    "space:product_new": (Product, {"kind": "product", "name": "Théière"}),
    "space:opening_new": (
        JobOpening,
        {"kind": "job", "title_fr": "Apprenti", "places": "2", "expires_on": "2030-01-01"},
    ),
    "space:my_data": (Message, {"subject": "correction", "text": "Mon nom."}),
    "programme:attendance_paper_opinion": (
        Opinion,
        {"is_useful": "4", "is_clear": "3", "will_use": "yes"},
    ),
}


def token_of(page) -> str:
    return re.search(r'name="sending" value="([^"]+)"', page.content.decode())[1]


@pytest.fixture
def place(client):
    """Gives the client, the address, and what only the database knows, of a route."""
    owner = ArtisanFactory()
    workshop = WorkshopFactory(published=True, responsible=owner)
    keeps(owner, workshop)
    opening, attendance, category = (
        OpeningFactory(published=True),
        AttendanceFactory(),
        CategoryFactory(),
    )
    AttendanceFactory(session=attendance.session)
    sign_in(client, owner)
    team = Client()
    team.force_login(User.objects.create_superuser(email="ona@tests.example", password="x"))

    def found(route):
        args = {
            "programme:opening_apply": [opening.slug],
            "programme:attendance_paper_opinion": [attendance.session.action_id],
        }
        more = {"space:product_new": {"category": str(category.pk)}}.get(route, {})
        return (
            team if route.startswith("programme:attendance_") else client,
            reverse(route, args=args.get(route, [])),
            more,
        )

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


def test_form_corrected_after_going_back_is_a_new_submission(place):
    client, address, _more = place("enquiries:contact")
    sent = (
        shown_on(client, address)
        | CREATES["enquiries:contact"][1]
        | {"sending": token_of(client.get(address))}
    )
    for text in ("Une visite ?", "Une visite lundi ?"):
        client.post(address, sent | {"text": text})
    assert Message.objects.count() == 2


# The desk

ADDED = {  # the least of each record; `{…}` are numbers of others
    "portal.page": {"key": "a-propos", "title_fr": "Le projet"},
    "publication.announcement": {
        "text_fr": "Fermé lundi",
        "starts_on": "01/12/2029",
        "ends_on": "02/12/2029",
    },
    "review.phrase": {"text_fr": "Merci d’ajouter une photo."},
    "search.synonym": {"terms": "plateau, sinia"},
    "identification.characterstate": {
        "character": "outline",
        "label_fr": "losange",
        "label_ar": "معيّن",
        "drawing": "size-fine",
    },
    "desk.term": {"word_fr": "étamage", "word_ar": "قصدرة"},
    "programme.support": {
        "kind": "loan",
        "axis": "equipment",
        "what_fr": "Four",
        "given_on": "01/03/2026",
        "workshop": "{workshop}",
    },
    "programme.job": {
        "workshop": "{workshop}",
        "kind": "permanent",
        "since": "01/03/2026",
        "sex": "female",
        "age_band": "35+",
    },
    "openings.placement": {
        "artisan": "{artisan}",
        "workshop": "{workshop}",
        "kind": "job",
        "starts_on": "01/03/2026",
    },
    "programme.fairpresence": {
        "action": "{fair}",
        "workshop": "{workshop}",
        "contacts": "3",
        "orders": "1",
    },
    "programme.actionoutcome": {
        "action": "{action}",
        "product": "{product}",
        "on_sale_since": "01/03/2026",
    },
    "programme.turnoversurvey": {
        "workshop": "{workshop}",
        "year": "2025",
        "turnover": "12000",
        "exports": "0",
    },
    "programme.action": {
        "title_fr": "Étamer",
        "axis": "capacity",
        "starts_on": "01/03/2029",
        "ends_on": "01/03/2029",
    },
    "openings.jobopening": {
        "workshop": "{workshop}",
        "kind": "job",
        "title_fr": "Apprenti",
        "expires_on": "01/01/2030",
        "places": "2",
    },
    "programme.partner": {"name_fr": "ISAM", "role": "centre", "sector": "public"},
    "programme.convention": {
        "partner": "{partner}",
        "subject_fr": "Convention",
        "signed_on": "01/03/2026",
    },
    "programme.registration": {"action": "{action}", "artisan": "{artisan}"},
    "results.indicatorgoal": {"code": "I1"},
    "results.frozenquarter": {"year": "2025", "quarter": "1"},
    "bookings.campaign": {
        "name_fr": "Avant le Ramadan",
        "first_day": "01/12/2029",
        "last_day": "15/12/2029",
        "returned_by": "20/12/2029",
    },
    "bookings.tinningoffer": {"workshop": "{workshop}", "capacity": "6", "ready_in_days": "7"},
    "bookings.tinlot": {
        "workshop": "{workshop}",
        "number": "L-1",
        "supplier": "Métaux",
        "tin_percent": "99.9",
        "lead_percent": "0.02",
        "opened_on": "01/03/2026",
    },
    "products.product": {
        "workshop": "{workshop}",
        "category": "{category}",
        "name_fr": "Théière",
        "availability": "ready",
    },
    "products.collection": {"name_fr": "Hiver"},
    "products.category": {"name_fr": "Plateaux", "slug": "plateaux"},
    "workshops.workshop": {"name_fr": "Au marteau", "delegation": "kairouan-nord"},
    "workshops.season": {"period": "summer", "starts_on": "01/07/2029", "ends_on": "31/08/2029"},
    "workshops.label": {"name_fr": "Fait main"},
    "artisans.technique": {"name_fr": "Écaille"},
    "identification.trial": {},
    "identification.observation": {"technique": "{technique}", "state": "order.rings"},
    "artisans.family": {"name_fr": "Zouari"},
    "artisans.artisan": {"name_fr": "Salah Zouari", "sex": "male"},
    "artisans.consent": {"artisan": "{artisan}", "item": "phone", "given_on": "01/03/2026"},
    "artisans.learnedfrom": {"pupil": "{artisan}", "master": "{master}", "source_fr": "La famille"},
    "accounts.user": {
        "name": "Salwa",
        "email": "salwa@tests.example",
        "password1": "cuivre-de-kairouan",
        "password2": "cuivre-de-kairouan",
    },
    "auth.group": {"name": "Lecture"},
}


def added_on_the_desk() -> list[str]:
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    return [
        model._meta.label_lower
        for model, desk in admin.site._registry.items()
        if desk.has_add_permission(request)
    ]


def typed_to_add(label: str) -> dict[str, str]:
    """Return what is typed to add a record of this kind; others it names are made."""
    others = {
        "workshop": WorkshopFactory(),
        "artisan": ArtisanFactory(),
        "master": ArtisanFactory(),
        "technique": TechniqueFactory(),
        "category": CategoryFactory(),
        "product": ProductFactory(),
        "partner": PartnerFactory(),
        "action": ActionFactory(),
        "fair": ActionFactory(kind="fair"),
    }
    numbers = {each: one.pk for each, one in others.items()}
    return {name: value.format(**numbers) for name, value in ADDED[label].items()}


@pytest.mark.any_database
@pytest.mark.parametrize("popup", [{}, {"_popup": "1"}], ids=["page", "popup"])
@pytest.mark.parametrize("label", added_on_the_desk())
def test_record_added_twice_on_the_desk_is_one(officer, label, popup):
    model, typed = apps.get_model(label), typed_to_add(label)
    publish()  # a quarter is closed with the figures of the last release
    before = set(model.objects.values_list("pk", flat=True))
    page = officer.get(address(model, "add"), popup)
    sent = filled_in(page) | typed | popup | {"sending": token_of(page)}
    first, second = (
        officer.post(address(model, "add"), sent),
        officer.post(address(model, "add"), sent),
    )
    assert len(set(model.objects.values_list("pk", flat=True)) - before) == 1, (
        first.context and first.context["errors"]
    )
    if popup:
        told = [json.loads(answer.context["popup_response_data"]) for answer in (first, second)]
        assert told[0] == told[1] and int(told[0]["value"]) not in before
    else:
        assert (first.status_code, second.status_code, second.url) == (302, 302, first.url)


def test_record_added_from_a_popup_and_gone_since_is_said(officer):
    page = officer.get(address(Synonym, "add"), {"_popup": "1"})
    sent = {"terms": "plateau, sinia", "_popup": "1", "sending": token_of(page)}
    officer.post(address(Synonym, "add"), sent)
    Synonym.objects.all().delete()
    assert officer.post(address(Synonym, "add"), sent).status_code == 302
    assert not Synonym.objects.exists()


# The mechanism


def test_sending_that_was_taken_back_may_be_sent_again():
    request = RequestFactory().post("/", {"sending": "a"})

    def fails():
        raise ValueError

    with pytest.raises(ValueError):
        submissions.once(request, fails)
    assert submissions.once(request, lambda: "/là/") == "/là/"
    assert submissions.once(request, fails) == "/là/"
    assert FormSubmission.objects.count() == 1


# Two sendings at the same moment, on two connections


@pytest.mark.django_db(transaction=True)
def test_second_of_two_waits_for_the_first_and_reads_where_it_led():
    """The second comes while the first is being written, whatever the processor
    does.
    """
    begun, done = threading.Event(), []
    request = RequestFactory().post("/", {"sending": "a"})

    def create() -> str:
        begun.set()
        time.sleep(0.5)  # the other one is there by now: it waits at the key
        done.append(Synonym.objects.create(terms="plateau, sinia"))
        return "/là/"

    def second() -> str:
        begun.wait(timeout=30)
        return submissions.once(request, create)

    assert together(lambda: submissions.once(request, create), second) == ["/là/", "/là/"]
    assert (len(done), Synonym.objects.count(), FormSubmission.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_second_of_two_is_taken_when_the_first_was_taken_back():
    begun = threading.Event()
    request = RequestFactory().post("/", {"sending": "a"})

    def fails() -> str:
        begun.set()
        time.sleep(0.5)
        Synonym.objects.create(terms="plateau, sinia")
        raise ValueError

    def first():
        with pytest.raises(ValueError):
            submissions.once(request, fails)

    def second() -> str:
        begun.wait(timeout=30)
        return submissions.once(
            request, lambda: f"/{Synonym.objects.create(terms='lampe, fanous')}/"
        )

    assert together(first, second) == [None, "/lampe, fanous/"]
    assert [one.terms for one in Synonym.objects.all()] == ["lampe, fanous"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("route", CREATES)
def test_two_taps_at_the_same_moment_make_one_record(place, route):
    model, typed = CREATES[route]
    client, address, more = place(route)
    before = model.objects.count()
    sent = shown_on(client, address) | typed | more | {"sending": token_of(client.get(address))}
    other = Client()
    other.cookies = client.cookies
    answers = together(lambda: client.post(address, sent), lambda: other.post(address, sent))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert model.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("popup", [{}, {"_popup": "1"}], ids=["page", "popup"])
def test_two_taps_at_the_same_moment_add_one_record_on_the_desk(officer, popup):
    page = officer.get(address(Synonym, "add"), popup)
    sent = {"terms": "plateau, sinia", "sending": token_of(page)} | popup
    other = Client()
    other.cookies = officer.cookies
    answers = together(
        lambda: officer.post(address(Synonym, "add"), sent),
        lambda: other.post(address(Synonym, "add"), sent),
    )
    assert [answer.status_code for answer in answers] == ([200, 200] if popup else [302, 302])
    assert Synonym.objects.count() == 1
