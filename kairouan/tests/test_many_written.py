"""Several records at once, elsewhere than by the actions of a list: the lists typed in
place, the queue, the grid, what comes as a sheet, the space.

Each in both languages, with none, one, two, three, eleven and a hundred of them. A
private page that is neither walked here nor said to be of one record fails its test by
its name.
"""

import csv
import datetime
import io
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from artisans.identification.characters import CHARACTERS
from artisans.identification.models import Frequency, Observation
from artisans.models import Consent, FamilyPhoto, FamilyTechnique
from artisans.tests.factories import ArtisanFactory, FamilyFactory, TechniqueFactory
from enquiries.bookings.tests.factories import BookingFactory, PotFactory, TinningOfferFactory
from enquiries.quotes.tests.factories import PartFactory
from kairouan.accounts.models import User
from kairouan.desk.models import SheetImport
from kairouan.desk.review import queue_token
from kairouan.desk.sheets.desk import ImportsAndExports
from kairouan.desk.sheets.imports import look_over, write_down
from kairouan.photos.tests.photo_files import another
from kairouan.review.models import Notice, Phrase
from kairouan.review.moderation import Status
from kairouan.review.notice_kinds import PUBLISHED
from kairouan.review.queue import waiting_for
from kairouan.space.photos import MOST as MOST_PHOTOS
from products.models import Product
from products.tests.factories import ProductFactory
from programme.models import Attendance, Partner, Registration
from programme.openings.models import JobOpening
from programme.tests.factories import (
    ActionFactory,
    ApplicationFactory,
    AttendanceFactory,
    OpeningFactory,
    RegistrationFactory,
    SessionFactory,
)
from workshops.models import Membership, MembershipRole
from workshops.tests.factories import WorkshopFactory

from .many import LANGUAGES, NUMBERS, assert_in, assert_says, copies, several, told
from .walker import PRIVATE, route_names

pytestmark = pytest.mark.django_db


# What the walks share


@pytest.fixture
def desk(officer):
    officer.user = User.objects.get(is_superuser=True)
    return officer


@pytest.fixture
def space(client):
    """A member at home."""
    artisan = ArtisanFactory(account=User.objects.create_user(phone="+21698123456"))
    client.workshop = WorkshopFactory(published=True)
    client.artisan = artisan
    Membership.objects.create(workshop=client.workshop, artisan=artisan, role=MembershipRole.OWNER)
    client.force_login(artisan.account)
    return client


def walked(name: str, most: float = float("inf"), of: str = "desk"):
    """A walk: for each number of records a test, which calls it with the client and the
    number. It gives the answer, and what was to be said.

    What was to be said is the number, when a sentence says it; a sentence of its own
    meaning when none does; None when nothing is said.
    """

    def keep(walk):
        WALKS.append((name, walk, of, most))
        return walk

    return keep


WALKS: list[tuple] = []
A_SENTENCE = "a sentence"


# The desk


def listed_to_decide(client, number: int) -> list[str]:
    several(Product, number, status=Status.SUBMITTED, submitted_at=timezone.now())
    return [queue_token(waiting) for waiting in waiting_for(client.user)]


@walked("admin:review_queue")
def queue_published(client, number):
    chosen = listed_to_decide(client, number)
    answer = client.post(reverse("admin:review_queue"), {"decision": "approve", "chosen": chosen})
    assert Product.objects.filter(status=Status.PUBLISHED).count() == number, told(answer)
    return answer, number or A_SENTENCE


@walked("admin:review_queue")
def queue_sent_back(client, number):
    chosen = listed_to_decide(client, number)
    answer = client.post(
        reverse("admin:review_queue"),
        {"decision": "send_back", "chosen": chosen, "reason": "صورة واضحة"},
    )
    assert Product.objects.filter(status=Status.SENT_BACK).count() == number
    return answer, number or A_SENTENCE


@walked("admin:review_queue")
def queue_that_moved(client, number):
    chosen = [f"{each}." for each in listed_to_decide(client, number)]
    answer = client.post(reverse("admin:review_queue"), {"decision": "approve", "chosen": chosen})
    assert Product.objects.filter(status=Status.SUBMITTED).count() == number
    return answer, number or A_SENTENCE


@walked("admin:identification_observation_grid")
def cells_of_the_grid(client, number):
    codes = [character.code(state) for character in CHARACTERS for state in character.codes]
    techniques = TechniqueFactory.create_batch(4)
    cells = [f"{technique.pk}:{code}" for technique in techniques for code in codes]
    answer = client.post(
        reverse("admin:identification_observation_grid"),
        dict.fromkeys(cells[:number], "unknown:always"),
    )
    assert Observation.objects.filter(frequency=Frequency.ALWAYS).count() == number
    return answer, number or A_SENTENCE


