"""The stock admin over every record, as an officer opens it, in both languages.

`test_demonstration` saves every form untouched.
"""

import re

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains

from artisans.identification.models import TrialAnswer
from artisans.models import Merge
from enquiries.bookings.models import Booking
from enquiries.models import Message
from enquiries.quotes.models import QuoteRequest
from kairouan.accounts.models import Access
from kairouan.common.forms import typed_data
from kairouan.common.models import OutgoingMessage, Work
from kairouan.review.models import Proposal
from kairouan.review.moderation import Moderated, Status
from kairouan.search.models import UnfoundQuery
from products.models import Product
from products.tests.factories import ProductFactory
from programme.models import Attendance, Certificate, Opinion
from programme.openings.models import Application
from programme.results.models import ResultsRelease

pytestmark = pytest.mark.django_db

PACKAGES = {"kairouan", "artisans", "workshops", "products", "enquiries", "programme"}
OURS = [model for model in admin.site._registry if model.__module__.partition(".")[0] in PACKAGES]
BY_NAME = {"ids": lambda model: model._meta.label_lower}


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("model", OURS, **BY_NAME)
def test_list_search_and_add_open(officer, model, language):
    with translation.override(language):
        pages = [address(model, "changelist"), address(model, "changelist") + "?q=%C3%A9cuelle"]
        if model not in (
            Access,
            Application,
            Booking,
            Merge,
            Message,
            QuoteRequest,
            Proposal,
            Attendance,
            Certificate,
            Opinion,
            TrialAnswer,
            OutgoingMessage,
            ResultsRelease,
            UnfoundQuery,
            Work,
        ):  # written by readers, by members, on screens of their own; or by the portal itself
            pages.append(address(model, "add"))
        for page in pages:
            assertContains(
                officer.get(page),
                f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"',
            )


def filled_in(page) -> dict:
    """Build the POST data of the form, untouched."""
    sent = {}
    forms = [
        page.context["adminform"].form,
        *(
            form
            for inline in page.context["inline_admin_formsets"]
            for form in inline.formset.forms
        ),
    ]
    forms += [inline.formset.management_form for inline in page.context["inline_admin_formsets"]]
    for form in forms:
        sent |= typed_data(form)
    return sent | ({"seen": page.context["seen"]} if page.context.get("seen") else {})


def test_column_of_a_bilingual_text_has_its_name_and_sorts(officer):
    ProductFactory(name_fr="Zézoua", name_ar="ب")
    ProductFactory(name_fr="Aspersoir", name_ar="أ")
    with translation.override("ar"):
        page = officer.get(address(Product, "changelist") + "?o=2")
    assertContains(page, ">الاسم</a>")
    assert [product.name_ar for product in page.context["cl"].result_list] == ["أ", "ب"]


def test_search_ignores_accents(officer):
    ProductFactory(name_fr="Écuelle de hammam")
    assertContains(officer.get(address(Product, "changelist") + "?q=ecuelle"), "Écuelle de hammam")


def test_selection_is_published_and_what_cannot_be_is_said(officer):
    good, nameless = ProductFactory(name_fr="Théière"), ProductFactory(name_fr="", name_ar="")
    answer = officer.post(
        address(Product, "changelist"),
        {"action": "publish_selection", "_selected_action": [good.pk, nameless.pk]},
        follow=True,
    )
    assertContains(answer, "1 fiche publiée.")
    assertContains(answer, "porte un nom")
    good.refresh_from_db()
    nameless.refresh_from_db()
    assert (good.status, good.slug, nameless.status) == (Status.PUBLISHED, "theiere", Status.DRAFT)


def test_broken_rule_is_a_sentence_on_the_form_not_an_error_page(officer):
    product = ProductFactory(published=True)
    form = filled_in(officer.get(address(Product, "change", product.pk)))
    answer = officer.post(
        address(Product, "change", product.pk), form | {"name_fr": "", "name_ar": ""}
    )
    assertContains(answer, "Une pièce publiée porte un nom")


def test_each_text_stands_in_its_own_direction(officer):
    page = officer.get(address(Product, "add")).content.decode()
    assert re.search(r'<input[^>]*name="name_ar"[^>]*lang="ar"[^>]*dir="rtl"', page)
    assert re.search(r'<textarea[^>]*name="description_fr"[^>]*lang="fr"[^>]*dir="ltr"', page)


def test_visitor_is_sent_to_sign_in(client):
    answer = client.get("/fr/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/fr/espace/entrer/mot-de-passe/?next=%2Ffr%2Fadmin%2F"


def test_list_shows_and_filters_the_state_of_the_translation(officer):
    ProductFactory(name_fr="Sans arabe", name_ar="")
    changed = ProductFactory(name_fr="Théière", name_ar="برّاد")
    changed.name_fr = "Théière ronde"
    changed.save()
    ProductFactory(name_fr="Plateau", name_ar="صينية")
    listed = officer.get(address(Product, "changelist"))
    for css_class, words in (
        ("badge badge--err", "manquante"),
        ("badge badge--wait", "à revoir"),
        ("quiet", "à jour"),
    ):
        assertContains(
            listed,
            '<td data-column="Traduction" class="field-translation_state">'
            f'<span class="{css_class}">{words}</span></td>',
        )
    for state, name in (
        ("missing", "Sans arabe"),
        ("to_review", "Théière ronde"),
        ("current", "Plateau"),
    ):
        page = officer.get(address(Product, "changelist"), {"translation_state": state})
        assert [product.name_fr for product in page.context["cl"].result_list] == [name]


@pytest.mark.parametrize(
    "model", [model for model in OURS if issubclass(model, Moderated)], **BY_NAME
)
def test_every_record_with_a_page_says_its_translation_in_its_list(model):
    desk = admin.site._registry[model]
    assert "translation_state" in desk.list_display and "translation_state" in desk.list_filter


def test_slug_is_changed_on_the_desk_and_the_former_one_leads_to_it(officer):
    product = ProductFactory(published=True, slug="theiere")
    form = filled_in(officer.get(address(Product, "change", product.pk)))
    assert (
        officer.post(
            address(Product, "change", product.pk), form | {"slug": "grande-theiere"}
        ).status_code
        == 302
    )
    assert officer.get("/fr/catalogue/theiere/").url == "/fr/catalogue/grande-theiere/"


def test_records_of_inner_apps_stand_under_the_heading_of_their_group(officer):
    """The desk has one heading an app that stands by itself; a listed group opens."""
    groups = {group["app_label"]: group for group in admin.site.get_app_list(request_of(officer))}
    assert len({group["name"] for group in groups.values()}) == len(groups)
    shown = {model["model"] for group in groups.values() for model in group["models"]}
    assert set(OURS) <= shown
    for group in groups.values():
        assertContains(officer.get(group["app_url"]), group["models"][-1]["name"])


def request_of(client):
    return client.get(reverse("admin:index")).wsgi_request
