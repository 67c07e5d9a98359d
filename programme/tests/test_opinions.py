"""The opinion sheet: once each, without a name, counted from five."""

import datetime
import threading

import pytest
import reversion
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from reversion.models import Version

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from kairouan.space.members import ACTS_FOR
from programme.models import Opinion, Registration
from programme.opinions import (
    answer_on_paper,
    answer_online,
    opinion_counts,
    opinion_counts_of,
    remarks_of,
    sheets_due,
)

from .factories import ActionFactory, AttendanceFactory, OpinionFactory, SessionFactory

SAID = {"is_useful": "4", "is_clear": "3", "will_use": "yes", "remark": "Plus de pratique."}


def opinion(**facts) -> Opinion:
    return Opinion(**{"is_useful": 4, "is_clear": 3, "will_use": "yes", **facts})


@pytest.fixture
def member(client, db):
    artisan = ArtisanFactory(account=User.objects.create_user(email="who-thinks@tests.example"))
    client.force_login(artisan.account)
    return artisan


@pytest.fixture
def registration(member) -> Registration:
    return AttendanceFactory(registration__artisan=member).registration


def at(registration) -> str:
    return reverse("space:opinion_sheet", args=[registration.pk])


def test_sheet_is_due_once_the_action_is_over(registration, in_tunis):
    in_tunis(datetime.date(2026, 3, 1))
    assert list(sheets_due(registration.artisan)) == []
    in_tunis(datetime.date(2026, 3, 2))  # noon: its only session has just ended
    assert list(sheets_due(registration.artisan)) == [registration]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.attendances.update(is_present=False),
        lambda one: Registration.objects.update(state="cancelled"),
        lambda one: type(one.action).objects.update(is_cancelled=True),
        lambda one: Registration.objects.update(has_answered=True),
    ],
    ids=["was absent", "cancelled theirs", "action cancelled", "has answered"],
)
def test_sheet_is_due_only_from_who_was_there_and_has_not_answered(client, registration, change):
    change(registration)
    assert list(sheets_due(registration.artisan)) == []
    assert client.get(at(registration)).status_code == 404
    assert client.post(at(registration), SAID).status_code == 404
    assert not Opinion.objects.exists()


def test_opinion_is_counted_and_tied_to_nobody(client, registration):
    assertContains(client.get(at(registration)), "Cet avis est anonyme")
    before = Registration.objects.get().updated_at
    assertRedirects(client.post(at(registration), SAID), reverse("space:opinion_list"))
    kept = Opinion.objects.get()
    assert (kept.action, kept.is_useful, kept.will_use, kept.remark) == (
        registration.action,
        4,
        "yes",
        "Plus de pratique.",
    )
    registration.refresh_from_db()
    assert registration.has_answered
    assert registration.updated_at == before  # it would tell when
    assert not Version.objects.exists()
    assert not reversion.is_registered(Opinion)
    assert {field.name for field in Opinion._meta.get_fields()} == {
        "id",
        "demonstration_key",
        "action",
        "is_useful",
        "is_clear",
        "will_use",
        "remark",
    }


def test_second_answer_is_not_counted(client, registration):
    client.post(at(registration), SAID)
    assert client.post(at(registration), SAID).status_code == 404
    with pytest.raises(ValidationError, match="déjà répondu"):
        answer_online(registration, opinion())
    assert Opinion.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"is_useful": "9" * 40},
        {"is_clear": "5"},
        {"will_use": "maybe"},
        {"is_useful": ""},
        {"remark": "a" * 1001},
    ],
)
def test_wrong_sheet_comes_back_with_what_was_typed(client, registration, wrong):
    page = client.post(at(registration), SAID | wrong)
    assert page.status_code == 422
    assertContains(page, "checked", status_code=422)
    assert not Opinion.objects.exists()
    registration.refresh_from_db()
    assert not registration.has_answered


def test_sheet_of_someone_else_does_not_exist(client, registration):
    other = ArtisanFactory(account=User.objects.create_user(email="other@tests.example"))
    client.force_login(other.account)
    assert client.get(at(registration)).status_code == 404
    assert client.post(at(registration), SAID).status_code == 404
    client.logout()
    assert client.get(at(registration)).status_code == 302
    assert not Opinion.objects.exists()


def test_nobody_answers_for_someone_else(registration, officer):
    session = officer.session
    session[ACTS_FOR] = {"artisan": registration.artisan_id, "word": "au téléphone"}
    session.save()
    assert officer.get(at(registration)).status_code == 404
    assert officer.post(at(registration), SAID).status_code == 404
    assert list(officer.get(reverse("space:opinion_list")).context["sheets"]) == []


