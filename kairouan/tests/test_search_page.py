"""The search page and what a search box proposes, over real records."""

import json
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import Consent
from artisans.tests.factories import ArtisanFactory, ConsentFactory, FamilyFactory, TechniqueFactory
from kairouan.portal.models import Page
from kairouan.portal.search import PLACES, SUGGESTED, ResultKind
from kairouan.review.moderation import publish
from kairouan.search.changes import Change
from kairouan.search.kinds import KINDS
from kairouan.search.models import Synonym
from products.models import Category
from products.tests.factories import CollectionFactory, ProductFactory
from programme.models import Partner, PartnerRole
from programme.tests.factories import ActionFactory, OpeningFactory, PartnerFactory
from workshops.models import Membership, Quarter
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db

LANGUAGES = ["fr", "ar"]


def search(client, query: str, language: str = "fr", **more):
    with translation.override(language):
        return client.get(reverse("portal:search"), {"q": query, **more})


def found(client, query: str, language: str = "fr") -> list[str]:
    """Where the results of a search lead."""
    return [result.url for result in search(client, query, language).context.get("results", [])]


def proposed(client, typed: str, language: str = "fr") -> list[dict]:
    with translation.override(language):
        answer = client.get(reverse("portal:suggestions"), {"q": typed})
    return json.loads(answer.content)["ways"]


@pytest.fixture
def one_of_each():
    """One public record of each kind, all found by the same word, and where each
    stands.
    """
    page = Page.objects.create(key="histoire", title_fr="Histoire du zellige")
    publish(page)
    records = {
        ResultKind.PRODUCT: ProductFactory(published=True, name_fr="Plateau zellige"),
        ResultKind.WORKSHOP: WorkshopFactory(published=True, name_fr="Atelier Zellige"),
        ResultKind.FAMILY: FamilyFactory(published=True, name_fr="Zellige"),
        ResultKind.TECHNIQUE: TechniqueFactory(published=True, name_fr="Zellige"),
        ResultKind.COLLECTION: CollectionFactory(published=True, name_fr="Collection zellige"),
        ResultKind.ACTION: ActionFactory(published=True, title_fr="Atelier zellige"),
        ResultKind.OPENING: OpeningFactory(published=True, title_fr="Stage de zellige"),
        ResultKind.PAGE: page,
    }
    category = Category.objects.create(slug="zelliges", name_fr="Zelliges", name_ar="زليج")
    partner = PartnerFactory(name_fr="Centre du zellige", role=PartnerRole.CENTRE)
    return {kind: record.get_absolute_url() for kind, record in records.items()} | {
        ResultKind.CATEGORY: f"{reverse('products:list')}?category={category.slug}",
        ResultKind.PARTNER: f"{reverse('programme:home')}#partenaire-{partner.pk}",
    }


def test_each_kind_of_the_index_has_its_place_among_the_results():
    assert set(KINDS) == set(ResultKind.values) == set(PLACES) == set(SUGGESTED)


def test_one_search_finds_every_kind_and_leads_to_it(client, one_of_each):
    page = search(client, "zellige")
    assert {result.kind: result.url for result in page.context["results"]} == one_of_each
    assert dict(page.context["found"].kinds) == dict.fromkeys(ResultKind, 1)


@pytest.mark.parametrize("kind", ResultKind)
def test_search_within_one_kind_leads_there(client, one_of_each, kind):
    page = search(client, "zellige", kind=kind.value)
    assert [(result.kind, result.url) for result in page.context["results"]] == [
        (kind, one_of_each[kind])
    ]
    place, _hash, anchor = one_of_each[kind].partition("#")
    answer = client.get(place)
    assert answer.status_code == 200
    if anchor:
        assertContains(answer, f'id="{anchor}"')


