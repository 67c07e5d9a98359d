import datetime
import re
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import Technique, TechniquePhoto
from artisans.tests.factories import ArtisanFactory, ConsentFactory, FamilyFactory, TechniqueFactory
from products.facets import FACETS
from products.models import Product, ProductKind, ProductPhoto
from products.tests.factories import CategoryFactory, CollectionFactory, ProductFactory
from workshops.models import Channel
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db

LIST = "products:list"
FILE = {"image": "photos/absent.jpg", "width": 1200, "height": 900}
YESTERDAY, TOMORROW = (datetime.date.today() + datetime.timedelta(days=days) for days in (-1, 1))


def shown(page):
    return page.context["page_obj"].object_list


@pytest.mark.parametrize("products", [1, 30])
def test_catalogue_costs_the_same_whatever_the_number_of_products(
    client, products, django_assert_num_queries
):
    ProductFactory.create_batch(
        products, published=True, technique=TechniqueFactory(published=True)
    )
    client.get(reverse(LIST))
    caches["pages"].clear()
    with django_assert_num_queries(3):  # the stamp, the cards, their photographs
        client.get(reverse(LIST))
    caches["pages"].clear()
    with django_assert_num_queries(3):
        client.get(reverse(LIST), {"q": "théière", "kind": "product", "sort": "price"})


@pytest.mark.parametrize("products", [1, 12])
def test_product_costs_the_same_whatever_its_neighbours(
    client, products, django_assert_num_queries
):
    technique, workshop = (
        TechniqueFactory(published=True),
        WorkshopFactory(published=True, family=FamilyFactory(published=True)),
    )
    product = ProductFactory(published=True, technique=technique, workshop=workshop)
    ProductFactory.create_batch(products, published=True, technique=technique)
    ProductFactory.create_batch(products, published=True, workshop=workshop)
    client.get(product.get_absolute_url())
    caches["pages"].clear()
    # the stamp, the product, its photographs, its parts, the cards of those near, their
    # photographs
    with django_assert_num_queries(6):
        client.get(product.get_absolute_url())


def test_only_view_of_a_piece_has_the_surface_of_its_hammering_beside_it(
    client, django_assert_num_queries
):
    technique = TechniqueFactory(published=True, name_fr="Écailles")
    surface = TechniquePhoto.objects.create(technique=technique, **FILE)
    made = [
        ProductFactory(published=True, kind=kind, technique=technique)
        for kind in (ProductKind.PRODUCT, ProductKind.SET)
    ]
    for product in made:
        ProductPhoto.objects.create(product=product, **FILE)
    piece, several = made
    page = client.get(piece.get_absolute_url())
    assert page.context["surface"] == surface
    assertContains(page, "Le martelage « Écailles » vu de près, sur une autre feuille de cuivre.")
    assert client.get(several.get_absolute_url()).context["surface"] is None
    caches["pages"].clear()
    # the stamp, the piece, its photographs, its parts, the surface, the card near, its
    # photograph
    with django_assert_num_queries(7):
        client.get(piece.get_absolute_url())
    ProductPhoto.objects.create(product=piece, **FILE)
    assert client.get(piece.get_absolute_url()).context["surface"] is None


@pytest.mark.parametrize("shown", [1, 6])
def test_guide_shows_the_newest_piece_of_each_technique(client, shown, django_assert_num_queries):
    guide = reverse("artisans:technique_list")
    techniques = TechniqueFactory.create_batch(shown, published=True)
    for technique in techniques:
        ProductFactory(published=True, technique=technique, name_fr="Ancienne")
        ProductFactory(published=True, technique=technique, name_fr="Nouvelle")
    page = client.get(guide)
    assertContains(page, "Nouvelle", count=shown)
    assertNotContains(page, "Ancienne")
    caches["pages"].clear()
    # the stamp, the techniques, their photographs, who practises them, the cards of the
    # pieces, their photographs
    with django_assert_num_queries(6):
        client.get(guide)


