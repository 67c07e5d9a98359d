"""Marking who was at a session: on a telephone, on paper, and who may."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from reversion.models import Version

from artisans.models import Artisan
from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from kairouan.common import calendar
from programme.attendance import bring_in, hours_followed, mark_attendance, people_named
from programme.models import Attendance, Registration, RegistrationState

from .factories import ActionFactory, AttendanceFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 2)


def at(hour, minute=0, day=DAY):
    return datetime.datetime.combine(day, datetime.time(hour, minute), calendar.TUNIS)


@pytest.fixture
def session(in_tunis):
    in_tunis(at(10))
    return SessionFactory(day=DAY)


@pytest.fixture
def user():
    return User.objects.create_user(email="officer-of-roll@tests.example", is_staff=True)


def confirmed(session, **facts) -> Registration:
    return RegistrationFactory(action=session.action, **facts)


def roll(session) -> str:
    return reverse("programme:attendance_roll", args=[session.pk])


# The rules


def test_marking_writes_only_what_was_answered_and_keeps_its_history(session, user):
    salah, mbarka, unknown = confirmed(session), confirmed(session), confirmed(session)
    assert mark_attendance(session, {salah: True, mbarka: False}, user) == 2
    assert dict(Attendance.objects.values_list("registration", "is_present")) == {
        salah.pk: True,
        mbarka.pk: False,
    }
    assert not unknown.attendances.exists()
    attendance = salah.attendances.get()
    assert attendance.recorded_by == user
    assert Version.objects.get_for_object(attendance).get().revision.user == user


def test_answer_said_again_changes_nothing_and_another_corrects_it(session, user):
    salah = confirmed(session)
    mark_attendance(session, {salah: True}, user)
    assert mark_attendance(session, {salah: True}, user) == 0
    assert mark_attendance(session, {salah: False}, user) == 1
    attendance = salah.attendances.get()
    assert not attendance.is_present
    assert Version.objects.get_for_object(attendance).count() == 2


@pytest.mark.parametrize("hour", [8, 9])
def test_session_is_marked_from_its_beginning(session, user, in_tunis, hour):
    in_tunis(at(hour))
    salah = confirmed(session)
    if hour < session.starts_at.hour:
        with pytest.raises(ValidationError, match="pas commencé"):
            mark_attendance(session, {salah: True}, user)
        with pytest.raises(ValidationError, match="pas commencé"):
            bring_in(session, ArtisanFactory(), user)
    else:
        mark_attendance(session, {salah: True}, user)
    assert Attendance.objects.count() == (hour >= session.starts_at.hour)


def test_session_of_a_cancelled_action_is_not_marked(session, user):
    session.action.is_cancelled = True
    with pytest.raises(ValidationError, match="annulée"):
        mark_attendance(session, {confirmed(session): True}, user)


@pytest.mark.parametrize("state", ["requested", "waiting", "cancelled"])
def test_attendance_of_an_unconfirmed_person_is_refused(session, user, state):
    with pytest.raises(ValidationError, match="confirmées"):
        mark_attendance(
            session, {confirmed(session): True, confirmed(session, state=state): True}, user
        )
    assert not Attendance.objects.exists()


def test_attendance_of_a_registration_for_another_action_is_refused(session, user):
    with pytest.raises(ValidationError, match="confirmées"):
        mark_attendance(session, {RegistrationFactory(): True}, user)


@pytest.mark.parametrize("before", [None, "requested", "waiting", "cancelled", "confirmed"])
def test_person_brought_in_is_confirmed_and_present(session, user, before):
    artisan = ArtisanFactory()
    if before:
        confirmed(session, artisan=artisan, state=before)
    bring_in(session, artisan, user)
    registration = Registration.objects.get(artisan=artisan)
    assert (registration.action, registration.state) == (
        session.action,
        RegistrationState.CONFIRMED,
    )
    assert registration.attendances.get().is_present


def test_register_is_searched_for_the_living_who_are_not_in_the_list(session):
    wanted = ArtisanFactory(name_fr="Écuyer Salem", name_ar="سالم")
    confirmed(session, artisan=ArtisanFactory(name_fr="Écuyer Ali"))
    ArtisanFactory(name_fr="Écuyer l’Ancien", is_living=False)
    assert people_named(session, "ecuyer") == [wanted]
    assert people_named(session, "سالم") == [wanted]


def test_hours_followed_are_those_of_the_sessions_where_someone_was():
    action = ActionFactory(published=True)
    morning = SessionFactory(
        action=action, starts_at=datetime.time(9), ends_at=datetime.time(12, 30)
    )
    evening = SessionFactory(action=action, starts_at=datetime.time(14), ends_at=datetime.time(16))
    both, one, none = (RegistrationFactory(action=action) for _each in range(3))
    AttendanceFactory(session=morning, registration=both)
    AttendanceFactory(session=evening, registration=both)
    AttendanceFactory(session=evening, registration=one)
    AttendanceFactory(session=morning, registration=none, is_present=False)
    assert hours_followed(action) == {both.pk: 5.5, one.pk: 2}


# Who may


@pytest.fixture
def addresses(session):
    return [
        reverse("programme:attendance_sessions"),
        roll(session),
        reverse("programme:attendance_sheet", args=[session.pk]),
        reverse("programme:attendance_action", args=[session.action_id]),
        reverse("programme:attendance_paper_opinion", args=[session.action_id]),
        reverse("programme:attendance_certificate", args=["ABCDEFGH"]),
    ]


def test_visitor_is_asked_to_sign_in(client, addresses, session):
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 302 and answer.url.startswith(reverse("account_login")), (
            address
        )
    salah = confirmed(session)
    client.post(roll(session), {f"person-{salah.pk}": "yes"})
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("is_staff", [False, True], ids=["member", "officer without the right"])
def test_screens_do_not_exist_without_the_right(client, addresses, session, is_staff):
    client.force_login(
        ArtisanFactory(
            account=User.objects.create_user(email="a@tests.example", is_staff=is_staff)
        ).account
    )
    salah = confirmed(session)
    for address in addresses:
        assert client.get(address).status_code == 404, address
    assert client.post(roll(session), {f"person-{salah.pk}": "yes"}).status_code == 404
    assert (
        client.post(reverse("programme:attendance_issue", args=[session.action_id])).status_code
        == 404
    )
    assert not Attendance.objects.exists()


# The screens


def test_list_shows_todays_sessions_and_recent_ones_with_what_is_noted(officer, session):
    AttendanceFactory(session=session, registration=confirmed(session))
    confirmed(session)
    confirmed(session, state="cancelled")
    yesterday = SessionFactory(action=session.action, day=DAY - datetime.timedelta(1))
    SessionFactory(day=DAY + datetime.timedelta(1))
    SessionFactory(day=DAY - datetime.timedelta(40))
    page = officer.get(reverse("programme:attendance_sessions"))
    assert (page.context["today"], page.context["before"]) == ([session], [yesterday])
    assertContains(page, "Notées : 1 sur 2")
    assertContains(page, "Notées : 0 sur 2")


def test_roll_is_saved_and_comes_back_as_it_was_said(officer, session):
    here, away, unknown = confirmed(session), confirmed(session), confirmed(session)
    answer = officer.post(roll(session), {f"person-{here.pk}": "yes", f"person-{away.pk}": "no"})
    assertRedirects(answer, roll(session))
    page = officer.get(roll(session))
    assertContains(page, f'name="person-{here.pk}" value="yes" checked')
    assertContains(page, f'name="person-{away.pk}" value="no" checked')
    assertContains(page, " checked", 2)
    assertContains(page, str(unknown.artisan))
    assert "no-store" in page.headers["Cache-Control"]


def test_looking_for_someone_saves_what_was_ticked_first(officer, session):
    here, other = confirmed(session), ArtisanFactory(name_fr="Zohra")
    page = officer.post(roll(session), {f"person-{here.pk}": "yes", "q": "zohra"}, follow=True)
    assert here.attendances.get().is_present
    assertContains(page, f'name="add" value="{other.pk}"')
    officer.post(roll(session), {f"person-{here.pk}": "no", "q": "zohra", "add": other.pk})
    assert not here.attendances.get().is_present
    assert Registration.objects.get(artisan=other).attendances.get().is_present


@pytest.mark.parametrize(
    "typed", ["ZOHRA zouari", "زهرة", "الزواري زهره", "zohra inconnue", "ouar"]
)
def test_someone_is_looked_for_as_everywhere(officer, session, typed):
    found = ArtisanFactory(name_fr="Zohra Zouari", name_ar="زُهرة الزواري")
    ArtisanFactory(name_fr="Mbarka Triki", name_ar="مباركة التريكي")
    page = officer.get(roll(session), {"q": typed})
    assert [person.pk for person in page.context["found"]] == [found.pk]


@pytest.mark.parametrize("number", ["", "0", "9" * 40, "-1", "x", "١", "\x00"])
def test_person_who_is_not_in_the_register_is_not_added(officer, session, number):
    page = officer.post(roll(session), {"add": number}, follow=True)
    assertContains(page, "pas dans le registre")
    assert not Registration.objects.exists()


@pytest.mark.parametrize("said", ["peut-être", "True", "9" * 40, "\x00"])
def test_answer_that_is_none_is_said_and_saves_nothing(officer, session, said):
    here, odd = confirmed(session), confirmed(session)
    page = officer.post(roll(session), {f"person-{here.pk}": "yes", f"person-{odd.pk}": said})
    assertContains(page, "ni « présence » ni « absence »", status_code=422)
    assert not Attendance.objects.exists()


def test_session_to_come_shows_who_is_expected_without_buttons(officer, session, in_tunis):
    in_tunis(at(8))
    salah = confirmed(session)
    page = officer.get(roll(session))
    assertContains(page, "pas commencé")
    assertContains(page, str(salah.artisan))
    assertNotContains(page, 'type="radio"')
    assertContains(
        officer.post(roll(session), {f"person-{salah.pk}": "yes"}), "pas commencé", status_code=422
    )


@pytest.mark.parametrize("number", [0, 10**30])
def test_session_or_action_that_is_not_there_is_not_found(officer, session, number):
    for name in ("roll", "sheet", "action", "paper_opinion"):
        assert (
            officer.get(reverse(f"programme:attendance_{name}", args=[number])).status_code == 404
        )
    assert officer.post(reverse("programme:attendance_issue", args=[number])).status_code == 404


def test_sheet_names_everyone_in_both_writings_and_asks_about_photos(officer, session):
    Artisan.objects.all().delete()
    confirmed(session, artisan=ArtisanFactory(name_fr="Mbarka", name_ar="مباركة"))
    confirmed(session, artisan=ArtisanFactory(name_fr="", name_ar="سالم"))
    confirmed(session, artisan=ArtisanFactory(name_fr="Hédi"), state="waiting")
    page = officer.get(reverse("programme:attendance_sheet", args=[session.pk]))
    assertContains(page, '<bdi lang="fr" dir="ltr">Mbarka</bdi>')
    assertContains(page, '<bdi lang="ar" dir="rtl">مباركة</bdi>')
    assertContains(page, "سالم")
    assertNotContains(page, "Hédi")
    assertContains(page, "J’accepte d’être photographié(e)")
    assertContains(page, 'class="signing__boxes"', 8)  # two people, six lines for those who come


@pytest.mark.parametrize("people", [1, 30])
def test_screens_cost_the_same_whatever_the_number_of_people(
    officer, session, people, django_assert_num_queries
):
    for _each in range(people):
        AttendanceFactory(session=session, registration=confirmed(session))
    officer.get(reverse("programme:attendance_sessions"))  # the device is noted, once
    for address, statements in (
        (roll(session), 5),  # with the question whether the reading is in the log already
        (reverse("programme:attendance_sheet", args=[session.pk]), 5),
        (reverse("programme:attendance_sessions"), 4),
        (reverse("programme:attendance_action", args=[session.action_id]), 9),
    ):
        officer.get(address)
        with django_assert_num_queries(statements):
            officer.get(address)


@pytest.mark.parametrize("people", [1, 30])
def test_roll_already_said_is_saved_in_a_fixed_number_of_statements(
    officer, session, people, django_assert_num_queries
):
    everyone = [confirmed(session) for _each in range(people)]
    said = {f"person-{one.pk}": "yes" for one in everyone}
    officer.post(roll(session), said)
    with django_assert_num_queries(9):
        officer.post(roll(session), said)
