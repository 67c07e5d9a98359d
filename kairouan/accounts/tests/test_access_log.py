"""The log of accesses: who came in, which officer read whose data.

It holds numbers, never what they read.
"""

import datetime

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains

from artisans.models import Artisan, Technique
from artisans.tests.factories import ArtisanFactory
from enquiries.models import Message
from kairouan.accounts import access_log
from kairouan.accounts.models import Access, AccessKind, User
from kairouan.common.phones import PhoneField
from kairouan.portal.roles import ADMINISTRATOR, AUDITOR, PROGRAMME, REVIEWER, TRANSLATOR

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOG = "/fr/admin/accounts/access/"


def read(**fields) -> list[tuple[str, str, str]]:
    return list(
        Access.objects.filter(model__gt="", **fields)
        .order_by("pk")
        .values_list("kind", "model", "number")
    )


def test_record_that_an_officer_opens_is_in_the_log_once_an_hour(officer):
    person = ArtisanFactory()
    for _ in range(3):
        officer.get(f"/fr/admin/artisans/artisan/{person.pk}/change/")
    assert read() == [("read", "artisans.artisan", str(person.pk))]
    Access.objects.update(at=timezone.now() - datetime.timedelta(minutes=61))
    officer.get(f"/fr/admin/artisans/artisan/{person.pk}/change/")
    assert len(read()) == 2


def test_lists_and_exports_are_in_the_log_without_what_was_looked_for(officer):
    officer.get("/fr/admin/artisans/artisan/?q=Zouari")
    for _ in range(2):
        officer.get("/fr/admin/artisans/artisan/export/csv/?q=Zouari")
    assert read() == [
        ("listed", "artisans.artisan", ""),
        ("exported", "artisans.artisan", ""),
        ("exported", "artisans.artisan", ""),
    ]
    assert not Access.objects.filter(details__contains="Zouari").exists()


def test_queue_of_the_review_is_in_the_log(officer):
    officer.get("/fr/admin/review/proposal/file/")
    assert read() == [("listed", "review.proposal", "")]


def test_every_page_of_an_admin_of_personal_data_says_whose_it_is():
    """The pages that mixins add, too: the log reads from the page which kind of record
    it shows.
    """
    silent = [
        (model.__name__, page.name)
        for model, model_admin in admin.site._registry.items()
        if getattr(model, "holds_personal_data", False)
        for page in model_admin.urls
        if getattr(page.callback, "model_admin", None) is not model_admin
    ]
    assert silent == []


def test_refused_pages_and_impersonal_records_are_not_in_the_access_log(officer, client):
    officer.get("/fr/admin/artisans/technique/")
    officer.get("/fr/admin/artisans/artisan/999/change/")
    officer.get("/fr/admin/artisans/artisan/add/")
    assert read() == []
    agent = User.objects.create_user(email="agent@tests.example", is_staff=True)
    client.force_login(agent)
    assert client.get("/fr/admin/enquiries/message/").status_code == 403
    assert read() == []


def test_sign_in_and_a_wrong_password_are_in_the_log(client, najet):
    page = "/fr/espace/entrer/mot-de-passe/"
    client.post(
        page,
        {"login": "98 123 456", "password": "faux"},
        HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/120",
    )
    client.post(page, {"login": "98 765 432", "password": "faux"})
    client.post(page, {"login": "98 123 456", "password": PASSWORD})
    client.post("/fr/espace/sortir/")
    lines = list(Access.objects.order_by("pk"))
    assert [(line.kind, line.user) for line in lines] == [
        ("refused", najet),
        ("refused", None),
        ("entered", najet),
        ("left", najet),
    ]
    assert (lines[0].address, "Android" in lines[0].user_agent) == ("127.0.0.1", True)


def test_unknown_telephone_is_nobodys_refusal(client, najet):
    """Though somebody has no e-mail, or no telephone."""
    User.objects.create_user(phone="+21698123458", password=PASSWORD)
    User.objects.create_user(email="sans@tests.example", password=PASSWORD)
    for typed in ("98 765 432", "inconnu@example.tn"):
        client.post("/fr/espace/entrer/mot-de-passe/", {"login": typed, "password": "faux"})
    assert list(Access.objects.values_list("kind", "user")) == [("refused", None)] * 2


def test_entry_says_what_was_shown(officer, najet):
    Client().post("/fr/espace/entrer/mot-de-passe/", {"login": "98 123 456", "password": PASSWORD})
    entry = Access.objects.get(user=najet)
    assert (entry.kind, entry.details) == ("entered", "password")
    page = officer.get(f"{LOG}?kind__exact=entered&user__id__exact={najet.pk}")
    assertContains(page, 'class="field-more"><bdi>mot de passe</bdi></td>')