# the stamp, the products of the page, their photographs, the other kinds and theirs if
# any
@pytest.mark.parametrize(("rows", "statements"), [(1, 5), (10, 5), (30, 3)])
def test_search_costs_the_same_whatever_is_found(
    client, rows, statements, django_assert_num_queries
):
    ProductFactory.create_batch(rows, published=True, name_fr="Théière")
    WorkshopFactory.create_batch(rows, published=True, name_fr="Atelier des théières")
    search(client, "rien de tel")  # the index of the edition is read by who comes first
    with django_assert_num_queries(statements):
        search(client, "théière")


@pytest.mark.parametrize(("typed", "statements"), [("th", 2), ("théière", 2), ("rien", 1)])
def test_proposing_costs_the_stamp_and_the_names(
    client, typed, statements, django_assert_num_queries
):
    ProductFactory.create_batch(12, published=True, name_fr="Théière")
    proposed(client, "plateau")
    with django_assert_num_queries(statements):
        proposed(client, typed)


def test_search_does_not_find_what_is_kept_back(client):
    person = ArtisanFactory(name_fr="Nomgardé")
    family = FamilyFactory(published=True, story_fr="Motgardé", spokesperson=person)
    ProductFactory(name_fr="Piècegardée")
    consent = ConsentFactory(artisan=person, item=Consent.Item.FAMILY_STORY)
    consent.withdrawn_on = consent.given_on
    consent.save()
    for word in ("nomgarde", "motgarde", "piecegardee"):
        assert found(client, word) == []
        assert proposed(client, word) == []
    assert found(client, family.name_fr) == [family.get_absolute_url()]


@pytest.fixture
def person():
    """Someone who works in a workshop of which the place is known."""
    person = ArtisanFactory(name_fr="Qadnom Ben Salah", name_ar="قدنوم بن صالح")
    workshop = WorkshopFactory(
        published=True,
        name_fr="Atelier du fond",
        responsible=person,
        address_fr="12, rue Qadrue",
        directions_ar="وراء القدطريق",
    )
    Membership.objects.create(workshop=workshop, artisan=person)
    person.workshop = workshop
    return person


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (Consent.Item.NAME, ["Qadnom Ben Salah", "qadnom", "قدنوم بن صالح"]),
        (Consent.Item.PLACE, ["Qadrue", "القدطريق"]),
    ],
)
def test_what_a_person_agrees_to_finds_the_workshop_and_is_gone_at_once(
    client, person, item, words
):
    place = [person.workshop.get_absolute_url()]
    assert [found(client, word) for word in words] == [[]] * len(words)
    consent = ConsentFactory(artisan=person, item=item)
    assert [found(client, word) for word in words] == [place] * len(words)
    consent.withdrawn_on = consent.given_on
    consent.save()
    assert [found(client, word) for word in words] == [[]] * len(words)


def noted(change) -> set[int]:
    """The workshops that the log says a change touches."""
    before = set(Change.objects.values_list("pk", flat=True))
    change()
    return set(
        Change.objects.exclude(pk__in=before)
        .filter(kind="workshop")
        .values_list("record", flat=True)
    )


def test_each_change_of_what_a_person_agrees_to_is_noted(person):
    helper, workshop = ArtisanFactory(name_fr="Aide"), person.workshop
    there = {workshop.pk}
    WorkshopFactory(published=True)  # touched by none of it
    membership = Membership(workshop=workshop, artisan=helper)
    assert noted(membership.save) == there
    assert noted(lambda: ConsentFactory(artisan=helper, item=Consent.Item.NAME)) == there
    assert noted(lambda: ConsentFactory(artisan=person, item=Consent.Item.PLACE)) == there
    assert noted(lambda: person.consents.update(withdrawn_on="2026-02-01")) == there
    consents = helper.consents.all()
    assert noted(lambda: consents.update(artisan=ArtisanFactory())) == there
    ConsentFactory(artisan=helper, item=Consent.Item.NAME)
    helper.name_fr = "Aide renommée"
    assert noted(helper.save) == there
    assert noted(lambda: helper.consents.all().delete()) == there
    assert noted(membership.delete) == there
    assert noted(helper.save) == set()