@walked("admin:translations_sheet_in")
def sheet_of_translations(client, number):
    several(Phrase, number, text_fr="La photo manque.", text_ar="")
    sheet = client.get(reverse("admin:translations_sheet") + "?kind=review.phrase")
    answer = client.post(reverse("admin:translations_sheet_in"), {"file": filled_in(sheet.content)})
    if not number:
        assert not answer.context["changes"]
        return answer, None
    answer = client.post(
        reverse("admin:translations_sheet_in"), {"confirmed": answer.context["confirmed"]}
    )
    assert Phrase.objects.filter(text_ar="تنقص الصورة.").count() == number
    return answer, number


def filled_in(content: bytes) -> SimpleUploadedFile:
    book = load_workbook(io.BytesIO(content))
    for row in book.active.iter_rows(min_row=2):
        row[2].value = "تنقص الصورة."
    held = io.BytesIO()
    book.save(held)
    return SimpleUploadedFile("traductions.xlsx", held.getvalue())


def sent_as_list(client, model, content: bytes) -> SheetImport:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_import")
    assert (
        client.post(address, {"file": SimpleUploadedFile("liste.csv", content)}).status_code == 302
    )
    sent = SheetImport.objects.first()
    look_over.call(sent.pk)
    return sent


def page_of(client, sent: SheetImport):
    options = sent.sheet._meta.model._meta
    return client.get(
        reverse(f"admin:{options.app_label}_{options.model_name}_sent", args=[sent.pk])
    )


def csv_of(rows: list[list]) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    return held.getvalue().encode()


@walked("sheets")
def list_of_partners(client, number):
    rows = [["reference", "name_ar"], *([f"P-{place}", f"شريك {place}"] for place in range(number))]
    sent = sent_as_list(client, Partner, csv_of(rows))
    answer = page_of(client, sent)
    assert client.post(answer.request["PATH_INFO"]).status_code == 302
    write_down.call(sent.pk)
    assert Partner.objects.count() == number
    return page_of(client, sent), None


@walked("sheets")
def list_of_partners_with_faults(client, number):
    rows = [["reference", "name_ar"], *([f"#{place}", f"شريك {place}"] for place in range(number))]
    answer = page_of(client, sent_as_list(client, Partner, csv_of(rows)))
    assert Partner.objects.count() == 0
    return answer, None


@walked("programme:attendance_issue")
def certificates_of_an_action(client, number):
    action = ActionFactory(published=True)
    session = SessionFactory(action=action)
    registrations = (
        copies(RegistrationFactory(action=action), number, action=action) if number else []
    )
    there = [
        Attendance(session=session, registration=each, is_present=True) for each in registrations
    ]
    Attendance.objects.bulk_create(there)
    page = client.get(reverse("programme:attendance_action", args=[action.pk]))
    assert page.context["due"] == number
    answer = client.post(reverse("programme:attendance_issue", args=[action.pk]))
    assert Registration.objects.filter(certificate__isnull=False).count() == number
    return answer, A_SENTENCE


@walked("programme:attendance_roll")
def roll_of_a_session(client, number):
    session = SessionFactory()
    registrations = (
        copies(RegistrationFactory(action=session.action), number, action=session.action)
        if number
        else []
    )
    address = reverse("programme:attendance_roll", args=[session.pk])
    assert client.get(address).status_code == 200
    answer = client.post(address, {f"person-{each.pk}": "yes" for each in registrations})
    assert session.attendances.filter(is_present=True).count() == number
    return answer, A_SENTENCE


@walked("admin:artisans_artisan_withdraw", most=len(Consent.Item))
def agreements_of_a_person(client, number):
    person = ArtisanFactory()
    given = [
        Consent(artisan=person, item=item, given_on=datetime.date(2026, 1, 15))
        for item in Consent.Item.values[:number]
    ]
    Consent.objects.bulk_create(given)
    sent = {"consents": [each.pk for each in given], "word": "«صالح»"}
    answer = client.post(reverse("admin:artisans_artisan_withdraw", args=[person.pk]), sent)
    assert Consent.objects.filter(withdrawn_on__isnull=False).count() == number
    return answer, A_SENTENCE if number else None


# The space


