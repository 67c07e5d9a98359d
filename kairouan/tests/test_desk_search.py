"""The search of the desk's lists: words, numbers, references, telephones, in any
spelling, on every list that has a search box.
"""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from artisans.models import Artisan
from artisans.tests.factories import ArtisanFactory
from enquiries.models import Message
from kairouan.accounts.models import User
from kairouan.common.phones import PhoneField
from kairouan.desk.searching import SearchesDesk, is_phone
from kairouan.portal.roles import REVIEWER
from kairouan.search.matching import holder_of
from kairouan.search.models import Synonym
from products.models import Product
from products.tests.factories import ProductFactory
from programme.models import Registration
from programme.tests.factories import PartnerFactory, RegistrationFactory
from workshops.models import Channel, Workshop
from workshops.tests.factories import WorkshopFactory

from .many import one

pytestmark = pytest.mark.django_db

SEARCHED = [model for model, its in admin.site._registry.items() if its.search_fields]
WITH_PHONES = [
    model
    for model in apps.get_models()
    if any(isinstance(field, PhoneField) for field in model._meta.fields)
]
PHONE = "+21698123456"
SPELLINGS = [
    "98 123 456", "98123456", "+216 98123456", "+216 (0) 98 123 456", "00216 98 12 34 56",
    "21698123456", "٩٨١٢٣٤٥٦", "٩٨ ١٢٣ ٤٥٦", "98.123.456", "98-123-456", "(+216) 98 123 456",
    "3456", "123 4", "\u202a+216 98 123 456\u202c",
]  # fmt: skip
HOSTILE = [
    "%", "_", "\\", '"', "'; DROP TABLE x; --", "\x00", "\u202e", "ال", "(" * 200, "[^" * 100,
    "*+?{9999}", "9" * 200, "#" + "9" * 18, "#" * 90, "١" * 18, "a b c d e f g h i j k l m", "و " * 99,
    "\U0001f600", "e\u0301" * 99, "-" * 200, "@", "@" * 200, "n°", "ﷺ", "ß", "\ud7ff\ue000",
]  # fmt: skip


