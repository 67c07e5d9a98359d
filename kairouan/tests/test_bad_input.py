"""Whatever is typed after a public address, the answer is in the reader's language and
never an error of ours.
"""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from artisans.tests.factories import TechniqueFactory
from kairouan.portal.forms import SearchForm
from kairouan.portal.search import search_public_records
from kairouan.search.folding import fold
from kairouan.search.lists import FilteredList
from products.forms import CatalogueForm
from products.models import Product, ProductKind
from products.tests.factories import CategoryFactory, ProductFactory
from programme.forms import ActionForm
from programme.openings.forms import OpeningsForm
from workshops.forms import DirectoryForm

from .walker import addresses

pytestmark = pytest.mark.django_db

QUERIES = {
    "page of letters": "page=abc",
    "page too far": "page=999999",
    "page too far for any database": "page=" + "9" * 40,
    "negative page": "page=-1",
    "page of Arabic digits": "page=%D9%A1",
    "several pages": "page=1&page=2",
    "unknown parameter": "inconnu=1&utm_source=x",
    "repeated parameter": "q=a&q=b&kind=product&kind=set&sort=price&sort=name",
    "unknown choices": "kind=rien&technique=n-existe-pas&sort=rien&availability=rien&axis=rien&delegation=rien&atelier=rien",
    "oversized": "q=" + "a" * 10_000,
    "oversized and many": "&".join(f"category=c{n}" for n in range(500)),
    "more than is read at all": "&".join(f"p{n}=1" for n in range(3_100)),
    "NUL": "q=%00&kind=%00&technique=%00&page=%00&atelier=%00",
    "invalid UTF-8": "q=%FF%FE%C3&technique=%FF",
    "bidi controls": "q=%E2%80%AE%E2%80%8F%D9%83&technique=%E2%80%AE",
    "SQL": "q=%27%20OR%201%3D1--&sort=%27%3B--&technique=%27",
    "LIKE": "q=%25_%5C",
    "template": "q=%7B%7B7%2A7%7D%7D%7B%25",
    "markup": "q=%3Cscript%3Ealert(1)%3C/script%3E",
    "brackets": "q[]=1&q[a]=2&page[]=1",
    "nothing but signs": "&&==&=&;",
}


def assert_answered(answer, address):
    assert answer.status_code in (200, 301, 302, 400, 404, 405), address
    if (
        address.startswith(("/fr/", "/ar/"))
        and answer.headers.get("Content-Type", "").startswith("text/html")
        and answer.content
    ):
        assert f'<html lang="{address[1:3]}"'.encode() in answer.content, address
        assert b"alert(1)</script>" not in answer.content, address


# What is read, or put on the page, without a value that any database sees otherwise.
SEEN_BY_NO_DATABASE = {
    "page of letters",
    "negative page",
    "page of Arabic digits",
    "several pages",
    "unknown parameter",
    "more than is read at all",
    "template",
    "markup",
    "brackets",
    "nothing but signs",
}


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(
            query, id=name, marks=[pytest.mark.any_database] * (name in SEEN_BY_NO_DATABASE)
        )
        for name, query in QUERIES.items()
    ],
)
def test_every_address_answers_every_query(client, world, query):
    client.raise_request_exception = True
    for address in addresses():
        assert_answered(client.get(f"{address}?{query}"), address)


@pytest.mark.any_database
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_every_page_refuses_other_methods(client, world, method):
    for address in addresses():
        if any(
            letter in address
            for letter in (
                "/contact/",
                "/rejoindre/",
                "/postuler/",
                "/essai/",
                "/demande/",
                "/retamage/",
            )
        ):
            continue
        answer = getattr(client, method)(address)
        assert answer.status_code == 405, address
        assert answer.headers["Allow"] == "GET, HEAD", address
        assert_answered(answer, address)


