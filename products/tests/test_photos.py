"""The photographs of a piece: its screens are the workshop's; what differs is whose it
is, and what its page shows.
"""

import pytest
from django.urls import reverse

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from kairouan.photos.cleaning import clean_photo
from kairouan.photos.tests import photo_files as files
from kairouan.review.changes import approve, submit_change
from kairouan.review.proposals import Proposal, ProposedPicture, open_proposal, with_proposal
from kairouan.space.photos import photographs_of
from products.models import Product, ProductPicture
from products.tests.factories import ProductFactory
from workshops.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece(media):
    piece = ProductFactory(published=True)
    for number in range(2):
        ProductPicture.holding(
            clean_photo(files.jpeg()), product=piece, order=number, alt_fr=f"Vue {number}"
        ).save()
    return piece


def enter(client, piece, role="owner"):
    artisan = ArtisanFactory(
        account=User.objects.create_user(email=f"{User.objects.count()}@tests.example")
    )
    if role:
        Membership.objects.create(workshop=piece.workshop, artisan=artisan, role=role)
    client.force_login(artisan.account)


def seen(piece) -> list[str]:
    return [photo.key for photo in photographs_of(with_proposal(Product.objects.get(pk=piece.pk)))]


def posts(client, piece) -> list:
    """Every way of writing on the screens of a piece."""
    number = piece.pictures.first().pk
    return [
        client.post(
            reverse("space:product_photos", args=[piece.pk]), {"photos": [files.another()]}
        ),
        client.post(
            reverse("space:product_photos_arrange", args=[piece.pk]), {"move": f"down:{number}"}
        ),
        client.post(
            reverse("space:product_photo", args=[piece.pk, number]),
            {"alt_fr": "De face", "seen": "{}"},
        ),
    ]


def read(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("role", ["owner", "helper"])
def test_owner_and_helper_of_the_workshop_change_the_photographs_of_its_pieces(client, piece, role):
    first, second = seen(piece)
    enter(client, piece, role)
    assert [answer.status_code for answer in posts(client, piece)] == [302] * 3
    assert seen(piece)[:2] == [second, first] and len(seen(piece)) == 3
    assert photographs_of(with_proposal(piece))[1].alt_fr == "De face"


@pytest.mark.parametrize("role", ["worker", "apprentice", None])
def test_for_anyone_else_they_do_not_exist(client, piece, role):
    enter(client, piece, role)
    assert [answer.status_code for answer in posts(client, piece)] == [404] * 3
    assert not Proposal.objects.exists()


def test_visitor_is_asked_to_sign_in(client, piece):
    assert [answer.status_code for answer in posts(client, piece)] == [302] * 3
    assert not Proposal.objects.exists() and not ProposedPicture.objects.exists()


def test_officer_who_acts_for_nobody_is_told_so(officer, piece):
    assert [answer.status_code for answer in posts(officer, piece)] == [403] * 3


def test_catalogue_does_not_move_while_photographs_wait(client, piece):
    enter(client, piece)
    public = [piece.get_absolute_url(), reverse("products:list"), piece.pictures.first().image.url]
    before = [read(client.get(address)) for address in public]
    client.post(
        reverse("space:product_photos", args=[piece.pk]),
        {"photos": [files.another(), files.another()]},
    )
    *_live, last = seen(piece)
    client.post(reverse("space:product_photos_arrange", args=[piece.pk]), {"move": f"main:{last}"})
    assert [read(client.get(address)) for address in public] == before
    name = ProposedPicture.objects.get(pk=last[1:]).image.name
    assert name not in "".join(str(read(client.get(address))) for address in public)
    submit_change(piece, None)
    proposal = open_proposal(piece)
    approve(proposal, None, proposal.version)
    assert piece.pictures.count() == 4
    assert Product.objects.get(pk=piece.pk).main_picture.image.name == name
    assert (
        name in client.get(public[1]).content.decode()
        and name in client.get(public[0]).content.decode()
    )


@pytest.mark.parametrize("count", [1, 5])
def test_list_asks_as_much_of_the_database_for_one_as_for_many(
    client, media, django_assert_num_queries, count
):
    piece = ProductFactory()
    enter(client, piece)
    address = reverse("space:product_photos", args=[piece.pk])
    client.post(address, {"photos": [files.another() for _ in range(count)]})
    client.get(address)
    # The session, the user, their place in the craft; the piece, what waits, its
    # photographs.
    with django_assert_num_queries(6):
        assert len(client.get(address).context["photos"]) == count