@walked("space:product_prices_preview", of="space")
def prices_of_products(client, number):
    products = several(
        Product,
        number,
        workshop=client.workshop,
        price_kind="fixed",
        price="85.500",
        price_confirmed_on=timezone.localdate(),
    )
    typed = {
        "way": "up",
        "amount": "10",
        "by": "percent",
        "rounding": "dinar",
        "products": [each.pk for each in products],
    }
    shown = client.get(f"{reverse('space:product_prices_preview')}?{urlencode(typed, doseq=True)}")
    assert shown.status_code == (200 if number else 422)
    answer = client.post(
        reverse("space:product_prices_preview"),
        typed | {f"seen-{each.pk}": "85.500" for each in products},
    )
    assert Product.objects.filter(price="94.000").count() == number
    return answer, number or None


def photos(number: int) -> list[SimpleUploadedFile]:
    return [another(f"{place}.jpg") for place in range(number)]


@walked("space:workshop_photos", most=MOST_PHOTOS, of="space")
def photos_of_a_workshop(client, number):
    answer = client.post(
        reverse("space:workshop_photos", args=[client.workshop.pk]),
        {"photos": photos(number)},
        headers={"accept": "text/html"},
    )
    return answer, number or None


@walked("space:family_photos", most=MOST_PHOTOS, of="space")
def photos_of_a_family(client, number):
    family = FamilyFactory(published=True, spokesperson=client.artisan)
    answer = client.post(
        reverse("space:family_photos", args=[family.pk]),
        {"photos": photos(number)},
        headers={"accept": "text/html"},
    )
    return answer, number or None


@walked("space:hammering_photos", most=MOST_PHOTOS, of="space")
def photos_of_a_hammering(client, number):
    family = FamilyFactory(published=True, spokesperson=client.artisan)
    practice = FamilyTechnique.objects.create(family=family, technique=TechniqueFactory())
    answer = client.post(
        reverse("space:hammering_photos", args=[practice.technique_id]),
        {"photos": photos(number)},
        headers={"accept": "text/html"},
    )
    return answer, number or None


@walked("space:product_photos", most=MOST_PHOTOS, of="space")
def photos_of_a_product(client, number):
    product = ProductFactory(workshop=client.workshop)
    answer = client.post(
        reverse("space:product_photos", args=[product.pk]),
        {"photos": photos(number)},
        headers={"accept": "text/html"},
    )
    assert product.photos.count() == number
    return answer, number or None


@walked("space:notices_read", of="space")
def notices_that_are_read(client, number):
    facts = {
        "user": client.artisan.account,
        "kind": PUBLISHED.code,
        "record": client.workshop,
    }
    Notice.objects.bulk_create([Notice(**facts) for _place in range(number)])
    for name in ("space:home", "space:notices"):
        assert client.get(reverse(name)).status_code == 200
    answer = client.post(reverse("space:notices_read"))
    assert Notice.objects.unread().count() == 0
    return answer, None


def looked_at(name: str, of="space"):
    """A page that shows so many of something."""
    return walked(name, of=of)


@looked_at("space:workshop_page")
def menu_of_a_workshop(client, number):
    several(Membership, number, workshop=client.workshop, role=MembershipRole.HELPER)
    assert (
        client.get(reverse("space:workshop_people", args=[client.workshop.pk])).status_code == 200
    )
    return client.get(reverse("space:workshop_page", args=[client.workshop.pk])), None


@looked_at("space:family_page")
def menu_of_a_family(client, number):
    family = FamilyFactory(published=True, spokesperson=client.artisan)
    FamilyPhoto.objects.bulk_create(
        FamilyPhoto(family=family, image=f"photos/{place}.jpg", width=64, height=48)
        for place in range(number)
    )
    return client.get(reverse("space:family_page", args=[family.pk])), None


@looked_at("space:product_list")
def products_of_a_workshop(client, number):
    several(Product, number, workshop=client.workshop)
    assert client.get(reverse("space:home")).status_code == 200
    return client.get(reverse("space:product_list")), None


@looked_at("space:request_list")
def requests_of_a_workshop(client, number):
    PartFactory.create_batch(number, workshop=client.workshop)
    assert client.get(reverse("space:home")).status_code == 200
    return client.get(reverse("space:request_list")), None


@looked_at("space:booking_list")
def bookings_of_a_workshop(client, number):
    offer = TinningOfferFactory(workshop=client.workshop)
    for booking in BookingFactory.create_batch(number, offer=offer):
        PotFactory.create_batch(number, booking=booking)
    assert client.get(reverse("space:home")).status_code == 200
    return client.get(reverse("space:booking_list")), None


