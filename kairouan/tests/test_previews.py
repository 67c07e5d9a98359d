"""A page before it is public, of every kind of record that has a preview, asked for by
its member and by an officer: a POST shows it, a GET writes nothing.
"""

import re
from html import unescape

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertRedirects

from artisans.models import Family, FamilyTechnique, Technique, Visibility
from artisans.tests.factories import ArtisanFactory, FamilyFactory, TechniqueFactory
from kairouan.accounts.models import Access, User
from kairouan.publication.tests.stamps import current_stamp
from kairouan.review.changes import submit_change, write_change
from kairouan.review.moderation import moderated_models
from kairouan.review.proposals import open_proposal
from products.models import Product
from products.tests.factories import ProductFactory
from programme.openings.models import JobOpening
from programme.tests.factories import OpeningFactory
from workshops.models import Membership, Workshop
from workshops.tests.factories import WorkshopFactory

from .test_reading_writes_nothing import ALLOWED, statements_that_write
from .walker import LANGUAGES, route_names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("templates_as_served")]

# The screen of the space that has the button, and the preview
SPACE = {
    Workshop: ("space:workshop_page", "space:workshop_preview"),
    Product: ("space:product_page", "space:product_preview"),
    JobOpening: ("space:opening_page", "space:opening_preview"),
    Family: ("space:family_page", "space:family_preview"),
}
DESK = {
    model: tuple(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}" for page in pages)
    for model in (*SPACE, Technique)
    for pages in [("change", "preview")]
}
EVERY = [
    pytest.param(model, side, published, id=f"{model.__name__}-{name}-{state}")
    for name, side in (("space", SPACE), ("desk", DESK))
    for model in side
    for state, published in (("draft", False), ("change", True))
]
TITLES = {JobOpening: ("title_fr", "title_ar")}
WORDS = ("Ce qui attend", "ما هو في الانتظار")
FORM = re.compile(r'<form\s+method="post"\s+action="([^"]*)"\s*>(.*?)</form>', re.DOTALL)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]*)"')


@pytest.fixture
def owner():
    return ArtisanFactory(account=User.objects.create_user(phone="+21698123456"))


def waiting(model, owner, published):
    """A draft, of a workshop that is not online yet; or what is online with a change
    that was sent.
    """
    workshop = WorkshopFactory(published=published)
    Membership.objects.create(workshop=workshop, artisan=owner)
    if model is Workshop:
        record = workshop
    elif model is Family:
        record = FamilyFactory(published=published, spokesperson=owner)
    elif model is Technique:
        record = TechniqueFactory(published=published)
    else:
        factory = {Product: ProductFactory, JobOpening: OpeningFactory}[model]
        record = factory(workshop=workshop, published=published)
    names = TITLES.get(model, ("name_fr", "name_ar"))
    write_change(record, dict(zip(names, WORDS, strict=True)), owner.account)
    if published:
        submit_change(record, owner.account)
    return model.objects.get(pk=record.pk)


def come_in(client, side, owner):
    client.force_login(
        owner.account
        if side is SPACE
        else User.objects.create_superuser(email="officer@tests.example", password="x")
    )


def addresses(side, record, language):
    with translation.override(language):
        return [reverse(name, args=[record.pk]) for name in side[type(record)]]


def columns(record):
    return type(record).objects.filter(pk=record.pk).values().get()


def press(client, page, address):
    """Send the form that a page has to this address, as a browser would."""
    forms = {unescape(action): fields for action, fields in FORM.findall(page.content.decode())}
    sent = {"csrfmiddlewaretoken": TOKEN.search(forms[address])[1]}
    return client.post(address, sent)


def test_walk_knows_every_preview():
    offered = {
        name
        for name, takes in route_names()
        if name.startswith("space:") and name.endswith("_preview") and takes
    }
    assert offered == {preview for _screen, preview in SPACE.values()}
    shown = {model for model in moderated_models() if admin.site.get_model_admin(model).has_preview}
    assert shown == DESK.keys()


@pytest.mark.parametrize(("model", "side", "published"), EVERY)
@pytest.mark.parametrize("language", LANGUAGES)
def test_get_writes_nothing_and_leads_to_the_button(
    client, owner, model, side, published, language
):
    record = waiting(model, owner, published)
    come_in(client, side, owner)
    screen, preview = addresses(side, record, language)
    before = current_stamp(), columns(record)
    with statements_that_write() as written:
        answer = client.get(preview)
    assert written.keys() - ALLOWED == set()
    assertRedirects(answer, screen)
    assert (current_stamp(), columns(record)) == before


@pytest.mark.parametrize(("model", "side", "published"), EVERY)
def test_button_shows_the_page_in_both_languages_and_what_it_wrote_is_taken_back(
    owner, model, side, published
):
    client = Client(enforce_csrf_checks=True)
    record = waiting(model, owner, published)
    come_in(client, side, owner)
    screen, preview = addresses(side, record, "fr")
    before = current_stamp(), columns(record)
    assert client.post(preview).status_code == 403
    shown = press(client, client.get(screen), preview)
    assertContains(shown, WORDS[0])
    assertContains(shown, f'<a href="{screen}">')
    screen, preview = addresses(side, record, "ar")
    shown = press(client, shown, preview)
    assertContains(shown, WORDS[1])
    assertContains(shown, f'<a href="{screen}">')
    assert (current_stamp(), columns(record)) == before


@pytest.mark.parametrize("published", [True, False])
def test_technique_that_its_families_keep_has_no_page_to_show(client, owner, published):
    record = waiting(Technique, owner, published)
    practice = FamilyTechnique.objects.create(family=FamilyFactory(), technique=record)
    come_in(client, DESK, owner)
    screen, preview = addresses(DESK, record, "ar")
    before = current_stamp(), columns(record)
    refused = client.post(preview, follow=True)
    assertRedirects(refused, screen)
    assertContains(refused, "ليس له صفحة")
    assert (current_stamp(), columns(record)) == before
    practice.visibility = Visibility.EVERYONE
    practice.save()
    assertContains(client.post(preview), WORDS[1])


@pytest.mark.parametrize("first", [True, False])
def test_officer_who_reads_what_was_sent_has_the_button(client, owner, first):
    record = waiting(Product, owner, published=not first)
    if first:
        Product.objects.filter(pk=record.pk).update(status="submitted")
        read = reverse("admin:products_product_review", args=[record.pk])
    else:
        read = reverse("admin:review_proposal_change", args=[open_proposal(record).pk])
    come_in(client, DESK, owner)
    preview = reverse("admin:products_product_preview", args=[record.pk])
    assertContains(press(client, client.get(read), preview), WORDS[0])


def test_session_that_ended_leads_back_to_the_button(client, owner):
    record = waiting(Product, owner, published=True)
    screen, preview = addresses(SPACE, record, "fr")
    answer = client.post(preview, headers={"Referer": f"http://testserver{screen}"})
    assertRedirects(answer, f"{reverse('account_login')}?next={screen}")


def test_officer_shown_a_page_with_personal_data_is_in_the_log(client, owner):
    record = waiting(Workshop, owner, published=True)
    come_in(client, DESK, owner)
    client.post(addresses(DESK, record, "fr")[1])
    read = Access.objects.filter(model="workshops.workshop").values_list("kind", "number")
    assert list(read) == [("read", str(record.pk))]
