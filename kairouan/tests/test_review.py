"""Reading what members send: the officers' pages, the history, acting for a member."""

import datetime
import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from reversion.models import Version

from artisans.tests.factories import ArtisanFactory, TechniqueFactory
from kairouan.accounts.models import User
from kairouan.desk.review import DecisionForm
from kairouan.review.changes import submit_change, write_change
from kairouan.review.history import revision
from kairouan.review.models import Notice, Phrase
from kairouan.review.moderation import Status
from kairouan.review.proposals import ProposalState, open_proposal
from kairouan.tests.test_consent_walk import pictured
from products.models import ProductPhoto
from products.tests.factories import ProductFactory
from programme.tests.factories import ActionFactory
from workshops.models import Membership, Workshop
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    member = ArtisanFactory(account=User.objects.create_user(phone="+21698123456"))
    workshop = WorkshopFactory(published=True, name_fr="Avant", name_ar="قبل")
    Membership.objects.create(workshop=workshop, artisan=member)
    write_change(
        workshop,
        {"name_fr": "Après", "welcomes_visitors": True, "delegation": "haffouz"},
        member.account,
    )
    submit_change(workshop, member.account)
    return open_proposal(workshop)


def page_of(proposal):
    return reverse("admin:review_proposal_change", args=[proposal.pk])


def test_officer_reads_what_changes_before_and_after(officer, proposal):
    page = officer.get(page_of(proposal))
    for word in ("Avant", "Après", "oui", "Haffouz"):
        assertContains(page, word)
    assertContains(page, "Reçoit des visiteurs")
    assertNotContains(page, "قبل")  # what does not change is not shown


def test_first_version_shows_its_workshop_its_author_and_its_photo(officer, media):
    workshop = WorkshopFactory(published=True, name_fr="Atelier du Souk")
    author = User.objects.create_user(phone="+21698123457")
    with revision(author, "Nouvelle pièce"):
        product = ProductFactory(workshop=workshop, status=Status.SUBMITTED)
    photo = pictured(ProductPhoto, {"product": product}, alt_fr="La théière")
    page = officer.get(reverse("admin:products_product_review", args=[product.pk]))
    head = page.content.decode().partition('<table class="review">')[0]
    for said in ("Atelier du Souk", f"<bdi>{author}</bdi>", photo.thumbnail):
        assert said in head


def test_officer_publishes_a_change(officer, proposal):
    answer = officer.post(page_of(proposal), {"decision": "approve", "version": proposal.version})
    assertRedirects(answer, reverse("admin:review_queue"))
    workshop = Workshop.objects.get()
    assert (workshop.name_fr, workshop.welcomes_visitors) == ("Après", True)
    version = Version.objects.get_for_object(workshop).first()
    assert version.revision.user.email == "officer@tests.example"
    assert Notice.objects.get().kind == "applied"


def test_officer_sends_a_change_back_with_a_sentence(officer, proposal):
    refused = officer.post(
        page_of(proposal), {"decision": "send_back", "version": proposal.version, "reason": " "}
    )
    assertContains(refused, "en une phrase")
    officer.post(
        page_of(proposal),
        {
            "decision": "send_back",
            "version": proposal.version,
            "reason": "Le nom est celui d’un autre.",
        },
    )
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == (
        ProposalState.SENT_BACK,
        "Le nom est celui d’un autre.",
    )
    assert Workshop.objects.get().name_fr == "Avant"


def test_change_that_moved_since_the_page_was_opened_is_read_again(officer, proposal):
    answer = officer.post(page_of(proposal), {"decision": "approve", "version": "000000000000"})
    assertContains(answer, "a changé depuis")
    assert Workshop.objects.get().name_fr == "Avant"


def test_officer_without_the_right_decides_nothing(client, proposal):
    reader = User.objects.create_user(email="lecteur@tests.example", is_staff=True)
    client.force_login(reader)
    assert client.get(page_of(proposal)).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="view_proposal"))
    assertNotContains(client.get(page_of(proposal)), 'name="decision"')
    assert (
        client.post(
            page_of(proposal), {"decision": "approve", "version": proposal.version}
        ).status_code
        == 403
    )
    assert Workshop.objects.get().name_fr == "Avant"


