import pytest
from django.utils.functional import empty

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize(
    "address", ["/fr/", "/ar/catalogue/", "/fr/admin/login/", "/fr/rien-de-tel/", "/health/live"]
)
def test_content_policy_is_strict_everywhere(client, address):
    policy = client.get(address).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy and "http" not in policy


@pytest.mark.parametrize("address", ["/fr/", "/fr/admin/login/"])
def test_security_headers_are_there(client, address):
    headers = client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_pages_are_sent_compressed(client):
    assert (
        client.get("/fr/", headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"]
        == "gzip"
    )


def test_public_page_makes_no_store_of_messages(client):
    """Such a store reads cookies and signs: a page that shows no message does not pay
    for it.
    """
    assert client.get("/fr/").wsgi_request._messages._wrapped is empty
