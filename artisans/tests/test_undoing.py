"""A merge taken back: the record that went exists again, what was written since stays,
and no withdrawn consent shows again.

`kairouan/tests/test_merge_walk.py` takes back a merge of every kind of row.
"""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from reversion.models import Version

from artisans.consents import give_consent, withdraw_consent
from artisans.merging import merge, take_back
from artisans.merging.undoing import plan_of
from artisans.models import Artisan, Consent, ConsentChannel, LearnedFrom, Merge
from artisans.tests.factories import (
    ArtisanFactory,
    ConsentFactory,
    FamilyFactory,
    LearnedFromFactory,
    portrait_of,
)
from kairouan.accounts.models import Access, AccessKind, User
from kairouan.common.calendar import today_in_tunis
from kairouan.publication.tests.stamps import current_stamp
from kairouan.review.notice_kinds import PUBLISHED
from kairouan.review.notices import Notice
from programme.models import Attendance, Registration
from programme.tests.factories import AttendanceFactory, RegistrationFactory, SessionFactory
from workshops.models import Channel, Membership
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db
Item = Consent.Item


@pytest.fixture
def pair():
    return (
        ArtisanFactory(
            name_fr="Salah Zouari", name_ar="صالح الزواري", birth_year=None, reference="S-1"
        ),
        ArtisanFactory(
            name_fr="Saleh Zwari", name_ar="صالح الزّواري", birth_year=1980, reference="S-2"
        ),
    )


@pytest.fixture
def by():
    return User.objects.create_superuser(email="agent@tests.example", password="x")


def page_of(done) -> str:
    return reverse("admin:artisans_merge_take_back", args=[done.pk])


def taken_back(officer, done):
    page = officer.get(page_of(done))
    return officer.post(page_of(done), {"version": page.context["plan"].version}, follow=True)


def undone(done, by) -> Artisan:
    return take_back(done, by, plan_of(done).version)


def in_force(person) -> set[str]:
    return set(person.consents.in_force().values_list("item", flat=True))


def columns(person) -> tuple:
    person = Artisan.objects.get(pk=person.pk)
    return (
        person.pk,
        person.name_fr,
        person.name_ar,
        person.aliases,
        person.birth_year,
        person.reference,
        person.account,
        person.created_at,
        person.search_text,
        person.translation_state,
    )


def test_undone_merge_restores_both_records_with_their_keys_and_accounts(officer, by, pair):
    pair[1].account = User.objects.create_user(phone="+21698123456")
    pair[1].save()
    before = [columns(person) for person in pair]
    done = merge(*pair, {"birth_year": 1980, "reference": "S-2", "name_fr": "Saleh Zwari"}, by)
    assert Artisan.objects.get().account == pair[1].account
    answer = taken_back(officer, done)
    assertRedirects(answer, reverse("admin:artisans_artisan_change", args=[pair[1].pk]))
    assertContains(answer, "La fusion est annulée")
    assert [columns(person) for person in pair] == before


def test_page_says_what_would_change_before_anything_does(officer, by, pair):
    RegistrationFactory(artisan=pair[1])
    done = merge(*pair, {"birth_year": 1980}, by)
    ConsentFactory(artisan=pair[0], item=Item.PHOTOS)
    FamilyFactory(spokesperson=pair[0])
    Artisan.objects.filter(pk=pair[0].pk).update(birth_year=1981)
    stamp = current_stamp()
    page = officer.get(page_of(done))
    for words in (
        "existera de nouveau",
        "Inscriptions : 1",
        "« année de naissance » changé depuis, reste « 1981 »",
        "Ajouté depuis à la fiche gardée, Porte-parole : 1.",
        f"n° {pair[0].pk}, photos de l’atelier : donné",
    ):
        assertContains(page, words)
    done.refresh_from_db()
    assert (Artisan.objects.count(), done.taken_back_at, current_stamp()) == (1, None, stamp)
    taken_back(officer, done)
    assert [person.birth_year for person in Artisan.objects.order_by("pk")] == [1981, 1980]
    assert pair[0].speaks_for.count() == 1


