"""A change beside the live record: how it waits, how it is decided, what nobody sees of
it.
"""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from reversion.models import Version

from artisans.tests.factories import ArtisanFactory, TechniqueFactory
from kairouan.accounts.models import User
from kairouan.desk.review import proposal_rows
from kairouan.publication.tests.stamps import current_stamp
from kairouan.review.changes import (
    add_to_proposal,
    drop_change,
    preview_with_proposal,
    submit_change,
    write_change,
)
from kairouan.review.decisions import approve_change, send_change_back
from kairouan.review.history import revision
from kairouan.review.models import Notice, Proposal
from kairouan.review.moderation import Status, archive
from kairouan.review.proposals import ProposalState, current_value, open_proposal, with_proposal
from kairouan.review.serialization import value_of
from workshops.models import Channel, Membership, MembershipRole, Workshop, WorkshopStep
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mbarka():
    return ArtisanFactory(
        name_fr="Mbarka", account=User.objects.create_user(phone="+21698123456", language="ar")
    )


@pytest.fixture
def workshop(mbarka):
    workshop = WorkshopFactory(
        published=True, name_fr="Avant", name_ar="قبل", story_fr="Une histoire"
    )
    Membership.objects.create(workshop=workshop, artisan=mbarka)
    return workshop


@pytest.fixture
def officer_user():
    return User.objects.create_superuser(email="ona@tests.example", password="x")


def proposed(workshop, by, **values):
    """The proposal of a change, sent."""
    write_change(workshop, values, by)
    submit_change(workshop, by)
    return open_proposal(workshop)


def test_change_waits_beside_the_live_record(workshop, mbarka):
    seen = write_change(workshop, {"name_fr": "Après"}, mbarka.account)
    workshop.refresh_from_db()
    assert (workshop.name_fr, seen.name_fr, current_value(seen, "name_fr")) == (
        "Avant",
        "Après",
        "Après",
    )
    assert (seen.proposal.state, seen.proposal.author) == (ProposalState.DRAFT, mbarka.account)
    assert seen.proposal.changes == {"name_fr": {"from": "Avant", "to": "Après"}}


def test_changes_gather_in_one_proposal_that_remembers_where_each_began(workshop, mbarka):
    write_change(workshop, {"name_fr": "Après"}, mbarka.account)
    write_change(workshop, {"name_fr": "Encore", "story_fr": "Autre"}, mbarka.account)
    assert Proposal.objects.get().changes == {
        "name_fr": {"from": "Avant", "to": "Encore"},
        "story_fr": {"from": "Une histoire", "to": "Autre"},
    }


def test_unchanged_value_proposes_nothing(workshop, mbarka):
    write_change(workshop, {"name_fr": "Avant", "techniques": []}, mbarka.account)
    assert not Proposal.objects.exists()
    assert submit_change(workshop, mbarka.account) is False


def test_change_taken_back_waits_no_longer(workshop, mbarka):
    write_change(workshop, {"name_fr": "Après"}, mbarka.account)
    write_change(workshop, {"name_fr": "Avant"}, mbarka.account)
    assert not Proposal.objects.exists()


def test_draft_is_written_itself(mbarka):
    draft = WorkshopFactory(name_fr="Avant")
    write_change(draft, {"name_fr": "Après"}, mbarka.account)
    draft.refresh_from_db()
    assert draft.name_fr == "Après"
    assert not Proposal.objects.exists()


def test_trusted_workshop_changes_at_once_and_stays_in_the_history(workshop, mbarka):
    Workshop.objects.update(is_trusted=True)
    with revision(mbarka.account):
        write_change(workshop, {"name_fr": "Après"}, mbarka.account)
    workshop.refresh_from_db()
    assert workshop.name_fr == "Après"
    version = Version.objects.get_for_object(workshop).get()
    assert (version.field_dict["name_fr"], version.revision.user) == ("Après", mbarka.account)


def test_one_proposal_at_a_time_is_open_for_a_record(workshop, mbarka):
    write_change(workshop, {"name_fr": "Après"}, mbarka.account)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(record=workshop, started_from="")