@pytest.mark.django_db(transaction=True)
def test_index_that_is_kept_follows_a_consent(client, person):
    assert found(client, "Qadnom") == []
    consent = ConsentFactory(artisan=person, item=Consent.Item.NAME)
    assert len(found(client, "Qadnom")) == 1
    consent.withdrawn_on = consent.given_on
    consent.save()
    assert found(client, "Qadnom") == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("typed", ["Qadnon", "qednom"])
def test_name_withdrawn_is_not_what_a_misspelling_meant(client, person, typed):
    consent = ConsentFactory(artisan=person, item=Consent.Item.NAME)
    assert search(client, typed).context["found"].meant == "qadnom"
    consent.withdrawn_on = consent.given_on
    consent.save()
    assertNotContains(search(client, typed), "qadnom")


def test_misspelling_of_a_word_that_many_others_come_before_is_found(client):
    others = "".join(f"z{chr(97 + number // 26)}{chr(97 + number % 26)} " for number in range(400))
    ProductFactory(published=True, description_fr=others)
    workshop = WorkshopFactory(published=True, name_fr="Atelier Zrelligui")
    assert workshop.get_absolute_url() in found(client, "Zreligui")


def test_name_that_may_not_show_is_not_what_a_misspelling_meant(client):
    ArtisanFactory(name_fr="Qadnom Ben Salah", name_ar="")
    ProductFactory(published=True, description_fr="Martelée par Qadnom Ben Salah.")
    assert found(client, "Qadnon Ben Salah") == []
    assertNotContains(search(client, "Qadnon Ben Salah"), "qadnom")


def test_who_has_left_the_workshop_finds_it_no_more(client, person, in_tunis):
    ConsentFactory(artisan=person, item=Consent.Item.NAME)
    assert len(found(client, "Qadnom")) == 1
    Membership.objects.update(until="2026-01-01")
    assert found(client, "Qadnom") == []


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("Bab Jelladine", "fr"),
        ("jelladine", "fr"),
        ("médina", "fr"),
        ("Sbikha", "fr"),
        ("السبيخة", "ar"),
    ],
)
def test_place_finds_the_workshops_there(client, query, language):
    there = WorkshopFactory(
        published=True, name_fr="Un", quarter=Quarter.BAB_JELLADINE, delegation="sbikha"
    )
    WorkshopFactory(published=True, name_fr="Autre", quarter=Quarter.OUTSIDE, delegation="haffouz")
    with translation.override(language):
        assert found(client, query, language) == [there.get_absolute_url()]


def test_centre_is_found_by_its_town_its_role_and_what_it_offers(client):
    centre = PartnerFactory(
        name_fr="Pôle du Nord",
        role=PartnerRole.CENTRE,
        town_fr="Denden",
        town_ar="الدندان",
        services=[Partner.Service.FABLAB, Partner.Service.TRAINING],
    )
    PartnerFactory(name_fr="Une banque", role=PartnerRole.FUNDER)
    for language, words in {"fr": ["Denden", "fablab", "formation"], "ar": ["الدندان"]}.items():
        for word in words:
            results = search(client, word, language).context["results"]
            assert [result.kind for result in results] == [ResultKind.PARTNER], word
            assert f"partenaire-{centre.pk}" in results[0].url
    assert found(client, "bailleur") != found(client, "centre de services") != []


def test_search_understands_synonyms(client):
    Synonym.objects.create(terms="zezoua, زازوة, cafetière")
    product = ProductFactory(published=True, name_fr="Cafetière", name_ar="زازوة")
    assert found(client, "zezoua") == [product.get_absolute_url()]


@pytest.mark.parametrize(
    ("language", "query", "marked"),
    [
        ("fr", "theiere", "<mark>Théière</mark> du matin"),
        ("fr", "théière matin", "<mark>Théière</mark> du <mark>matin</mark>"),
        ("ar", "براد", "<mark>البرّاد</mark> الكبير"),
    ],
)
def test_words_found_are_marked_in_the_reader_s_script(client, language, query, marked):
    ProductFactory(published=True, name_fr="Théière du matin", name_ar="البرّاد الكبير")
    assertContains(search(client, query, language), f">{marked}</a>")