def test_newest_come_first_and_drafts_never(client):
    first, second = ProductFactory.create_batch(2, published=True)
    ProductFactory(name_fr="Pas encore montrée")
    ProductFactory(published=True, workshop=WorkshopFactory(), name_fr="D’un atelier fermé")
    page = client.get(reverse(LIST))
    assert shown(page) == [second.pk, first.pk]
    assertNotContains(page, "Pas encore montrée")
    assertNotContains(page, "D’un atelier fermé")


@pytest.fixture
def mixed():
    """Products that differ in every facet."""
    TechniqueFactory.reset_sequence()
    techniques = [*TechniqueFactory.create_batch(2, published=True), None]
    categories = CategoryFactory.create_batch(2)
    workshops = [
        WorkshopFactory(published=True, family=FamilyFactory(published=True)),
        WorkshopFactory(published=True),
    ]
    prices = [None, Decimal(40), Decimal(100), Decimal(350), Decimal(900)]
    for number in range(40):
        price = prices[number % 5]
        ProductFactory(
            published=True,
            technique=techniques[number % 3],
            category=categories[number % 2],
            workshop=workshops[number // 3 % 2],
            availability=Product.Availability.values[number % 3],
            kind=ProductKind.values[number // 2 % 3],
            food_use="food" if number % 4 == 0 else "decorative",
            lining="tin" if number % 4 == 0 else "none",
            price_kind="fixed" if price else "on_request",
            price=price,
            price_confirmed_on=YESTERDAY if price else None,
            price_valid_until=YESTERDAY if number % 7 == 0 and price else None,
        )
    return {
        "technique": [techniques[0].slug],
        "category": [categories[1].slug],
        "price": ["100-300", "request"],
        "availability": ["ready", "to_order"],
    }


@pytest.mark.parametrize(
    "chosen",
    [[], ["technique"], ["price"], ["technique", "price"], ["category", "availability", "price"]],
)
def test_each_count_is_what_choosing_it_would_show(client, mixed, chosen):
    asked = {parameter: mixed[parameter] for parameter in chosen}
    page = client.get(reverse(LIST), asked)
    assert {panel.facet.parameter for panel in page.context["narrowing"].panels} == {
        facet.parameter for facet in FACETS
    }
    for panel in page.context["narrowing"].panels:
        for option in panel.options:
            caches["pages"].clear()
            alone = client.get(reverse(LIST), {**asked, panel.facet.parameter: [option.value]})
            assert option.count == alone.context["page_obj"].paginator.count, (
                panel.facet.parameter,
                option.value,
            )


def test_price_that_has_expired_is_not_shown(client):
    expired = ProductFactory(published=True, priced=True, price_valid_until=YESTERDAY)
    standing = ProductFactory(published=True, priced=True, price_valid_until=TOMORROW)
    assertNotContains(client.get(expired.get_absolute_url()), "85,500")
    assertContains(client.get(expired.get_absolute_url()), "n’est plus valable")
    assertContains(client.get(standing.get_absolute_url()), "85,500\u00a0DT")
    assert shown(client.get(reverse(LIST), {"price": "0-100"})) == [standing.pk]
    assert shown(client.get(reverse(LIST), {"price": "request"})) == [expired.pk]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"price_kind": "fixed", "price": Decimal(340)}, "340\u00a0DT"),
        ({"price_kind": "from", "price": Decimal(340)}, "À partir de <bdi>340\u00a0DT</bdi>"),
        (
            {"price_kind": "by_weight", "price": Decimal(120), "price_unit": "kg"},
            "<bdi>120\u00a0DT</bdi> le kg",
        ),
        ({"price_kind": "on_request"}, "Prix sur demande"),
    ],
)
def test_every_kind_of_price_is_said(client, facts, words):
    product = ProductFactory(
        published=True, price_confirmed_on=YESTERDAY if "price" in facts else None, **facts
    )
    assertContains(client.get(product.get_absolute_url()), words)