@pytest.mark.usefixtures("templates_as_served")
def test_form_of_a_record_leads_to_its_preview(officer, proposal):
    page = officer.get(reverse("admin:workshops_workshop_change", args=[proposal.object_id]))
    preview = reverse("admin:workshops_workshop_preview", args=[proposal.object_id])
    assertContains(page, f'"{preview}"')


def test_officer_sees_the_page_as_the_public_will(officer, proposal):
    page = officer.post(reverse("admin:workshops_workshop_preview", args=[proposal.object_id]))
    assertContains(page, "Après")
    assert Workshop.objects.get().name_fr == "Avant"


@pytest.mark.parametrize(
    ("decision", "reason", "status", "kind"),
    [
        ("approve", "", Status.PUBLISHED, "published"),
        ("send_back", "Une photo de face manque.", Status.SENT_BACK, "sent_back"),
    ],
)
def test_first_version_is_read_and_decided(officer, decision, reason, status, kind):
    product = ProductFactory(status=Status.SUBMITTED)
    member = ArtisanFactory(account=User.objects.create_user(phone="+21698123456"))
    Membership.objects.create(workshop=product.workshop, artisan=member)
    address = reverse("admin:products_product_review", args=[product.pk])
    assertContains(
        officer.get(reverse("admin:products_product_change", args=[product.pk])), address
    )
    version = officer.get(address).context["form"]["version"].value()
    officer.post(address, {"decision": decision, "reason": reason, "version": version})
    product.refresh_from_db()
    assert (product.status, product.reason) == (status, reason)
    notice = Notice.objects.get()
    assert (notice.kind, notice.record, notice.user) == (kind, product, member.account)


def test_history_says_for_whom_and_on_whose_word_an_officer_acted(officer):
    member = ArtisanFactory(name_fr="Mbarka")  # without an account: the paper form
    workshop = WorkshopFactory(name_fr="Avant")
    Membership.objects.create(workshop=workshop, artisan=member)
    act = reverse("admin:workshops_workshop_act", args=[workshop.pk])
    assertContains(officer.post(act, {"member": member.pk, "word": ""}), "obligatoire")
    officer.post(act, {"member": member.pk, "word": "Mbarka, au téléphone"})
    names = reverse("space:workshop_names", args=[workshop.pk])
    assertContains(officer.get(names), "Vous agissez pour")
    officer.post(names, {"name_fr": "Après"})
    revision = Version.objects.get_for_object(workshop).get().revision
    assert revision.user.email == "officer@tests.example"
    assert (revision.acted_for.member, revision.acted_for.word) == (
        "Mbarka",
        "Mbarka, au téléphone",
    )
    history = officer.get(reverse("admin:workshops_workshop_history", args=[workshop.pk]))
    assertContains(
        history, "Pour <bdi>Mbarka</bdi>, sur la parole de : <bdi>Mbarka, au téléphone</bdi>"
    )
    officer.post(reverse("space:stop_acting"))
    assert officer.get(names).status_code == 403


def test_officer_acts_only_for_those_who_keep_the_workshop(officer):
    workshop, stranger = WorkshopFactory(), ArtisanFactory()
    act = reverse("admin:workshops_workshop_act", args=[workshop.pk])
    officer.post(act, {"member": stranger.pk, "word": "lui"})
    assert officer.get(reverse("space:workshop_list")).status_code == 403


def test_staff_without_the_right_do_not_act(client):
    reader = User.objects.create_user(email="lecteur@tests.example", is_staff=True)
    client.force_login(reader)
    assert (
        client.get(reverse("admin:workshops_workshop_act", args=[WorkshopFactory().pk])).status_code
        == 403
    )


def test_staff_who_may_change_a_workshop_but_not_act_are_offered_no_way_to(client):
    editor = User.objects.create_user(email="editeur@tests.example", is_staff=True)
    rights = ("view_workshop", "change_workshop")
    editor.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    client.force_login(editor)
    workshop = WorkshopFactory()
    act = reverse("admin:workshops_workshop_act", args=[workshop.pk])
    page = client.get(reverse("admin:workshops_workshop_change", args=[workshop.pk]))
    assertNotContains(page, act)
    assert client.get(act).status_code == 403