def changelist(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def listed(client, model, typed: str) -> list:
    return list(client.get(changelist(model), {"q": typed}).context["cl"].queryset)


def test_every_list_with_a_search_box_reads_it_alike():
    assert [
        each for each in SEARCHED if not isinstance(admin.site._registry[each], SearchesDesk)
    ] == []


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_query_breaks_a_list(officer, typed):
    ProductFactory(name_fr="Plateau")
    for model in (Product, Message, User, Registration):
        assert officer.get(changelist(model), {"q": typed}).status_code == 200


def test_a_hostile_query_breaks_no_list(officer):
    for model in SEARCHED:
        for typed in ("ال'\"%_\\([{*+?^$|.)", "9" * 18, "@٩٨ ١٢٣ ٤٥٦"):
            assert officer.get(changelist(model), {"q": typed}).status_code == 200, model


@pytest.mark.parametrize("announced", ["{}", "#{}", "n° {}", "N°{}", "رقم {}", "numéro {}"])
def test_a_number_finds_its_record_on_every_list(officer, announced):
    for model in SEARCHED:
        if not isinstance(model._meta.pk, models.IntegerField):
            continue
        record = model._default_manager.first() if model is User else one(model)
        typed = announced.format(record.pk)
        found = listed(officer, model, typed)
        assert record in found, (model, typed)
        arabic = str(record.pk).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        assert found == listed(officer, model, announced.format(arabic)), (model, typed)


def test_a_number_finds_no_other_that_holds_its_figures(officer):
    ProductFactory(pk=1949, name_fr="Plateau 1949")
    product = ProductFactory(pk=49, name_fr="Plateau")
    assert listed(officer, Product, "49") == [product]


@pytest.mark.parametrize("typed", SPELLINGS)
@pytest.mark.parametrize("model", WITH_PHONES)
def test_a_telephone_finds_every_record_that_holds_one(officer, model, typed):
    column = next(field.name for field in model._meta.fields if isinstance(field, PhoneField))
    record = one(model)
    setattr(record, column, PHONE)
    record.save()
    assert listed(officer, model, typed) == [record]
    assert listed(officer, model, "97 123 456") == []


def test_columns_that_name_a_telephone_are_known_as_such():
    """A search box that names a telephone names it as one."""
    for model in WITH_PHONES:
        paths = admin.site._registry[model].search_fields
        assert any(is_phone(model, path) for path in paths), model


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_telephone_finds_the_person_the_workshop_and_who_takes_part(officer, typed):
    account = User.objects.create_user(phone=PHONE)
    person, workshop = ArtisanFactory(account=account), WorkshopFactory()
    ArtisanFactory()
    registration = RegistrationFactory(artisan=person)
    Channel.objects.create(workshop=workshop, person=person, kind="phone", value=PHONE)
    Channel.objects.create(workshop=workshop, person=person, kind="whatsapp", value=PHONE)
    assert listed(officer, Artisan, typed) == [person]
    assert listed(officer, Workshop, typed) == [workshop]
    assert listed(officer, Registration, typed) == [registration]


def test_who_may_not_read_accounts_finds_nobody_by_theirs(django_user_model):
    """A search that answered would say whose telephone it is."""
    person = ArtisanFactory(account=User.objects.create_user(phone=PHONE, email="s@tests.example"))
    reviewer = django_user_model.objects.create_user(email="r@tests.example", is_staff=True)
    reviewer.groups.add(reviewer.groups.model.objects.get(name=REVIEWER))
    client = Client()
    client.force_login(reviewer)
    assert listed(client, Artisan, person.name_fr) == [person]
    for typed in ("98 123 456", "s@tests.example", "3456"):
        assert listed(client, Artisan, typed) == []
    reviewer.is_superuser = True
    reviewer.save()
    for typed in ("98 123 456", "s@tests.example", "3456"):
        assert listed(client, Artisan, typed) == [person]


def test_columns_of_others_are_those_of_a_record_that_one_may_read():
    for model, its in admin.site._registry.items():
        for path in getattr(its, "contact_fields", ()):
            assert "view" in holder_of(model, path)._meta.default_permissions, path


def test_an_address_is_found_as_typed(officer):
    salem = one(User)
    one_letter = Message.objects.create(
        name="Salem", email="salem.b@tests.example", language="fr", text="Bonjour"
    )
    assert listed(officer, Message, "salem.b@tests.example") == [one_letter]
    assert listed(officer, User, "SALEM@tests.example") == [salem]


@pytest.mark.parametrize(
    "typed", ["théière", "THEIERES", "برّاد", "البراد", "zezoua", "theiere inconnue", "thei"]
)
def test_a_draft_is_found_by_the_words_that_people_type(officer, typed):
    Synonym.objects.create(terms="zezoua, برّاد, théière")
    draft = ProductFactory(name_fr="Théière étamée", name_ar="برّاد مقصدر")
    ProductFactory(name_fr="Lanterne", name_ar="فنار")
    assert listed(officer, Product, typed) == [draft]


def test_what_half_is_said_of_is_found_where_nothing_says_it_all(officer):
    both = ProductFactory(name_fr="Plateau gravé")
    ProductFactory(name_fr="Plateau")
    assert listed(officer, Product, "plateau gravé") == [both]
    assert listed(officer, Product, "plateau gravé inconnu") == [both]
    assert listed(officer, Product, "inconnu absent plateau") == []


def test_a_plain_column_is_read_without_accents_vowels_or_article(officer):
    letter = Message.objects.create(
        name="أحمد الزّواري", phone=PHONE, language="ar", text="Où est l’Écuelle ?"
    )
    for typed in ("احمد", "زواري", "الزواري", "احمد زواري", "ecuelle", "ÉCUELLE", "cuelle"):
        assert listed(officer, Message, typed) == [letter], typed
    assert listed(officer, Message, "أحمر") == []


def test_a_partner_is_found_by_part_of_a_word(officer):
    partner = PartnerFactory(name_fr="Centre de l’Artisanat Abdelhamid")
    assert listed(officer, type(partner), "hamid") == [partner]


def test_a_field_that_completes_reads_alike(officer):
    person = ArtisanFactory(name_fr="Salah Zouari", account=User.objects.create_user(phone=PHONE))
    ArtisanFactory()
    for typed in ("zouari salah", "98 123 456", f"n° {person.pk}"):
        answer = officer.get(
            reverse("admin:autocomplete"),
            {
                "app_label": "artisans",
                "model_name": "consent",
                "field_name": "artisan",
                "term": typed,
            },
        )
        assert [each["id"] for each in answer.json()["results"]] == [str(person.pk)], typed


def test_a_search_makes_the_same_statements_however_much_it_finds(
    officer, django_assert_num_queries, django_assert_max_num_queries
):
    ProductFactory(name_fr="Plateau")
    with django_assert_max_num_queries(60) as first:
        listed(officer, Product, "plateau")
    ProductFactory.create_batch(12, name_fr="Plateau")
    with django_assert_num_queries(len(first)):
        listed(officer, Product, "plateau")
