"""The officers' first page: each count is what its list shows, and what one may not see
is not counted.
"""

import datetime

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django.asserts import assertContains, assertNotContains

from artisans.identification.models import Trial
from artisans.models import Consent
from artisans.tests.factories import ArtisanFactory
from enquiries.models import Message
from kairouan.accounts.models import User
from kairouan.common.calendar import today_in_tunis
from kairouan.common.formatting import elapsed
from kairouan.common.work.outbox import OutgoingMessage, OutgoingState
from kairouan.desk.templatetags.desk_lists import filters_of
from kairouan.portal.desk import desk_sections, morning_of
from kairouan.portal.desk_groups import GROUPS, shown_groups
from kairouan.review.moderation import Status
from products.models import ProductPhoto
from products.tests.factories import ProductFactory
from programme.models import RegistrationState
from programme.tests.factories import ActionFactory, RegistrationFactory
from workshops.models import Label, LabelAward, Membership, Visit
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db

TODAY = today_in_tunis()
DAY = datetime.timedelta(days=1)
PRODUCTS = "admin:products_product_changelist"


@pytest.fixture
def morning(db):
    """One of everything that an officer should see to, beside one of each that is in
    order.
    """
    now = timezone.now()
    ProductFactory(status=Status.SUBMITTED, submitted_at=now - 3 * DAY)
    late = ProductFactory(status=Status.SENT_BACK)
    type(late).objects.filter(pk=late.pk).update(updated_at=now - 20 * DAY)
    ProductFactory(
        published=True,
        price_kind="fixed",
        price=10,
        price_confirmed_on=TODAY - 9 * DAY,
        price_valid_until=TODAY - DAY,
    )
    ProductFactory(
        published=True,
        price_kind="fixed",
        price=10,
        price_confirmed_on=TODAY,
        price_valid_until=TODAY,
    )
    for kind, subject in (
        ("contact", "visit"),
        ("contact", "erasure"),
        ("joining", ""),
        ("data", ""),
    ):
        for state in ("new", "handled"):
            Message.objects.create(
                kind=kind,
                subject=subject,
                state=state,
                name="Leïla",
                phone="+21698123456",
                text="…",
                language="fr",
            )
    awake = ArtisanFactory(account=User.objects.create_user(phone="+21698123457", last_login=now))
    Consent.objects.create(artisan=awake, item=Consent.Item.NAME, given_on=TODAY)
    Consent.objects.create(
        artisan=awake, item=Consent.Item.PLACE, given_on=TODAY - DAY, withdrawn_on=TODAY
    )
    kept = WorkshopFactory(published=True, responsible=awake)
    Membership.objects.create(workshop=kept, artisan=awake)
    left = WorkshopFactory(published=True)
    Visit.objects.create(workshop=kept, visited_on=TODAY - DAY, valid_until=TODAY)
    Visit.objects.create(workshop=left, visited_on=TODAY - 9 * DAY, valid_until=TODAY - DAY)
    label = Label.objects.create(name_fr="Label")
    LabelAward.objects.create(
        workshop=left,
        label=label,
        number="1",
        issued_on=TODAY - 9 * DAY,
        expires_on=TODAY - DAY,
        document="x.pdf",
    )
    renewed = {"workshop": kept, "label": label, "document": "x.pdf"}
    LabelAward.objects.create(
        **renewed, number="2", issued_on=TODAY - 9 * DAY, expires_on=TODAY - DAY
    )
    LabelAward.objects.create(**renewed, number="3", issued_on=TODAY)
    coming = ActionFactory(published=True, starts_on=TODAY + 9 * DAY, ends_on=TODAY + 9 * DAY)
    for action in (
        coming,
        ActionFactory(published=True, starts_on=TODAY - 9 * DAY, ends_on=TODAY - 9 * DAY),
    ):
        RegistrationFactory(action=action, state=RegistrationState.WAITING)
    for moments in ({}, {"opened_at": now}, {"opened_at": now, "closed_at": now}):
        Trial.objects.create(**moments)


def tasks_of(page):
    return [task for _title, tasks in desk_sections(page.wsgi_request.user) for task in tasks]


def listed(page) -> int:
    """Count the records that a page of the desk lists: the queue, the texts to
    translate, or a list of the stock admin.
    """
    if "found" in page.context:
        return len(page.context["found"])
    return (
        page.context["shown"].paginator.count
        if "shown" in page.context
        else page.context["cl"].result_count
    )