def test_undo_of_a_merge_is_refused_when_records_changed_since_it_was_shown(officer, by, pair):
    done = merge(*pair, {"birth_year": 1980}, by)
    version = officer.get(page_of(done)).context["plan"].version
    Artisan.objects.filter(pk=pair[0].pk).update(birth_year=1981)
    answer = officer.post(page_of(done), {"version": version}, follow=True)
    assertContains(answer, "vient de changer")
    assertContains(answer, "reste « 1981 »")
    assert Artisan.objects.count() == 1


def test_presence_noted_since_stays_and_what_was_joined_is_two_again(by, pair):
    session = SessionFactory()
    one = RegistrationFactory(artisan=pair[0], action=session.action, state="waiting")
    other = RegistrationFactory(artisan=pair[1], action=session.action)
    was_there = AttendanceFactory(registration=other, session=session)
    done = merge(*pair, {}, by)
    later = SessionFactory(action=session.action, day=datetime.date(2026, 3, 3))
    since = AttendanceFactory(registration=one, session=later)
    assert "Ajouté depuis à la fiche gardée, Présences : 1." in plan_of(done).staying
    undone(done, by)
    assert set(Attendance.objects.values_list("pk", "registration")) == {
        (was_there.pk, other.pk),
        (since.pk, one.pk),
    }
    # Confirmed by the merge, or the later presence would no longer count.
    assert set(Registration.objects.values_list("artisan", "state")) == {
        (pair[0].pk, "confirmed"),
        (pair[1].pk, "confirmed"),
    }


def test_state_of_a_registration_is_what_it_was_when_nothing_hangs_on_it_since(by, pair):
    one = RegistrationFactory(artisan=pair[0], state="waiting")
    RegistrationFactory(artisan=pair[1], action=one.action)
    done = merge(*pair, {}, by)
    undone(done, by)
    assert set(Registration.objects.values_list("artisan", "state")) == {
        (pair[0].pk, "waiting"),
        (pair[1].pk, "confirmed"),
    }


def test_notice_follows_its_registration_through_a_merge_and_its_undoing(by, pair):
    one = RegistrationFactory(artisan=pair[0])
    other = RegistrationFactory(artisan=pair[1], action=one.action)
    told = Notice.objects.create(user=by, kind=PUBLISHED.code, record=other)
    done = merge(*pair, {}, by)
    assert Notice.objects.get(pk=told.pk).record == one
    undone(done, by)
    assert Notice.objects.get(pk=told.pk).record == other


def test_row_changed_or_deleted_since_is_said_and_left(by, pair):
    workshop, other = WorkshopFactory(responsible=pair[1]), WorkshopFactory()
    channel = Channel.objects.create(
        workshop=other, person=pair[1], kind="phone", value="+21698123456"
    )
    done = merge(*pair, {}, by)
    third = ArtisanFactory(name_fr="Mbarka")
    workshop.responsible = third
    workshop.save()
    channel.delete()
    said = " ".join(plan_of(done).staying)
    assert "« responsable » changé depuis, reste « Mbarka »" in said
    assert "supprimé depuis" in said
    undone(done, by)
    workshop.refresh_from_db()
    assert workshop.responsible == third


def test_row_whose_other_end_is_gone_does_not_come_back_and_it_is_said(by, pair):
    master = ArtisanFactory()
    for person in pair:
        LearnedFromFactory(pupil=person, master=master, is_drawn=person == pair[0])
    done = merge(*pair, {}, by)
    LearnedFrom.objects.all().delete()
    master.delete()
    assert "ne revient pas" in " ".join(plan_of(done).staying)
    undone(done, by)
    assert (Artisan.objects.count(), LearnedFrom.objects.count()) == (2, 0)


