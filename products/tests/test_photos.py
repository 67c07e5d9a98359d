"""The photographs of a product: its screens are the workshop's; what differs is whose
it is, and what its page shows.
"""

import pytest
from django.urls import reverse

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from kairouan.photos.cleaning import clean_photo
from kairouan.photos.tests import photo_files as files
from kairouan.review.changes import submit_change
from kairouan.review.decisions import approve_change
from kairouan.review.proposals import Proposal, ProposedPhoto, open_proposal, with_proposal
from kairouan.space.photos import photos_of
from products.models import Product, ProductPhoto
from products.tests.factories import ProductFactory
from workshops.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(media):
    product = ProductFactory(published=True)
    for number in range(2):
        ProductPhoto.holding(
            clean_photo(files.jpeg()), product=product, order=number, alt_fr=f"Vue {number}"
        ).save()
    return product


def enter(client, product, role="owner"):
    artisan = ArtisanFactory(
        account=User.objects.create_user(email=f"{User.objects.count()}@tests.example")
    )
    if role:
        Membership.objects.create(workshop=product.workshop, artisan=artisan, role=role)
    client.force_login(artisan.account)


def seen(product) -> list[str]:
    return [photo.key for photo in photos_of(with_proposal(Product.objects.get(pk=product.pk)))]


def posts(client, product) -> list:
    """Every way of writing on the screens of a product."""
    number = product.photos.first().pk
    return [
        client.post(
            reverse("space:product_photos", args=[product.pk]), {"photos": [files.another()]}
        ),
        client.post(
            reverse("space:product_photos_arrange", args=[product.pk]), {"move": f"down:{number}"}
        ),
        client.post(
            reverse("space:product_photo", args=[product.pk, number]),
            {"alt_fr": "De face", "seen": "{}"},
        ),
    ]


def read(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("role", ["owner", "helper"])
def test_owner_and_helper_of_the_workshop_change_the_photos_of_its_products(client, product, role):
    first, second = seen(product)
    enter(client, product, role)
    assert [answer.status_code for answer in posts(client, product)] == [302] * 3
    assert seen(product)[:2] == [second, first] and len(seen(product)) == 3
    assert photos_of(with_proposal(product))[1].alt_fr == "De face"


@pytest.mark.parametrize("role", ["worker", "apprentice", None])
def test_photos_of_another_workshop_are_404(client, product, role):
    enter(client, product, role)
    assert [answer.status_code for answer in posts(client, product)] == [404] * 3
    assert not Proposal.objects.exists()


def test_visitor_is_asked_to_sign_in(client, product):
    assert [answer.status_code for answer in posts(client, product)] == [302] * 3
    assert not Proposal.objects.exists() and not ProposedPhoto.objects.exists()


def test_officer_who_acts_for_nobody_is_told_so(officer, product):
    assert [answer.status_code for answer in posts(officer, product)] == [403] * 3


def test_catalogue_does_not_move_while_photos_wait(client, product):
    enter(client, product)
    public = [
        product.get_absolute_url(),
        reverse("products:list"),
        product.photos.first().image.url,
    ]
    before = [read(client.get(address)) for address in public]
    client.post(
        reverse("space:product_photos", args=[product.pk]),
        {"photos": [files.another(), files.another()]},
    )
    *_live, last = seen(product)
    client.post(
        reverse("space:product_photos_arrange", args=[product.pk]), {"move": f"main:{last}"}
    )
    assert [read(client.get(address)) for address in public] == before
    name = ProposedPhoto.objects.get(pk=last[1:]).image.name
    assert name not in "".join(str(read(client.get(address))) for address in public)
    submit_change(product, None)
    proposal = open_proposal(product)
    approve_change(proposal, None, proposal.version)
    assert product.photos.count() == 4
    assert Product.objects.get(pk=product.pk).main_photo.image.name == name
    assert (
        name in client.get(public[1]).content.decode()
        and name in client.get(public[0]).content.decode()
    )


@pytest.mark.parametrize("count", [1, 5])
def test_list_asks_as_much_of_the_database_for_one_as_for_many(
    client, media, django_assert_num_queries, count
):
    product = ProductFactory()
    enter(client, product)
    address = reverse("space:product_photos", args=[product.pk])
    client.post(address, {"photos": [files.another() for _ in range(count)]})
    client.get(address)
    # The session, the user, their place in the craft; the product, what waits, its
    # photographs.
    with django_assert_num_queries(6):
        assert len(client.get(address).context["photos"]) == count
