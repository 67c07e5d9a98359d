"""Permissions of each role on the desk, over every list and form of it."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from artisans.identification.models import Trial, TrialAnswer, TrialPhoto
from artisans.models import Artisan, Technique
from artisans.tests.factories import ArtisanFactory
from enquiries.models import Message
from kairouan.accounts.models import User
from kairouan.common.models import OutgoingMessage, Work
from kairouan.desk.models import Term
from kairouan.portal.roles import (
    ADMINISTRATOR,
    AUDITOR,
    PROGRAMME,
    REVIEWER,
    ROLES,
    TRANSLATOR,
    rights_over,
)
from kairouan.review.models import Phrase, Proposal
from kairouan.tests.test_admin import BY_NAME, OURS, address
from products.models import Product
from products.tests.factories import ProductFactory
from programme.models import Action
from workshops.models import Workshop, WorkshopStep

pytestmark = pytest.mark.django_db


def agent(client, role, **fields):
    """An officer who has this role and no other right, signed in."""
    user = User.objects.create_user(email="agent@tests.example", is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("role", "model", "rights"),
    [
        (REVIEWER, Workshop, {"view", "change"}),
        (REVIEWER, WorkshopStep, {"view", "add", "change", "delete"}),
        (REVIEWER, Proposal, {"view", "change"}),
        (REVIEWER, Message, {"view", "change"}),
        (REVIEWER, OutgoingMessage, {"view", "change"}),
        (REVIEWER, Artisan, {"view"}),
        (REVIEWER, User, set()),
        (TRANSLATOR, Technique, {"view", "change"}),
        (TRANSLATOR, Term, {"view", "add", "change", "delete"}),
        (TRANSLATOR, Message, set()),
        (TRANSLATOR, OutgoingMessage, set()),
        (TRANSLATOR, TrialPhoto, set()),
        (REVIEWER, Trial, {"view", "add", "change", "delete"}),
        (REVIEWER, TrialAnswer, {"view"}),
        (PROGRAMME, Action, {"view", "add", "change", "delete"}),
        (PROGRAMME, Product, {"view"}),
        (PROGRAMME, Message, set()),
        (PROGRAMME, Work, {"view", "change"}),
        (AUDITOR, OutgoingMessage, {"view"}),
        (ADMINISTRATOR, User, {"view", "add", "change", "delete"}),
        (ADMINISTRATOR, Group, {"view"}),
        (AUDITOR, Message, {"view"}),
        (AUDITOR, User, {"view"}),
    ],
)
def test_permissions_of_each_role(role, model, rights):
    assert rights_over(role, model) == rights
    held = {
        code.split("_")[0]
        for code in Group.objects.get(name=role)
        .permissions.filter(
            content_type__app_label=model._meta.app_label,
            content_type__model=model._meta.model_name,
        )
        .exclude(codename="act_for_member")  # no right over a record
        .values_list("codename", flat=True)
    }
    assert held == rights


def test_reviewers_and_administrators_act_for_members():
    acting = Group.objects.filter(permissions__codename="act_for_member")
    assert {group.name for group in acting} == {REVIEWER, ADMINISTRATOR}


@pytest.mark.any_database
@pytest.mark.parametrize("role", ROLES)
def test_every_list_and_form_opens_for_those_who_may(client, role):
    user = agent(client, role)
    for model in OURS:
        listed, added = client.get(address(model, "changelist")), client.get(address(model, "add"))
        may_add = admin.site.get_model_admin(model).has_add_permission(
            type("Asked", (), {"user": user})
        )
        rights = rights_over(role, model)
        assert (listed.status_code == 200) == bool(rights & {"view", "change"}), model
        assert (added.status_code == 200) == may_add, model
        assert may_add <= ("add" in rights), model


def test_auditor_reads_everything_and_changes_nothing(client, officer):
    person, product, phrase = (
        ArtisanFactory(),
        ProductFactory(),
        Phrase.objects.create(text_fr="La photo manque."),
    )
    agent(client, AUDITOR)
    for entry in (person, product, phrase):
        page = address(type(entry), "change", entry.pk)
        assert client.get(page).status_code == 200
        assert client.post(page, {"name_fr": "x", "text_fr": "x"}).status_code == 403
    selected = {"action": "publish_selection", "_selected_action": [product.pk]}
    client.post(address(Product, "changelist"), selected)
    product.refresh_from_db()
    assert product.status == "draft"
    translated = reverse("admin:translate", args=["review.phrase", phrase.pk])
    assert (
        client.get(translated).status_code,
        client.post(translated, {"text_ar": "نص"}).status_code,
    ) == (200, 403)
    for page in ("artisans_artisan_invite", "artisans_artisan_withdraw"):
        assert client.post(reverse(f"admin:{page}", args=[person.pk])).status_code == 403
    assert client.post(reverse("admin:newcomer")).status_code == 403
    for page in ("index", "review_queue", "translations", "artisans_artisan_said"):
        assert client.get(reverse(f"admin:{page}")).status_code == 200


@pytest.mark.any_database
@pytest.mark.parametrize("model", OURS, **BY_NAME)
def test_no_action_on_a_selection_is_for_readers(client, model):
    """The list of an action says what it asks for; one that asks for nothing would let
    a reader change records.
    """
    user = agent(client, AUDITOR)
    asked = type("Asked", (), {"user": user, "GET": {}})
    assert admin.site.get_model_admin(model).get_actions(asked) == {}


@pytest.mark.parametrize("role", ROLES)
def test_no_role_makes_or_touches_a_superuser(client, role):
    above = User.objects.create_superuser(
        email="au-dessus@tests.example", password="un mot de passe long"
    )
    user = agent(client, role)
    page = address(User, "change", above.pk)
    assert client.post(page, {"name": "x", "is_active": "on"}).status_code == 403
    assert client.post(address(User, "delete", above.pk), {"post": "yes"}).status_code == 403
    client.post(
        reverse("admin:auth_user_password_change", args=[above.pk]),
        {"password1": "x" * 20, "password2": "x" * 20},
    )
    own = {
        "name": "Agent",
        "email": user.email,
        "language": "fr",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
    }
    client.post(
        address(User, "change", user.pk),
        own | {"groups": [group.pk for group in Group.objects.all()]},
    )
    for one in (above, user):
        one.refresh_from_db()
    assert (above.is_superuser, user.is_superuser, user.groups.count()) == (True, False, 1)
    assert above.check_password("un mot de passe long")


def test_administrator_gives_a_role_to_an_officer(client):
    agent(client, ADMINISTRATOR)
    newcomer = User.objects.create_user(email="nouveau@tests.example", is_staff=True)
    group = Group.objects.get(name=TRANSLATOR)
    sent = {
        "name": "Nouveau",
        "email": newcomer.email,
        "language": "fr",
        "is_active": "on",
        "is_staff": "on",
        "groups": [group.pk],
    }
    assert client.post(address(User, "change", newcomer.pk), sent).status_code == 302
    assert newcomer.groups.get() == group


def test_migrate_puts_a_role_back_as_it_is_written():
    group = Group.objects.get(name=TRANSLATOR)
    before = set(group.permissions.values_list("pk", flat=True))
    group.permissions.set([])
    call_command("migrate", verbosity=0)
    assert set(group.permissions.values_list("pk", flat=True)) == before != set()
