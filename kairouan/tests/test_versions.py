"""The history field by field, whatever made the change; two versions compared."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains
from reversion.models import Version

from artisans.models import Consent
from artisans.tests.factories import ArtisanFactory, ConsentFactory, TechniqueFactory
from kairouan.accounts.models import User
from kairouan.desk.versions import between, standing_before, versions_of
from kairouan.review.changes import write_change
from kairouan.review.history import revision
from kairouan.review.proposals import open_proposal
from kairouan.tests.test_admin import filled_in
from workshops.models import Membership, Workshop, WorkshopStep
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(officer):
    """A workshop that was saved once through its form."""
    found = WorkshopFactory(
        published=True,
        name_fr="Avant",
        name_ar="قبل",
        main_technique=TechniqueFactory(name_fr="Écailles"),
    )
    WorkshopStep.objects.create(workshop=found, step="annealing")
    save(officer, found)
    return found


def address(page, *args):
    return reverse(f"admin:workshops_workshop_{page}", args=args)


def save(officer, workshop, **changes):
    page = address("change", workshop.pk)
    answer = officer.post(page, filled_in(officer.get(page)) | changes)
    assert answer.status_code == 302, answer.context["errors"]


def latest(workshop) -> Version:
    return versions_of(Workshop, workshop.pk).first()


def told(version) -> dict:
    return {
        one.label: (one.before, one.after) for one in between(standing_before(version), version)
    }


def test_change_on_the_desk_is_told_field_by_field(officer, workshop):
    other = TechniqueFactory(name_fr="Ondes")
    save(
        officer,
        workshop,
        name_fr="Après",
        main_technique=other.pk,
        welcomes_visitors="on",
        techniques=[other.pk],
    )
    assert told(latest(workshop)) == {
        "Nom (français)": ("Avant", "Après"),
        "Technique principale": ("Écailles", "Ondes"),
        "Reçoit des visiteurs": ("non", "oui"),
        "Techniques": ("", "Ondes"),
        "Traduction": ("à jour", "à revoir"),
    }


def test_rows_that_come_change_and_go_are_told(officer, workshop):
    step = workshop.steps.get()
    save(
        officer,
        workshop,
        **{
            "steps-0-step": "tinning",
            "steps-TOTAL_FORMS": "2",
            "steps-1-step": "cutting",
            "steps-1-in_house": "on",
        },
    )
    first = told(latest(workshop))
    assert first["Étape de fabrication · Étape"] == ("recuit", "étamage")
    assert first["Étape de fabrication"] == ("", "traçage et découpe · oui")
    save(officer, workshop, **{"steps-0-DELETE": "on"})
    assert told(latest(workshop)) == {"Étape de fabrication": ("étamage · oui", "")}
    assert not WorkshopStep.objects.filter(pk=step.pk).exists()


def test_change_of_a_trusted_member_and_of_a_command_are_told_with_who_made_them(officer, workshop):
    member = ArtisanFactory(
        name_fr="Mbarka", account=User.objects.create_user(phone="+21698123456", name="Mbarka")
    )
    Membership.objects.create(workshop=workshop, artisan=member)
    Workshop.objects.filter(pk=workshop.pk).update(is_trusted=True)
    workshop.refresh_from_db()
    with revision(
        User.objects.get(is_superuser=True),
        "Modification",
        on_behalf_of=str(member),
        account=member.account,
        word="Mbarka, au téléphone",
    ):
        write_change(workshop, {"summary_fr": "Couscoussiers"}, member.account)
    assert told(latest(workshop))["En une ligne (français)"] == ("", "Couscoussiers")
    compared = officer.get(address("compare", workshop.pk), {"a": latest(workshop).pk})
    assertContains(compared, "Mbarka, au téléphone")
    workshop.refresh_from_db()
    with revision(reason="une commande"):
        workshop.founded_in = 1956
        workshop.save()
    assert told(latest(workshop))["Fondé en"][1].replace("\u202f", "") == "1956"
    assertContains(officer.get(address("history", workshop.pk)), "une commande")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_any_two_versions_are_compared_in_either_order(officer, workshop, language):
    first = latest(workshop)
    save(officer, workshop, name_fr="Après")
    save(officer, workshop, name_fr="Encore après")
    last = latest(workshop)
    with translation.override(language):
        for query in ({"de": first.pk, "a": last.pk}, {"de": last.pk, "a": first.pk}):
            page = officer.get(address("compare", workshop.pk), query)
            assertContains(page, "<del>Avant</del>")
            assertContains(page, "<ins>Encore après</ins>")
        only_last = officer.get(address("compare", workshop.pk), {"a": last.pk})
    assertNotContains(only_last, "Avant</del>")


@pytest.mark.parametrize("query", ["", "a=", "a=x", "a=999999", f"a={'9' * 30}", "a=1&de=x"])
def test_version_that_is_not_there_is_not_found(officer, workshop, query):
    assert officer.get(f"{address('compare', workshop.pk)}?{query}").status_code == 404


def test_version_of_another_record_is_not_found(officer, workshop):
    other = WorkshopFactory()
    assert officer.get(address("compare", other.pk), {"a": latest(workshop).pk}).status_code == 404


# What happened beside the columns


def comments_of(record) -> list[str]:
    """Why each version was made, the latest first."""
    return [version.revision.get_comment() for version in versions_of(type(record), record.pk)]


def test_change_sent_and_sent_back_is_told_in_the_history_of_the_record(officer, workshop):
    member = ArtisanFactory(account=User.objects.create_user(phone="+21698123456", name="Mbarka"))
    Membership.objects.create(workshop=workshop, artisan=member)
    save(officer, workshop)
    write_change(workshop, {"summary_fr": "Couscoussiers"}, member.account)
    client = Client()
    client.force_login(member.account)
    client.post(reverse("space:workshop_send", args=[workshop.pk]))
    waiting = open_proposal(workshop)
    page = reverse("admin:review_proposal_change", args=[waiting.pk])
    officer.post(
        page, {"decision": "send_back", "version": waiting.version, "reason": "Quelle contenance ?"}
    )
    client.post(reverse("space:workshop_forget", args=[workshop.pk]))
    assert comments_of(workshop)[:3] == [
        "Abandon des modifications",
        "Renvoyé : Quelle contenance ?",
        "Envoi à la relecture",
    ]
    assert [
        between(standing_before(version), version)
        for version in versions_of(Workshop, workshop.pk)[:3]
    ] == [[], [], []]
    with translation.override("ar"):
        assertContains(officer.get(address("history", workshop.pk)), "Quelle contenance ?")


def test_agreement_given_or_withdrawn_is_told_in_the_history_of_the_person(officer):
    consent = ConsentFactory(item=Consent.Item.PHONE)
    salah = consent.artisan
    officer.post(
        reverse("admin:artisans_artisan_withdraw", args=[salah.pk]),
        {"consents": [consent.pk], "word": "Salah lui-même"},
    )
    assert comments_of(salah) == ["Accord retiré de vive voix : téléphone"]
    page = officer.get(reverse("admin:artisans_artisan_history", args=[salah.pk]))
    assertContains(page, "Accord retiré de vive voix : téléphone")
    assertContains(page, "Salah lui-même")


def test_another_end_of_line_is_no_change(officer, workshop):
    """A browser sends every end of line as two characters: neither the comparison nor
    the reason tells it.
    """
    workshop.story_fr, workshop.story_ar, workshop.summary_fr = (
        "Une ligne\nune autre",
        "سطر",
        "Avant",
    )
    workshop.save()
    save(officer, workshop)
    save(officer, workshop, story_fr="Une ligne\r\nune autre", summary_fr="Après")
    assert told(latest(workshop)) == {"En une ligne (français)": ("Avant", "Après")}
    assert comments_of(workshop)[0] == "Modification de En une ligne (français)."