@pytest.mark.parametrize("typed", ["98 123 456", "98 123 457"])
def test_wrong_codes_are_in_the_log_whether_or_not_there_is_an_account(client, najet, typed):
    client.post("/fr/espace/entrer/", {"login": typed})
    for _ in range(3):
        client.post("/fr/espace/entrer/code/", {"code": "x"})
    user = najet.pk if typed == "98 123 456" else None
    assert list(Access.objects.order_by("pk").values_list("kind", "user", "details")) == [
        ("code_refused", user, ""),
        ("code_refused", user, ""),
        ("code_spent", user, ""),
    ]


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/fr/espace/entrer/", {}),
        ("/fr/espace/entrer/mot-de-passe/", {"password": "faux"}),
    ],
)
def test_too_many_tries_are_in_the_log_once_an_hour(najet, address, fields):
    for _ in range(8):
        Client().post(address, {"login": "98 123 456", **fields})
    limited = Access.objects.filter(kind=AccessKind.LIMITED)
    assert [(line.user, line.address) for line in limited] == [(najet, "127.0.0.1")]


def test_changed_password_is_in_the_log_without_it(client, najet):
    client.post("/fr/espace/entrer/mot-de-passe/", {"login": "98 123 456", "password": PASSWORD})
    new = "quatre marteaux et un plateau"
    client.post(
        "/fr/espace/compte/mot-de-passe/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    changed = Access.objects.get(kind=AccessKind.PASSWORD_CHANGED)
    assert (changed.user, changed.details) == (najet, "")


def test_page_refused_for_want_of_a_right_is_in_the_log_once_an_hour(client):
    agent = User.objects.create_user(email="agent@tests.example", is_staff=True)
    client.force_login(agent)
    for _ in range(2):
        assert client.get("/fr/admin/enquiries/message/7/change/?q=Zouari").status_code == 403
    denied = Access.objects.filter(kind=AccessKind.DENIED)
    assert [(line.user, line.number, line.details) for line in denied] == [
        (agent, "7", "admin:enquiries_message_change")
    ]


def test_log_forgets_after_twelve_months(client, najet):
    old, kept = (
        access_log.log_access(AccessKind.ENTERED, najet) or Access.objects.latest("pk")
        for _ in range(2)
    )
    Access.objects.filter(pk=old.pk).update(
        at=timezone.now() - access_log.KEPT - datetime.timedelta(days=1)
    )
    client.force_login(najet)
    assert not Access.objects.filter(pk=old.pk).exists()
    assert Access.objects.filter(pk=kept.pk).exists()


def test_log_outlives_the_account_and_the_record(officer):
    person = ArtisanFactory()
    officer.get(f"/fr/admin/artisans/artisan/{person.pk}/change/")
    number = person.pk
    person.delete()
    User.objects.filter(email="officer@tests.example").update(is_active=False)
    reader = User.objects.create_superuser(email="autre@tests.example", password="x")
    officer.force_login(reader)
    assertContains(officer.get(LOG), f"artisan {number}")


@pytest.mark.parametrize(
    ("role", "status"),
    [(ADMINISTRATOR, 200), (AUDITOR, 200), (REVIEWER, 403), (TRANSLATOR, 403), (PROGRAMME, 403)],
)
def test_log_is_read_by_two_roles_and_written_by_none(client, role, status):
    agent = User.objects.create_user(email="agent@tests.example", is_staff=True)
    agent.groups.add(Group.objects.get(name=role))
    client.force_login(agent)
    line = Access.objects.latest("pk")
    assert client.get(LOG).status_code == status
    for page in ("add/", f"{line.pk}/delete/"):
        assert client.get(LOG + page).status_code == 403
    assert client.post(
        LOG, {"action": "delete_selected", "_selected_action": [line.pk], "post": "yes"}
    ).status_code in (
        302,
        403,
        200,
    )
    assert Access.objects.filter(pk=line.pk).exists()


def test_every_record_that_names_a_person_says_that_it_holds_personal_data():
    """A telephone, an e-mail or a link to a person, on the record or on the rows of its
    form. A technique names nobody but on public pages.
    """

    def names_a_person(model) -> bool:
        return any(
            isinstance(field, PhoneField | models.EmailField)
            or (field.is_relation and field.related_model is Artisan)
            for field in model._meta.get_fields()
        )

    for model, desk in admin.site._registry.items():
        if names_a_person(model) or any(names_a_person(inline.model) for inline in desk.inlines):
            assert model is Technique or model.holds_personal_data, model
    assert {Artisan, Message, User} <= {
        model for model in apps.get_models() if getattr(model, "holds_personal_data", False)
    }