def test_review_loads_what_the_calendar_of_a_day_calls(officer):
    product = ProductFactory(status=Status.SUBMITTED, priced=True)
    page = officer.get(reverse("admin:products_product_review", args=[product.pk]))
    scripts = re.findall(r'<script src="[^"]*/([\w.]+)\.js', page.content.decode())
    assert {"DateTimeShortcuts", "core"} <= set(scripts)


def test_first_version_that_moved_since_it_was_opened_is_read_again(officer):
    product = ProductFactory(status=Status.SUBMITTED, name_fr="Lu")
    address = reverse("admin:products_product_review", args=[product.pk])
    version = officer.get(address).context["form"]["version"].value()
    write_change(product, {"name_fr": "Écrit après"}, None)
    assertContains(
        officer.post(address, {"decision": "approve", "version": version}), "a changé depuis"
    )
    product.refresh_from_db()
    assert product.status == Status.SUBMITTED


def test_officer_sees_what_is_live_now_not_what_was_when_the_change_began(officer, proposal):
    Workshop.objects.update(name_fr="Corrigé par l’ONA")
    page = officer.get(page_of(proposal))
    assertContains(page, "Corrigé par l’ONA")
    assertContains(page, "La fiche a changé ici depuis")
    assertNotContains(page, "<del>Avant</del>", html=True)


def test_officer_is_told_of_what_has_gone_meanwhile(officer, proposal):
    technique = TechniqueFactory(published=True)
    write_change(Workshop.objects.get(), {"main_technique": technique.pk}, None)
    technique.delete()
    page = officer.get(page_of(proposal))
    assertContains(page, "n’existe plus")
    version = page.context["form"]["version"].value()
    answer = officer.post(page_of(proposal), {"decision": "approve", "version": version})
    assert answer.context["form"].non_field_errors()
    assert Workshop.objects.get().name_fr == "Avant"


def test_first_version_that_moves_as_it_is_decided_is_read_again(officer, monkeypatch):
    product = ProductFactory(status=Status.SUBMITTED, name_fr="Lu")
    address = reverse("admin:products_product_review", args=[product.pk])
    version = officer.get(address).context["form"]["version"].value()
    is_valid = DecisionForm.is_valid

    def at_the_same_moment(form):
        write_change(product, {"name_fr": "Écrit après"}, None)
        return is_valid(form)

    monkeypatch.setattr(DecisionForm, "is_valid", at_the_same_moment)
    officer.post(address, {"decision": "approve", "version": version})
    product.refresh_from_db()
    assert product.status == Status.SUBMITTED


def test_officer_who_is_one_no_more_acts_for_nobody(officer):
    member = ArtisanFactory()
    workshop = WorkshopFactory()
    Membership.objects.create(workshop=workshop, artisan=member)
    officer.post(
        reverse("admin:workshops_workshop_act", args=[workshop.pk]),
        {"member": member.pk, "word": "Lui-même"},
    )
    assert officer.get(reverse("space:workshop_names", args=[workshop.pk])).status_code == 200
    User.objects.update(is_staff=False)
    assert officer.get(reverse("space:workshop_names", args=[workshop.pk])).status_code == 403


# The queue, the words, the second pair of eyes


@pytest.fixture
def queue():
    return reverse("admin:review_queue")


def rows_of(page):
    return [row["waiting"] for row in page.context["found"]]


def test_queue_shows_all_that_waits_the_oldest_first(officer, proposal, queue):
    now = timezone.now()
    recent = ProductFactory(status=Status.SUBMITTED, submitted_at=now)
    old = TechniqueFactory(status=Status.SUBMITTED, submitted_at=now - datetime.timedelta(days=9))
    ProductFactory(status=Status.DRAFT)
    page = officer.get(queue)
    assert [waiting.record for waiting in rows_of(page)] == [old, proposal.record, recent]
    assertContains(page, "1\xa0semaine et 2\xa0jours")