def test_food_use_is_never_assumed(client):
    product = ProductFactory(published=True)
    assertContains(client.get(product.get_absolute_url()), "n’a pas déclaré d’usage alimentaire")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=abc", 404),
        ("page=999999", 404),
        ("page=-1", 404),
        ("page=%00", 404),
        ("kind=rien", 200),
        ("kind=product&kind=set&kind=product", 200),
        ("technique=n-existe-pas", 200),
        ("technique=%27%3B--", 200),
        ("sort=rien", 200),
        ("q=%00", 200),
        ("q=" + "a" * 10_000, 200),
        ("q=%E2%80%AE%E2%80%8F", 200),
        ("q=%FF%FE", 200),
        ("&".join(f"category=c{n}" for n in range(200)), 200),
        ("inconnu=1", 200),
    ],
)
def test_bad_input_gets_an_answer(client, query, status):
    ProductFactory(published=True)
    assert client.get(f"{reverse(LIST)}?{query}").status_code == status


@pytest.mark.parametrize("query", ["kind=rien", "sort=rien", "technique=%27", "q=" + "a" * 300])
def test_unknown_filter_value_is_said(client, query):
    assertContains(client.get(f"{reverse(LIST)}?{query}"), "n’a pas été comprise")


def test_chip_leads_to_the_list_without_its_filter(client):
    technique = TechniqueFactory(published=True)
    ProductFactory(published=True, technique=technique, kind="set")
    page = client.get(reverse(LIST), {"technique": technique.slug, "kind": "set", "page": "1"})
    assert [(str(chip.label), chip.address) for chip in page.context["narrowing"].chips] == [
        (technique.name_fr, "?kind=set"),
        ("ensemble", f"?technique={technique.slug}"),
    ]


def test_sorting_by_price_puts_what_has_none_last(client):
    none = ProductFactory(published=True)
    dear, cheap = (
        ProductFactory(published=True, priced=True, price=Decimal(price)) for price in (900, 40)
    )
    assert shown(client.get(reverse(LIST), {"sort": "price"})) == [cheap.pk, dear.pk, none.pk]
    assert shown(client.get(reverse(LIST), {"sort": "-price"})) == [dear.pk, cheap.pk, none.pk]


@pytest.mark.parametrize("kind", ["by_weight", "from", "fixed"])
def test_price_of_a_kilo_is_in_no_range_and_is_sorted_apart(client, kind):
    """3 kg at 95 dinars a kilo cost 285: neither "less than 100" nor a line of the
    page.
    """
    none = ProductFactory(published=True)
    kilo = {"price_kind": kind, "price_unit": "kg", "weight_g": 3000}
    dear, cheap = (
        ProductFactory(published=True, priced=True, price=Decimal(price), **kilo)
        for price in (95, 40)
    )
    expired = ProductFactory(published=True, priced=True, price_valid_until=YESTERDAY, **kilo)
    one = ProductFactory(published=True, priced=True, price=Decimal(340))
    assert shown(client.get(reverse(LIST), {"sort": "price"})) == [
        one.pk,
        cheap.pk,
        dear.pk,
        none.pk,
        expired.pk,
    ]
    assert shown(client.get(reverse(LIST), {"sort": "-price"})) == [
        one.pk,
        dear.pk,
        cheap.pk,
        none.pk,
        expired.pk,
    ]
    assert shown(client.get(reverse(LIST), {"price": "0-100"})) == []
    assert shown(client.get(reverse(LIST), {"price": "kg"})) == [cheap.pk, dear.pk]
    assert shown(client.get(reverse(LIST), {"price": "request"})) == [expired.pk, none.pk]


