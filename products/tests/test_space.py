"""The products in the artisan's space."""

import datetime
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from reversion.models import Version

from artisans.tests.factories import TechniqueFactory
from kairouan.photos.tests.photo_files import jpeg
from kairouan.review.changes import write_change
from kairouan.review.decisions import approve_change, send_change_back
from kairouan.review.moderation import Status, archive
from kairouan.review.proposals import Proposal, open_proposal, with_proposals
from products.models import Product, ProductPhoto
from products.tests.factories import CategoryFactory, ProductFactory
from workshops.models import Membership
from workshops.tests.factories import WorkshopFactory

from .screens import address, member, send_form, shown

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)


TYPED = {
    "names": {"name_fr": "Grande théière"},
    "text": {"description_ar": "نص جديد"},
    "material": {"metal": "brass", "heat_sources": ["gas"]},
    "dimensions": {"height_cm": "٢٨٫٥", "weight_g": "1,2 kg"},
    "price": {"price": "95"},
}


# Changes of a published product


@pytest.mark.parametrize("step", TYPED)
def test_every_step_of_a_published_product_waits_and_the_public_page_does_not_move(
    client, keeper, product, step
):
    public = client.get(product.get_absolute_url()).content
    answer = send_form(client, address(step, product), **TYPED[step])
    assert answer.status_code == 302
    assert answer.url == address("page", product)
    assert client.get(product.get_absolute_url()).content == public
    for name, typed in TYPED[step].items():
        if name not in ("height_cm", "weight_g"):
            assert client.get(address(step, product)).context["form"][name].value() in (
                typed,
                Decimal("95"),
            )
    preview = client.post(address("preview", product))
    assert preview.status_code == 200
    assert preview.content != public
    assert client.get(product.get_absolute_url()).content == public
    client.post(address("send", product))
    proposal = open_proposal(product)
    assert proposal.state == "submitted"
    approve_change(proposal, None, proposal.version)
    assert client.get(product.get_absolute_url()).content != public


def test_saving_what_is_being_read_tells_of_no_button_that_is_not_there(client, owner, product):
    where, button = address("names", product), "Envoyer à la relecture"
    page = client.get(send_form(client, where, name_fr="Grande théière").url)
    assertContains(page, "envoyez à la relecture quand vous avez fini")
    assertContains(page, button)
    client.post(address("send", product))
    page = client.get(send_form(client, where, name_fr="Très grande théière").url)
    assertContains(page, "avec ce que vous avez déjà envoyé")
    for absent in ("envoyez à la relecture", button):
        assertNotContains(page, absent)


def test_technique_is_chosen_by_its_mark_and_waits(client, owner, product):
    technique, draft = TechniqueFactory(published=True), TechniqueFactory()
    page = client.get(address("technique", product))
    assert technique.drawing_of(technique.mark).encode() in page.content
    assert client.post(address("technique", product), {"technique": draft.pk}).status_code == 422
    assert (
        client.post(address("technique", product), {"technique": technique.pk}).status_code == 302
    )
    assert open_proposal(product).wanted == {"technique": technique.pk}


@pytest.mark.parametrize("step", [*TYPED, "technique"])
def test_unchanged_step_does_nothing(client, owner, product, step):
    revisions = Version.objects.count()
    assert send_form(client, address(step, product)).status_code == 302
    assert open_proposal(product) is None
    assert Version.objects.count() == revisions


def test_numbers_are_read_as_they_are_typed(client, owner, product):
    send_form(client, address("dimensions", product), **TYPED["dimensions"])
    assert open_proposal(product).wanted == {"height_cm": "28.5", "weight_g": 1200}
    form = client.get(address("dimensions", product)).context["form"]
    assert 'value="28,5"' in str(form["height_cm"])


def test_price_of_a_trusted_workshop_is_online_at_once(client, owner, product, in_tunis):
    in_tunis(TODAY)
    product.workshop.is_trusted = True
    product.workshop.save()
    send_form(client, address("price", product), price="95,500")
    product.refresh_from_db()
    assert (product.price, product.price_confirmed_on) == (Decimal("95.500"), TODAY)
    assert "95,500" in client.get(product.get_absolute_url()).content.decode()


