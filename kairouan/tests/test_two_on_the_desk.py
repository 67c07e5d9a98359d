"""Two officers at one record of the desk."""

import datetime
import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from pytest_django.asserts import assertContains

from artisans.models import Artisan, Consent
from artisans.tests.factories import ArtisanFactory, ConsentFactory
from enquiries.bookings.tests.factories import BookingFactory
from enquiries.models import Message
from enquiries.quotes.tests.factories import QuoteRequestFactory
from kairouan.accounts.models import User
from kairouan.demonstration import blank_document
from kairouan.review.edit_conflicts import MergesEdits
from kairouan.search.models import Synonym
from products.models import Category
from products.tests.factories import CategoryFactory
from programme.tests.factories import ApplicationFactory

from .test_admin import address, filled_in
from .test_sent_twice import typed_to_add

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague():
    client = Client()
    client.force_login(
        User.objects.create_superuser(
            email="mouna@tests.example", name="Mouna Jlassi", password="x"
        )
    )
    return client


def opened(client, record) -> dict:
    return filled_in(client.get(address(type(record), "change", record.pk)))


def saved(client, record, form, **typed):
    return client.post(address(type(record), "change", record.pk), form | typed)


# Walked over every form of the desk

MINE, THEIRS, OTHER = "Le mien", "Le leur", "آخر"
WORDS = {
    label: (f"{name}_fr", f"{name}_ar")
    for label, name in {
        "portal.page": "title",
        "bookings.campaign": "name",
        "bookings.tinningoffer": "drop_off",
        "publication.announcement": "text",
        "review.phrase": "text",
        "programme.support": "what",
        "openings.placement": "diploma",
        "programme.action": "title",
        "openings.jobopening": "title",
        "programme.partner": "name",
        "programme.convention": "subject",
        "results.indicatorgoal": "source",
        "products.product": "name",
        "products.collection": "name",
        "products.category": "name",
        "workshops.workshop": "name",
        "workshops.label": "name",
        "artisans.technique": "name",
        "identification.observation": "source",
        "identification.characterstate": "label",
        "artisans.family": "name",
        "artisans.artisan": "name",
        "artisans.learnedfrom": "source",
    }.items()
}
# What both change, as I type it and as the other does; what the other changes besides.
CHANGED = {
    label: ({asked: MINE}, {asked: THEIRS}, {besides: OTHER})
    for label, (asked, besides) in WORDS.items()
} | {
    "search.synonym": ({"terms": "un, deux"}, {"terms": "un, trois"}, {}),
    "desk.term": ({"word_fr": MINE}, {"word_fr": THEIRS}, {"note": OTHER}),
    "programme.job": (
        {"share_of_time": "0,50"},
        {"share_of_time": "0,80"},
        {"until": "01/04/2026"},
    ),
    "programme.fairpresence": ({"contacts": "4"}, {"contacts": "5"}, {"orders": "2"}),
    "programme.actionoutcome": (
        {"on_sale_since": "02/03/2026"},
        {"on_sale_since": "03/03/2026"},
        {},
    ),
    "programme.turnoversurvey": (
        {"turnover": "13000,000"},
        {"turnover": "14000,000"},
        {"exports": "10,000"},
    ),
    "openings.application": ({"notes": MINE}, {"notes": THEIRS}, {}),
    "quotes.quoterequest": ({"notes": MINE}, {"notes": THEIRS}, {}),
    "bookings.booking": ({"notes": MINE}, {"notes": THEIRS}, {}),
    "bookings.tinlot": (
        {"supplier": MINE},
        {"supplier": THEIRS},
        {"number": "L-2"},
    ),
    "enquiries.message": ({"notes": MINE}, {"notes": THEIRS}, {"state": "handled"}),
    "workshops.season": (
        {"ends_on": "30/08/2029"},
        {"ends_on": "29/08/2029"},
        {"starts_on": "02/07/2029"},
    ),
    "artisans.consent": (
        {"given_by_heir": MINE},
        {"given_by_heir": THEIRS},
        {"until": "01/03/2030"},
    ),
    "accounts.user": ({"name": MINE}, {"name": THEIRS}, {"phone": "98 123 456"}),
    "auth.group": ({"name": MINE}, {"name": THEIRS}, {}),
}
NOTHING_TYPED = {
    "identification.trial",
    "programme.certificate",
    "programme.registration",
    "review.proposal",
    "common.outgoingmessage",
    "common.work",
}
ONE_BOX = {"programme.attendance"}  # two who change it say the same
ELSEWHERE = {"search.unfoundquery"}  # nobody adds one: test_unfound.py


def changed_on_the_desk() -> set[str]:
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    return {
        model._meta.label_lower
        for model, desk in admin.site._registry.items()
        if desk.has_change_permission(request)
    }


def test_every_form_of_the_desk_is_walked():
    assert changed_on_the_desk() == {*CHANGED, *NOTHING_TYPED, *ONE_BOX, *ELSEWHERE}
    assert all(
        isinstance(admin.site.get_model_admin(apps.get_model(label)), MergesEdits)
        for label in {*CHANGED, *ONE_BOX, *ELSEWHERE}
    )


