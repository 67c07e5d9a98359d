"""Two records of one person become one, with everything that hangs on them, whichever
app it comes from.
"""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects
from reversion.models import Version

from artisans.models import Artisan, Consent, LearnedFrom, Merge
from artisans.tests.factories import (
    ArtisanFactory,
    ConsentFactory,
    FamilyFactory,
    LearnedFromFactory,
    portrait_of,
)
from kairouan.accounts.models import Access, AccessKind, User
from programme.attendance import hours_followed
from programme.certificates import due
from programme.models import Certificate
from programme.tests.factories import (
    AttendanceFactory,
    PlacementFactory,
    RegistrationFactory,
    SessionFactory,
    SupportFactory,
)
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
    return officer.post(
        page_of(pair),
        {"stays": "first", "name_fr": "first", "birth_year": "second"} | choices,
        follow=True,
    )


def test_selection_of_two_leads_to_both_side_by_side(officer, pair):
    ConsentFactory(artisan=pair[1])
    chosen = {"action": "merge_selection", "_selected_action": [one.pk for one in pair]}
    answer = officer.post(reverse("admin:artisans_artisan_changelist"), chosen, follow=True)
    assertRedirects(answer, page_of(pair))
    for words in ("Salah Zouari", "Saleh Zwari", "1980"):
        assertContains(answer, words)
    assert {"label": "Accords", "first": 0, "second": 1} in answer.context["rows"]
    # only what differs is asked
    assert set(answer.context["form"].fields) == {"stays", "name_fr", "birth_year", "consent_name"}


@pytest.mark.parametrize("number", [1, 3])
def test_other_than_two_is_refused_in_a_sentence(officer, number):
    people = ArtisanFactory.create_batch(number)
    chosen = {"action": "merge_selection", "_selected_action": [one.pk for one in people]}
    assertContains(
        officer.post(reverse("admin:artisans_artisan_changelist"), chosen, follow=True),
        "exactement deux",
    )


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
    channel = Channel.objects.create(
        workshop=workshop, person=gone, kind="phone", value="+21698123456"
    )
    lesson, taught = LearnedFromFactory(pupil=gone), LearnedFromFactory(master=gone)
    answer = merged(officer, pair)
    assertContains(answer, "est réunie à celle-ci")
    for row in rows:
        row.refresh_from_db()
        assert row.artisan_id == kept.pk, row
    for row in (workshop, family, channel, lesson, taught):
        row.refresh_from_db()
    assert {
        workshop.responsible_id,
        family.spokespersons.get().artisan_id,
        channel.person_id,
        lesson.pupil_id,
        taught.master_id,
    } == {kept.pk}
    kept.refresh_from_db()
    assert (kept.name_fr, kept.birth_year) == ("Salah Zouari", 1980)
    assert not Artisan.objects.filter(pk=gone.pk).exists()


def test_log_and_history_say_what_was_done(officer, pair):
    ConsentFactory.create_batch(1, artisan=pair[1])
    merged(officer, pair)
    log = Merge.objects.get()
    facts = (log.kept, log.removed_number, log.removed_name, log.by.email, log.passed, log.dropped)
    assert facts == (
        pair[0],
        pair[1].pk,
        "Saleh Zwari",
        "officer@tests.example",
        ["Accords : 1"],
        [],
    )
    assert Version.objects.get_for_object(pair[0]).first().revision.user == log.by
    assertContains(
        officer.get(reverse("admin:artisans_merge_change", args=[log.pk])), "Accords : 1"
    )
    assert (
        officer.post(
            reverse("admin:artisans_merge_delete", args=[log.pk]), {"post": "yes"}
        ).status_code
        == 403
    )


def in_force(person) -> set[str]:
    return set(person.consents.in_force().values_list("item", flat=True))


def given(*people, item=Consent.Item.NAME, **facts):
    return [ConsentFactory(artisan=person, item=item, **facts) for person in people]


def test_consent_given_under_both_names_stands_once_and_both_papers_are_kept(officer, pair):
    for number, consent in enumerate(given(*pair)):
        Consent.objects.filter(pk=consent.pk).update(document=f"consents/{number}.pdf")
    merged(officer, pair)
    standing, aside = pair[0].consents.order_by("pk")
    assert (standing.withdrawn_on, standing.document.name) == (None, "consents/0.pdf")
    assert (aside.is_set_aside, aside.document.name) == (True, "consents/1.pdf")
    assert in_force(pair[0]) == {"name"}


@pytest.mark.parametrize("item", Consent.Item.values)
@pytest.mark.parametrize(("answer", "stands"), [("", False), ("no", False), ("yes", True)])
def test_consent_of_the_record_that_goes_passes_only_when_an_officer_says_so(
    officer, pair, item, answer, stands
):
    (consent,) = given(pair[1], item=item, document="consents/papier.pdf")
    answer = merged(officer, pair, **{f"consent_{item}": answer})
    consent.refresh_from_db()
    assert (consent.artisan, consent.document.name) == (pair[0], "consents/papier.pdf")
    assert (in_force(pair[0]) == {item}, consent.is_set_aside) == (stands, not stands)
    assert ("à redemander à la personne" in answer.content.decode()) is not stands