def test_ambiguous_price_is_asked_back_and_answered_by_one_tap(client, owner, product):
    where = address("price", product)
    answer = send_form(client, where, price="1.500", lead_time_days="12")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "1500 dinars, ou 1 dinar 500 millimes ?" in page
    assert 'name="price-means" value="1500"' in page
    assert 'name="price-means" value="1,500"' in page
    assert 'value="12"' in page
    assert open_proposal(product) is None
    assert (
        send_form(
            client, where, price="1.500", lead_time_days="12", **{"price-means": "1500"}
        ).status_code
        == 302
    )
    assert open_proposal(product).wanted["price"] == "1500.000"
    assert open_proposal(product).wanted["lead_time_days"] == 12


def test_weight_no_product_has_is_asked_about_and_answered_by_one_tap(client, owner, product):
    where = address("dimensions", product)
    answer = send_form(client, where, weight_g="4", height_cm="30")
    for shown_again in (
        'name="weight_g-means" value="4 kg"',
        'name="weight_g-means" value="4 g"',
        'value="30"',
    ):
        assertContains(answer, shown_again, status_code=422)
    assert open_proposal(product) is None
    assert (
        send_form(
            client, where, weight_g="4", height_cm="30", **{"weight_g-means": "4 kg"}
        ).status_code
        == 302
    )
    assert open_proposal(product).wanted["weight_g"] == 4000


def test_price_by_weight_is_by_the_kilogram(client, owner, product):
    send_form(client, address("price", product), price_kind="by_weight", price_unit="piece")
    assert open_proposal(product).wanted["price_unit"] == "kg"


def test_price_on_request_has_no_amount_and_no_day(client, owner, product):
    answer = send_form(client, address("price", product), price_kind="on_request")
    assertContains(answer, "« Sur demande » est choisi et un montant est écrit", status_code=422)
    assertNotContains(answer, "ou choisissez « sur demande »", status_code=422)
    assert (
        send_form(client, address("price", product), price_kind="on_request", price="").status_code
        == 302
    )
    assert open_proposal(product).wanted == {
        "price_kind": "on_request",
        "price": None,
        "price_confirmed_on": None,
    }


def test_food_use_is_never_said_without_a_lining(client, owner, product):
    answer = send_form(client, address("material", product), lining="unknown")
    assert answer.status_code == 422
    assert "Un usage alimentaire suppose un étamage connu." in answer.content.decode()
    assert open_proposal(product) is None


@pytest.mark.parametrize(
    ("step", "typed", "sentence"),
    [
        ("names", {"name_fr": "", "name_ar": ""}, "Écrivez le nom, dans une langue au moins."),
        ("names", {"category": "999"}, "Sélectionnez un choix valide"),
        ("material", {"last_tinned_on": "31/02/2026"}, "Écrivez le jour, le mois et l’année"),
        ("material", {"last_tinned_on": "2999-01-01"}, "Cette date est dans le futur."),
        ("material", {"metal": "or"}, "Sélectionnez un choix valide"),
        ("dimensions", {"height_cm": "14o"}, "Écrivez seulement des chiffres, par exemple 140"),
        ("dimensions", {"height_cm": "1" * 500}, "Écrivez seulement des chiffres, par exemple 140"),
        ("price", {"price": "quatre"}, "Écrivez seulement des chiffres, par exemple 140"),
        ("price", {"price": "0"}, "Écrivez un nombre plus grand"),
        ("price", {"price": ""}, "Donnez un montant, ou choisissez « sur demande »."),
        ("price", {"price_valid_until": "01/01/2020"}, "Ce jour est déjà passé."),
        ("price", {"lead_time_days": "99999"}, "Écrivez un nombre plus petit"),
    ],
)
def test_bad_input_is_said_and_what_was_typed_comes_back(
    client, owner, product, step, typed, sentence
):
    answer = send_form(client, address(step, product), **typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    for name, value in typed.items():
        assert answer.context["form"][name].value() == value
    assert open_proposal(product) is None


def test_sent_back_change_is_corrected_and_sent_again(client, owner, product):
    send_form(client, address("names", product), name_fr="Theiere")
    client.post(address("send", product))
    proposal = open_proposal(product)
    send_change_back(proposal, None, "Il manque les accents.", proposal.version)
    page = client.get(address("page", product)).content.decode()
    assert "Il manque les accents." in page
    assert "badge--err" in client.get(reverse("space:product_list")).content.decode()
    assert client.get(address("names", product)).context["form"]["name_fr"].value() == "Theiere"
    send_form(client, address("names", product), name_fr="Théière haute")
    client.post(address("send", product))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.wanted) == ("submitted", {"name_fr": "Théière haute"})