def test_each_count_is_what_its_list_shows(officer, morning):
    tasks = tasks_of(officer.get(reverse("admin:index")))
    for task in tasks:
        opened = officer.get(task.address)
        shown = listed(opened)
        assert task.count == shown, task.label
    counted = {task.label: task.count for task in tasks}
    for label in (
        "Fiches à relire",
        "Fiches renvoyées, sans réponse",
        "Demandes d’effacement de données",
        "Demandes d’adhésion",
        "Prix expirés",
        "Accords retirés ce mois-ci",
        "Ateliers au label expiré",
        "Actions à venir",
        "Personnes sur une liste d’attente",
        "Essais de la clé à clore",
    ):
        assert counted[label] == 1, label
    assert counted["Messages à lire"] == 2
    assert "Demandes d’une personne sur ses données" in counted


def test_every_kind_of_record_stands_in_one_group():
    grouped = [label for group in GROUPS for label in group.models]
    assert sorted(grouped) == sorted(model._meta.label for model in admin.site._registry)


def test_groups_hold_what_an_officer_may_open(client):
    """In the order of the table, not of the alphabet; no group that is shut to them."""
    reader = User.objects.create_user(email="lit@tests.example", password="x", is_staff=True)
    reader.user_permissions.add(
        *Permission.objects.filter(codename__in=("view_workshop", "view_artisan", "view_message"))
    )
    client.force_login(reader)
    page = client.get(reverse("admin:workshops_workshop_changelist"))
    with translation.override("fr"):
        shown = {
            str(group.group.name): [str(model["name"]) for model in group.models]
            for group in shown_groups(page.context["available_apps"], page.wsgi_request.path)
        }
    assert shown == {
        "Le registre": ["Artisans", "Ateliers"],
        "Demandes et courrier": ["Messages reçus"],
    }
    assertContains(page, 'class="desk-nav__here"', count=1)
    assertContains(client.get(reverse("admin:index")), 'id="registre"')


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Prix expirés"), ("ar", "أثمان منتهية الأجل")]
)
def test_figure_stands_after_its_label(officer, morning, language, said):
    """No language then has to agree with it: «2 ثمنان» says two twice."""
    with translation.override(language):
        assertContains(officer.get(reverse("admin:index")), f"<span>{said}</span> <b>1</b>")


def test_oldest_that_waits_says_since_when(officer, morning):
    assertContains(officer.get(reverse("admin:index")), "depuis <bdi>3\xa0jours</bdi>")


def test_what_has_waited_longest_comes_first(officer, morning):
    """At the head of the page and in each card; what waits for nobody is folded."""
    found = morning_of(officer.get(reverse("admin:index")).wsgi_request.user)
    ages = [task.since for task in found.first]
    assert ages == sorted(ages) and len(ages) == 5
    # three days are longer than one
    labels = [task.label for task in found.first]
    assert labels.index("Fiches renvoyées, sans réponse") < labels.index("Fiches à relire")
    assert labels.index("Fiches à relire") < labels.index("Prix expirés")
    shown = [task for _title, tasks in found.sections for task in tasks]
    assert all(task.count for task in shown)
    assert not any(task.count for task in found.settled)
    assert {task.label for task in shown}.isdisjoint(task.label for task in found.settled)
    assert {task.label for task in shown}.isdisjoint(labels)  # said once


def test_work_of_the_machine_is_one_line_until_something_stops(officer):
    said = "Les messages sont partis et les travaux de fond sont faits."
    assertContains(officer.get(reverse("admin:index")), said, count=1)
    OutgoingMessage.objects.create(
        way="sms", to="+21698123456", expires_at=timezone.now() + DAY, state=OutgoingState.FAILED
    )
    page = officer.get(reverse("admin:index"))
    assertNotContains(page, said)
    assertContains(page, "Messages non partis")


@pytest.mark.parametrize(
    ("language", "ago", "said"),
    [
        ("fr", 29, "4\xa0semaines et 1\xa0jour"),
        ("fr", 28, "4\xa0semaines"),
        ("ar", 29, "4\xa0أسابيع ويوم"),
    ],
)
def test_two_units_of_an_age_are_joined_in_words(language, ago, said):
    with translation.override(language):
        assert elapsed(timezone.now() - ago * DAY) == said


