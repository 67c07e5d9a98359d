"""Two records of one person become one, with everything that hangs on them, whichever app it comes from."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects
from reversion.models import Version

from artisans.models import Artisan, Consent, LearnedFrom, Merge
from artisans.tests.factories import ArtisanFactory, ConsentFactory, FamilyFactory, LearnedFromFactory
from kairouan.accounts.models import User
from programme.models import Certificate
from programme.tests.factories import AttendanceFactory, PlacementFactory, RegistrationFactory, SupportFactory
from workshops.models import Channel, Membership
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """Salah twice: the record of the workshops, and the one that a course made."""
    return (
        ArtisanFactory(name_fr="Salah Zouari", name_ar="صالح الزواري", birth_year=None),
        ArtisanFactory(name_fr="Saleh Zwari", name_ar="صالح الزواري", birth_year=1980),
    )


def page_of(pair) -> str:
    return reverse("admin:artisans_artisan_merge", args=[one.pk for one in pair])


def merged(officer, pair, **choices):
    return officer.post(page_of(pair), {"stays": "first", "name_fr": "first", "birth_year": "second"} | choices, follow=True)


def test_selection_of_two_leads_to_both_side_by_side(officer, pair):
    ConsentFactory(artisan=pair[1])
    chosen = {"action": "merge_selection", "_selected_action": [one.pk for one in pair]}
    answer = officer.post(reverse("admin:artisans_artisan_changelist"), chosen, follow=True)
    assertRedirects(answer, page_of(pair))
    for words in ("Salah Zouari", "Saleh Zwari", "1980"):
        assertContains(answer, words)
    assert {"label": "Accords", "first": 0, "second": 1} in answer.context["rows"]
    assert set(answer.context["form"].fields) == {"stays", "name_fr", "birth_year"}  # only what differs is asked


@pytest.mark.parametrize("number", [1, 3])
def test_other_than_two_is_refused_in_a_sentence(officer, number):
    people = ArtisanFactory.create_batch(number)
    chosen = {"action": "merge_selection", "_selected_action": [one.pk for one in people]}
    assertContains(officer.post(reverse("admin:artisans_artisan_changelist"), chosen, follow=True), "exactement deux")


def test_everything_passes_to_the_record_that_stays(officer, pair):
    kept, gone = pair
    rows = [
        Membership.objects.create(workshop=WorkshopFactory(), artisan=gone),
        ConsentFactory(artisan=gone),
        RegistrationFactory(artisan=gone),
        PlacementFactory(artisan=gone),
        SupportFactory(artisan=gone, workshop=None),
    ]
    workshop, family = WorkshopFactory(responsible=gone), FamilyFactory(spokesperson=gone)
    channel = Channel.objects.create(workshop=workshop, person=gone, kind="phone", value="+21698123456")
    lesson, taught = LearnedFromFactory(pupil=gone), LearnedFromFactory(master=gone)
    answer = merged(officer, pair)
    assertContains(answer, "est réunie à celle-ci")
    for row in rows:
        row.refresh_from_db()
        assert row.artisan_id == kept.pk, row
    for row in (workshop, family, channel, lesson, taught):
        row.refresh_from_db()
    assert {workshop.responsible_id, family.spokesperson_id, channel.person_id, lesson.pupil_id, taught.master_id} == {kept.pk}
    kept.refresh_from_db()
    assert (kept.name_fr, kept.birth_year) == ("Salah Zouari", 1980)
    assert not Artisan.objects.filter(pk=gone.pk).exists()


def test_log_and_history_say_what_was_done(officer, pair):
    ConsentFactory.create_batch(1, artisan=pair[1])
    merged(officer, pair)
    log = Merge.objects.get()
    facts = (log.kept, log.removed_number, log.removed_name, log.by.email, log.passed, log.dropped)
    assert facts == (pair[0], pair[1].pk, "Saleh Zwari", "officer@tests.example", ["Accords : 1"], [])
    assert Version.objects.get_for_object(pair[0]).first().revision.user == log.by
    assertContains(officer.get(reverse("admin:artisans_merge_change", args=[log.pk])), "Accords : 1")
    assert officer.post(reverse("admin:artisans_merge_delete", args=[log.pk]), {"post": "yes"}).status_code == 403


def test_consent_given_twice_stays_once_and_its_scan_is_not_lost(officer, pair):
    stays = ConsentFactory(artisan=pair[0])
    ConsentFactory(artisan=pair[1], document="consents/papier.pdf")
    phone = ConsentFactory(artisan=pair[1], item=Consent.Item.PHONE)
    answer = merged(officer, pair)
    assertContains(answer, "N’est pas passé")
    assert set(pair[0].consents.all()) == {stays, phone}
    stays.refresh_from_db()
    assert stays.document.name == "consents/papier.pdf"


def test_consent_older_than_its_withdrawal_under_the_other_name_does_not_show_again(officer, pair):
    ConsentFactory(artisan=pair[0], given_on=datetime.date(2026, 1, 20), withdrawn_on=datetime.date(2026, 2, 1))
    ConsentFactory(artisan=pair[1], given_on=datetime.date(2026, 1, 15))
    merged(officer, pair)
    assert not Artisan.objects.with_consents().get().shows_name


def test_consent_given_again_after_a_withdrawal_shows(officer, pair):
    ConsentFactory(artisan=pair[0], given_on=datetime.date(2026, 1, 20), withdrawn_on=datetime.date(2026, 2, 1))
    ConsentFactory(artisan=pair[1], given_on=datetime.date(2026, 2, 2))
    merged(officer, pair)
    assert Artisan.objects.with_consents().get().shows_name


def test_membership_of_one_workshop_stays_once(officer, pair):
    workshop = WorkshopFactory()
    for one in pair:
        Membership.objects.create(workshop=workshop, artisan=one)
    merged(officer, pair)
    assert workshop.memberships.get().artisan == pair[0]


def test_nobody_becomes_their_own_master_nor_learns_in_a_circle(officer, pair):
    kept, gone = pair
    between = ArtisanFactory()
    LearnedFromFactory(pupil=gone, master=kept)
    stays = LearnedFromFactory(pupil=kept, master=between)
    LearnedFromFactory(pupil=between, master=gone)
    merged(officer, pair)
    assert LearnedFrom.objects.get() == stays


def test_second_master_is_kept_but_not_drawn(officer, pair):
    first, second = (LearnedFromFactory(pupil=one) for one in pair)
    merged(officer, pair)
    assert list(pair[0].learned_from.values_list("master", "is_drawn")) == [(first.master_id, True), (second.master_id, False)]


def test_attendances_of_an_action_asked_for_twice_pass_to_the_one_registration(officer, pair):
    stays = RegistrationFactory(artisan=pair[0])
    double = RegistrationFactory(artisan=pair[1], action=stays.action)
    attendance = AttendanceFactory(registration=double, session__action=stays.action)
    merged(officer, pair)
    attendance.refresh_from_db()
    assert (attendance.registration, pair[0].registrations.get()) == (stays, stays)


def test_two_certificates_of_one_action_stop_everything(officer, pair):
    """Both papers are in someone's hands."""
    stays = RegistrationFactory(artisan=pair[0])
    double = RegistrationFactory(artisan=pair[1], action=stays.action)
    for code, registration in (("A", stays), ("B", double)):
        Certificate.objects.create(registration=registration, code=code, hours=3, issued_on=datetime.date(2026, 3, 5))
    consent = ConsentFactory(artisan=pair[1])
    assertContains(merged(officer, pair), "ne peut ni passer")
    consent.refresh_from_db()
    assert (consent.artisan, Artisan.objects.count(), Merge.objects.count()) == (pair[1], 2, 0)