def test_account_given_to_another_since_stays_with_them(by, pair):
    pair[1].account = User.objects.create_user(phone="+21698123456")
    pair[1].save()
    done = merge(*pair, {}, by)
    Artisan.objects.filter(pk=pair[0].pk).update(account=None)
    third = ArtisanFactory(account=pair[1].account)
    assert "revient sans « compte »" in " ".join(plan_of(done).staying)
    undone(done, by)
    third.refresh_from_db()
    assert (third.account, Artisan.objects.get(pk=pair[1].pk).account) == (pair[1].account, None)


def test_aliases_of_the_merge_go_and_those_written_since_stay(by, pair):
    pair[0].aliases = "Slouha"
    pair[0].save()
    done = merge(*pair, {}, by)
    kept = Artisan.objects.get()
    kept.aliases += "\nSalouha"
    kept.save()
    undone(done, by)
    assert [one.aliases for one in Artisan.objects.order_by("pk")] == ["Slouha\nSalouha", ""]


def test_portrait_that_was_not_shown_comes_back_with_its_files(by, pair, media):
    shown = [portrait_of(person) for person in pair]
    done = merge(*pair, {}, by)
    undone(done, by)
    restored = Artisan.objects.get(pk=pair[1].pk).portrait
    assert (restored.pk, restored.image.name) == (shown[1].pk, shown[1].image.name)
    assert restored.image.storage.exists(restored.image.name)


# Consents


@pytest.mark.parametrize("passes", [True, False])
def test_consents_are_each_records_own_again(by, pair, passes):
    ConsentFactory(artisan=pair[0], item=Item.NAME)
    ConsentFactory(artisan=pair[1], item=Item.NAME)
    ConsentFactory(artisan=pair[1], item=Item.PHONE)
    done = merge(*pair, {}, by, {Item.PHONE: passes})
    undone(done, by)
    assert [in_force(person) for person in pair] == [{"name"}, {"name", "phone"}]


@pytest.mark.parametrize("item", Item.values)
@pytest.mark.parametrize("given_by", [(0,), (1,), (0, 1)])
def test_consent_withdrawn_since_stays_withdrawn_on_both(by, pair, item, given_by):
    for number in given_by:
        ConsentFactory(artisan=pair[number], item=item)
    done = merge(*pair, {}, by, {item: True})
    assert in_force(pair[0]) == {item}
    assert withdraw_consent(pair[0], item)
    assert any("reste retiré" in said for said in plan_of(done).consents)
    undone(done, by)
    assert [in_force(person) for person in pair] == [set(), set()]
    assert {consent.withdrawn_on for consent in Consent.objects.withdrawn()} == {today_in_tunis()}
    assert Consent.objects.withdrawn().count() == len(given_by)


def test_consent_deleted_since_counts_as_withdrawn(by, pair):
    for person in pair:
        ConsentFactory(artisan=person, item=Item.PHONE)
    done = merge(*pair, {}, by)
    pair[0].consents.get(withdrawn_on=None).delete()
    undone(done, by)
    assert [in_force(person) for person in pair] == [set(), set()]


def test_consent_given_since_stays_with_the_record_that_stayed(by, pair):
    ConsentFactory(artisan=pair[0], item=Item.PHONE)
    Channel.objects.create(
        workshop=WorkshopFactory(), person=pair[1], kind="phone", value="+21698123456"
    )
    done = merge(*pair, {}, by, {Item.PHONE: False})
    give_consent(pair[0], Item.PHONE, ConsentChannel.WEB, by)
    undone(done, by)
    assert [in_force(person) for person in pair] == [{"phone"}, set()]
    assert pair[0].consents.get(withdrawn_on=None).channel == "web"