def test_approved_change_is_live_with_its_relations(workshop, mbarka, officer_user):
    technique = TechniqueFactory(published=True)
    WorkshopStep.objects.create(workshop=workshop, step="cutting")
    channel = Channel.objects.create(
        workshop=workshop, person=mbarka, kind="phone", value="+21698123456"
    )
    wanted = {
        "name_fr": "Après",
        "techniques": [technique.pk],
        "steps": [{"pk": None, "step": "tinning", "in_house": True, "done_by": None}],
        "channels": [
            {
                "pk": None,
                "kind": "email",
                "value": "m@demo.example",
                "person": mbarka.pk,
                "order": 0,
            },
            {
                "pk": channel.pk,
                "kind": "phone",
                "value": "+21698654321",
                "person": mbarka.pk,
                "order": 1,
            },
        ],
    }
    proposal = proposed(workshop, mbarka.account, **wanted)
    assert list(workshop.steps.values_list("step", flat=True)) == ["cutting"]
    with revision(officer_user):
        approve_change(proposal, officer_user, proposal.version)
    workshop.refresh_from_db()
    assert workshop.name_fr == "Après"
    assert list(workshop.techniques.all()) == [technique]
    assert list(workshop.steps.values_list("step", flat=True)) == ["tinning"]
    assert list(workshop.channels.values_list("kind", "value")) == [
        ("email", "m@demo.example"),
        ("phone", "+21698654321"),
    ]
    assert workshop.channels.get(kind="phone").pk == channel.pk
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == (ProposalState.APPLIED, officer_user)
    assert open_proposal(workshop) is None


def test_change_that_moved_since_it_was_read_is_not_approved_unread(workshop, mbarka, officer_user):
    proposal = proposed(workshop, mbarka.account, name_fr="Après")
    read = proposal.version
    write_change(workshop, {"name_fr": "Autre chose"}, mbarka.account)
    with pytest.raises(ValidationError, match="a changé depuis"):
        approve_change(proposal, officer_user, read)
    workshop.refresh_from_db()
    assert workshop.name_fr == "Avant"


def test_change_that_breaks_a_rule_is_not_half_applied(workshop, mbarka, officer_user):
    proposal = proposed(workshop, mbarka.account, name_fr="", story_fr="Autre")
    Workshop.objects.update(name_ar="")  # an officer, meanwhile: nothing would be left of the name
    with pytest.raises(ValidationError, match="porte un nom"):
        approve_change(proposal, officer_user, proposal.version)
    proposal.refresh_from_db()
    workshop.refresh_from_db()
    assert (proposal.state, workshop.name_fr, workshop.story_fr) == (
        ProposalState.SUBMITTED,
        "Avant",
        "Une histoire",
    )


def test_change_sent_back_stays_as_typed_with_the_reason(workshop, mbarka, officer_user):
    proposal = proposed(workshop, mbarka.account, name_fr="Après")
    send_change_back(proposal, officer_user, "Le nom de famille manque.", proposal.version)
    seen = with_proposal(Workshop.objects.get())
    assert (seen.name_fr, seen.proposal.state, seen.proposal.reason) == (
        "Après",
        ProposalState.SENT_BACK,
        "Le nom de famille manque.",
    )
    assert submit_change(workshop, mbarka.account)
    assert (open_proposal(workshop).state, open_proposal(workshop).reason) == (
        ProposalState.SUBMITTED,
        "",
    )


def test_change_is_not_sent_back_without_a_sentence(workshop, mbarka, officer_user):
    proposal = proposed(workshop, mbarka.account, name_fr="Après")
    with pytest.raises(ValidationError, match="en une phrase"):
        send_change_back(proposal, officer_user, "  ", proposal.version)


def test_change_is_decided_once(workshop, mbarka, officer_user):
    proposal = proposed(workshop, mbarka.account, name_fr="Après")
    approve_change(proposal, officer_user, proposal.version)
    with pytest.raises(ValidationError, match="n’attend plus"):
        send_change_back(proposal, officer_user, "Non", proposal.version)