def test_marked_name_in_the_other_language_says_so(client):
    ProductFactory(published=True, name_fr="Théière <b>", name_ar="")
    assertContains(
        search(client, "theiere", "ar"),
        'lang="fr" dir="ltr"><mark>Théière</mark> &lt;b&gt;</a>',
    )


def test_product_shows_its_maker_price_and_availability(client):
    ProductFactory(published=True, name_fr="Théière", workshop__name_fr="Atelier Zribi")
    page = search(client, "théière")
    assertContains(page, "Atelier Zribi")
    assertContains(page, "Prix sur demande")
    assertContains(page, "Disponibilité à demander")


@pytest.mark.parametrize(
    ("query", "left_out"),
    [
        ("théière jaune", ["jaune"]),
        ("jaune théière bleue", ["jaune", "bleue"]),
        ("théière", []),
    ],
)
def test_what_was_left_out_is_said_in_the_order_it_was_typed(client, query, left_out):
    ProductFactory.create_batch(2, published=True, name_fr="Théière", name_ar="براد")
    page = search(client, query)
    assert page.context["found"].left_out == left_out
    said = re.search(r'<span class="left-out">(.*?)</span>', page.content.decode(), re.DOTALL)
    words = re.findall("<bdi>(.*?)</bdi>", said[1]) if said else []
    assert words == left_out


def test_nothing_found_names_what_is_nearest(client):
    for name in ("Tajine", "Luminaire", "Théière", "Mortier", "Bassine"):
        ProductFactory(published=True, name_fr=name, name_ar="قطعة", workshop__name_fr="Zz")
    page = search(client, "fontaine lampadaire")
    assert page.context["found"].total == 0
    assert {way.name for way in page.context["found"].nearest} == {"Tajine", "Luminaire"}
    for way in page.context["found"].nearest:
        assertContains(page, way.url)
        assert client.get(way.url).status_code == 200


@pytest.mark.parametrize("query", ["xqzzv", "kjhgfd asdfgh", "saxophone", "صاروخ"])
def test_nothing_found_names_nothing_where_nothing_is_near(client, query):
    for name in ("Plateau", "Lanterne", "Anse", "Zézoua", "Savon"):
        ProductFactory(published=True, name_fr=name, name_ar="دار", workshop__name_fr="Zz")
    page = search(client, query)
    assert page.context["found"].nearest == []
    assertNotContains(page, "Au plus près")


def test_nothing_found_leads_on(client):
    category = Category.objects.create(slug="the", name_fr="Le thé", name_ar="الشاي")
    Category.objects.create(slug="vide", name_fr="Rien dedans", name_ar="فارغ")
    ProductFactory(published=True, name_fr="Théière", category=category)
    for language, name in {"fr": "Le thé", "ar": "الشاي"}.items():
        page = search(client, "xylophone <b>", language)
        assertContains(page, f"/{language}/catalogue/?category=the")
        assertContains(page, name)
        assertNotContains(page, "vide")
        letter = unescape(re.search(r'href="([^"]*/contact/\?[^"]*)"', page.content.decode())[1])
        form = client.get(letter).content.decode()
        text = unescape(re.search(r"<textarea.*?>(.*?)</textarea>", form, re.DOTALL)[1])
        assert "xylophone <b>" in text