def test_change_is_given_up(client, owner, product):
    send_form(client, address("names", product), name_fr="Autre")
    client.post(address("forget", product))
    assert open_proposal(product) is None
    assert client.get(address("names", product)).context["form"]["name_fr"].value() == "Théière"


def test_second_of_two_editors_sees_both_prices_and_chooses(client, owner, product):
    where = address("price", product)
    first, second = shown(client, where), shown(client, where)
    client.post(where, first | {"price": "90"})
    answer = client.post(where, second | {"price": "95"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Quelqu’un d’autre l’a changé" in page
    assert '<blockquote dir="auto">90</blockquote>' in page
    assert answer.context["form"]["price"].value() == "95"
    again = second | {"price": "95", "seen": answer.context["form"]["seen"].value()}
    assert client.post(where, again | {"choose-price": "theirs"}).status_code == 302
    assert open_proposal(product).wanted["price"] == "90.000"
    assert client.post(where, again | {"choose-price": "mine"}).status_code == 302
    assert open_proposal(product).wanted["price"] == "95.000"


def test_two_changes_that_contradict_each_other_are_said_not_kept(client, owner, product):
    where = address("price", product)
    first, second = shown(client, where), shown(client, where)
    client.post(where, first | {"price_kind": "on_request", "price": ""})
    answer = client.post(where, second | {"price": "95"})
    assert answer.status_code == 422
    answer = client.post(
        where,
        second
        | {
            "price": "95",
            "seen": answer.context["form"]["seen"].value(),
            "price_kind": "on_request",
        },
    )
    assert answer.status_code == 422
    assert "« Sur demande » est choisi et un montant est écrit" in answer.content.decode()
    assert open_proposal(product).wanted["price"] is None


# A new product: what makes a draft, what matters most, sent; the rest when its member
# likes


@pytest.mark.usefixtures("media")
def test_new_product_is_photographed_measured_priced_and_sent_on_three_screens(
    client, keeper, workshop
):
    typed = {"kind": "product", "category": CategoryFactory().pk, "name": "طنجرة", "photo": jpeg()}
    answer = client.post(reverse("space:product_new"), typed)
    product = Product.objects.get()
    assert answer.url == address("facts", product)
    assert (product.workshop, product.status, product.written_in) == (workshop, Status.DRAFT, "ar")
    assert (product.name_ar, product.name_fr, product.photos.count()) == ("طنجرة", "", 1)
    assert Version.objects.get_for_object(product).last().revision.user == keeper.account
    facts = {
        "weight_g": "1,2 kg",
        "diameter_cm": "28,5",
        "lining": "tin",
        "food_use": "food",
        "price_kind": "fixed",
        "price": "95",
    }
    assert send_form(client, answer.url, **facts).url == address("page", product)
    product.refresh_from_db()
    assert (product.weight_g, product.diameter_cm, product.lining, product.food_use) == (
        1200,
        Decimal("28.5"),
        "tin",
        "food",
    )
    assert product.price == 95
    assert product.price_confirmed_on is not None
    assert not Proposal.objects.exists()
    client.post(address("send", product))
    product.refresh_from_db()
    assert product.status == Status.SUBMITTED


@pytest.mark.parametrize(
    ("typed", "column"),
    [("Théière", "name_fr"), ("برّاد", "name_ar"), ("برّاد 2 L", "name_ar"), ("N° 7", "name_fr")],
)
def test_name_of_a_new_product_lands_in_the_column_of_its_letters(
    client, keeper, workshop, typed, column
):
    client.post(
        reverse("space:product_new"),
        {"kind": "product", "category": CategoryFactory().pk, "name": typed},
    )
    product = Product.objects.get()
    assert {name: getattr(product, name) for name in ("name_fr", "name_ar")} == {
        "name_fr": "",
        "name_ar": "",
    } | {column: typed}


@pytest.mark.usefixtures("media")
def test_refused_new_product_says_that_its_photo_is_to_be_chosen_again(client, keeper, workshop):
    answer = client.post(
        reverse("space:product_new"), {"kind": "product", "name": "طنجرة", "photo": jpeg()}
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"category", "photo"}
    assert "طنجرة" in answer.content.decode()
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (
            "product",
            {
                "weight_g",
                "diameter_cm",
                "height_cm",
                "lining",
                "food_use",
                "price_kind",
                "price",
                "price_unit",
            },
        ),
        ("set", {"lining", "food_use", "price_kind", "price", "price_unit"}),
        ("service", {"lead_time_days", "price_kind", "price", "price_unit"}),
    ],
)
def test_page_of_facts_asks_what_matters_for_the_kind(client, keeper, workshop, kind, asked):
    product = ProductFactory(workshop=workshop, kind=kind)
    assert set(client.get(address("facts", product)).context["form"].fields) == asked | {"seen"}