def test_withdrawn_before_the_merge_is_withdrawn_after_it_is_taken_back(by, pair):
    ConsentFactory(artisan=pair[0], item=Item.PHONE, withdrawn_on=datetime.date(2026, 2, 1))
    ConsentFactory(artisan=pair[1], item=Item.PHONE)
    done = merge(*pair, {}, by)
    undone(done, by)
    # each record's own word, as it was
    assert [in_force(person) for person in pair] == [set(), {"phone"}]


def test_public_page_changes_at_once_both_ways(client, by, pair):
    workshop = WorkshopFactory(published=True, responsible=None)
    Membership.objects.create(workshop=workshop, artisan=pair[1])
    ConsentFactory(artisan=pair[1])

    def reads() -> bool:
        return "Saleh Zwari" in client.get(workshop.get_absolute_url()).content.decode()

    assert reads()
    done = merge(*pair, {}, by)
    assert not reads()
    undone(done, by)
    assert reads()


# What cannot be taken back


def test_merged_again_the_later_is_taken_back_first(officer, by, pair):
    first = merge(*pair, {}, by)
    second = merge(pair[0], ArtisanFactory(name_fr="Salah Z."), {}, by)
    for page in (page_of(first), reverse("admin:artisans_merge_change", args=[first.pk])):
        assertContains(officer.get(page), "Annulez d’abord la fusion de « Salah Z. »")
    officer.post(page_of(first), {"version": ""})
    assert Artisan.objects.count() == 1
    undone(second, by)
    undone(first, by)
    assert Artisan.objects.count() == 3


def test_record_that_stayed_then_went_in_its_turn_comes_back_first(by, pair):
    first = merge(*pair, {}, by)
    third = ArtisanFactory(name_fr="Salah Z.")
    second = merge(third, pair[0], {}, by)
    first.refresh_from_db()
    assert first.kept == third
    undone(second, by)
    first.refresh_from_db()
    assert first.kept == pair[0]
    undone(first, by)
    assert Artisan.objects.count() == 3


def test_row_that_a_merge_of_others_touched_since_is_taken_back_first(officer, by, pair):
    masters = ArtisanFactory.create_batch(2)
    LearnedFromFactory(pupil=pair[1], master=masters[1])
    first = merge(*pair, {}, by)
    second = merge(*masters, {}, by)
    assertContains(officer.get(page_of(first)), f"(n° {masters[1].pk})")
    undone(second, by)
    undone(first, by)
    assert LearnedFrom.objects.get().pupil == pair[1]


def test_merge_from_before_the_details_were_kept_says_so(officer, pair):
    old = Merge.objects.create(kept=pair[0], removed_number=77, removed_name="Sallouh")
    for page in (page_of(old), reverse("admin:artisans_merge_change", args=[old.pk])):
        assertContains(officer.get(page), "elle ne peut pas être annulée")
    officer.post(page_of(old), {"version": ""})
    assert not Artisan.objects.filter(pk=77).exists()


def test_taken_back_twice_is_refused_in_a_sentence_and_two_may_merge_again(officer, by, pair):
    done = merge(*pair, {}, by)
    undone(done, by)
    assertContains(officer.get(page_of(done)), "déjà annulée")
    again = merge(*pair, {}, by)
    undone(again, by)
    assert Artisan.objects.count() == 2


def test_undo_of_a_merge_that_fails_is_rolled_back(by, pair, monkeypatch):
    RegistrationFactory(artisan=pair[1])
    Membership.objects.create(workshop=WorkshopFactory(responsible=None), artisan=pair[1])
    done = merge(*pair, {}, by)
    plan = plan_of(done)

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Merge, "save", fails)
    with pytest.raises(RuntimeError):
        take_back(done, by, plan.version)
    assert Artisan.objects.count() == 1
    assert Registration.objects.get().artisan == pair[0]


# History, rights, erasure