HOSTILE = {
    "nothing": "",
    "one letter": "a",
    "longer than a sentence": "a" * 10_000,
    "200 letters": "é" * 200,
    "many words": " ".join(["plateau"] * 25),
    "many short words": "a b c d e f g h i j k l m n o p",
    "NUL": "\x00",
    "control characters": "\x01\x02thé\x1b[0m",
    "only punctuation": "!?… «» -- ';",
    "a bidi override": "\u202e",
    "bidi marks round a word": "\u2067thé\u2069\u200f",
    "a percent sign": "%",
    "underscores": "___",
    "SQL": "' OR 1=1; DROP TABLE products_product; --",
    "SQL union": '") UNION SELECT password FROM accounts_user --',
    "HTML": "<script>alert(1)</script>",
    "an attribute": '" autofocus onfocus="alert(1)',
    "a template": "{{ request }} {% load x %}",
    "lone surrogates": "\ud800",
    "emoji": "🫖🫖🫖",
    "a regular expression": "(((a+)+)+)$",
    "combining marks": "a" + "\u0301" * 150,
    "digits of three scripts": "49 ٤٩ ۴۹",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_hostile_query_is_answered_with_a_sentence(client, query, language):
    ProductFactory(published=True, name_fr="Théière", name_ar="براد")
    typed = query.encode("utf-8", "surrogatepass")
    with translation.override(language):
        for route in ("portal:search", "portal:suggestions"):
            answer = client.get(reverse(route), {"q": typed})
            assert answer.status_code == 200
            text = answer.content.decode()
            assert "<script>alert" not in text
            assert 'onfocus="alert' not in text
        page = client.get(reverse("portal:search"), {"q": typed}).content.decode()
    assert re.search(r'<p role="status">|<p class="muted">|class="error"|class="complaint', page)


@pytest.mark.parametrize("address", ["kind=rien&q=a", "page=abc&q=a", "q=%ff%fe", ""])
def test_bad_address_gets_an_answer(client, address):
    ProductFactory(published=True)
    assert client.get(f"{reverse('portal:search')}?{address}").status_code == 200


@pytest.mark.parametrize(
    ("typed", "language", "ways"),
    [
        ("zel", "fr", {"Zelliges", "Zellige", "Plateau zellige", "Atelier Zellige"}),
        ("plateau z", "fr", {"Plateau zellige"}),
        ("PLATEAU ZÉ", "fr", {"Plateau zellige"}),
        ("زل", "ar", {"زليج"}),
        ("zzz", "fr", set()),
        ("", "fr", set()),
        ("…", "fr", set()),
    ],
)
def test_box_proposes_names_as_they_begin(client, one_of_each, typed, language, ways):
    names = [way["name"] for way in proposed(client, typed, language)]
    assert ways <= set(names)
    assert bool(names) == bool(ways)
    assert len(names) <= 8


def test_what_is_proposed_leads_to_its_record(client, one_of_each):
    for way in proposed(client, "zellige"):
        assert way["url"] in one_of_each.values()
        assert client.get(way["url"]).status_code == 200


def test_name_of_many_products_leads_to_their_search(client):
    ProductFactory.create_batch(12, published=True, name_fr="Théière")
    (way,) = proposed(client, "the")
    assert client.get(way["url"]).context["found"].total == 12


def test_name_that_may_not_show_is_not_proposed(client):
    ArtisanFactory(name_fr="Qadnom Gardé", name_ar="")
    WorkshopFactory(published=True, name_fr="Atelier de Qadnom Gardé")
    assert proposed(client, "qadnom gardé") == []
    assert "Qadnom" not in json.dumps(proposed(client, "atelier"))


def test_proposals_are_kept_with_the_edition(client):
    product = ProductFactory(published=True, name_fr="Théière")
    answer = client.get(reverse("portal:suggestions"), {"q": "the"})
    assert "must-revalidate" in answer.headers["Cache-Control"]
    assert len(proposed(client, "the")) == 1
    product.delete()
    assert proposed(client, "the") == []


@pytest.mark.parametrize("typed", ["Karken", "Zoubeïda", "kark", "karkan"])
def test_page_is_not_found_by_one_word_of_a_name_that_its_text_hides(client, typed):
    person = ArtisanFactory(name_fr="Zoubeïda Karken", name_ar="زبيدة كركن")
    FamilyFactory(published=True, name_fr="Des Jarres", origin_fr="Venue avec Zoubeïda Karken.")
    consent = ConsentFactory(artisan=person, item=Consent.Item.NAME)
    assert search(client, typed).context["found"].total == 1
    consent.withdrawn_on = consent.given_on
    consent.save()
    assert search(client, typed).context["found"].total == 0