@pytest.mark.parametrize("name", ["names", "text", "technique", "material", "dimensions", "price"])
def test_every_screen_of_a_draft_leads_back_to_the_product(client, keeper, workshop, name):
    product = ProductFactory(workshop=workshop)
    assert send_form(client, address(name, product)).url == address("page", product)


def test_new_product_needs_a_name_and_a_category(client, owner):
    answer = client.post(reverse("space:product_new"), {"kind": "product", "name": ""})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"category", "name"}
    assert not Product.objects.exists()


def test_member_of_several_workshops_says_for_which(client, owner, workshop):
    other, foreign = WorkshopFactory(), WorkshopFactory(published=True)
    Membership.objects.create(workshop=other, artisan=owner)
    typed = {"kind": "service", "category": CategoryFactory().pk, "name": "Étamage"}
    assert (
        client.post(reverse("space:product_new"), typed | {"workshop": foreign.pk}).status_code
        == 422
    )
    assert (
        client.post(reverse("space:product_new"), typed | {"workshop": other.pk}).status_code == 302
    )
    assert Product.objects.get().workshop == other


def test_member_of_no_workshop_is_told_what_to_do(client, owner):
    Membership.objects.update(until=TODAY)
    page = client.get(reverse("space:product_new"), follow=True).content.decode()
    assert "Aucun atelier n’est encore rattaché à votre compte." in page


def test_service_is_asked_nothing_that_makes_no_sense(client, owner, workshop):
    service = ProductFactory(workshop=workshop, kind="service")
    form = client.get(address("price", service)).context["form"]
    assert "is_unique" not in form.fields
    assert send_form(
        client, address("price", service), price_kind="from", price="15"
    ).url == address("page", service)
    page = client.get(address("page", service)).content.decode()
    assert address("dimensions", service) not in page


def test_set_is_chosen_among_those_of_the_workshop(client, owner, product, workshop):
    own = ProductFactory(workshop=workshop, kind="set")
    withdrawn = ProductFactory(workshop=workshop, kind="set", status=Status.ARCHIVED)
    foreign = ProductFactory(published=True, kind="set")
    where = address("names", product)
    for other in (withdrawn, foreign, product):
        assert send_form(client, where, part_of=other.pk).status_code == 422
    assert send_form(client, where, part_of=own.pk).status_code == 302


def test_preview_says_once_that_it_is_one_and_the_public_page_never(client, owner, product):
    bar = f'<a href="{address("page", product)}">'
    shown, public = client.post(address("preview", product)), client.get(product.get_absolute_url())
    assert shown.content.decode().count(bar) == 1
    assert "no-store" in shown.headers["Cache-Control"]
    assert shown.content.index(bar.encode()) < shown.content.index(b'<header class="site-head">')
    assert bar not in public.content.decode()