def record_of(officer, label: str):
    model = apps.get_model(label)
    if label == "openings.application":
        return ApplicationFactory()
    if label == "quotes.quoterequest":
        return QuoteRequestFactory()
    if label == "bookings.booking":
        return BookingFactory()
    if label == "enquiries.message":
        return Message.objects.create(
            kind="contact", name="Mbarka", phone="+21698123456", text="Bonjour"
        )
    typed = typed_to_add(label)
    before = set(model.objects.values_list("pk", flat=True))
    officer.post(address(model, "add"), filled_in(officer.get(address(model, "add"))) | typed)
    return model.objects.exclude(pk__in=before).get()


def shows(client, record, wanted: dict):
    now = opened(client, record)
    return {name: str(now[name]) for name in wanted} == {
        name: PHONES.get(value, value) for name, value in wanted.items()
    }


PHONES = {"98 123 456": "+21698123456"}


@pytest.mark.any_database
@pytest.mark.parametrize("label", CHANGED)
def test_what_two_officers_change_stands_with_both_and_one_is_asked_about_the_rest(
    officer, colleague, label
):
    mine, theirs, besides = CHANGED[label]
    record = record_of(officer, label)
    if besides:
        late = opened(officer, record)
        assert saved(colleague, record, opened(colleague, record), **besides).status_code == 302
        assert saved(officer, record, late, **mine).status_code == 302
        assert shows(officer, record, mine | besides)
    late = opened(officer, record)
    last = {
        name: f"1{value[1:]}"
        if "/" in value
        else f"{value[:-1]}9"
        if value[-1].isdigit()
        else f"{value} !"
        for name, value in mine.items()
    }
    assert saved(colleague, record, opened(colleague, record), **theirs).status_code == 302
    answer = saved(officer, record, late, **last)
    assert [one["name"] for one in answer.context["conflict"]["disputes"]] == [*mine]
    assert shows(officer, record, theirs)
    assert saved(officer, record, filled_in(answer), **last).status_code == 302
    assert shows(officer, record, last | besides)


# The record and its rows


@pytest.fixture
def late(officer, colleague):
    """The person's form as the officer opened it, before a colleague saved another."""
    salah = ConsentFactory(artisan__name_fr="Salah", given_on=datetime.date(2026, 1, 15)).artisan
    form = opened(officer, salah)
    assert (
        saved(
            colleague, salah, opened(colleague, salah), name_fr="Salah Zouari", aliases="Slouha"
        ).status_code
        == 302
    )
    return salah, form


def test_only_what_both_changed_is_asked_about(officer, late):
    salah, form = late
    answer = saved(officer, salah, form, name_fr="Salah Jlassi", birth_year="1960")
    assertContains(answer, "Mouna Jlassi a enregistré cette fiche")
    assertContains(answer, "Choisissez.")
    assert answer.context["conflict"]["disputes"] == [
        {"label": "Nom (français)", "value": "Salah Zouari", "name": "name_fr"}
    ]
    again = filled_in(answer)
    assert (again["name_fr"], again["aliases"], str(again["birth_year"])) == (
        "Salah Jlassi",
        "Slouha",
        "1960",
    )
    salah.refresh_from_db()
    assert (salah.name_fr, salah.birth_year) == ("Salah Zouari", None)


@pytest.mark.parametrize(
    ("choice", "name"), [({}, "Salah Jlassi"), ({"choose-name_fr": "theirs"}, "Salah Zouari")]
)
def test_second_press_saves_what_was_chosen_and_writes_over_nothing_else(
    officer, late, choice, name
):
    salah, form = late
    answer = saved(
        officer, salah, form, name_fr="Salah Jlassi", **{"consents-0-until": "31/12/2030"}
    )
    assert saved(officer, salah, filled_in(answer) | choice).status_code == 302
    salah.refresh_from_db()
    assert (salah.name_fr, salah.aliases, salah.consents.get().until) == (
        name,
        "Slouha",
        datetime.date(2030, 12, 31),
    )


def test_consent_withdrawn_meanwhile_does_not_come_back(officer):
    """The person withdraws it in their space while their page is open on the desk:
    nobody is asked, and it stays withdrawn.
    """
    consent = ConsentFactory()
    form = opened(officer, consent.artisan)
    consent.withdrawn_on = datetime.date(2026, 2, 1)
    consent.save()
    assert saved(officer, consent.artisan, form, name_fr="Salah Jlassi").status_code == 302
    consent.refresh_from_db()
    assert (consent.withdrawn_on, consent.artisan.name_fr) == (
        datetime.date(2026, 2, 1),
        "Salah Jlassi",
    )