def of_each_consent(person, workshop) -> dict:
    """Something that shows under each consent of this person."""
    Membership.objects.create(workshop=workshop, artisan=person)
    kinds = {
        "phone": "+21698123456",
        "whatsapp": "+21698123456",
        "email": "a@demo.example",
        "facebook": "a",
    }
    for kind, value in kinds.items():
        Channel.objects.create(workshop=workshop, person=person, kind=kind, value=value)
    FamilyFactory(spokesperson=person)
    WorkshopFactory(responsible=person)


@pytest.mark.parametrize("item", Consent.Item.values)
@pytest.mark.parametrize(("answer", "stands"), [("no", False), ("yes", True)])
def test_consent_of_the_record_that_stays_shows_nothing_of_the_other_unasked(
    officer, pair, item, answer, stands
):
    (consent,) = given(pair[0], item=item)
    of_each_consent(pair[1], WorkshopFactory())
    assertContains(merged(officer, pair), "Oui ou non")
    assert Artisan.objects.filter(pk=pair[1].pk).exists()
    merged(officer, pair, **{f"consent_{item}": answer})
    assert in_force(pair[0]) == ({item} if stands else set())
    consent.refresh_from_db()
    assert consent.is_set_aside is not stands


def test_consent_of_the_record_that_stays_goes_on_when_the_other_has_nothing_to_show(officer, pair):
    given(pair[0])
    RegistrationFactory(artisan=pair[1])
    merged(officer, pair)
    assert in_force(pair[0]) == {"name"}


def test_name_of_the_other_record_does_not_show_under_a_consent_it_was_not_given_for(officer, pair):
    given(pair[0])
    assertContains(merged(officer, pair, name_fr="second"), "Oui ou non")
    merged(officer, pair, name_fr="second", consent_name="yes")
    assert Artisan.objects.with_consents().get().public_name == "Saleh Zwari"


def test_telephone_of_the_other_record_is_nowhere_on_the_public_page(client, officer, pair):
    workshop = WorkshopFactory(published=True, responsible=pair[0])
    for person, value in zip(pair, ("+21698123456", "+21655000111"), strict=True):
        Channel.objects.create(workshop=workshop, person=person, kind="phone", value=value)
    given(pair[0], item=Consent.Item.PHONE)
    merged(officer, pair, consent_phone="no")
    page = client.get(workshop.get_absolute_url()).content.decode()
    assert "+21655000111" not in page
    assert "+21698123456" not in page


@pytest.mark.parametrize(("withdrawn", "standing"), [(0, 1), (1, 0)])
def test_withdrawal_under_either_name_stands(officer, pair, withdrawn, standing):
    given(
        pair[withdrawn], given_on=datetime.date(2026, 1, 1), withdrawn_on=datetime.date(2026, 2, 1)
    )
    given(pair[standing], given_on=datetime.date(2026, 1, 15))
    page = officer.get(page_of(pair))
    assertContains(page, "la personne l’a retiré")
    assert "consent_name" not in page.context["form"].fields
    merged(officer, pair, consent_name="yes")
    assert not Artisan.objects.with_consents().get().shows_name


def test_consent_given_again_after_a_withdrawal_shows_when_the_person_says_so(officer, pair):
    given(pair[0], given_on=datetime.date(2026, 1, 20), withdrawn_on=datetime.date(2026, 2, 1))
    given(pair[1], given_on=datetime.date(2026, 2, 2))
    merged(officer, pair, consent_name="yes")
    assert Artisan.objects.with_consents().get().shows_name


def test_consent_that_has_run_out_does_not_stand_in_the_way_of_one_that_runs(officer, pair):
    given(pair[0], given_on=datetime.date(2020, 1, 1), until=datetime.date(2021, 1, 1))
    given(pair[1])
    merged(officer, pair, consent_name="yes")
    assert Artisan.objects.with_consents().get().shows_name


def test_consent_that_begins_later_does_not_show_by_itself_when_its_day_comes(
    officer, pair, in_tunis
):
    given(pair[1], given_on=datetime.date(2030, 1, 1))
    merged(officer, pair)
    in_tunis(datetime.date(2030, 1, 2))
    assert in_force(pair[0]) == set()


def test_consent_set_aside_by_a_merge_is_not_taken_for_a_withdrawal_by_the_next(officer, pair):
    given(pair[1])
    merged(officer, pair)
    third = ArtisanFactory(name_fr="Salah Z.", name_ar="صالح الزواري")
    given(third, given_on=datetime.date(2026, 1, 20))
    merged(officer, (pair[0], third), consent_name="yes")
    assert in_force(pair[0]) == {"name"}