def test_name_of_an_unpublished_technique_or_family_does_not_show(client):
    technique, family = (
        TechniqueFactory(name_fr="Frappe-Gardée"),
        FamilyFactory(name_fr="Famille-Gardée"),
    )
    product = ProductFactory(published=True, technique=technique, workshop__family=family)
    for page in (client.get(reverse(LIST)), client.get(product.get_absolute_url())):
        assertNotContains(page, "Frappe-Gardée")
        assertNotContains(page, "Famille-Gardée")


def test_set_shows_its_published_parts(client):
    douzan = ProductFactory(published=True, kind="set")
    part = ProductFactory(published=True, part_of=douzan)
    draft = ProductFactory(part_of=douzan, name_fr="Pas encore montrée")
    page = client.get(douzan.get_absolute_url())
    assertContains(page, part.name_fr)
    assertNotContains(page, draft.name_fr)
    assertContains(client.get(part.get_absolute_url()), douzan.name_fr)


def test_set_marks_what_is_sold_and_names_the_workshop_of_others(client):
    douzan = ProductFactory(published=True, kind="set", workshop__name_fr="Atelier de l’ensemble")
    other = WorkshopFactory(published=True, name_fr="Atelier d’ailleurs")
    ProductFactory(published=True, part_of=douzan, workshop=douzan.workshop)
    ProductFactory(published=True, part_of=douzan, workshop=other, availability="sold")
    own, foreign = client.get(douzan.get_absolute_url()).context["near"].parts
    assert (own.workshop, own.is_sold) == (None, False)
    assert (str(foreign.workshop), foreign.is_sold) == ("Atelier d’ailleurs", True)
    assertContains(
        client.get(douzan.get_absolute_url()), '<span class="badge">Vendue</span>', count=1
    )


def test_facts_that_nobody_gave_are_no_lines(client):
    bare = ProductFactory(published=True)
    full = ProductFactory(published=True, height_cm=30, weight_g=3000, gauge_mm=1, metal="copper")
    pages = [client.get(each.get_absolute_url()).content.decode() for each in (bare, full)]
    titles = [re.findall(r"<dt>(.*?)</dt>", page) for page in pages]
    given = ["Dimensions", "Poids", "Épaisseur", "Métal"]
    assert [[title for title in said if title in given] for said in titles] == [[], given]


def test_food_is_declared_by_the_workshop_until_a_paper_proves_it(client):
    product = ProductFactory(published=True, food_use="food", lining="tin")
    assertContains(client.get(product.get_absolute_url()), "déclaré par l’atelier")
    proof = {
        "food_proof": "purity",
        "food_proof_on": datetime.date(2026, 3, 2),
        "food_proof_file": "food/papier-secret.pdf",
    }
    proved = ProductFactory(published=True, food_use="food", lining="tin", **proof)
    page = client.get(proved.get_absolute_url())
    assertContains(page, "prouvé : certificat de pureté de l’étain, <bdi>2 mars 2026</bdi>")
    for absent in ("déclaré par l’atelier", "papier-secret"):
        assertNotContains(page, absent)


def test_collection_counts_and_shows_its_published_products(client):
    collection = CollectionFactory(published=True)
    product = ProductFactory(published=True, collection=collection)
    ProductFactory(collection=collection)
    assert (
        client.get(reverse("products:collection_list")).context["collections"][0].product_count == 1
    )
    assertContains(client.get(collection.get_absolute_url()), product.get_absolute_url())


# Asking about a product, in one tap


def with_numbers(**consents) -> Product:
    """A product whose workshop has a telephone and WhatsApp, each shown as its person
    agreed.
    """
    owner = ArtisanFactory()
    product = ProductFactory(published=True, name_fr="Théière", name_ar="برّاد")
    for order, (kind, value) in enumerate(
        [("phone", "+21677000111"), ("whatsapp", "+21620000222"), ("phone", "+21677000333")]
    ):
        Channel.objects.create(
            workshop=product.workshop, person=owner, kind=kind, value=value, order=order
        )
    for item, facts in consents.items():
        ConsentFactory(artisan=owner, item=item, **facts)
    return product