@pytest.mark.any_database
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "a b", "[::1", "x" * 300, "testserver@evil.example"]
)
def test_every_page_refuses_a_host_that_is_not_ours(client, world, host, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    for address in addresses():
        answer = client.get(address, headers={"Host": host})
        assert answer.status_code == 400, address
        assert host.encode() not in answer.content
        assert_answered(answer, address)


@pytest.mark.parametrize(
    "tail",
    [
        "%00",
        "%FF%FE",
        "%E2%80%AE",
        "..%2f..%2fetc%2fpasswd",
        "a" * 10_000,
        "a" * 100 + "/b" * 100,
        "%2e%2e/",
        "n-existe-pas",
        "١٢",
    ],
)
@pytest.mark.parametrize(
    "place",
    [
        "catalogue",
        "collections",
        "ateliers",
        "familles",
        "martelages",
        "programme/actions",
        "programme/offres",
        "p",
        "",
    ],
)
def test_address_that_is_none_is_not_found(client, place, tail):
    for language in ("fr", "ar"):
        address = f"/{language}/{place}/{tail}/".replace("//", "/")
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert_answered(answer, address)


@pytest.mark.any_database
@pytest.mark.parametrize(
    "path",
    [
        "photos/..%2f..%2fkairouan.sqlite3",
        "photos/../secret",
        "photos/",
        "sounds/../secret.webm",
        "sounds/",
        "sounds/%00.webm",
        "private/x.pdf",
        "photos/%00.jpg",
    ],
)
def test_files_are_given_from_their_folder_alone(client, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_reading_writes_nothing(client, world):
    """No address that is read changes a row, a session, a count."""

    def only_reads(execute, sql, params, many, context):
        assert sql.lstrip("( \n").startswith("SELECT"), sql
        return execute(sql, params, many, context)

    with connection.execute_wrapper(only_reads):
        for address in addresses():
            client.get(address)


# Properties

FREE = st.text(max_size=60)
WORDS = st.text(alphabet="aàâéèêçœ'’-kqزوةىأإآءـَ ٠١٢3%_\\\"<>&\x00\u202e\u200f", max_size=40)
LISTS = [CatalogueForm, DirectoryForm, ActionForm, OpeningsForm]
FORMS = [*LISTS, SearchForm]
many = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("form_class", LISTS)
def test_a_list_asks_its_facets_in_the_order_of_its_panels(form_class):
    parameters = [facet.parameter for facet in form_class.facets]
    fields = form_class().fields
    assert [name for name in fields if name not in ("q", "sort")] == parameters
    assert [str(fields[name].label) for name in parameters] == [
        str(facet.label) for facet in form_class.facets
    ]


@pytest.mark.parametrize("form_class", FORMS)
def test_form_understands_or_complains_and_never_breaks(form_class):
    names = st.sampled_from([*form_class().fields, "page", "inconnu"])

    @many
    @given(st.lists(st.tuples(names, FREE | WORDS), max_size=8))
    def typed(pairs):
        form = form_class(QueryDict(urlencode(pairs, errors="replace") if encodable(pairs) else ""))
        understood = form.understood()
        assert understood.keys() <= form.fields.keys()
        assert all(isinstance(sentence, str) and sentence for sentence in form.complaints)

    typed()


def encodable(pairs) -> bool:
    try:
        urlencode(pairs).encode()
    except UnicodeEncodeError:  # half a surrogate pair: no browser sends one
        return False
    return True


@pytest.mark.parametrize(
    "address",
    [
        "/fr/catalogue/",
        "/ar/ateliers/",
        "/fr/recherche/",
        "/ar/programme/actions/",
        "/ar/programme/offres/",
    ],
)
def test_list_answers_whatever_is_asked_of_it(client, world, address):
    names = st.sampled_from(
        [
            "q",
            "kind",
            "technique",
            "category",
            "sort",
            "axis",
            "step",
            "delegation",
            "page",
            "price",
        ]
    )

    @many
    @given(
        st.lists(
            st.tuples(
                names, FREE | WORDS | st.sampled_from(["product", "1", "2", "0-100", "capacity"])
            ),
            max_size=6,
        )
    )
    def asked(pairs):
        assume(encodable(pairs))
        assert_answered(client.get(f"{address}?{urlencode(pairs)}"), address)

    asked()


@given(WORDS | FREE)
@many
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_product_is_found_by_each_word_of_its_name():
    @settings(many, max_examples=40)
    @given(st.text(alphabet="aàâéèêçkqstrزوةىأإبتثنم", min_size=2, max_size=14))
    def named(word):
        assume(len(fold(word)) > 1 and " " not in fold(word))
        product = ProductFactory(published=True, name_fr=f"Plateau {word}", name_ar="")
        assert product in Product.objects.published().matching(word)
        assert search_public_records(word).total >= 1
        product.delete()

    named()


def test_filters_narrow_and_a_second_choice_of_one_widens():
    categories, techniques = (
        CategoryFactory.create_batch(3),
        TechniqueFactory.create_batch(3, published=True),
    )
    for number in range(27):
        kind = ProductKind.values[number // 9]
        ProductFactory(
            published=True,
            category=categories[number % 3],
            technique=techniques[number // 3 % 3],
            kind=kind,
        )
    values = {
        "category": [category.slug for category in categories],
        "technique": [technique.slug for technique in techniques],
        "kind": ProductKind.values,
    }
    choices = {
        name: st.lists(st.sampled_from(each), unique=True, max_size=3)
        for name, each in values.items()
    }

    def found(chosen) -> set[int]:
        narrowing = FilteredList("product", CatalogueForm(QueryDict(urlencode(chosen, doseq=True))))
        return set(narrowing.table.numbers_of(narrowing.rows))

    @settings(many, max_examples=30)
    @given(st.fixed_dictionaries(choices), st.sampled_from(list(values)))
    def chosen(wanted, name):
        before = found(wanted)
        # in whatever order
        assert found({each: wanted[each][::-1] for each in reversed(wanted)}) == before
        assert before <= found({**wanted, name: []})
        for value in values[name]:
            if wanted[name]:
                assert before <= found({**wanted, name: [*wanted[name], value]})

    chosen()
