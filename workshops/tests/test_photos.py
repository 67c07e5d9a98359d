"""The photographs of a workshop in its members' space."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains
from reversion.models import Version

from artisans.models import Consent
from artisans.tests.factories import ArtisanFactory, ConsentFactory
from kairouan.accounts.models import User
from kairouan.photos.base import every_photo_model
from kairouan.photos.cleaning import clean_photo
from kairouan.photos.tests import photo_files as files
from kairouan.review.changes import drop_change
from kairouan.review.decisions import approve_change, send_change_back
from kairouan.review.history import revision
from kairouan.review.proposals import Proposal, ProposedPhoto, open_proposal, with_proposal
from kairouan.space.photos import (
    MOST,
    add_photo,
    describe,
    make_main,
    move_down,
    photos_of,
    remove_photo,
)
from workshops.models import Membership, Workshop, WorkshopPhoto
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db


def someone(client=None, workshop=None, role="owner"):
    artisan = ArtisanFactory(
        account=User.objects.create_user(email=f"{User.objects.count()}@tests.example")
    )
    if workshop:
        Membership.objects.create(workshop=workshop, artisan=artisan, role=role)
    if client:
        client.force_login(artisan.account)
    return artisan


@pytest.fixture
def workshop(media):
    """A published workshop with two photographs that its responsible person agreed to
    show.
    """
    workshop = WorkshopFactory(published=True)
    ConsentFactory(artisan=workshop.responsible, item=Consent.Item.PHOTOS)
    for number in range(2):
        hold(workshop, alt_fr=f"Publique {number}")
    return workshop


@pytest.fixture
def owner(client, workshop):
    return someone(client, workshop)


def hold(workshop, **columns):
    """One more photograph that the workshop has already."""
    photo = WorkshopPhoto.holding(
        clean_photo(files.jpeg()), workshop=workshop, order=workshop.photos.count(), **columns
    )
    photo.full_clean()
    photo.save()
    return photo


def screens(workshop):
    return reverse("space:workshop_photos", args=[workshop.pk]), reverse(
        "space:workshop_photos_arrange", args=[workshop.pk]
    )


def screen_of(workshop, key):
    return reverse("space:workshop_photo", args=[workshop.pk, key])


def seen(workshop) -> list[str]:
    return [photo.key for photo in photos_of(with_proposal(Workshop.objects.get(pk=workshop.pk)))]


def send(client, workshop, count=1):
    return client.post(screens(workshop)[0], {"photos": [files.another() for _ in range(count)]})


def move(client, workshop, what, **more):
    return client.post(screens(workshop)[1], {"move": what, **more})


def stored(media) -> set[str]:
    return {path.name for path in media.rglob("*") if path.is_file()}


# Who


@pytest.mark.parametrize("role", ["owner", "helper"])
def test_owner_and_helper_add_and_arrange_photos(client, workshop, role):
    someone(client, workshop, role)
    assert send(client, workshop).status_code == 302
    assert len(seen(workshop)) == 3
    first, second, _waiting = seen(workshop)
    assert move(client, workshop, f"down:{first}").status_code == 302
    assert seen(workshop)[:2] == [second, first]
    answer = client.post(screen_of(workshop, first), {"alt_fr": "Le banc", "seen": "{}"})
    assert answer.status_code == 302


@pytest.mark.parametrize("role", ["worker", "apprentice", None])
def test_photos_of_another_workshop_are_404(client, workshop, role):
    someone(client, workshop if role else None, role)
    number = workshop.photos.first().pk
    assert client.get(screens(workshop)[0]).status_code == 404
    assert send(client, workshop).status_code == 404
    assert move(client, workshop, f"down:{number}").status_code == 404
    assert client.post(screen_of(workshop, number), {"alt_fr": "x"}).status_code == 404
    assert not Proposal.objects.exists()


def test_visitor_is_asked_to_sign_in(client, workshop):
    number = workshop.photos.first().pk
    for answer in (
        send(client, workshop),
        move(client, workshop, "up:1"),
        client.post(screen_of(workshop, number)),
    ):
        assert answer.status_code == 302 and "next=" in answer.headers["Location"]
    assert not Proposal.objects.exists()


def test_officer_who_acts_for_nobody_is_told_so(officer, workshop):
    number = workshop.photos.first().pk
    answers = [
        send(officer, workshop),
        move(officer, workshop, "up:1"),
        officer.post(screen_of(workshop, number)),
    ]
    assert [answer.status_code for answer in answers] == [403] * 3


def test_screens_change_nothing_when_they_are_only_read(client, workshop, owner):
    assert client.get(screens(workshop)[1], {"move": "remove:1"}).status_code == 405
    assert client.get(screens(workshop)[0], {"move": "remove:1"}).status_code == 200
    assert len(seen(workshop)) == 2


# Beside the live page


def test_photos_wait_beside_the_page_and_appear_when_approved(client, workshop, owner, media):
    page = client.get(workshop.get_absolute_url()).content
    live = {photo.pk: photo.image.name for photo in workshop.photos.all()}
    send(client, workshop, 2)
    first, second, third, fourth = seen(workshop)
    assert third.startswith("p") and fourth.startswith("p")
    move(client, workshop, f"main:{fourth}")
    move(client, workshop, f"remove:{second}")
    client.post(
        screen_of(workshop, fourth),
        {"alt_ar": "المطرقة", "alt_fr": "Le marteau", "place": "17-83", "seen": "{}"},
    )
    assert seen(workshop) == [fourth, first, third]
    assert client.get(workshop.get_absolute_url()).content == page
    assert {photo.pk: photo.image.name for photo in workshop.photos.all()} == live
    files_of = {f"p{photo.pk}": photo.image.name for photo in ProposedPhoto.objects.all()}
    preview = client.post(reverse("space:workshop_preview", args=[workshop.pk])).content.decode()
    assert "Le marteau" in preview and files_of[fourth] in preview
    # it was a look
    assert ProposedPhoto.objects.count() == 2 and seen(workshop) == [fourth, first, third]
    client.post(reverse("space:workshop_send", args=[workshop.pk]))
    proposal = open_proposal(workshop)
    approve_change(proposal, None, proposal.version)
    kept = list(workshop.photos.all())
    assert [photo.image.name for photo in kept] == [
        files_of[fourth],
        live[int(first)],
        files_of[third],
    ]
    assert [photo.order for photo in kept] == [0, 1, 2]
    main = kept[0]
    assert (str(main.alt_ar), main.alt_fr, main.focus_x, main.focus_y) == (
        "المطرقة",
        "Le marteau",
        17,
        83,
    )
    assert not ProposedPhoto.objects.exists()
    public = client.get(workshop.get_absolute_url()).content.decode()
    assert (
        public.index(files_of[fourth])
        < public.index(live[int(first)])
        < public.index(files_of[third])
    )
    assert all(
        name.removeprefix("photos/") in stored(media)
        for name in (*files_of.values(), live[int(first)])
    )


def test_screen_of_photos_offers_none_of_them_to_messengers(client, workshop, owner, media):
    send(client, workshop)
    page = client.get(screens(workshop)[0]).content.decode()
    (shared,) = re.findall(r'property="og:image" content="([^"]*)"', page)
    assert "/media/" not in shared


def test_photos_of_a_change_sent_back_are_still_there_for_their_author(
    client, workshop, owner, media
):
    send(client, workshop)
    public = workshop.get_absolute_url()
    page = client.get(public).content
    client.post(reverse("space:workshop_send", args=[workshop.pk]))
    proposal = open_proposal(workshop)
    send_change_back(proposal, None, "La photo est floue.", proposal.version)
    answer = client.get(screens(workshop)[0])
    assert [photo.waits for photo in answer.context["photos"]] == [False, False, True]
    assert client.get(answer.context["photos"][2].image.url).status_code == 200
    assert client.get(public).content == page
    move(client, workshop, f"remove:{seen(workshop)[2]}")
    assert open_proposal(workshop) is None  # nothing is left to send


def test_dropped_change_takes_its_files_with_it(
    client, workshop, owner, media, django_capture_on_commit_callbacks
):
    before = stored(media)
    with django_capture_on_commit_callbacks(execute=True):
        send(client, workshop, 2)
    for waiting in ProposedPhoto.objects.all():
        waiting.make_missing_variants()
    assert len(stored(media)) > len(before) + 2
    with django_capture_on_commit_callbacks(execute=True):
        drop_change(workshop)
    assert stored(media) == before
    assert seen(workshop) == [str(photo.pk) for photo in workshop.photos.all()]


def test_removed_unpublished_photo_is_deleted_with_its_file(
    client, workshop, owner, media, django_capture_on_commit_callbacks
):
    before = stored(media)
    send(client, workshop, 2)
    *_live, one, other = seen(workshop)
    with django_capture_on_commit_callbacks(execute=True):
        move(client, workshop, f"remove:{one}")
    assert seen(workshop)[2:] == [other]
    assert len(stored(media)) == len(before) + 1
    with django_capture_on_commit_callbacks(execute=True):
        move(client, workshop, f"remove:{other}")
    assert stored(media) == before and not Proposal.objects.exists()


def sizes_asked_for(due) -> int:
    """Of the worker, once the transaction is through."""
    return sum(callback.__qualname__.startswith("Photo.save") for callback in due)


def test_file_of_an_approved_photo_outlives_the_one_that_waited(
    client, workshop, owner, media, django_capture_on_commit_callbacks
):
    send(client, workshop)
    waiting = ProposedPhoto.objects.get()
    waiting.make_missing_variants()
    client.post(reverse("space:workshop_send", args=[workshop.pk]))
    proposal = open_proposal(workshop)
    with django_capture_on_commit_callbacks(execute=True) as due:
        approve_change(proposal, None, proposal.version)
    kept = workshop.photos.last()
    assert (kept.image.name, kept.variants) == (
        waiting.image.name,
        waiting.variants,
    ) and kept.variants
    assert set(kept.file_names()) <= {f"photos/{name}" for name in stored(media)}
    assert sizes_asked_for(due) == 0  # its files are all there


def test_sizes_that_the_worker_had_not_made_are_asked_for_again(
    client, workshop, owner, media, django_capture_on_commit_callbacks
):
    send(client, workshop)
    client.post(reverse("space:workshop_send", args=[workshop.pk]))
    proposal = open_proposal(workshop)
    with django_capture_on_commit_callbacks() as due:
        approve_change(proposal, None, proposal.version)
    assert sizes_asked_for(due) == 1


def test_photo_that_staff_added_meanwhile_stays(client, workshop, owner):
    send(client, workshop)
    later = hold(workshop, alt_fr="De l’équipe")
    assert seen(workshop)[-1] == str(later.pk)
    client.post(reverse("space:workshop_send", args=[workshop.pk]))
    proposal = open_proposal(workshop)
    approve_change(proposal, None, proposal.version)
    assert workshop.photos.count() == 4 and later in workshop.photos.all()


def test_photo_that_staff_took_away_meanwhile_does_not_come_back(client, workshop, owner):
    first, _second = workshop.photos.all()
    send(client, workshop)
    first.delete()
    assert str(first.pk) not in seen(workshop)
    client.post(reverse("space:workshop_send", args=[workshop.pk]))
    proposal = open_proposal(workshop)
    approve_change(proposal, None, proposal.version)
    assert workshop.photos.count() == 2


def test_rows_that_do_not_move_are_not_written(client, workshop, owner):
    Workshop.objects.update(is_trusted=True)
    hold(workshop)
    first, second, third = workshop.photos.all()
    move(client, workshop, f"up:{third.pk}")
    moments = {photo.pk: photo.updated_at for photo in workshop.photos.all()}
    assert moments[first.pk] == first.updated_at and moments[second.pk] > second.updated_at


def test_going_back_to_what_is_live_waits_no_longer(client, workshop, owner):
    WorkshopPhoto.objects.update(order=7)  # ranks that are no places in a list
    first, second = seen(workshop)
    move(client, workshop, f"down:{first}")
    assert open_proposal(workshop) is not None
    move(client, workshop, f"up:{first}")
    assert open_proposal(workshop) is None and seen(workshop) == [first, second]


# At once


@pytest.mark.parametrize("kind", ["draft", "trusted"])
def test_draft_and_trusted_workshop_hold_their_photos_at_once(client, media, kind):
    workshop = WorkshopFactory(published=kind == "trusted", is_trusted=kind == "trusted")
    someone(client, workshop)
    send(client, workshop, 3)
    first, second, third = seen(workshop)
    move(client, workshop, f"main:{third}")
    move(client, workshop, f"remove:{first}")
    client.post(screen_of(workshop, second), {"alt_fr": "Le seuil", "seen": "{}"})
    assert [str(photo.pk) for photo in workshop.photos.all()] == [third, second]
    assert workshop.photos.last().alt_fr == "Le seuil"
    assert not Proposal.objects.exists()


# Arranging


def test_moves_end_at_the_ends_of_the_list(client, workshop, owner):
    first, second = seen(workshop)
    move(client, workshop, f"up:{first}")
    move(client, workshop, f"down:{second}")
    assert open_proposal(workshop) is None


def test_dropped_somewhere_it_takes_that_place(client, workshop, owner):
    send(client, workshop)
    first, second, third = seen(workshop)
    answer = move(client, workshop, f"to:{third}", place="1")
    assert answer.headers["Location"].endswith(f"#photo-{third}")
    assert seen(workshop) == [first, third, second]
    move(client, workshop, f"to:{first}", place="99")
    assert seen(workshop) == [third, second, first]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choisissez ce qu’il faut faire de la photo."),
        ({"move": "burn:1"}, "Choisissez ce qu’il faut faire de la photo."),
        ({"move": "to:1", "place": "-1"}, "Choisissez ce qu’il faut faire de la photo."),
        ({"move": "to:1", "place": "٣"}, "Choisissez ce qu’il faut faire de la photo."),
        ({"move": "up:999999"}, "Cette photo n’est plus là."),
        ({"move": "remove:p1"}, "Cette photo n’est plus là."),
        ({"move": "up:\x00"}, "Cette photo n’est plus là."),
    ],
)
def test_move_that_means_nothing_is_answered_by_a_sentence(client, workshop, owner, sent, sentence):
    answer = client.post(screens(workshop)[1], sent, follow=True)
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert len(seen(workshop)) == 2


def test_photo_of_another_workshop_is_not_reached_through_one_s_own(client, workshop, owner, media):
    other = hold(WorkshopFactory(published=True))
    assert client.get(screen_of(workshop, other.pk)).status_code == 404
    move(client, workshop, f"remove:{other.pk}")
    assert WorkshopPhoto.objects.filter(pk=other.pk).exists()


# One photograph


def test_tap_says_where_the_photo_is_held(client, workshop, owner):
    first = seen(workshop)[0]
    page = client.get(screen_of(workshop, first))
    width, height = page.context["form"].tapped_size
    assert (width, height) == (280, 210)
    answer = client.post(
        screen_of(workshop, first),
        {
            "alt_fr": "Publique 0",
            "tap.x": "70",
            "tap.y": "189",
            "seen": page.context["form"]["seen"].value(),
        }
        | {name: page.context["form"][name].value() for name in ("focus_x", "focus_y", "place")},
    )
    assert answer.headers["Location"] == screen_of(workshop, first)
    shown = photos_of(with_proposal(workshop))[0]
    assert (shown.focus_x, shown.focus_y, shown.focus_class) == (25, 90, "focus-bottom-left")


def test_place_is_chosen_by_keyboard_and_stays_exact_when_it_is_not(client, workshop, owner):
    first = seen(workshop)[0]
    describe(workshop, first, owner.account, {"focus_x": 30, "focus_y": 40})
    form = client.get(screen_of(workshop, first)).context["form"]
    typed = {name: form[name].value() for name in ("focus_x", "focus_y", "place", "seen")}
    # pressed, not tapped
    client.post(screen_of(workshop, first), typed | {"alt_fr": "Autre", "tap.x": "0", "tap.y": "0"})
    shown = photos_of(with_proposal(workshop))[0]
    assert (shown.focus_x, shown.focus_y, shown.alt_fr) == (30, 40, "Autre")
    client.post(screen_of(workshop, first), typed | {"alt_fr": "Autre", "place": "83-17"})
    shown = photos_of(with_proposal(workshop))[0]
    assert (shown.focus_x, shown.focus_y) == (83, 17)


@pytest.mark.parametrize(
    "sent",
    [
        {"tap.x": "x", "tap.y": "9"},
        {"tap.x": "999999999", "tap.y": "1"},
        {"tap.x": "-1", "tap.y": "-1"},
    ],
)
def test_tap_that_is_nowhere_is_no_tap(client, workshop, owner, sent):
    first = seen(workshop)[0]
    assert (
        client.post(
            screen_of(workshop, first),
            {"alt_fr": "Publique 0", "focus_x": 50, "focus_y": 50} | sent,
        ).status_code
        == 302
    )
    assert photos_of(with_proposal(workshop))[0].focus_x == 50


def test_text_that_is_too_long_comes_back_with_a_sentence(client, workshop, owner):
    answer = client.post(
        screen_of(workshop, seen(workshop)[0]),
        {"alt_fr": "é" * 301, "place": "nowhere", "focus_x": "x"},
    )
    assert answer.status_code == 422
    assert "é" * 301 in answer.content.decode()


def test_second_of_two_editors_sees_both_texts_and_chooses(client, workshop, owner):
    first = seen(workshop)[0]
    shown = client.get(screen_of(workshop, first)).context["form"]["seen"].value()
    describe(workshop, first, owner.account, {"alt_fr": "De la fille"})
    answer = client.post(
        screen_of(workshop, first),
        {"alt_fr": "Du père", "focus_x": 50, "focus_y": 50, "seen": shown},
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "De la fille" in page and "Du père" in page
    again = answer.context["form"]["seen"].value()
    client.post(
        screen_of(workshop, first),
        {"alt_fr": "Du père", "focus_x": 50, "focus_y": 50, "seen": again, "choose-alt_fr": "mine"},
    )
    assert photos_of(with_proposal(workshop))[0].alt_fr == "Du père"


# The list


@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize("count", [1, 6])
def test_list_asks_as_much_of_the_database_for_one_as_for_many(
    client, media, django_assert_num_queries, waits, count
):
    workshop = WorkshopFactory(published=waits)
    someone(client, workshop)
    send(client, workshop, count)
    client.get(screens(workshop)[0])
    # The session, the user, their place in the craft; the workshop, what waits, its
    # photographs, those that wait.
    with django_assert_num_queries(7 if waits else 6):
        answer = client.get(screens(workshop)[0])
    assert len(answer.context["photos"]) == count


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_list_offers_what_can_be_done_and_marks_the_main_one(client, workshop, owner, language):
    send(client, workshop)
    with translation.override(language):
        address = screens(workshop)[0]
    page = client.get(address).content.decode()
    first, second, third = seen(workshop)
    offered = [
        f'value="{what}:{key}"' in page
        for what in ("up", "down", "main", "remove")
        for key in (first, second, third)
    ]
    assert offered == [False, True, True, True, True, False, False, True, True, True, True, True]
    assert page.count("badge badge--ok") == 1


# Files, as they are asked for


def test_only_who_keeps_the_workshop_sees_what_waits(client, workshop, owner):
    send(client, workshop)
    address = ProposedPhoto.objects.get().image.url
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")
    someone(client, workshop, "helper")
    assert client.get(address).status_code == 200
    for role in ("worker", "apprentice", None):
        someone(client, workshop if role else None, role)
        assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 404


def test_officer_sees_what_waits(officer, workshop, media):
    photo = hold(WorkshopFactory())
    assert officer.get(photo.image.url).status_code == 200


def test_photos_of_a_draft_are_asked_for_in_a_fixed_number_of_statements(
    client, media, django_assert_num_queries
):
    workshop = WorkshopFactory()
    someone(client, workshop)
    send(client, workshop, 2)
    # The edition; whether a kind of photograph shows it (those that wait are public to
    # nobody); the session, the user, the person, and all kinds at once.
    for photo in workshop.photos.all():
        with django_assert_num_queries(len(every_photo_model()) + 4):
            assert client.get(photo.image.url).status_code == 200


def test_history_tells_of_photos(client, media):
    workshop = WorkshopFactory()
    artisan = someone(client, workshop)
    photo = clean_photo(files.jpeg())
    with revision(artisan.account):
        add_photo(workshop, photo, artisan.account)
    version = Version.objects.get_for_object(workshop).get()
    told = {entry.content_type.model for entry in version.revision.version_set.all()}
    assert version.revision.user == artisan.account and told >= {"workshop", "workshopphoto"}


def test_record_refuses_one_photo_too_many(workshop, owner):
    for _ in range(MOST - 2):
        hold(workshop)
    with pytest.raises(ValidationError) as refused:
        add_photo(workshop, clean_photo(files.jpeg()), owner.account)
    assert refused.value.code == "full"
    assert not ProposedPhoto.objects.exists()


@pytest.mark.parametrize("live", [True, False], ids=["live at once", "waits"])
def test_photo_that_is_there_is_not_taken_twice(client, media, live):
    workshop = WorkshopFactory() if live else WorkshopFactory(published=True)
    someone(client, workshop)
    content = files.another().read()
    address = screens(workshop)[0]
    assert client.post(address, {"photos": [files.sent(content)]}).status_code == 302
    answer = client.post(address, {"photos": [files.sent(content, "copie.jpg"), files.another()]})
    assert answer.status_code == 422
    assertContains(answer, "<bdi>copie.jpg</bdi> : Cette photo est déjà ici.", status_code=422)
    first, _second = seen(workshop)
    move(client, workshop, f"remove:{first}")
    assert client.post(address, {"photos": [files.sent(content)]}).status_code == 302, (
        "once taken away, it may come back"
    )
    assert len(seen(workshop)) == 2


def test_photos_arranged_by_two_people_at_once_both_move(workshop, owner):
    hold(workshop)
    first, second, third = seen(workshop)
    stale = with_proposal(Workshop.objects.get(pk=workshop.pk))
    make_main(workshop, third, owner.account)
    move_down(stale, first, owner.account)
    assert seen(workshop) == [third, second, first]
    remove_photo(stale, second, owner.account)
    assert seen(workshop) == [third, first]


def test_focus_is_not_asked_for_in_figures(client, workshop, owner):
    page = client.get(
        reverse("space:workshop_photo", args=[workshop.pk, workshop.photos.first().pk])
    )
    assert {
        name: page.context["form"].fields[name].widget.input_type for name in ("focus_x", "focus_y")
    } == {
        "focus_x": "hidden",
        "focus_y": "hidden",
    }