@looked_at("space:opening_list")
def people_put_forward(client, number):
    opening = OpeningFactory(published=True, workshop=client.workshop)
    if number:
        copies(ApplicationFactory(opening=opening, name="سالم"), number, state="put_forward")
    assert client.get(reverse("space:opening_page", args=[opening.pk])).status_code == 200
    return client.get(reverse("space:opening_list")), None


@looked_at("space:opening_list")
def openings_of_a_workshop(client, number):
    several(JobOpening, number, workshop=client.workshop)
    return client.get(reverse("space:opening_list")), None


@looked_at("space:opinion_list")
def opinions_asked_for(client, number):
    if number:
        for registration in copies(
            RegistrationFactory(artisan=client.artisan), number, artisan=client.artisan
        ):
            AttendanceFactory(
                registration=registration, session=SessionFactory(action=registration.action)
            )
    assert client.get(reverse("space:home")).status_code == 200
    answer = client.get(reverse("space:opinion_list"))
    assert len(answer.context["sheets"]) == number
    return answer, None


@looked_at("space:training_list")
def actions_taken_part_in(client, number):
    if number:
        copies(RegistrationFactory(artisan=client.artisan), number, artisan=client.artisan)
    return client.get(reverse("space:training_list")), None


# The walks


def cases() -> list:
    return [
        pytest.param(walk, of, number, language, id=f"{walk.__name__}-{number}-{language}")
        for _name, walk, of, most in WALKS
        for number in dict.fromkeys(min(number, most) for number in NUMBERS)
        for language in LANGUAGES
    ]


@pytest.mark.words("number", "language")
@pytest.mark.parametrize(("walk", "of", "number", "language"), cases())
def test_several_are_written_and_how_many_is_said(request, media, walk, of, number, language):
    client = request.getfixturevalue(of)
    with translation.override(language):
        answer, expected = walk(client, number)
    if expected is None:
        assert answer.status_code in (200, 302, 422)
        return
    assert answer.status_code == 302, answer.content.decode()[:2000]
    (sentence, *_more) = told(answer)
    if expected is A_SENTENCE:
        assert_in(language, sentence)
    else:
        assert_says(sentence, number, language)


# Private pages that are of one record, or of none: they say no number.
OF_ONE = {
    "account",
    "account_change_password",
    "account_confirm_login_code",
    "account_end_other_sessions",
    "account_end_session",
    "account_inactive",
    "account_invitation",
    "account_login",
    "account_login_password",
    "account_logout",
    "account_reauthenticate",
    "account_request_login_code",
    "account_set_password",
    "account_signup",
    "mfa_authenticate",
    "mfa_index",
    "second_factor_add",
    "second_factor_codes",
    "second_factor_first_codes",
    "second_factor_remove",
    "second_factor_set_up",
    "admin:accounts_user_second_factor",
    "admin:app_list",
    "admin:artisans_artisan_invite",
    "admin:artisans_artisan_merge",
    "admin:artisans_artisan_said",
    "admin:artisans_artisan_send_invitation",
    "admin:artisans_merge_take_back",
    "admin:identification_trial_step",
    "admin:auth_user_password_change",
    "admin:autocomplete",
    "admin:index",
    "admin:jsi18n",
    "admin:login",
    "admin:logout",
    "admin:newcomer",
    "admin:password_change",
    "admin:password_change_done",
    "admin:openings_application_place",
    "admin:quotes_quoterequest_figures",
    "admin:quotes_quoterequest_figures_export",
    "admin:quotes_quoterequest_part",
    "admin:translate",
    "admin:translations",
    "admin:translations_sheet",
    "admin:view_on_site",
    "admin:workshops_workshop_act",
    "programme:attendance_action",
    "programme:attendance_certificate",
    "programme:attendance_paper_opinion",
    "programme:attendance_sessions",
    "programme:attendance_sheet",
    "space:family_forget",
    "space:family_links",
    "space:family_list",
    "space:family_photo",
    "space:family_photos_arrange",
    "space:family_portrait_back",
    "space:family_portraits",
    "space:family_practices",
    "space:family_preview",
    "space:family_send",
    "space:family_visibility",
    "space:family_words",
    "space:hammering_edit",
    "space:hammering_new",
    "space:hammering_page",
    "space:hammering_photo",
    "space:hammering_photos_arrange",
    "space:hammering_send",
    "space:own_consents",
    "space:technique_list",
    "space:technique_page",
    "space:workshop_away",
    "space:workshop_consents",
    "space:workshop_contact",
    "space:workshop_forget",
    "space:workshop_hours",
    "space:workshop_hours_of_period",
    "space:workshop_membership_end",
    "space:workshop_names",
    "space:workshop_people",
    "space:workshop_photo",
    "space:workshop_photos_arrange",
    "space:workshop_place",
    "space:workshop_presentation",
    "space:workshop_preview",
    "space:workshop_send",
    "space:workshop_steps",
    "space:stop_acting",
    "space:workshop_techniques",
    "space:workshop_list",
    "space:opening_close",
    "space:opening_edit",
    "space:opening_forget",
    "space:opening_new",
    "space:opening_page",
    "space:opening_preview",
    "space:opening_send",
    "space:opinion_certificate",
    "space:opinion_sheet",
    "bookings:follow",
    "bookings:receipt",
    "bookings:sent",
    "space:booking",
    "space:booking_receipt",
    "space:tin_lots",
    "space:tin_document",
    "space:tinning_offer",
    "quotes:add",
    "quotes:follow",
    "quotes:sent",
    "space:request",
    "space:request_photo",
    "space:request_seen",
    "space:product_availability",
    "space:product_bring_back",
    "space:product_dimensions",
    "space:product_facts",
    "space:product_forget",
    "space:product_material",
    "space:product_names",
    "space:product_new",
    "space:product_photo",
    "space:technique_sounds",
    "space:technique_sound_back",
    "space:product_photos_arrange",
    "space:product_page",
    "space:product_preview",
    "space:product_price",
    "space:product_prices",
    "space:product_send",
    "space:product_technique",
    "space:product_text",
    "space:product_withdraw",
    "space:home",
    "space:my_data",
    "space:my_data_download",
    "space:notices",
    "space:training_action",
    "space:training_ask",
    "space:training_give_up",
    "space:training_registration",
}
# The pages that the desk has for every kind of record; a list's actions are walked by
# `test_many_selected`, its sheets below.
OF_EVERY_KIND = (
    "add",
    "change",
    "changelist",
    "compare",
    "delete",
    "export",
    "history",
    "import",
    "document",
    "preview",
    "recover",
    "recoverlist",
    "review",
    "revision",
    "sent",
    "template",
)


