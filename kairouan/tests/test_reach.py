"""The portal as readers elsewhere meet it: engines, feeds, shared links, printed
addresses. What is said there is what the page says.
"""

import datetime
import json
import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import Consent
from artisans.tests.factories import ConsentFactory, FamilyFactory, TechniqueFactory
from kairouan.publication.models import FormerAddress
from kairouan.review.moderation import Status, publish
from kairouan.tests.test_consent_walk import pictured
from products.models import Product, ProductPhoto
from products.tests.factories import CollectionFactory, ProductFactory
from programme.models import Session
from programme.tests.factories import ActionFactory
from workshops.models import Channel, OpeningHours
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db

# What engines ask of each type before they show it (Google's Search Central,
# schema.org), read in November 2026.
REQUIRED = {
    "Organization": {"name", "url"},
    "Product": {"name", "image", "offers"},
    "Service": {"name", "provider"},
    # and its price, or a price for a unit
    "Offer": {"priceCurrency", "availability", "url", "seller"},
    "AggregateOffer": {"lowPrice", "priceCurrency", "availability"},
    "UnitPriceSpecification": {"price", "priceCurrency", "unitCode", "referenceQuantity"},
    "QuantitativeValue": {"value", "unitCode"},
    "LocalBusiness": {"name", "address", "url"},
    "PostalAddress": {"addressCountry", "addressRegion"},
    "OpeningHoursSpecification": {"dayOfWeek", "opens", "closes"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "CollectionPage": {"name", "url", "inLanguage", "mainEntity"},
    "ItemList": {"numberOfItems"},
    "WebSite": {"name", "url"},
    "Event": {"name", "startDate", "location", "eventStatus", "eventAttendanceMode", "organizer"},
    "Place": {"name", "address"},
    "GeoCoordinates": {"latitude", "longitude"},
}
TOMORROW = datetime.date.today() + datetime.timedelta(days=1)


def graph_of(page) -> list[dict]:
    """The structured data of a page: one block, that any JSON reader reads."""
    (block,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page.content.decode(), re.S
    )
    data = json.loads(block)
    assert data["@context"] == "https://schema.org"
    return data["@graph"]


def told(page, kind: str) -> dict:
    (thing,) = [thing for thing in graph_of(page) if thing["@type"] == kind]
    return thing


def every_thing(value):
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from every_thing(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from every_thing(inner)


def og_of(page) -> dict[str, str]:
    return dict(
        re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)">', page.content.decode())
    )


@pytest.fixture
def product(media):
    product = ProductFactory(
        published=True,
        priced=True,
        name_fr="Théière",
        name_ar="برّاد",
        description_fr="Une théière.",
        metal="copper",
        availability="ready",
    )
    pictured(ProductPhoto, {"product": product}, alt_fr="La théière", alt_ar="البرّاد")
    return product


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_type_has_what_engines_require(client, product, language):
    workshop = WorkshopFactory(published=True, latitude="35.67811", longitude="10.10122")
    ConsentFactory(artisan=workshop.responsible, item=Consent.Item.PLACE)
    OpeningHours.objects.create(workshop=workshop, weekday=0, opens="08:00", closes="17:00")
    service = ProductFactory(
        published=True, kind="service", priced=True, price_kind="from", availability="to_order"
    )
    by_weight = ProductFactory(
        published=True,
        priced=True,
        price_kind="by_weight",
        price_unit="kg",
        availability="to_order",
    )
    action = ActionFactory(published=True)
    pictured(ProductPhoto, {"product": by_weight})
    seen = set()
    with translation.override(language):
        entries = (product, service, by_weight, workshop, action)
        pages = [entry.get_absolute_url() for entry in entries] + [
            reverse("portal:home"),
            reverse("products:list"),
        ]
    for address in pages:
        for thing in every_thing(graph_of(client.get(address))):
            missing = REQUIRED[thing["@type"]] - thing.keys()
            assert not missing, (address, thing["@type"], missing)
            if thing["@type"] == "Offer":
                assert ("price" in thing) != ("priceSpecification" in thing), address
            seen.add(thing["@type"])
    assert seen == set(REQUIRED)


@pytest.mark.parametrize(
    ("facts", "offer", "words"),
    [
        (
            {"price": Decimal("85.5"), "availability": "ready"},
            ("Offer", "price", "85.500", "InStock"),
            "85,500\u00a0DT",
        ),
        (
            {"price": Decimal(340), "availability": "to_order"},
            ("Offer", "price", "340.000", "MadeToOrder"),
            "340\u00a0DT",
        ),
        (
            {"price": Decimal(90), "availability": "sold"},
            ("Offer", "price", "90.000", "SoldOut"),
            "90\u00a0DT",
        ),
        (
            {"price": Decimal(90), "price_kind": "from", "availability": "to_order"},
            ("AggregateOffer", "lowPrice", "90.000", "MadeToOrder"),
            "À partir de",
        ),
    ],
)
def test_price_and_availability_are_those_of_the_page(client, facts, offer, words):
    page = client.get(ProductFactory(published=True, priced=True, **facts).get_absolute_url())
    kind, name, price, availability = offer
    said = told(page, "Product")["offers"]
    assert (said["@type"], said[name], said["priceCurrency"]) == (kind, price, "TND")
    assert said["availability"] == f"https://schema.org/{availability}"
    assertContains(page, words)


def test_availability_that_nobody_gave_is_said_by_no_page(client):
    """Neither to readers, nor to engines, nor by a filter."""
    product = ProductFactory(published=True, priced=True)
    page = client.get(product.get_absolute_url())
    assertContains(page, "Disponibilité à demander")
    assert "availability" not in told(page, "Product")["offers"]
    assertContains(client.get(reverse("products:list")), "Disponibilité à demander")
    for choice in Product.Availability.values:
        assert (
            not client.get(reverse("products:list"), {"availability": choice})
            .context["page_obj"]
            .object_list
        )


def test_service_says_the_days_it_takes_without_more(client):
    service = ProductFactory(published=True, kind="service", lead_time_days=3)
    assertContains(client.get(service.get_absolute_url()), "Sous 3 jours")


@pytest.mark.parametrize(
    ("kind", "name"), [("by_weight", "price"), ("from", "minPrice"), ("fixed", "price")]
)
def test_price_of_a_kilo_is_never_that_of_the_product(client, kind, name):
    product = ProductFactory(
        published=True,
        priced=True,
        price=Decimal(120),
        price_kind=kind,
        price_unit="kg",
        weight_g=3000,
    )
    offer = told(client.get(product.get_absolute_url()), "Product")["offers"]
    assert offer["@type"] == "Offer" and not {"price", "lowPrice"} & offer.keys()
    said = offer["priceSpecification"]
    assert (said[name], said["unitCode"], said["referenceQuantity"]["value"]) == (
        "120.000",
        "KGM",
        1,
    )


def test_price_that_no_longer_stands_is_not_said(client, in_tunis):
    product = ProductFactory(published=True, priced=True, price_valid_until=TOMORROW)
    assert (
        told(client.get(product.get_absolute_url()), "Product")["offers"]["priceValidUntil"]
        == TOMORROW.isoformat()
    )
    in_tunis(TOMORROW + datetime.timedelta(days=1))
    assert "offers" not in told(client.get(product.get_absolute_url()), "Product")
    assert "offers" not in told(
        client.get(ProductFactory(published=True).get_absolute_url()), "Product"
    )


def test_workshop_says_no_more_than_its_page(client):
    workshop = WorkshopFactory(
        published=True, address_fr="Ruelle gardée", latitude="35.67811", longitude="10.10122"
    )
    Channel.objects.create(
        workshop=workshop, person=workshop.responsible, kind="phone", value="+21677000111"
    )
    said = told(client.get(workshop.get_absolute_url()), "LocalBusiness")
    assert not {"telephone", "geo"} & said.keys() and "streetAddress" not in said["address"]
    for item in (Consent.Item.PLACE, Consent.Item.PHONE):
        ConsentFactory(artisan=workshop.responsible, item=item)
    said = told(client.get(workshop.get_absolute_url()), "LocalBusiness")
    assert (said["telephone"], said["address"]["streetAddress"]) == (
        "+21677000111",
        "Ruelle gardée",
    )


def test_workshop_says_the_hours_of_the_period_in_force(client):
    workshop = WorkshopFactory(published=True)
    for weekday in (0, 1):
        OpeningHours.objects.create(
            workshop=workshop, period="winter", weekday=weekday, opens="08:00", closes="17:00"
        )
    OpeningHours.objects.create(
        workshop=workshop, period="ramadan", weekday=0, opens="21:00", closes="01:00"
    )
    (hours,) = told(client.get(workshop.get_absolute_url()), "LocalBusiness")[
        "openingHoursSpecification"
    ]
    assert (hours["opens"], hours["closes"]) == ("08:00", "17:00")
    assert hours["dayOfWeek"] == ["https://schema.org/Monday", "https://schema.org/Tuesday"]


def test_cancelled_action_says_so_and_hours_are_those_of_tunis(client):
    action = ActionFactory(published=True, is_cancelled=True)
    Session.objects.create(action=action, day=action.starts_on, starts_at="09:00", ends_at="12:30")
    said = told(client.get(action.get_absolute_url()), "Event")
    assert said["eventStatus"] == "https://schema.org/EventCancelled"
    assert (said["startDate"], said["endDate"]) == (
        "2026-03-02T09:00:00+01:00",
        "2026-03-04T12:30:00+01:00",
    )


def test_crumbs_said_are_crumbs_shown(client, product):
    page = client.get(product.get_absolute_url())
    crumbs = [
        (item["name"], item["item"]) for item in told(page, "BreadcrumbList")["itemListElement"]
    ]
    assert crumbs == [
        ("Accueil", "http://testserver/fr/"),
        ("Les pièces", "http://testserver/fr/catalogue/"),
        ("Théière", f"http://testserver{product.get_absolute_url()}"),
    ]
    trail = page.content.decode().partition('class="crumbs"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', trail) == ["/fr/", "/fr/catalogue/"]


def test_nothing_in_structured_data_can_end_its_element(client):
    product = ProductFactory(published=True, name_fr="</script><script>alert(1)</script>")
    page = client.get(product.get_absolute_url())
    assertNotContains(page, "<script>alert")
    assert told(page, "Product")["name"] == product.name_fr


@pytest.mark.parametrize(
    ("language", "title", "alt", "locale"),
    [("fr", "Théière", "La théière", "fr_TN"), ("ar", "برّاد", "البرّاد", "ar_TN")],
)
def test_shared_product_shows_its_photo_in_the_readers_language(
    client, product, media, language, title, alt, locale
):
    with translation.override(language):
        said = og_of(client.get(product.get_absolute_url()))
    assert (said["title"], said["image:alt"], said["locale"]) == (title, alt, locale)
    path = said["image"].removeprefix("http://testserver/media/")
    assert (media / path).stat().st_size < 300_000  # above it, WhatsApp shows no picture
    assert (
        int(said["image:width"]),
        int(said["image:height"]),
    ) == product.photos.get().shared_size


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_page_without_a_photo_shows_that_of_the_portal_in_its_language(client, language):
    said = og_of(client.get(f"/{language}/ateliers/"))
    assert said["image"] == f"http://testserver/static/img/partage-{language}.jpg"
    assert client.get(said["image"].removeprefix("http://testserver")).status_code == 200


def test_error_page_is_not_offered_for_sharing(client):
    assert og_of(client.get("/fr/rien-de-tel/")) == {}


def test_product_is_shared_by_its_short_address(client, product):
    page = client.get(product.get_absolute_url())
    assertContains(
        page,
        f'href="https://wa.me/?text=Th%C3%A9i%C3%A8re%0Ahttp%3A%2F%2Ftestserver%2Fp%2F{product.pk}"',
    )
    assertContains(page, f'data-address="http://testserver/p/{product.pk}"')


@pytest.mark.parametrize(("preference", "language"), [("fr", "fr"), ("ar-TN", "ar"), ("", "ar")])
@pytest.mark.parametrize("slash", ["", "/"])
def test_short_address_leads_to_the_product_in_the_readers_language(
    client, product, preference, language, slash
):
    answer = client.get(f"/p/{product.pk}{slash}", headers={"Accept-Language": preference})
    assert (answer.status_code, answer.url) == (302, f"/{language}/catalogue/{product.slug}/")
    assert "Accept-Language" in answer.headers["Vary"]
    assert not answer.cookies


@pytest.mark.parametrize("number", ["0", "99999", "9" * 30])
def test_short_address_of_nothing_is_not_found(client, number):
    ProductFactory(slug="brouillon")
    assert client.get(f"/p/{number}").status_code == 404


FACTORIES = [
    ProductFactory,
    CollectionFactory,
    WorkshopFactory,
    FamilyFactory,
    TechniqueFactory,
    ActionFactory,
]


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory._meta.model.__name__)
def test_changed_address_leads_from_every_former_one(client, factory):
    entry = factory(published=True, slug="premiere")
    for slug in ("deuxieme", "troisieme"):
        entry = type(entry).objects.get(pk=entry.pk)
        entry.slug = slug
        entry.save()
    for former in ("premiere", "deuxieme"):
        answer = client.get(entry.get_absolute_url().replace("troisieme", former))
        assert (answer.status_code, answer.url, answer.headers["Cache-Control"]) == (
            301,
            entry.get_absolute_url(),
            "no-cache",
        )
    assert client.get(entry.get_absolute_url()).status_code == 200
    type(entry).objects.filter(pk=entry.pk).update(status=Status.ARCHIVED)
    assert client.get(entry.get_absolute_url().replace("troisieme", "premiere")).status_code == 404