def test_workshop_that_someone_keeps_and_answers_for_is_in_order(officer, morning):
    for way in ("accord", "label", "sommeil"):
        listed = (
            officer.get(reverse("admin:workshops_workshop_changelist"), {"a-suivre": way})
            .context["cl"]
            .result_list
        )
        assert "+21698123457" not in [
            str(member.artisan.account)
            for workshop in listed
            for member in workshop.memberships.all()
        ]
        assert len(listed) >= 1


def test_officer_counts_only_what_they_may_see(client, morning):
    reader = User.objects.create_user(email="courrier@tests.example", is_staff=True)
    client.force_login(reader)
    assertNotContains(client.get(reverse("admin:index")), "tasks__subject")
    reader.user_permissions.add(Permission.objects.get(codename="view_message"))
    page = client.get(reverse("admin:index"))
    assertContains(page, "Messages à lire")
    assertNotContains(page, "Fiches à relire")


def test_page_reads_as_much_whatever_waits(officer, morning):
    officer.get(reverse("admin:index"))
    with CaptureQueriesContext(connection) as few:
        officer.get(reverse("admin:index"))
    for _ in range(5):
        ProductFactory(status=Status.SUBMITTED, submitted_at=timezone.now())
        Message.objects.create(name="Leïla", phone="+21698123456", text="…", language="fr")
    officer.get(reverse("admin:index"))  # counts what is counted once an edition
    with CaptureQueriesContext(connection) as many:
        officer.get(reverse("admin:index"))
    assert len(many) == len(few)


def test_page_reads_in_arabic(officer, morning):
    with translation.override("ar"):
        page = officer.get(reverse("admin:index"))
    assertContains(page, 'dir="rtl"')
    assertContains(page, "جذاذات للمراجعة")


def test_photo_without_words_is_a_task_that_opens_its_product(officer):
    mute, told = ProductFactory(published=True), ProductFactory(published=True)
    photo = {"image": "photos/absent.jpg", "width": 1200, "height": 900}
    mute.photos.create(**photo)
    told.photos.create(**photo, alt_ar="إبريق شاي من النحاس")
    found = [
        task
        for task in tasks_of(officer.get(reverse("admin:index")))
        if task.label == "Pièces avec une photo sans texte"
    ]
    assert [task.count for task in found] == [1]
    assert [product.pk for product in officer.get(found[0].address).context["cl"].result_list] == [
        mute.pk
    ]
    mute.photos.update(alt_fr="Théière de cuivre")
    assertNotContains(officer.get(reverse("admin:index")), "à la photo sans texte")


def test_first_filters_stand_the_others_unfold(officer, morning):
    page = officer.get(reverse(PRODUCTS))
    filters = filters_of(page.context["cl"])
    titles = [str(spec.title) for spec in filters["shown"]]
    assert titles == ["état", "traduction", "nature", "catégorie"]
    assert len(filters["others"]) > 1
    assertContains(page, '<details class="more-filters" >')


def test_filters_are_open_while_one_of_them_narrows_the_list(officer, morning):
    assertContains(
        officer.get(reverse(PRODUCTS), {"price_kind__exact": "fixed"}),
        '<details class="more-filters" open>',
    )
    assertContains(
        officer.get(reverse(PRODUCTS), {"status__exact": "published"}),
        '<details class="more-filters" >',
    )


def test_few_filters_all_stand(officer, morning):
    page = officer.get(reverse("admin:products_category_changelist"))
    assertNotContains(page, "more-filters")


def test_enter_publishes_nothing_from_the_queue(officer, morning):
    """The first button of a form answers that key: records were not opened there."""
    page = officer.get(reverse("admin:review_queue")).content.decode()
    assert page.index('value="send_back"') < page.index('value="approve"')


def test_form_shows_the_record_at_its_head(officer):
    product = ProductFactory()
    address = reverse("admin:products_product_change", args=[product.pk])
    assertNotContains(officer.get(address), "record-photo")
    ProductPhoto.objects.bulk_create(
        [ProductPhoto(product=product, image="photos/x.jpg", width=40, height=40)]
    )
    assertContains(officer.get(address), 'class="record-photo ', count=1)