def test_preview_of_a_first_product_shows_it_before_its_workshop_is_online(client, owner):
    workshop = WorkshopFactory()
    Membership.objects.create(workshop=workshop, artisan=owner)
    product = ProductFactory(workshop=workshop, name_fr="Toute première")
    assert "Toute première" in client.post(address("preview", product)).content.decode()
    workshop.refresh_from_db()
    product.refresh_from_db()
    assert (workshop.status, workshop.slug, product.status, product.slug) == (
        Status.DRAFT,
        None,
        Status.DRAFT,
        None,
    )


def test_preview_of_a_page_for_which_nothing_waits_writes_nothing(client, keeper, product):
    client.post(address("preview", product))  # the member is seen once an hour
    with CaptureQueriesContext(connection) as captured:
        page = client.post(address("preview", product))
    assert page.status_code == 200 and product.name_fr in page.content.decode()
    assert [query["sql"] for query in captured if not query["sql"].startswith("SELECT")] == []


def test_preview_of_what_could_not_be_published_says_why(client, owner):
    workshop = WorkshopFactory(name_fr="", name_ar="")
    Membership.objects.create(workshop=workshop, artisan=owner)
    answer = client.post(address("preview", ProductFactory(workshop=workshop)), follow=True)
    assert "Un atelier publié porte un nom, dans une langue au moins." in answer.content.decode()


# Availability


def test_availability_is_public_at_once_and_in_the_history(client, keeper, product):
    send_form(client, address("names", product), name_fr="En attente")
    answer = client.post(
        f"{address('availability', product)}?list&state=online", {"availability": "sold"}
    )
    assert answer.url == f"{reverse('space:product_list')}?state=online#piece-{product.pk}"
    page = client.get(product.get_absolute_url()).content.decode()
    assert "Vendue" in page
    assert "En attente" not in page
    assert open_proposal(product).wanted == {"name_fr": "En attente"}
    version = Version.objects.get_for_object(product).first()
    assert (version.field_dict["availability"], version.revision.user) == ("sold", keeper.account)
    assert client.post(address("availability", product), {"availability": "sold"}).url == address(
        "page", product
    )
    assert Version.objects.get_for_object(product).count() == 1


def test_unknown_availability_is_said(client, owner, product):
    page = client.post(
        address("availability", product), {"availability": "\x00"}, follow=True
    ).content.decode()
    assert "Choisissez : prête, sur commande ou vendue." in page
    product.refresh_from_db()
    assert product.availability == ""


def test_new_product_claims_no_availability_that_nobody_gave(client, owner, workshop):
    """Made from its form, it is said nowhere to be made to order, until its member
    touches an answer.
    """
    sent = {"name": "Plateau", "kind": "product", "category": str(CategoryFactory().pk)}
    client.post(reverse("space:product_new"), sent)
    product = Product.objects.get(name_fr="Plateau")
    assert product.availability == ""
    page = client.get(address("page", product)).content.decode()
    assert 'aria-pressed="true"' not in page
    assert "disponibilité à demander" in page
    client.post(address("availability", product), {"availability": "ready"})
    page = client.get(address("page", product)).content.decode()
    assert page.count('aria-pressed="true"') == 1
    assert "disponibilité à demander" not in page.lower()


# Leaving and coming back


def test_product_is_withdrawn_at_once_and_comes_back_through_review(client, keeper, product):
    public = product.get_absolute_url()
    send_form(client, address("text", product), description_fr="Écrit avant.")
    assert (
        "Retirer cette pièce du catalogue"
        in client.get(address("withdraw", product)).content.decode()
    )
    assert client.get(public).status_code == 200
    client.post(address("withdraw", product))
    assert client.get(public).status_code == 404
    product.refresh_from_db()
    assert (product.status, product.description_fr, open_proposal(product)) == (
        Status.ARCHIVED,
        "Écrit avant.",
        None,
    )
    client.post(address("bring_back", product))
    product.refresh_from_db()
    assert product.status == Status.SUBMITTED
    assert client.get(public).status_code == 404