def test_live_value_written_meanwhile_is_pointed_out(workshop, mbarka):
    proposal = proposed(workshop, mbarka.account, name_fr="Après", story_fr="Autre")
    Workshop.objects.filter(pk=workshop.pk).update(name_fr="Corrigé par l’ONA")
    proposal.record.refresh_from_db()
    moved = {row["name"]: row["moved"] for row in proposal_rows(proposal)}
    assert moved == {"name_fr": True, "story_fr": False}


def test_dropped_change_leaves_nothing(workshop, mbarka):
    write_change(workshop, {"name_fr": "Après"}, mbarka.account)
    drop_change(workshop)
    assert with_proposal(Workshop.objects.get()).name_fr == "Avant"


def test_every_keeper_is_told_in_their_own_language(workshop, mbarka, officer_user):
    helper = ArtisanFactory(
        account=User.objects.create_user(email="aide@demo.example", language="fr")
    )
    Membership.objects.create(workshop=workshop, artisan=helper, role=MembershipRole.HELPER)
    worker = ArtisanFactory(account=User.objects.create_user(email="ouvrier@demo.example"))
    Membership.objects.create(workshop=workshop, artisan=worker, role=MembershipRole.WORKER)
    proposal = proposed(workshop, mbarka.account, name_fr="Après")
    send_change_back(proposal, officer_user, "À compléter.", proposal.version)
    told = Notice.objects.values_list("user", "kind", "reason")
    assert set(told) == {
        (mbarka.account.pk, "sent_back", "À compléter."),
        (helper.account.pk, "sent_back", "À compléter."),
    }


def test_record_as_it_will_be_leaves_no_trace(workshop, mbarka):
    WorkshopStep.objects.create(workshop=workshop, step="cutting")
    write_change(workshop, {"name_fr": "Après", "steps": []}, mbarka.account)
    before = (current_stamp(), value_of(workshop, "steps"), Version.objects.count())
    with preview_with_proposal(workshop) as shown:
        assert (shown.name_fr, shown.steps.count()) == ("Après", 0)
    workshop.refresh_from_db()
    assert workshop.name_fr == "Avant"
    assert (current_stamp(), value_of(workshop, "steps"), Version.objects.count()) == before
    assert open_proposal(workshop).wanted["name_fr"] == "Après"


def test_draft_as_it_will_be_is_published_and_has_an_address(mbarka):
    draft = WorkshopFactory(name_fr="Atelier neuf")
    with preview_with_proposal(draft) as shown:
        assert (shown.status, shown.slug) == (Status.PUBLISHED, "atelier-neuf")
    draft.refresh_from_db()
    assert (draft.status, draft.slug) == (Status.DRAFT, None)


def test_officer_acting_for_a_member_is_in_the_history_of_a_change_that_waits(
    workshop, mbarka, officer_user
):
    with revision(officer_user, "", str(mbarka), mbarka.account, "Mbarka, au téléphone"):
        write_change(workshop, {"name_fr": "Après"}, officer_user)
    written = Version.objects.get_for_object(open_proposal(workshop)).get().revision
    assert (written.user, written.acted_for.user, written.acted_for.word) == (
        officer_user,
        mbarka.account,
        "Mbarka, au téléphone",
    )


def test_change_that_waits_makes_no_new_edition_of_the_public_pages(workshop, mbarka):
    before = current_stamp()
    write_change(workshop, {"name_fr": "Après"}, mbarka.account)
    submit_change(workshop, mbarka.account)
    assert current_stamp() == before
    approve_change(open_proposal(workshop), None, open_proposal(workshop).version)
    assert current_stamp() != before


def test_proposal_is_refused_when_the_live_record_changed_since_it_was_read(
    workshop, mbarka, officer_user
):
    read = proposed(workshop, mbarka.account, name_fr="Après").version
    Workshop.objects.update(name_fr="Corrigé par l’ONA")
    with pytest.raises(ValidationError, match="a changé depuis"):
        approve_change(open_proposal(workshop), officer_user, read)
    assert Workshop.objects.get().name_fr == "Corrigé par l’ONA"