@pytest.mark.parametrize(
    ("language", "message"),
    [
        (
            "fr",
            "Bonjour, je vous écris au sujet de : Théière\nhttp://testserver/fr/catalogue/{slug}/",
        ),
        ("ar", "السلام عليكم، أودّ السؤال عن: برّاد\nhttp://testserver/ar/catalogue/{slug}/"),
    ],
)
def test_whatsapp_opens_on_a_message_that_names_the_product_and_its_address(
    client, language, message
):
    product = with_numbers(phone={}, whatsapp={})
    with translation.override(language):
        page = client.get(product.get_absolute_url())
    asked = quote(message.format(slug=product.slug), safe="")
    assertContains(page, f'href="https://wa.me/21620000222?text={asked}"')
    assertContains(page, 'href="tel:+21677000111"')
    assertNotContains(page, "77000333")  # one telephone: the first
    assertNotContains(page, "#contact")


@pytest.mark.parametrize(
    ("consents", "phone", "whatsapp"),
    [
        ({}, 0, 0),
        ({"phone": {}}, 1, 0),
        ({"whatsapp": {}}, 0, 1),
        ({"phone": {"withdrawn_on": YESTERDAY}, "whatsapp": {"until": YESTERDAY}}, 0, 0),
    ],
)
def test_product_shows_only_the_numbers_that_their_person_shows(client, consents, phone, whatsapp):
    product = with_numbers(**consents)
    page = client.get(product.get_absolute_url()).content.decode()
    assert (page.count("tel:"), page.count("wa.me/216")) == (phone, whatsapp)
    assert ("#contact" in page) == (not phone and not whatsapp)


def test_numbers_of_a_product_cost_no_statement(client, django_assert_num_queries):
    product = with_numbers(phone={}, whatsapp={})
    client.get(product.get_absolute_url())
    caches["pages"].clear()
    # the stamp, the product with its numbers, its photographs, its parts
    with django_assert_num_queries(4):
        client.get(product.get_absolute_url())


def test_of_many_techniques_the_fullest_stand_and_the_others_unfold(client):
    """Whatever is ticked, none moves."""
    techniques = [
        TechniqueFactory(published=True, rank=rank, name_fr=f"Frappe {rank}") for rank in range(12)
    ]
    workshop = WorkshopFactory(published=True)
    for rank, technique in enumerate(techniques):
        for _piece in range(2 if rank % 2 else 1):
            ProductFactory(published=True, workshop=workshop, technique=technique)

    def parts(**asked):
        page = client.get(reverse(LIST), asked)
        (panel,) = (
            panel
            for panel in page.context["narrowing"].panels
            if panel.facet.parameter == "technique"
        )
        names = (
            [option.label for option in part]
            for part in (panel.options_at_once, panel.options_folded)
        )
        return page, panel, *names

    page, panel, at_once, folded = parts()
    assert at_once == [f"Frappe {rank}" for rank in (0, 1, 2, 3, 5, 7, 9, 11)]
    assert folded == [f"Frappe {rank}" for rank in (4, 6, 8, 10)]
    assert not panel.is_unfolded
    assertContains(page, 'class="filters__others"', 1)
    unfolding = (
        page.content.decode().partition('class="filters__others"')[2].partition("</details>")[0]
    )
    assert "Frappe 4" in unfolding and "<svg" not in unfolding, "by their names alone"
    page, panel, *same = parts(technique=techniques[8].slug)
    assert same == [at_once, folded]
    assert panel.is_unfolded
    assertContains(page, '<details class="filters__others" open>')
    caches["pages"].clear()
    Technique.objects.filter(pk__in=[one.pk for one in techniques[10:]]).update(status="archived")
    _page, panel, at_once, folded = parts()
    assert (len(at_once), folded) == (10, [])