def test_account_of_the_record_that_goes_opens_the_one_that_stays(officer, pair):
    pair[1].account = User.objects.create_user(phone="+21698123456")
    pair[1].save()
    merged(officer, pair)
    assert Artisan.objects.get().account == pair[1].account


def test_two_accounts_are_refused_in_a_sentence(officer, pair):
    for one, phone in zip(pair, ("+21698123456", "+21698123457"), strict=True):
        one.account = User.objects.create_user(phone=phone)
        one.save()
    assertContains(merged(officer, pair), "chacune un compte")
    assert Artisan.objects.count() == 2


def test_record_that_would_break_a_rule_is_refused_in_a_sentence(officer, pair):
    Artisan.objects.filter(pk=pair[1].pk).update(is_living=False, death_year=2020)
    answer = merged(officer, pair, is_living="first", death_year="second")
    assertContains(answer, "n’est plus en vie")
    assert Artisan.objects.count() == 2


def test_missing_choice_makes_nothing(officer, pair):
    assertContains(officer.post(page_of(pair), {"stays": "first"}), "À corriger")
    assert Artisan.objects.count() == 2


@pytest.mark.parametrize(("rights", "expected"), [(["change_artisan"], 403), (["change_artisan", "delete_artisan"], 200)])
def test_only_who_may_change_and_delete_people_merges_them(client, pair, rights, expected):
    staff = User.objects.create_user(email="agent@tests.example", is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(staff)
    assert client.get(page_of(pair)).status_code == expected
    merged(client, pair)
    assert Artisan.objects.count() == (2 if expected == 403 else 1)
