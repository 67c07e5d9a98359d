"""Returning a record to a former version touches that record alone; looking at one
writes nothing.
"""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains
from reversion.models import Version

from artisans.models import Artisan, Consent
from artisans.tests.factories import ArtisanFactory, ConsentFactory, TechniqueFactory, sound_of
from kairouan.accounts.models import User
from kairouan.desk.versions import versions_of
from kairouan.portal.models import Page
from kairouan.publication.stamp import WRITES
from kairouan.review.changes import write_change
from kairouan.review.history import revision
from kairouan.review.moderation import Status
from kairouan.review.proposals import open_proposal
from kairouan.tests.test_consent_walk import photo_file as taken
from products.models import Product
from products.tests.factories import ProductFactory
from programme.models import Attendance, Registration, Session
from programme.tests.factories import ActionFactory
from workshops.models import Membership, WorkshopPhoto, WorkshopStep
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def latest(record) -> Version:
    return versions_of(type(record), record.pk).first()


def saved_together(*records) -> Version:
    """One revision that holds them all, as an import or a command makes it; the version
    of the first.
    """
    with revision(reason="ensemble"):
        for record in records:
            record.save()
    return latest(records[0])


def return_page(record, version) -> str:
    return address(type(record), "revision", record.pk, version.pk)


def bring_back(officer, record, version, *keys):
    """Return as an officer does: read what would change, leave ticked what the page
    ticks (or these keys), press.
    """
    read = officer.get(return_page(record, version))
    plan = read.context["plan"]
    sent = {"mark": plan.mark, "chosen": list(keys or [choice.key for choice in plan.choices])}
    return officer.post(return_page(record, version), sent)


def written_tables(queries) -> set[str]:
    return {found[1] for query in queries if (found := WRITES.match(query["sql"]))}


# One record


def test_returning_a_page_leaves_the_price_the_translation_and_the_withdrawn_consent_saved_with_it(
    officer,
):
    page = Page.objects.create(
        key=Page.Key.values[0],
        title_fr="Avant",
        title_ar="قبل",
        status=Status.PUBLISHED,
        slug="histoire",
    )
    product = ProductFactory(
        published=True,
        price_kind="fixed",
        price="80.000",
        price_confirmed_on=datetime.date(2026, 1, 1),
        name_ar="",
    )
    consent = ConsentFactory()
    version = saved_together(page, product, consent, consent.artisan)
    page.title_fr, product.price, product.name_ar, consent.withdrawn_on = (
        "Après",
        "120.000",
        "برّاد",
        datetime.date(2026, 3, 1),
    )
    for record in (page, product, consent):
        record.save()
    assert bring_back(officer, page, version).status_code == 302
    for record in (page, product, consent):
        record.refresh_from_db()
    assert page.title_fr == "Avant"
    assert (str(product.price), product.name_ar, consent.withdrawn_on) == (
        "120.000",
        "برّاد",
        datetime.date(2026, 3, 1),
    )


def test_returning_a_person_leaves_their_consents_and_their_account(officer):
    consent = ConsentFactory(artisan__name_fr="Salah")
    salah = consent.artisan
    salah.account = User.objects.create_user(phone="+21698000111", name="Salah")
    version = saved_together(salah)
    assert Version.objects.get_for_object(consent).exists()  # they were saved with the person
    salah.name_fr, salah.account, consent.withdrawn_on = "Salah Z.", None, datetime.date(2026, 3, 1)
    salah.save()
    consent.save()
    assert bring_back(officer, salah, version).status_code == 302
    salah.refresh_from_db()
    consent.refresh_from_db()
    assert (salah.name_fr, salah.account, consent.withdrawn_on) == (
        "Salah",
        None,
        datetime.date(2026, 3, 1),
    )
    assert not Artisan.objects.with_consents().get(pk=salah.pk).shows_name


def test_returning_a_workshop_gives_nobody_its_page_and_no_trust(officer):
    workshop = WorkshopFactory(published=True, name_fr="Avant", is_trusted=True)
    membership = Membership.objects.create(workshop=workshop, artisan=ArtisanFactory())
    version = saved_together(workshop)
    membership.until = datetime.date(2026, 2, 1)
    membership.save()
    workshop.name_fr, workshop.is_trusted = "Après", False
    workshop.save()
    assert bring_back(officer, workshop, version).status_code == 302
    workshop.refresh_from_db()
    membership.refresh_from_db()
    assert (workshop.name_fr, workshop.is_trusted, membership.until) == (
        "Avant",
        False,
        datetime.date(2026, 2, 1),
    )


def test_returning_one_of_an_import_leaves_the_others(officer):
    products = ProductFactory.create_batch(
        4,
        published=True,
        price_kind="fixed",
        price="50.000",
        price_confirmed_on=datetime.date(2026, 1, 1),
    )
    version = saved_together(*products)
    for product in products:
        product.price = "60.000"
        product.save()
    assert bring_back(officer, products[0], version).status_code == 302
    assert sorted(str(price) for price in Product.objects.values_list("price", flat=True)) == [
        "50.000",
        "60.000",
        "60.000",
        "60.000",
    ]