def test_consent_put_in_force_again_and_withdrawn_is_a_withdrawal(officer, pair):
    (consent,) = given(pair[1])
    merged(officer, pair)
    consent.refresh_from_db()
    consent.withdrawn_on = None
    consent.save()
    consent.withdrawn_on = datetime.date(2026, 5, 1)
    consent.save()
    assert list(pair[0].consents.withdrawn()) == [consent]


def test_every_spelling_of_the_name_finds_the_one_record_on_the_desk_and_none_is_public(
    client, officer, pair
):
    Artisan.objects.filter(pk=pair[0].pk).update(aliases="Slouha")
    pair[1].aliases = "Sallouh\nSlouha"
    pair[1].name_ar = "صالح الزّواري"
    pair[1].save()
    given(*pair)
    workshop = WorkshopFactory(published=True)
    Membership.objects.create(workshop=workshop, artisan=pair[0])
    merged(officer, pair, name_ar="first", name_fr="second")
    person = Artisan.objects.get(pk=pair[0].pk)
    assert person.aliases.splitlines() == ["Slouha", "Salah Zouari", "صالح الزّواري", "Sallouh"]
    for typed in ("Salah Zouari", "Saleh Zwari", "Sallouh", "slouha", "صالح الزواري"):
        listed = officer.get(reverse("admin:artisans_artisan_changelist"), {"q": typed})
        assert list(listed.context["cl"].result_list) == [person], typed
    page = client.get(workshop.get_absolute_url()).content.decode()
    assert "Saleh Zwari" in page
    assert "Salah Zouari" not in page
    assert "Sallouh" not in page


def test_merge_with_two_portraits_asks_the_officer(officer, pair, media):
    shown = [portrait_of(person) for person in pair]
    page = officer.get(page_of(pair))
    assertContains(page, shown[1].thumbnail)
    merged(officer, pair, portrait="second")
    assert Artisan.objects.get().portrait == shown[1]


def test_log_of_accesses_says_that_both_records_were_read(officer, pair):
    officer.get(page_of(pair))
    read = Access.objects.filter(kind=AccessKind.READ, model="artisans.artisan").values_list(
        "number", flat=True
    )
    assert set(read) == {str(person.pk) for person in pair}


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
    assert list(pair[0].learned_from.values_list("master", "is_drawn")) == [
        (first.master_id, True),
        (second.master_id, False),
    ]


def test_attendances_of_an_action_asked_for_twice_pass_to_the_one_registration(officer, pair):
    stays = RegistrationFactory(artisan=pair[0])
    double = RegistrationFactory(artisan=pair[1], action=stays.action)
    attendance = AttendanceFactory(registration=double, session__action=stays.action)
    merged(officer, pair)
    attendance.refresh_from_db()
    assert (attendance.registration, pair[0].registrations.get()) == (stays, stays)


@pytest.mark.parametrize("present", [0, 1])
def test_present_under_either_name_was_there_and_is_due_the_certificate(officer, pair, present):
    session = SessionFactory()
    for number, person in enumerate(pair):
        registration = RegistrationFactory(
            artisan=person,
            action=session.action,
            state="confirmed" if number == present else "cancelled",
        )
        AttendanceFactory(registration=registration, session=session, is_present=number == present)
    merged(officer, pair)
    assert hours_followed(session.action) == {pair[0].registrations.get().pk: 3}
    assert list(due(session.action)) == [pair[0].registrations.get()]


def test_merge_is_refused_when_both_have_a_certificate_of_one_action(officer, pair):
    """Both papers are in someone's hands."""
    stays = RegistrationFactory(artisan=pair[0])
    double = RegistrationFactory(artisan=pair[1], action=stays.action)
    for code, registration in (("A", stays), ("B", double)):
        Certificate.objects.create(
            registration=registration, code=code, hours=3, issued_on=datetime.date(2026, 3, 5)
        )
    consent = ConsentFactory(artisan=pair[1])
    assertContains(merged(officer, pair), "ne peut ni passer")
    consent.refresh_from_db()
    assert (consent.artisan, Artisan.objects.count(), Merge.objects.count()) == (pair[1], 2, 0)


def test_account_of_the_record_that_goes_opens_the_one_that_stays(officer, pair):
    pair[1].account = User.objects.create_user(phone="+21698123456")
    pair[1].save()
    merged(officer, pair)
    assert Artisan.objects.get().account == pair[1].account


def test_merge_of_two_people_with_accounts_is_refused_with_a_message(officer, pair):
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


@pytest.mark.parametrize(
    ("rights", "expected"), [(["change_artisan"], 403), (["change_artisan", "delete_artisan"], 200)]
)
def test_only_who_may_change_and_delete_people_merges_them(client, pair, rights, expected):
    staff = User.objects.create_user(email="agent@tests.example", is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(staff)
    assert client.get(page_of(pair)).status_code == expected
    merged(client, pair)
    assert Artisan.objects.count() == (2 if expected == 403 else 1)