def private_routes() -> list[str]:
    kinds = {f"{model._meta.app_label}_{model._meta.model_name}" for model in apps.get_models()}
    every = {f"admin:{kind}_{page}" for kind in kinds for page in OF_EVERY_KIND}
    return sorted({name for name, _takes in route_names() if name.startswith(PRIVATE)} - every)


@pytest.mark.any_database
def test_pages_said_to_be_of_one_record_are_there():
    assert set(private_routes()) >= OF_ONE


@pytest.mark.any_database
@pytest.mark.parametrize("name", private_routes())
def test_every_private_page_is_walked_or_of_one_record(name):
    assert name in {walked for walked, *_rest in WALKS} or name in OF_ONE, (
        f"say in {__name__} how it is walked"
    )


EDITABLE = [model for model, desk in admin.site._registry.items() if desk.list_editable]


@pytest.mark.words("number", "language")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("model", EDITABLE, ids=lambda model: model._meta.label_lower)
def test_list_typed_in_place_says_how_many_changed(officer, model, number, language):
    (name,) = admin.site._registry[model].list_editable
    several(model, number)
    with translation.override(language):
        address = (
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") + "?all="
        )
    rows = officer.get(address).context["cl"].result_list if number else []
    sent = {"form-TOTAL_FORMS": number, "form-INITIAL_FORMS": number, "_save": "1"}
    for place, row in enumerate(rows):
        sent |= {f"form-{place}-id": row.pk, f"form-{place}-{name}": 7}
    answer = officer.post(address, sent)
    assert answer.status_code == 302
    assert model.objects.filter(**{name: 7}).count() == number
    sentences = told(answer)
    if number:
        (sentence,) = sentences
        assert_says(sentence, number, language)
    else:
        assert sentences == []


@pytest.mark.words("number", "language")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "model",
    [model for model, desk in admin.site._registry.items() if isinstance(desk, ImportsAndExports)],
    ids=lambda model: model._meta.label_lower,
)
def test_list_that_went_out_comes_back_and_says_how_many_are_the_same(
    officer, model, number, language
):
    several(model, number)
    named = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    with translation.override(language):
        content = officer.get(reverse(f"{named}_export", args=["csv"])).content
        page = page_of(officer, sent_as_list(officer, model, content))
    assert page.status_code == 200