def test_column_of_a_row_that_both_changed_is_asked_about(officer):
    consent = ConsentFactory()
    form = opened(officer, consent.artisan)
    Consent.objects.update(until=datetime.date(2029, 1, 1))
    answer = saved(officer, consent.artisan, form, **{"consents-0-until": "31/12/2030"})
    assert answer.context["conflict"]["disputes"] == [
        {
            "label": "Accord 1 · Valable jusqu’au",
            "value": "1er janvier 2029",
            "name": "consents-0-until",
        }
    ]
    assert (
        saved(
            officer, consent.artisan, filled_in(answer), **{"choose-consents-0-until": "theirs"}
        ).status_code
        == 302
    )
    assert Consent.objects.get().until == datetime.date(2029, 1, 1)


def test_row_added_meanwhile_stays_and_is_shown_on_a_page_that_comes_back(officer):
    salah = ConsentFactory(item=Consent.Item.PHONE).artisan
    form = opened(officer, salah)
    ConsentFactory(artisan=salah, item=Consent.Item.NAME)
    answer = saved(officer, salah, form, birth_year="18")
    assert {filled_in(answer)[f"consents-{row}-item"] for row in (0, 1)} == {"phone", "name"}
    assert saved(officer, salah, filled_in(answer), birth_year="1960").status_code == 302
    assert salah.consents.count() == 2


@pytest.mark.parametrize("touched", [True, False])
def test_row_taken_away_meanwhile_is_asked_about_when_it_was_changed_here(officer, touched):
    first, second = (ConsentFactory(item=item) for item in (Consent.Item.PHONE, Consent.Item.NAME))
    Consent.objects.filter(pk=second.pk).update(artisan=first.artisan)
    form = opened(officer, first.artisan)
    place = next(row for row in (0, 1) if form[f"consents-{row}-item"] == "phone")
    first.delete()
    answer = saved(
        officer,
        first.artisan,
        form,
        **({f"consents-{place}-until": "31/12/2030"} if touched else {}),
    )
    assert answer.status_code == (200 if touched else 302)
    if touched:
        assertContains(answer, "La voici comme une nouvelle")
        assert saved(officer, first.artisan, filled_in(answer)).status_code == 302
    assert {one.item for one in first.artisan.consents.all()} == (
        {"phone", "name"} if touched else {"name"}
    )


def test_row_that_changed_is_not_deleted_unread(officer):
    consent = ConsentFactory()
    form = opened(officer, consent.artisan) | {"consents-0-DELETE": "on"}
    Consent.objects.update(until=datetime.date(2029, 1, 1))
    answer = saved(officer, consent.artisan, form)
    assertContains(answer, "Relisez-la")
    assert Consent.objects.exists()
    assert (
        saved(
            officer, consent.artisan, filled_in(answer), **{"consents-0-DELETE": "on"}
        ).status_code
        == 302
    )
    assert not Consent.objects.exists()


def test_paper_that_both_sent_is_not_replaced_unread(officer, colleague, media):
    consent = ConsentFactory()
    form, theirs = opened(officer, consent), opened(colleague, consent)
    assert (
        saved(
            colleague, consent, theirs, document=SimpleUploadedFile("b.pdf", blank_document())
        ).status_code
        == 302
    )
    answer = saved(officer, consent, form, document=SimpleUploadedFile("a.pdf", blank_document()))
    assert [one["name"] for one in answer.context["conflict"]["disputes"]] == ["document"]
    kept = Consent.objects.get().document.name
    assert saved(officer, consent, filled_in(answer)).status_code == 302
    assert Consent.objects.get().document.name == kept


def test_officer_alone_is_asked_nothing(officer):
    salah = ArtisanFactory()
    for name in ("Salah Un", "Salah Deux"):
        assert saved(officer, salah, opened(officer, salah), name_fr=name).status_code == 302
    assert Artisan.objects.get().name_fr == "Salah Deux"


def test_record_whose_fields_are_not_listed_shows_its_marks_once(officer):
    synonym = Synonym.objects.create(terms="plateau, sinia")
    page = officer.get(address(Synonym, "change", synonym.pk)).content.decode()
    assert page.count('name="seen"') == 1


def test_rows_typed_in_a_list_leave_what_another_has_moved(officer, colleague):
    """Each moves a row of their own; nobody's is put back."""
    first, second = CategoryFactory(order=1), CategoryFactory(order=2)

    def typed(client) -> tuple[dict, dict]:
        page = client.get(address(Category, "changelist"))
        rows = page.context["cl"].formset
        fields = re.findall(r'name="([^"]*form-[^"]+)"(?: value="([^"]*)")?', page.content.decode())
        return dict(fields) | {"_save": "1"}, {form.instance.pk: form.prefix for form in rows.forms}

    ours, places = typed(officer)
    theirs, _same = typed(colleague)
    assert (
        colleague.post(
            address(Category, "changelist"), theirs | {f"{places[first.pk]}-order": "8"}
        ).status_code
        == 302
    )
    assert (
        officer.post(
            address(Category, "changelist"), ours | {f"{places[second.pk]}-order": "9"}
        ).status_code
        == 302
    )
    assert dict(Category.objects.values_list("pk", "order")) == {first.pk: 8, second.pk: 9}
