"""The edition: what changes it, and what is kept until it changes."""

import datetime
import gzip
import threading

import brotli
import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from artisans.tests.factories import ArtisanFactory, ConsentFactory, FamilyFactory, TechniqueFactory
from kairouan.accounts.models import User
from kairouan.publication.edition import (
    LastRead,
    cached_for_edition,
    cached_many_for_edition,
    current_edition,
    of_edition,
)
from kairouan.publication.models import Announcement, PublicationStamp
from kairouan.publication.stamp import WRITES
from kairouan.publication.tests.stamps import current_stamp
from products.models import Product
from products.tests.factories import ProductFactory
from workshops.models import Workshop
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db

LIST = "products:list"


def raw_update():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE products_product SET availability = 'sold'")


WAYS = {
    "save": lambda product: product.save(),
    "update": lambda product: Product.objects.update(availability="sold"),
    "bulk_create": lambda product: Workshop.objects.bulk_create([Workshop(name_fr="Neuf")]),
    "bulk_update": lambda product: Product.objects.bulk_update([product], ["availability"]),
    "delete": lambda product: product.delete(),
    "delete by queryset": lambda product: Product.objects.all().delete(),
    "many to many": lambda product: product.workshop.techniques.add(product.technique),
    "raw": lambda product: raw_update(),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_writing_changes_the_stamp(way):
    product = ProductFactory(published=True, technique=TechniqueFactory(published=True))
    before = current_stamp()
    WAYS[way](product)
    assert current_stamp() != before


def test_what_no_page_shows_changes_nothing():
    ProductFactory(published=True)
    before = current_stamp()
    User.objects.create_user(email="personne@tests.example", password="x")
    Session.objects.create(session_key="x", session_data="", expire_date=timezone.now())
    list(Product.objects.all())
    assert current_stamp() == before


def test_stamp_is_made_anew_when_its_row_is_gone():
    PublicationStamp.objects.all().delete()
    assert current_stamp() == ""
    ProductFactory()
    assert len(current_stamp()) == 16
    assert PublicationStamp.objects.count() == 1


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_page_is_made_once_until_something_changes(client, language, django_assert_num_queries):
    product = ProductFactory(published=True, name_fr="Aiguière", name_ar="إبريق")
    address = f"/{language}/catalogue/"
    first = client.get(address, HTTP_ACCEPT_ENCODING="br")
    with django_assert_num_queries(1):  # the stamp
        again = client.get(address, HTTP_ACCEPT_ENCODING="br")
    assert again.content == first.content
    assert again.headers == first.headers
    Product.objects.filter(pk=product.pk).update(name_fr="Zézoua", name_ar="زازوة")
    assertContains(client.get(address), "Zézoua" if language == "fr" else "زازوة")


def test_withdrawn_consent_leaves_a_kept_page_at_once(client):
    consent = ConsentFactory(item="family_story", artisan__name_fr="Salah")
    family = FamilyFactory(published=True, story_fr="Motgardé", spokesperson=consent.artisan)
    assertContains(client.get(family.get_absolute_url()), "Motgardé")
    assertContains(client.get(family.get_absolute_url()), "Motgardé")
    consent.withdrawn_on = consent.given_on
    consent.save()
    assertNotContains(client.get(family.get_absolute_url()), "Motgardé")


def test_withdrawn_name_leaves_a_kept_page_at_once_and_a_page_that_stays_reads_no_name(
    client, django_assert_num_queries
):
    person = ArtisanFactory(name_fr="Salah Ben Jemâa")
    consent = ConsentFactory(artisan=person, item="name")
    address = WorkshopFactory(
        published=True, name_fr="Atelier", summary_fr="Fondé par Salah Ben Jemâa."
    ).get_absolute_url()
    for _made_then_kept in range(2):
        assertContains(client.get(address), "Salah Ben Jemâa")
    consent.withdrawn_on = consent.given_on
    consent.save()
    for _made_then_kept in range(2):
        assertNotContains(client.get(address), "Salah Ben Jemâa")
    known = LastRead.known
    client.get(address, HTTP_ACCEPT_ENCODING="br")
    with django_assert_num_queries(1) as read:
        kept = client.get(address, HTTP_ACCEPT_ENCODING="br")
    assert "Fondé par un artisan." in brotli.decompress(kept.content).decode()
    assert LastRead.known is known and "Salah" not in str(read.captured_queries)
    PublicationStamp.objects.all().delete()
    assertNotContains(client.get(address), "Salah Ben Jemâa")


def test_new_day_in_tunis_is_a_new_edition(client, in_tunis):
    """Prices end by date though nobody writes anything."""
    today = datetime.date.today()
    product = ProductFactory(published=True, priced=True, price_valid_until=today)
    etag = client.get(product.get_absolute_url()).headers["ETag"]
    in_tunis(today + datetime.timedelta(days=1))
    answer = client.get(product.get_absolute_url(), HTTP_IF_NONE_MATCH=etag)
    assert answer.status_code == 200
    assertContains(answer, "n’est plus valable")


def test_reader_who_has_the_page_is_told_so_without_making_it(
    client, django_assert_num_queries, monkeypatch
):
    ProductFactory(published=True)
    etag = client.get(reverse(LIST)).headers["ETag"]
    monkeypatch.setattr("products.views.render", lambda *args: pytest.fail("the page was made"))
    with django_assert_num_queries(1):
        answer = client.get(reverse(LIST), HTTP_IF_NONE_MATCH=etag)
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", etag)


def test_etag_is_of_one_address_and_of_one_edition(client):
    product = ProductFactory(published=True)
    french, arabic, filtered = (
        client.get(address).headers["ETag"]
        for address in ("/fr/catalogue/", "/ar/catalogue/", "/fr/catalogue/?kind=set")
    )
    assert len({french, arabic, filtered}) == 3
    product.save()
    assert client.get("/fr/catalogue/", HTTP_IF_NONE_MATCH=french).status_code == 200


def test_page_may_stand_in_a_shared_cache(client):
    page = client.get(reverse(LIST), HTTP_ACCEPT_ENCODING="gzip")
    assert not page.cookies
    assert page.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert page.headers["Vary"] == "Accept-Encoding"


def test_signed_in_reader_gets_the_very_same_page(client, officer):
    ProductFactory(published=True)
    assert officer.get(reverse(LIST)).content == client.get(reverse(LIST)).content
    assert not officer.get(reverse(LIST)).cookies


@pytest.mark.parametrize(
    ("accepted", "coding", "read"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
    ],
)
def test_page_comes_in_the_coding_the_reader_takes(client, accepted, coding, read):
    ProductFactory(published=True)
    plain = client.get(reverse(LIST)).content
    for _made_then_kept in range(2):
        page = client.get(reverse(LIST), HTTP_ACCEPT_ENCODING=accepted)
        assert page.headers.get("Content-Encoding") == coding
        assert int(page.headers["Content-Length"]) == len(page.content)
        assert read(page.content) == plain


def test_page_that_is_not_there_is_not_kept(client):
    address = reverse("products:detail", args=["theiere"])
    assert client.get(address).status_code == 404
    assert "ETag" not in client.get(address).headers
    ProductFactory(published=True, slug="theiere")
    assert client.get(address).status_code == 200


def test_head_is_answered_like_get(client):
    page = client.head(reverse(LIST))
    assert (page.status_code, page.content) == (200, b"")
    assert client.get(reverse(LIST)).content


def test_engineer_sees_each_edit(client, settings):
    etag = client.get(reverse(LIST), HTTP_ACCEPT_ENCODING="br").headers["ETag"]
    settings.DEBUG = True
    answer = client.get(reverse(LIST), HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=etag)
    assert answer.status_code == 200
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_host_that_is_not_ours_is_refused_in_the_language_of_the_address(client, language):
    address = f"/{language}/catalogue/"
    client.get(address, HTTP_ACCEPT_ENCODING="br")
    answer = client.get(address, HTTP_ACCEPT_ENCODING="br", HTTP_HOST="ailleurs.example")
    assert answer.status_code == 400
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}"'.encode() in answer.content


