import pytest
from pytest_django.asserts import assertContains

pytestmark = [pytest.mark.django_db, pytest.mark.urls("kairouan.tests.urls_that_fail")]

WORDS = {400: {"fr": "pas lisible"}, 403: {"fr": "pas ouverte"}, 404: {"fr": "n’existe pas"}, 500: {"fr": "panne de notre côté"}}


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("status", WORDS)
def test_error_is_told_in_the_readers_language(client, status, language):
    client.raise_request_exception = False
    address = f"/{language}/rien-de-tel/" if status == 404 else f"/fails/{status}/"
    page = client.get(address, headers={"Accept-Language": language})
    direction = "rtl" if language == "ar" else "ltr"
    assertContains(page, f'<html lang="{language}" dir="{direction}">', status_code=status)
    if language == "fr":
        assertContains(page, WORDS[status]["fr"], status_code=status)


def test_error_page_asks_the_database_nothing(client, django_assert_num_queries):
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        client.get("/fails/500/")


def test_hostile_host_is_refused(client):
    assert client.get("/fr/", headers={"Host": "evil.example"}).status_code == 400