def test_returning_an_action_loses_no_attendance(officer):
    """A session that someone attended does not go with the version that did not know of
    it.
    """
    action = ActionFactory(published=True, takes_registrations=True, places=9, title_fr="Avant")
    version = saved_together(action)
    session = Session.objects.create(
        action=action, day=action.starts_on, starts_at="09:00", ends_at="12:00"
    )
    registration = Registration.objects.create(
        action=action, artisan=ArtisanFactory(), state="confirmed"
    )
    Attendance.objects.create(session=session, registration=registration, is_present=True)
    action.title_fr = "Après"
    action.save()
    read = officer.get(return_page(action, version))
    assertContains(read, "d’autres fiches en dépendent")
    assert bring_back(officer, action, version).status_code == 302
    action.refresh_from_db()
    assert (action.title_fr, Attendance.objects.count()) == ("Avant", 1)


def test_change_that_waits_and_the_state_of_the_record_stay(officer):
    workshop = WorkshopFactory(name_fr="Avant")
    version = saved_together(workshop)
    workshop.name_fr, workshop.status, workshop.slug = "Après", Status.PUBLISHED, "apres"
    workshop.save()
    with revision():
        write_change(workshop, {"summary_fr": "Couscoussiers"}, by=None)
    assert bring_back(officer, workshop, version).status_code == 302
    workshop.refresh_from_db()
    assert (workshop.name_fr, workshop.status, workshop.slug) == (
        "Avant",
        Status.PUBLISHED,
        "apres",
    )
    assert open_proposal(workshop).wanted == {"summary_fr": "Couscoussiers"}


def test_revert_restores_columns_relations_inline_rows_and_photos(officer, media):
    technique = TechniqueFactory()
    workshop = WorkshopFactory(published=True, name_fr="Avant")
    workshop.techniques.set([technique])
    step = WorkshopStep.objects.create(workshop=workshop, step="annealing")
    photo = WorkshopPhoto.objects.create(workshop=workshop, image=taken(), alt_fr="La forge")
    version, file = saved_together(workshop), photo.image.name
    photo.delete()
    step.delete()
    WorkshopStep.objects.create(workshop=workshop, step="tinning")
    workshop.techniques.clear()
    workshop.name_fr = "Après"
    workshop.save()
    assert bring_back(officer, workshop, version).status_code == 302
    workshop.refresh_from_db()
    back = workshop.photos.get()
    assert (workshop.name_fr, list(workshop.techniques.all())) == ("Avant", [technique])
    assert list(workshop.steps.values_list("step", flat=True)) == ["annealing"]
    assert (back.image.name, back.alt_fr, back.image.storage.exists(file)) == (
        file,
        "La forge",
        True,
    )


def test_revert_restores_a_recording(officer, media):
    technique = TechniqueFactory(published=True, name_fr="Avant")
    sound = sound_of(technique, media, description_fr="Coups clairs")
    version = saved_together(technique)
    sound.delete()
    technique.name_fr = "Après"
    technique.save()
    assert bring_back(officer, technique, version).status_code == 302
    back = technique.sounds.get()
    assert (back.description_fr, back.peaks, back.milliseconds) == (
        "Coups clairs",
        sound.peaks,
        sound.milliseconds,
    )
    assert officer.get(back.audio.url).status_code == 200


def test_row_made_anew_that_says_the_same_is_no_difference(officer):
    workshop = WorkshopFactory(published=True, name_fr="Avant")
    WorkshopStep.objects.create(workshop=workshop, step="annealing")
    version = saved_together(workshop)
    workshop.steps.all().delete()
    again = WorkshopStep.objects.create(workshop=workshop, step="annealing")
    workshop.name_fr = "Après"
    workshop.save()
    assert [
        choice.key for choice in officer.get(return_page(workshop, version)).context["plan"].choices
    ] == ["name_fr"]
    assert bring_back(officer, workshop, version).status_code == 302
    assert workshop.steps.get() == again


# Said before, chosen, by the rules


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_page_says_what_would_change_and_only_that(officer, language):
    product = ProductFactory(published=True, name_fr="Théière", description_fr="Une ligne")
    version = saved_together(product)
    product.name_fr = "Plateau"
    product.save()
    with translation.override(language):
        read = officer.get(return_page(product, version))
    assertContains(read, "<del>Plateau</del>")
    assertContains(read, "<ins>Théière</ins>")
    assert [choice.key for choice in read.context["plan"].choices] == ["name_fr"]


def test_officer_leaves_out_what_should_stay(officer):
    product = ProductFactory(published=True, name_fr="Théière", description_fr="Avant")
    version = saved_together(product)
    product.name_fr, product.description_fr = "Plateau", "Après"
    product.save()
    assert bring_back(officer, product, version, "description_fr").status_code == 302
    product.refresh_from_db()
    assert (product.name_fr, product.description_fr) == ("Plateau", "Avant")