def test_decision_leads_to_the_next_of_the_queue(officer, proposal):
    later = ProductFactory(
        status=Status.SUBMITTED, submitted_at=timezone.now() + datetime.timedelta(hours=1)
    )
    answer = officer.post(page_of(proposal), {"decision": "approve", "version": proposal.version})
    assertRedirects(answer, reverse("admin:products_product_review", args=[later.pk]))


def test_words_that_change_are_marked_each_in_its_direction(officer):
    workshop = WorkshopFactory(
        published=True, summary_fr="Plateaux et couscoussiers", summary_ar="صواني وكساكس"
    )
    write_change(
        workshop, {"summary_fr": "Plateaux et lustres", "summary_ar": "صواني وثريات"}, None
    )
    submit_change(workshop, None)
    page = officer.get(page_of(open_proposal(workshop)))
    assertContains(
        page, '<td dir="auto" lang="fr">Plateaux et <del>couscoussiers</del></td>', html=True
    )
    assertContains(page, "صواني <ins>وثريات</ins>")


def test_officer_publishes_with_corrections_and_the_member_is_told_which(officer, proposal):
    sent = {
        "decision": "correct",
        "version": proposal.version,
        "to-name_fr": "Après tout",
        "to-welcomes_visitors": "on",
    }
    officer.post(page_of(proposal), sent | {"to-delegation": "haffouz"})
    workshop = Workshop.objects.get()
    assert (workshop.name_fr, workshop.welcomes_visitors, workshop.delegation) == (
        "Après tout",
        True,
        "haffouz",
    )
    notice = Notice.objects.get()
    # the member reads Arabic
    assert (notice.kind, notice.reason) == ("applied", "صحّح الفريق: الاسم (الفرنسية).")
    kept = [
        version.field_dict["changes"]["name_fr"]["to"]
        for version in Version.objects.get_for_object(proposal)
    ]
    assert kept[0] == "Après tout"


def test_correction_that_breaks_a_rule_is_said_and_what_was_typed_stays(officer, proposal):
    sent = {
        "decision": "correct",
        "version": proposal.version,
        "to-name_fr": "x" * 200,
        "to-delegation": "haffouz",
    }
    page = officer.post(page_of(proposal), sent)
    assertContains(page, "120")
    assertContains(page, "x" * 200)
    assert Workshop.objects.get().name_fr == "Avant"


def test_first_version_is_published_with_corrections(officer):
    product = ProductFactory(
        status=Status.SUBMITTED, name_fr="Téière", description_fr="", description_ar=""
    )
    address = reverse("admin:products_product_review", args=[product.pk])
    page = officer.get(address)
    sent = {
        f"to-{name}": field.value() or ""
        for name, field in ((f.name, f) for f in page.context["corrections"])
    }
    officer.post(
        address,
        sent
        | {
            "decision": "correct",
            "version": page.context["form"]["version"].value(),
            "to-name_fr": "Théière",
        },
    )
    product.refresh_from_db()
    assert (product.name_fr, product.status) == ("Théière", Status.PUBLISHED)


def test_ready_phrase_arrives_in_the_language_of_who_reads_it(officer, proposal):
    phrase = Phrase.objects.create(text_fr="Le prix manque.", text_ar="الثمن ناقص.")
    officer.post(
        page_of(proposal),
        {
            "decision": "send_back",
            "version": proposal.version,
            "phrase": phrase.pk,
            "reason": "350 ?",
        },
    )
    proposal.refresh_from_db()
    assert proposal.reason == "الثمن ناقص. 350 ?"


def test_several_are_decided_at_once_and_what_moved_is_read_again(officer, proposal, queue):
    products = [
        ProductFactory(status=Status.SUBMITTED, submitted_at=timezone.now()) for _ in range(2)
    ]
    chosen = [row["seen"] for row in officer.get(queue).context["found"]]
    write_change(products[1], {"name_fr": "Écrit depuis"}, None)
    answer = officer.post(queue, {"decision": "approve", "chosen": chosen}, follow=True)
    assertContains(answer, "2 fiches décidées.")
    assertContains(answer, "1 fiche a changé depuis")
    assert [waiting.record for waiting in rows_of(answer)] == [products[1]]
    assert Workshop.objects.get(pk=proposal.object_id).name_fr == "Après"


