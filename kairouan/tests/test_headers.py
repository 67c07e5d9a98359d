import pytest
from django.utils.functional import empty

from kairouan.photos.tests.test_images import photo_file
from products.models import ProductPhoto
from products.tests.factories import ProductFactory

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


def test_no_file_may_be_framed(client, media):
    photo = ProductPhoto.objects.create(product=ProductFactory(published=True), image=photo_file())
    for address in (f"/media/{photo.image.name}", "/static/css/tokens.css"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


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