def test_photo_that_an_officer_added_meanwhile_stays_on_a_withdrawn_product(client, owner, product):
    write_change(product, {"photos": [], "description_fr": "Écrit avant."}, owner.account)
    Proposal.objects.update(
        changes=open_proposal(product).changes
        | {"photos": {"from": [], "to": [{"pk": None, "proposed": 0}]}}
    )
    added = ProductPhoto.objects.bulk_create(
        [ProductPhoto(product=product, image="photos/x.jpg", width=40, height=40)]
    )[0]
    client.post(address("withdraw", product))
    assert list(product.photos.all()) == [added]
    product.refresh_from_db()
    assert (product.status, product.description_fr) == (Status.ARCHIVED, "Écrit avant.")


def test_product_is_withdrawn_even_when_what_waits_can_no_longer_be_written(client, owner, product):
    technique = TechniqueFactory(published=True)
    send_form(client, address("technique", product), technique=technique.pk)
    technique.delete()
    client.post(address("withdraw", product))
    product.refresh_from_db()
    assert product.status == Status.ARCHIVED
    assert open_proposal(product) is not None


def test_product_that_is_online_cannot_be_brought_back_nor_a_withdrawn_one_withdrawn(
    client, owner, product
):
    assert (
        "n’est pas possible"
        in client.post(address("bring_back", product), follow=True).content.decode()
    )
    archive(product)
    assert (
        "n’est pas possible"
        in client.post(address("withdraw", product), follow=True).content.decode()
    )


def test_draft_is_deleted_after_a_question(client, keeper, workshop):
    draft = ProductFactory(workshop=workshop)
    assert "Supprimer ce brouillon" in client.get(address("withdraw", draft)).content.decode()
    assert Product.objects.filter(pk=draft.pk).exists()
    assert client.post(address("withdraw", draft)).url == reverse("space:product_list")
    assert not Product.objects.filter(pk=draft.pk).exists()


# Who may


SCREENS = [
    "page",
    "names",
    "text",
    "technique",
    "material",
    "dimensions",
    "price",
    "preview",
    "withdraw",
]
DOORS = ["availability", "send", "forget", "withdraw", "bring_back", "names", "price"]


def everything(client, product):
    return [client.get(address(name, product)) for name in SCREENS] + [
        client.post(address(name, product)) for name in DOORS
    ]


@pytest.mark.parametrize("role", ["worker", "apprentice"])
def test_worker_who_is_no_member_finds_no_product(client, product, workshop, role):
    client.force_login(member(workshop, role).account)
    assert {answer.status_code for answer in everything(client, product)} == {404}
    assert product.name.encode() not in client.get(reverse("space:product_list")).content


def test_member_of_another_workshop_or_gone_finds_no_product(client, product, workshop):
    client.force_login(member(WorkshopFactory(published=True)).account)
    assert {answer.status_code for answer in everything(client, product)} == {404}
    gone = member(workshop)
    Membership.objects.filter(artisan=gone).update(until=TODAY)
    client.force_login(gone.account)
    assert {answer.status_code for answer in everything(client, product)} == {404}


GENERAL = ["list", "new", "prices", "prices_preview"]


def test_visitor_is_asked_to_sign_in(client, product):
    answers = everything(client, product) + [
        client.get(reverse(f"space:product_{name}")) for name in GENERAL
    ]
    assert {answer.status_code for answer in answers} == {302}
    assert all(
        parse_qs(urlsplit(answer.url).query)["next"] == [answer.request["PATH_INFO"]]
        for answer in answers
    )


def test_officer_who_acts_for_nobody_is_told_so(officer, product):
    answers = everything(officer, product) + [
        officer.get(reverse(f"space:product_{name}")) for name in GENERAL
    ]
    assert {answer.status_code for answer in answers} == {403}


def test_officer_acts_for_a_member_and_the_history_says_so(officer, product, workshop):
    artisan = member(workshop)
    session = officer.session
    session["acts_for"] = {"artisan": artisan.pk, "word": "Par téléphone"}
    session.save()
    officer.post(address("availability", product), {"availability": "ready"})
    revision = Version.objects.get_for_object(product).get().revision
    assert revision.acted_for.word == "Par téléphone"
    assert revision.user.is_staff