def test_several_are_not_sent_back_without_a_sentence(officer, proposal, queue):
    chosen = [row["seen"] for row in officer.get(queue).context["found"]]
    page = officer.post(queue, {"decision": "send_back", "chosen": chosen})
    assertContains(page, "Dites en une phrase")
    assertContains(page, "checked")
    assertContains(
        officer.post(queue, {"decision": "approve"}, follow=True), "Cochez au moins une fiche"
    )


def test_officer_does_not_publish_their_own_words_unless_the_settings_say_so(
    officer, proposal, queue, settings
):
    me = User.objects.get(is_superuser=True)
    proposal.author = me
    proposal.save()
    page = officer.post(page_of(proposal), {"decision": "approve", "version": proposal.version})
    assertContains(page, "un autre membre de l’équipe le relit")
    chosen = [row["seen"] for row in officer.get(queue).context["found"]]
    assertContains(
        officer.post(queue, {"decision": "approve", "chosen": chosen}, follow=True),
        "un autre membre",
    )
    product = ProductFactory(status=Status.SUBMITTED)
    with revision(me):
        product.save()
    sent = {"action": "publish_selection", "_selected_action": [product.pk]}
    officer.post(reverse("admin:products_product_changelist"), sent)
    product.refresh_from_db()
    assert (product.status, Workshop.objects.get(pk=proposal.object_id).name_fr) == (
        Status.SUBMITTED,
        "Avant",
    )
    settings.OWN_REVIEW = True
    officer.post(reverse("admin:products_product_changelist"), sent)
    officer.post(page_of(proposal), {"decision": "approve", "version": proposal.version})
    product.refresh_from_db()
    assert (product.status, Workshop.objects.get(pk=proposal.object_id).name_fr) == (
        Status.PUBLISHED,
        "Après",
    )


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SENT_BACK])
def test_what_its_author_may_not_publish_stands_in_the_queue_of_the_others(officer, queue, status):
    product = ProductFactory(status=status)
    with revision(User.objects.get(is_superuser=True)):
        product.save()
    sent = {"action": "publish_selection", "_selected_action": [product.pk]}
    assertContains(
        officer.post(reverse("admin:products_product_changelist"), sent, follow=True),
        "un autre membre de l’équipe le relit",
    )
    assert [waiting.record for waiting in rows_of(officer.get(queue))] == [product]


def test_records_sent_back_long_ago_are_listed(officer, queue):
    silent, _recent = (ProductFactory(status=Status.SENT_BACK) for _ in range(2))
    type(silent).objects.filter(pk=silent.pk).update(
        updated_at=timezone.now() - datetime.timedelta(days=15)
    )
    page = officer.get(queue + "?silent")
    assert [waiting.record for waiting in rows_of(page)] == [silent]
    assertContains(page, reverse("admin:products_product_change", args=[silent.pk]))


def test_queue_reads_as_many_statements_for_many_as_for_one(officer, queue):
    ProductFactory(status=Status.SUBMITTED, submitted_at=timezone.now())
    officer.get(queue)
    with CaptureQueriesContext(connection) as one:
        officer.get(queue)
    for _ in range(6):
        ProductFactory(status=Status.SUBMITTED, submitted_at=timezone.now())
    with CaptureQueriesContext(connection) as many:
        officer.get(queue)
    assert len(many) == len(one)


def test_queue_is_for_those_who_may_read_changes(client, queue):
    client.force_login(User.objects.create_user(email="lecteur@tests.example", is_staff=True))
    assert client.get(queue).status_code == 403


def test_first_version_of_what_officers_alone_write_is_shown_too(officer):
    action = ActionFactory(
        status=Status.SUBMITTED,
        submitted_at=timezone.now(),
        title_fr="Étals du Mouled",
        title_ar="معارض المولد",
    )
    page = officer.get(reverse("admin:programme_action_review", args=[action.pk]))
    assertContains(page, "Étals du Mouled", count=None)
    assert {row["name"]: row["to"] for row in page.context["rows"]} == {
        "title_fr": "Étals du Mouled",
        "title_ar": "معارض المولد",
    }