def test_revert_without_a_choice_changes_nothing(officer):
    product = ProductFactory(name_fr="Théière")
    version = saved_together(product)
    product.name_fr = "Plateau"
    product.save()
    answer = officer.post(
        return_page(product, version),
        {"mark": officer.get(return_page(product, version)).context["plan"].mark},
    )
    assert answer.status_code == 422
    assertContains(answer, "Cochez au moins une ligne", status_code=422)


def test_record_that_changed_since_the_page_was_read_is_read_again(officer):
    product = ProductFactory(name_fr="Théière")
    version = saved_together(product)
    product.name_fr = "Plateau"
    product.save()
    mark = officer.get(return_page(product, version)).context["plan"].mark
    product.name_fr = "Grand plateau"
    product.save()
    answer = officer.post(return_page(product, version), {"mark": mark, "chosen": ["name_fr"]})
    assertContains(answer, "a changé depuis", status_code=422)
    product.refresh_from_db()
    assert product.name_fr == "Grand plateau"


def test_former_values_that_break_a_rule_of_today_are_refused_in_a_sentence(officer):
    product = ProductFactory(name_fr="", name_ar="")
    version = saved_together(product)
    product.name_fr, product.status, product.slug = "Théière", Status.PUBLISHED, "theiere"
    product.save()
    answer = bring_back(officer, product, version)
    assertContains(answer, "Une pièce publiée porte un nom", status_code=422)
    product.refresh_from_db()
    assert product.name_fr == "Théière"


def test_return_stands_in_the_history_with_its_author(officer):
    product = ProductFactory(name_fr="Théière")
    version = saved_together(product)
    product.name_fr = "Plateau"
    product.save()
    bring_back(officer, product, version)
    assert latest(product).revision.user.is_superuser
    assertContains(officer.get(address(Product, "history", product.pk)), "Retour à la version du")


def test_revert_needs_the_change_permission():
    product = ProductFactory(name_fr="Théière")
    version = saved_together(product)
    reader = User.objects.create_user(email="lecture@tests.example", password="x", is_staff=True)
    client = Client()
    client.force_login(reader)
    assert client.get(return_page(product, version)).status_code == 403
    assert (
        client.post(return_page(product, version), {"mark": "", "chosen": ["name_fr"]}).status_code
        == 403
    )


def test_consent_and_account_have_a_history_but_no_return(officer):
    consent, account = (
        ConsentFactory(),
        User.objects.create_user(email="salah@tests.example", name="Salah"),
    )
    for record in (consent, account):
        version = saved_together(record)
        record.save()
        assertNotContains(
            officer.get(address(type(record), "history", record.pk)), "Revenir à cette version"
        )
        assert officer.get(return_page(record, version)).status_code == 404
        assert officer.post(return_page(record, version), {}).status_code == 404
        assert officer.get(address(type(record), "recoverlist")).status_code == 404
        assertNotContains(officer.get(address(type(record), "changelist")), "recoverlink")


def test_history_of_an_account_never_tells_its_password(officer):
    account = User.objects.create_user(email="salah@tests.example", name="Salah", password="avant")
    saved_together(account)
    account.set_password("après")
    saved_together(account)
    page = officer.get(address(User, "compare", account.pk), {"a": latest(account).pk})
    assertNotContains(page, "$")
    assertContains(page, "Aucun texte ni aucune valeur ne diffère")


# What was deleted


def test_deleted_record_comes_back_as_a_draft_without_its_consents(officer, media):
    consent = ConsentFactory(artisan__name_fr="Salah")
    salah, number = consent.artisan, consent.artisan.pk
    version = saved_together(salah)
    consent.delete()
    salah.delete()
    page = address(Artisan, "recover", version.pk)
    with CaptureQueriesContext(connection) as queries:
        read = officer.get(page)
    assert written_tables(queries) - {"accounts_access"} == set()
    assertContains(read, "<ins>Salah</ins>")
    assert officer.post(page, {"mark": read.context["plan"].mark}).status_code == 302
    back = Artisan.objects.get()
    assert (back.pk, back.name_fr, Consent.objects.count()) == (number, "Salah", 0)


def test_deleted_product_comes_back_alone_with_its_photos_and_its_address(officer, media):
    workshop = WorkshopFactory(published=True, name_fr="Avant")
    product = ProductFactory(published=True, workshop=workshop, name_fr="Théière", slug="theiere")
    product.photos.create(image=taken(), alt_fr="De face")
    version = saved_together(product, workshop)
    product.delete()
    workshop.name_fr = "Après"
    workshop.save()
    page = address(Product, "recover", version.pk)
    assert officer.post(page, {"mark": officer.get(page).context["plan"].mark}).status_code == 302
    back = Product.objects.get()
    workshop.refresh_from_db()
    assert (back.name_fr, back.slug, back.status, back.photos.get().alt_fr) == (
        "Théière",
        "theiere",
        Status.DRAFT,
        "De face",
    )
    assert workshop.name_fr == "Après"
    assert officer.post(page, {}).status_code == 404