def test_home_of_the_space_says_that_an_opinion_is_asked(client, registration):
    assertContains(client.get(reverse("space:home")), "1 avis vous est demandé")
    client.post(at(registration), SAID)
    assertNotContains(client.get(reverse("space:home")), reverse("space:opinion_list"))


@pytest.mark.parametrize("sheets", [1, 30])
def test_list_costs_the_same_whatever_the_number_of_sheets(
    client, member, sheets, django_assert_num_queries
):
    for _each in range(sheets):
        AttendanceFactory(registration__artisan=member)
    client.get(reverse("space:opinion_list"))
    with django_assert_num_queries(5):
        client.get(reverse("space:opinion_list"))


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_opinion():
    registration = AttendanceFactory().registration
    begin, refused = threading.Barrier(4), []

    def tap():
        begin.wait()
        try:
            answer_online(Registration.objects.get(pk=registration.pk), opinion())
        except ValidationError:
            refused.append(True)
        finally:
            connection.close()

    taps = [threading.Thread(target=tap) for _each in range(4)]
    for one in taps:
        one.start()
    for one in taps:
        one.join()
    assert (Opinion.objects.count(), len(refused)) == (1, 3)


# On paper


@pytest.mark.django_db
def test_officer_types_the_sheets_of_paper_up_to_the_number_of_people(officer):
    session = AttendanceFactory().session
    AttendanceFactory(session=session)
    AttendanceFactory(session=session, is_present=False)
    address = reverse("programme:attendance_paper_opinion", args=[session.action_id])
    assert officer.get(address).status_code == 200
    assert officer.post(address, SAID | {"is_useful": "7"}).status_code == 422
    for _each in range(2):
        assertRedirects(officer.post(address, SAID), address)
    assertContains(officer.post(address, SAID), "autant d’avis que de personnes", status_code=422)
    assert Opinion.objects.filter(action=session.action).count() == 2
    assert not Version.objects.exists()


@pytest.mark.django_db
def test_opinion_on_paper_waits_for_the_end(in_tunis):
    session = SessionFactory()
    AttendanceFactory(session=session)
    in_tunis(datetime.date(2026, 3, 1))
    with pytest.raises(ValidationError, match="terminée"):
        answer_on_paper(session.action, opinion())


# Counted


@pytest.mark.django_db
def test_fewer_than_five_opinions_say_nothing_to_anyone(officer):
    action = ActionFactory(published=True, title_fr="Quatre avis")
    OpinionFactory.create_batch(4, action=action, remark="Cette remarque se reconnaît")
    assert (opinion_counts(), opinion_counts_of(action), remarks_of(action)) == ([], None, [])
    desk = officer.get(reverse("admin:programme_opinion_changelist"))
    assertContains(desk, "1 action a moins de cinq avis.")
    for page in (desk, officer.get(reverse("programme:attendance_action", args=[action.pk]))):
        assertNotContains(page, "se reconnaît")
    assertNotContains(desk, "Quatre avis")


@pytest.mark.django_db
def test_five_opinions_are_counted():
    action = ActionFactory(published=True)
    for useful, clear, use, remark in (
        (4, 4, "yes", "b"),
        (4, 3, "yes", ""),
        (3, 3, "partly", "a"),
        (2, 3, "no", ""),
        (1, 4, "yes", ""),
    ):
        OpinionFactory(action=action, is_useful=useful, is_clear=clear, will_use=use, remark=remark)
    OpinionFactory()
    (one,) = opinion_counts()
    assert (one.action, one.answers, one.useful, one.clear) == (action, 5, 2.8, 3.4)
    assert (one.useful_counts, one.clear_counts) == ([1, 1, 1, 2], [0, 0, 3, 2])
    assert one.will_use == {"yes": 3, "partly": 1, "no": 1}
    assert remarks_of(action) == ["a", "b"]


@pytest.mark.django_db
def test_desk_shows_counts_and_no_row(officer):
    action = ActionFactory(published=True, title_fr="Cinq avis")
    rows = OpinionFactory.create_batch(5, action=action)
    page = officer.get(reverse("admin:programme_opinion_changelist"))
    assertContains(page, "Cinq avis")
    for row in rows:
        assertNotContains(page, str(row.pk))
        assert (
            officer.get(reverse("admin:programme_opinion_change", args=[row.pk])).status_code == 403
        )
        assert (
            officer.get(reverse("admin:programme_opinion_history", args=[row.pk])).status_code
            == 403
        )