def test_former_address_is_never_given_to_another_record():
    first, second = (
        ProductFactory(published=True, slug="theiere"),
        ProductFactory(name_fr="Théière"),
    )
    first.refresh_from_db()
    first.slug = "grande-theiere"
    first.save()
    assert second.make_slug() == "theiere-2"
    second.slug = "theiere"
    with pytest.raises(ValidationError):
        second.full_clean()


def test_address_is_changed_and_never_taken_away(officer):
    product = ProductFactory(published=True, slug="theiere")
    product = type(product).objects.get(pk=product.pk)
    product.slug = ""
    product.full_clean()
    assert product.slug == "theiere"


def test_address_that_nobody_was_given_leaves_no_redirect():
    draft = ProductFactory(slug="faute")
    draft.refresh_from_db()
    draft = type(draft).objects.get(pk=draft.pk)
    draft.slug = "theiere"
    draft.save()
    publish(draft)
    product = type(draft).objects.get(pk=ProductFactory(published=True, slug="plateau").pk)
    product.slug = "autre"
    product.save(update_fields=["availability"])
    assert not FormerAddress.objects.exists()


def test_address_changed_on_the_record_just_made_leaves_its_redirect():
    product = ProductFactory(published=True, slug="theiere")
    product.slug = "grande-theiere"
    product.save()
    assert FormerAddress.objects.get().slug == "theiere"