def test_history_of_both_records_says_it(officer, by, pair):
    done = merge(*pair, {}, by)
    undone(done, by)
    said = [version.revision.get_comment() for version in Version.objects.get_for_object(pair[0])]
    assert said == [
        f"Fusion avec la fiche {pair[1].pk}, annulée",
        f"Fusion avec la fiche {pair[1].pk}",
    ]
    latest = Version.objects.get_for_object(Artisan.objects.get(pk=pair[1].pk)).first().revision
    assert (latest.get_comment(), latest.user) == (
        f"Fusion avec la fiche {pair[1].pk}, annulée",
        by,
    )
    assertContains(
        officer.get(reverse("admin:artisans_artisan_history", args=[pair[0].pk])), "annulée"
    )
    done.refresh_from_db()
    assert (done.restored, done.taken_back_by, done.ledger) == (pair[1], by, None)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_pages_open_in_both_languages(officer, by, pair, language):
    done = merge(*pair, {}, by)
    with translation.override(language):
        for page in (
            page_of(done),
            reverse("admin:artisans_merge_change", args=[done.pk]),
            reverse("admin:artisans_merge_changelist"),
        ):
            assert officer.get(page).headers["Content-Language"] == language


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        (["view_merge"], 403),
        (["change_artisan", "delete_artisan"], 403),
        (["view_merge", "change_artisan", "delete_artisan"], 200),
    ],
)
def test_only_who_may_merge_takes_back(client, by, pair, rights, expected):
    done = merge(*pair, {}, by)
    staff = User.objects.create_user(email="other@tests.example", is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(staff)
    assert client.get(page_of(done)).status_code == expected
    answer = client.post(page_of(done), {"version": plan_of(done).version})
    assert answer.status_code == (302 if expected == 200 else 403)
    assert Artisan.objects.count() == (2 if expected == 200 else 1)


def test_button_is_for_who_may(client, officer, by, pair):
    done = merge(*pair, {}, by)
    page = reverse("admin:artisans_merge_change", args=[done.pk])
    assertContains(officer.get(page), page_of(done))
    auditor = User.objects.create_user(email="audit@tests.example", is_staff=True)
    auditor.user_permissions.set(Permission.objects.filter(codename="view_merge"))
    client.force_login(auditor)
    assertNotContains(client.get(page), page_of(done))


def test_reading_it_is_in_the_log_of_accesses(officer, by, pair):
    done = merge(*pair, {}, by)
    officer.get(page_of(done))
    read = Access.objects.filter(kind=AccessKind.READ).values_list("model", "number")
    assert ("artisans.merge", str(done.pk)) in read


@pytest.mark.parametrize("is_taken_back", [False, True])
@pytest.mark.parametrize("erased", [0, 1])
def test_person_who_is_erased_is_erased_from_the_merge_too(
    officer, by, pair, media, is_taken_back, erased, django_capture_on_commit_callbacks
):
    shown = [portrait_of(person) for person in pair]
    storage, name = shown[1].image.storage, shown[1].image.name
    done = merge(*pair, {}, by)
    if is_taken_back:
        undone(done, by)
    person = pair[erased] if is_taken_back else pair[0]
    with django_capture_on_commit_callbacks(execute=True):
        answer = officer.post(
            reverse("admin:artisans_artisan_delete", args=[person.pk]), {"post": "yes"}
        )
    assert answer.status_code == 302
    assert not Merge.objects.exists()
    assert storage.exists(name) is is_taken_back  # a portrait of the register is another matter
    assert not LogEntry.objects.filter(change_message__contains="Saleh Zwari").exists()


def test_officer_who_may_not_delete_people_erases_no_merge(client, by, pair):
    merge(*pair, {}, by)
    staff = User.objects.create_user(email="other@tests.example", is_staff=True)
    staff.user_permissions.set(
        Permission.objects.filter(codename__in=["change_artisan", "view_merge"])
    )
    client.force_login(staff)
    assert (
        client.post(
            reverse("admin:artisans_artisan_delete", args=[pair[0].pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    assert Merge.objects.exists()