def test_correction_of_another_name_meanwhile_is_kept_and_keeps_nobody_waiting(
    workshop, mbarka, officer_user
):
    proposal = proposed(workshop, mbarka.account, name_fr="Après")
    Workshop.objects.update(story_fr="Corrigée par l’ONA")
    approve_change(proposal, officer_user, proposal.version)
    workshop.refresh_from_db()
    assert (workshop.name_fr, workshop.story_fr) == ("Après", "Corrigée par l’ONA")


def test_change_of_what_is_no_longer_online_is_not_approved(workshop, mbarka, officer_user):
    proposal = proposed(workshop, mbarka.account, name_fr="Après")
    archive(workshop)
    with pytest.raises(ValidationError, match="n’est plus en ligne"):
        approve_change(open_proposal(workshop), officer_user, proposal.version)
    assert not Notice.objects.exists()
    assert open_proposal(workshop).state == ProposalState.SUBMITTED


def test_change_dropped_as_it_is_decided_awaits_no_decision(workshop, mbarka, officer_user):
    proposal = proposed(workshop, mbarka.account, name_fr="Après")
    drop_change(workshop)
    for decide in (
        lambda: approve_change(proposal, officer_user, "x"),
        lambda: send_change_back(proposal, officer_user, "Non.", "x"),
    ):
        with pytest.raises(ValidationError, match="n’attend plus"):
            decide()


@pytest.mark.parametrize("moved", [{"is_trusted": True}, {"status": Status.ARCHIVED}])
def test_direct_write_drops_the_proposed_value_of_the_same_field(workshop, mbarka, moved):
    write_change(workshop, {"name_fr": "Premier", "story_fr": "Autre"}, mbarka.account)
    Workshop.objects.update(**moved)
    seen = write_change(Workshop.objects.get(), {"name_fr": "Second"}, mbarka.account)
    assert (seen.name_fr, Workshop.objects.get().name_fr) == ("Second", "Second")
    assert open_proposal(workshop).wanted == {"story_fr": "Autre"}
    write_change(Workshop.objects.get(), {"story_fr": "Encore une"}, mbarka.account)
    assert open_proposal(workshop) is None


def test_change_of_what_has_gone_is_said_or_left_out(workshop, mbarka, officer_user):
    gone, there = TechniqueFactory(published=True), TechniqueFactory(published=True)
    proposal = proposed(
        workshop, mbarka.account, techniques=[gone.pk, there.pk], main_technique=gone.pk
    )
    gone.delete()
    with pytest.raises(ValidationError):
        approve_change(proposal, officer_user, proposal.version)
    add_to_proposal(workshop, {"main_technique": None}, mbarka.account)
    proposal = open_proposal(workshop)
    approve_change(proposal, officer_user, proposal.version)
    assert list(workshop.techniques.all()) == [there]


def test_second_of_two_simultaneous_changes_gets_an_edit_conflict(workshop, mbarka):
    shown = {"name_fr": "Avant", "story_fr": "Une histoire"}
    write_change(workshop, {"name_fr": "Premier"}, mbarka.account, shown)
    with pytest.raises(ValidationError, match="vient d’enregistrer"):
        write_change(workshop, {"name_fr": "Second"}, mbarka.account, shown)
    write_change(workshop, {"story_fr": "Autre"}, mbarka.account, shown)
    assert open_proposal(workshop).wanted == {"name_fr": "Premier", "story_fr": "Autre"}


@pytest.mark.django_db(transaction=True)
def test_decision_and_change_at_the_same_moment_do_not_wait_for_each_other_for_ever(
    workshop, mbarka, officer_user
):
    """A change holds the record, then its proposal: so does whoever decides."""
    proposal = proposed(workshop, mbarka.account, name_fr="Après")
    version, results = proposal.version, {}

    def decides():
        try:
            approve_change(proposal, officer_user, version)
        except Exception as error:
            results["decided"] = error
        finally:
            connection.close()

    officer = threading.Thread(target=decides)
    with transaction.atomic():
        Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)
        officer.start()
        officer.join(timeout=1)  # it waits by now
        write_change(workshop, {"name_fr": "Encore"}, mbarka.account)
    officer.join()
    assert "a changé depuis" in str(results["decided"])
    assert open_proposal(workshop).wanted == {"name_fr": "Encore"}