def test_going_back_to_an_address_leaves_no_redirect_on_itself(client):
    product = ProductFactory(published=True, slug="theiere")
    for slug in ("autre", "theiere"):
        product.refresh_from_db()
        product.slug = slug
        product.save()
    assert client.get("/fr/catalogue/theiere/").status_code == 200
    assert list(FormerAddress.objects.values_list("slug", flat=True)) == ["autre"]


ATOM = "{http://www.w3.org/2005/Atom}"


def entries_of(answer) -> list:
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


@pytest.mark.parametrize(("language", "title"), [("fr", "Théière"), ("ar", "برّاد")])
def test_feed_of_products_has_the_newest_first_in_its_language(client, product, language, title):
    ProductFactory(published=True, name_fr="Plateau", name_ar="صينية")
    ProductFactory(name_fr="Pas encore montrée")
    answer = client.get(f"/{language}/catalogue/flux.xml")
    assert (
        ElementTree.fromstring(answer.content).get("{http://www.w3.org/XML/1998/namespace}lang")
        == language
    )
    entries = entries_of(answer)
    assert [entry.find(f"{ATOM}title").text for entry in entries][1:] == [title]
    assert (
        entries[1].find(f"{ATOM}link").get("href")
        == f"http://testserver/{language}/catalogue/{product.slug}/"
    )
    assert len(entries) == 2