@pytest.mark.parametrize("name", ["availability", "send", "forget", "bring_back"])
def test_reading_an_address_that_changes_changes_nothing(client, owner, product, name):
    assert client.get(address(name, product)).status_code == 405


# The list


def products_of(client, query=""):
    return [
        product.pk
        for product in client.get(f"{reverse('space:product_list')}{query}").context["products"]
    ]


def test_list_is_narrowed_by_where_products_stand(client, owner, workshop):
    online, changed = (ProductFactory(published=True, workshop=workshop) for _n in range(2))
    draft = ProductFactory(workshop=workshop)
    submitted = ProductFactory(workshop=workshop, status=Status.SUBMITTED)
    back = ProductFactory(workshop=workshop, status=Status.SENT_BACK)
    withdrawn = ProductFactory(workshop=workshop, status=Status.ARCHIVED)
    ProductFactory(published=True)
    send_form(client, address("names", changed), name_fr="Changée")
    assert products_of(client) == [
        product.pk for product in (withdrawn, back, submitted, draft, changed, online)
    ]
    assert products_of(client, "?state=online") == [changed.pk, online.pk]
    assert products_of(client, "?state=waiting") == [submitted.pk]
    assert products_of(client, "?state=draft") == [draft.pk, changed.pk]
    assert products_of(client, "?state=sent_back") == [back.pk]
    assert products_of(client, "?state=withdrawn") == [withdrawn.pk]
    client.post(address("send", changed))
    assert products_of(client, "?state=waiting") == [submitted.pk, changed.pk]
    assert len(products_of(client, "?state=nonsense")) == 6
    assert client.get(reverse("space:product_list") + "?page=9").status_code == 404
    assert "Changée" in client.get(reverse("space:product_list")).content.decode()


def test_list_turns_its_pages_with_what_it_knows(client, owner, workshop):
    ProductFactory.create_batch(25, workshop=workshop, published=True)
    page = client.get(f"{reverse('space:product_list')}?state=online&utm_source=x").content.decode()
    assert 'href="?page=2&amp;state=online"' in page
    assert "utm_source" not in page


def test_list_is_grouped_when_there_are_several_workshops(client, owner, workshop):
    other = WorkshopFactory(name_fr="Zéro")
    Membership.objects.create(workshop=other, artisan=owner)
    mine, theirs = ProductFactory(workshop=workshop), ProductFactory(workshop=other)
    assert products_of(client) == [mine.pk, theirs.pk]
    assert "<h2><bdi>Zéro</bdi></h2>" in client.get(reverse("space:product_list")).content.decode()


def statements(client, where):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(where).status_code == 200
    return len(captured)


def test_screens_cost_the_same_with_one_product_and_many(client, owner, workshop, product):
    client.get(reverse("space:product_list"))  # the kinds of records are read once
    where = [
        reverse("space:product_list"),
        reverse("space:product_prices"),
        address("page", product),
        address("names", product),
        address("price", product),
    ]
    send_form(client, address("names", product), name_fr="Changée")
    few = [statements(client, each) for each in where]
    other = WorkshopFactory(published=True)
    Membership.objects.create(workshop=other, artisan=owner)
    for place in (workshop, other):
        for more in ProductFactory.create_batch(
            5,
            published=True,
            priced=True,
            workshop=place,
            technique=TechniqueFactory(published=True),
        ):
            send_form(client, address("names", more), name_fr=f"Changée {more.pk}")
    assert [statements(client, each) for each in where] == few
    assert few[0] <= 9


def test_open_changes_are_laid_over_many_records_in_one_statement(
    client, owner, product, workshop, django_assert_num_queries
):
    send_form(client, address("names", product), name_fr="Changée")
    other = ProductFactory(workshop=workshop, name_fr="Telle quelle")
    products = list(Product.objects.order_by("pk"))
    with django_assert_num_queries(1):
        with_proposals(products)
    assert [each.name_fr for each in products] == ["Changée", "Telle quelle"]
    assert products[1].pk == other.pk and products[1].proposal is None
    assert with_proposals([]) == []