def test_page_kept_under_one_host_is_not_given_under_another(client):
    """It may hold its own whole address."""
    named, numbered = (
        client.get("/sitemap.xml", HTTP_ACCEPT_ENCODING="br", HTTP_HOST=host)
        for host in ("localhost", "127.0.0.1")
    )
    assert b"//localhost/" in brotli.decompress(named.content)
    assert b"//127.0.0.1/" in brotli.decompress(numbered.content)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_kept_page_is_only_read(client, method):
    client.get(reverse(LIST), HTTP_ACCEPT_ENCODING="br")
    answer = getattr(client, method)(reverse(LIST), headers={"Accept-Encoding": "br"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert "ETag" not in answer.headers


def test_edition_is_read_once_whether_the_page_is_kept_or_made_again(client):
    product = ProductFactory(published=True)
    stamp = PublicationStamp._meta.db_table

    def read(**headers) -> int:
        with CaptureQueriesContext(connection) as statements:
            client.get(reverse(LIST), HTTP_ACCEPT_ENCODING="br", **headers)
        return sum(f'FROM "{stamp}"' in statement["sql"] for statement in statements)

    assert [read(), read(), read(HTTP_IF_NONE_MATCH='W/"old"')] == [1, 1, 1]
    product.save()
    assert [read(HTTP_IF_NONE_MATCH='W/"old"'), read()] == [1, 1]


@pytest.mark.parametrize(
    "address",
    [
        "/static/css/tokens.css",
        "/health/live",
        "/fr/espace/entrer/",
        "/ar/admin/login/",
        "/fr/rien",
    ],
)
def test_address_that_is_no_public_page_reads_no_edition(client, address):
    with CaptureQueriesContext(connection) as statements:
        for _ in range(2):
            client.get(address, HTTP_ACCEPT_ENCODING="br")
    assert PublicationStamp._meta.db_table not in str(statements.captured_queries)


@pytest.mark.parametrize("address", ["/fr/catalogue/", "/fr/espace/", "/fr/contact/", "/fr/rien"])
@pytest.mark.parametrize("etag", ["*", 'W/""', '"x", W/"y"'])
def test_304_is_only_for_a_reader_who_has_the_page(client, address, etag):
    client.get(address, HTTP_ACCEPT_ENCODING="br")
    assert client.get(address, HTTP_IF_NONE_MATCH=etag).status_code != 304


def test_reader_is_told_so_among_others_and_by_a_cache_that_made_the_mark_strong(client):
    etag = client.get(reverse(LIST)).headers["ETag"]
    for sent in (etag, f'"x", {etag}', etag.removeprefix("W/")):
        answer = client.get(reverse(LIST), HTTP_IF_NONE_MATCH=sent)
        assert answer.status_code == 304
        assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "Content-Security-Policy" in answer.headers
        # it would be that of the page
        assert "Content-Length" not in answer.headers


def test_page_that_came_with_a_cookie_is_not_kept(client):
    """Of whichever middleware sets it: here the session's, which takes back a cookie
    that names none.
    """
    client.cookies["sessionid"] = "short"
    answer = client.get(reverse(LIST), HTTP_ACCEPT_ENCODING="br")
    assert answer.cookies and "ETag" not in answer.headers
    client.cookies.clear()
    answer = client.get(reverse(LIST), HTTP_ACCEPT_ENCODING="br")
    assert not answer.cookies and "ETag" in answer.headers


def test_announcement_comes_to_a_kept_page_and_leaves_it_at_once(client):
    def shown() -> bool:
        answer = client.get(reverse(LIST), HTTP_ACCEPT_ENCODING="br")
        return "Fermé lundi" in brotli.decompress(answer.content).decode()

    today = datetime.date.today()
    assert [shown(), shown()] == [False, False]
    said = Announcement.objects.create(text_fr="Fermé lundi", starts_on=today, ends_on=today)
    assert [shown(), shown()] == [True, True]
    said.delete()
    assert [shown(), shown()] == [False, False]


def test_value_is_worked_out_once_an_edition_and_each_time_without_one():
    asked = []

    def compute():
        asked.append(1)
        return None  # a value like another

    for _ in range(2):
        cached_for_edition("test", ("a",), compute)
    assert len(asked) == 2
    with of_edition(current_edition()):
        for _ in range(2):
            assert cached_for_edition("test", ("a",), compute) is None
        cached_for_edition("test", ("b",), compute)
    assert len(asked) == 4
    ProductFactory()
    with of_edition(current_edition()):
        cached_for_edition("test", ("a",), compute)
    assert len(asked) == 5


def test_only_what_is_not_kept_yet_is_worked_out():
    asked = []

    def compute(keys):
        asked.append(keys)
        return {key: key * 10 for key in keys}

    with of_edition(current_edition()):
        assert cached_many_for_edition("test", [1, 2], ("fr",), compute) == {1: 10, 2: 20}
        assert cached_many_for_edition("test", [2, 3], ("fr",), compute) == {2: 20, 3: 30}
        cached_many_for_edition("test", [2], ("ar",), compute)
    assert asked == [[1, 2], [3], [2]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["save", "update", "raw"])
def test_page_read_while_a_row_is_written_is_not_kept_as_the_new_one(client, way):
    """Without a transaction, the stamp must not announce a row that is not there
    yet.
    """
    product = ProductFactory(published=True, technique=TechniqueFactory(published=True))

    def read_in_between(execute, sql, params, many, context):
        if WRITES.match(sql):  # not "anything but SELECT": PostgreSQL's unions open with a bracket
            client.get(reverse(LIST), HTTP_ACCEPT_ENCODING="br")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(read_in_between):
        WAYS[way](product)
    page = client.get(reverse(LIST), HTTP_ACCEPT_ENCODING="br")
    caches["pages"].clear()
    assert client.get(reverse(LIST), HTTP_ACCEPT_ENCODING="br").content == page.content


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_all_write_and_the_stamp_is_of_the_last():
    products = ProductFactory.create_batch(4, published=True)
    stamps = []

    def sell(product):
        try:
            with transaction.atomic():
                Product.objects.filter(pk=product.pk).update(availability="sold")
                Product.objects.filter(pk=product.pk).update(is_unique=True)
                stamps.append(current_stamp())
        finally:
            connection.close()

    writers = [threading.Thread(target=sell, args=[product]) for product in products]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert Product.objects.filter(availability="sold", is_unique=True).count() == 4
    assert len(set(stamps)) == 4
    assert current_stamp() == stamps[-1]


@pytest.mark.django_db(transaction=True)
def test_two_requests_in_one_thread_use_one_connection(rf):
    """Of the server's own handler: the tests' client would leave the connection of the
    test alone.
    """
    handler, opened, statuses = WSGIHandler(), [], []

    def opens(connection, **kwargs):
        opened.append(threading.current_thread())

    def read_twice():
        try:
            for _ in range(2):
                answer = handler(
                    rf.get(reverse(LIST)).environ, lambda status, headers: statuses.append(status)
                )
                answer.close()  # the server does, and Django ends the request
        finally:
            connection.close()

    connection_created.connect(opens)
    try:
        reader = threading.Thread(target=read_twice)
        reader.start()
        reader.join()
    finally:
        connection_created.disconnect(opens)
    assert statuses == ["200 OK", "200 OK"]
    assert opened.count(reader) == 1


def test_what_is_not_there_fills_no_memory(client):
    with of_edition(current_edition()):
        asked = []
        for _ in range(2):
            cached_for_edition(
                "test", ("absent",), lambda: asked.append(1) or "", nothing_too=False
            )
    assert len(asked) == 2


def test_sorted_list_of_one_language_is_not_given_to_the_other(client):
    ProductFactory(published=True, name_fr="Aspersoir", name_ar="ي")
    ProductFactory(published=True, name_fr="Zézoua", name_ar="أ")
    french, arabic = (
        client.get(f"/{code}/catalogue/?sort=name").context["page_obj"].object_list
        for code in ("fr", "ar")
    )
    assert french == arabic[::-1]


def test_limits_are_counted_in_the_database_and_change_no_page(client):
    """The default cache is the limits' own: it is shared by every process, and what is
    kept of the pages is not in it.
    """
    TechniqueFactory(published=True)
    client.get("/fr/", headers={"Accept-Encoding": "gzip"})
    before = current_stamp()
    caches["default"].set("allauth:rl", [1.0], 60)
    caches["default"].delete("allauth:rl")
    assert current_stamp() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache")
        assert cursor.fetchone() == (0,)