def test_feed_says_what_xml_can_say(client):
    ProductFactory(published=True, name_fr="Thé\x1bière", description_fr="Une\x1b pause\x08.")
    (entry,) = entries_of(client.get("/fr/catalogue/flux.xml"))
    assert (entry.find(f"{ATOM}title").text, entry.find(f"{ATOM}summary").text) == (
        "Théière",
        "Une pause.",
    )


def test_feed_of_actions_has_those_to_come(client, in_tunis):
    in_tunis(datetime.date(2026, 3, 4))
    ActionFactory(published=True, title_fr="Étamage")
    ActionFactory(published=True, title_fr="Annulée", is_cancelled=True)
    ActionFactory(
        published=True,
        title_fr="Passée",
        starts_on=datetime.date(2026, 1, 2),
        ends_on=datetime.date(2026, 1, 2),
    )
    (entry,) = entries_of(client.get("/fr/programme/actions/flux.xml"))
    assert entry.find(f"{ATOM}title").text == "Étamage"
    assert "du 2 au 4 mars 2026" in entry.find(f"{ATOM}summary").text


@pytest.mark.parametrize("address", ["/fr/", "/fr/catalogue/", "/ar/programme/actions/"])
def test_pages_name_their_feeds(client, address):
    assertContains(client.get(address), '<link rel="alternate" type="application/atom+xml"')
