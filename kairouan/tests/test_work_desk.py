"""Failed messages and tasks, as officers see and retry them."""

import datetime
import sys

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from pytest_django.asserts import assertContains, assertNotContains

from kairouan.accounts.models import User
from kairouan.common import senders
from kairouan.common.tests.delivering import deliver_waiting
from kairouan.common.work.outbox import OutgoingMessage, OutgoingState
from kairouan.common.work.tasks import Work
from kairouan.desk.work import TASKS
from kairouan.photos.base import make_variants
from kairouan.portal.desk import desk_sections
from kairouan.portal.roles import AUDITOR, PROGRAMME, REVIEWER
from kairouan.tests.test_architecture import FLOORS

pytestmark = pytest.mark.django_db

MESSAGES, WORKS = "admin:common_outgoingmessage_changelist", "admin:common_work_changelist"
State = OutgoingState


@pytest.fixture
def unsent():
    """One message in each state that an officer may see, and what is not theirs to
    see.
    """
    for state, reason in (
        (State.FAILED, "HTTPError 422"),
        (State.IN_DOUBT, "TimeoutError"),
        (State.WAITING, "HTTPError 503"),
    ):
        senders.send_sms("+21698123456", "Votre code est 482913")
        message = OutgoingMessage.objects.latest("pk")
        OutgoingMessage.objects.filter(pk=message.pk).update(state=state, reason=reason, attempts=1)
    senders.send_email("najet@example.tn", "Sujet", "Bonjour")
    senders.send_nothing(senders.SMS, datetime.timedelta(minutes=10))
    senders.send_sms("+21698123457", "Parti")
    OutgoingMessage.objects.filter(text="Parti").update(state=State.SENT)


@pytest.fixture
def undone(settings):
    """A task that failed, one that waits, one that is done."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for number in (1, 2, 3):
        make_variants.enqueue("products.ProductPhoto", number)
    failed, done = Work.objects.order_by("enqueued_at")[:2]
    failed.claim("here")
    failed.set_failed(OSError("disque plein"))
    done.claim("here")
    done.set_successful(None)
    return failed


def counted(client) -> dict[str, int]:
    page = client.get(reverse("admin:index"))
    sections = desk_sections(page.wsgi_request.user)
    return {str(task.label): task.count for _title, tasks in sections for task in tasks}


def test_first_page_counts_what_stopped_and_what_waits(officer, unsent, undone):
    found = counted(officer)
    assert (found["Messages non partis"], found["Messages en attente"]) == (2, 2)
    assert (found["Travaux de fond arrêtés"], found["Travaux de fond en attente"]) == (1, 1)


def test_list_shows_neither_the_text_nor_the_whole_address(officer, unsent):
    page = officer.get(reverse(MESSAGES))
    assert page.context["cl"].result_count == 4
    assertContains(page, "…456")
    assertContains(page, "…@example.tn")
    for secret in ("482913", "98123456", "najet@"):
        assertNotContains(page, secret)
    one = reverse(
        "admin:common_outgoingmessage_change",
        args=[OutgoingMessage.objects.filter(to="+21698123456")[0].pk],
    )
    for secret in ("482913", "98123456"):
        assertNotContains(officer.get(one), secret)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "fr",
            [
                "Refusé. Vérifiez le numéro",
                "Demandez à la personne avant de réessayer",
                "Le service d’envoi ne répond pas.",
            ],
        ),
        ("ar", ["مرفوض", "انقطع أثناء الإرسال", "خدمة الإرسال لا تستجيب"]),
    ],
)
def test_failed_work_says_why_and_what_to_do(officer, unsent, language, sentences):
    with translation.override(language):
        page = officer.get(reverse(MESSAGES))
    for sentence in sentences:
        assertContains(page, sentence)


def test_officer_tries_messages_again_and_they_leave(officer, unsent, capsys):
    stopped = OutgoingMessage.objects.stopped()
    answer = officer.post(
        reverse(MESSAGES),
        {"action": "try_again", "_selected_action": [one.pk for one in stopped]},
        follow=True,
    )
    assertContains(answer, "Réessayés : 2.")
    deliver_waiting()
    assert capsys.readouterr().out.count("482913") == 3
    assert not OutgoingMessage.objects.stopped().exists()


def test_code_whose_delay_has_passed_cannot_leave_and_it_is_said(officer):
    senders.send_sms("+21698123456", "Votre code est 482913", datetime.timedelta(minutes=10))
    OutgoingMessage.objects.update(expires_at=timezone.now())
    OutgoingMessage.objects.all().tidy()
    code = OutgoingMessage.objects.get()
    answer = officer.post(
        reverse(MESSAGES), {"action": "try_again", "_selected_action": [code.pk]}, follow=True
    )
    assertContains(answer, "Non réessayés : 1. Un code dont le délai est passé")
    assertContains(answer, "Trop tard : son délai est passé.")


def test_officer_tries_a_task_again(officer, undone):
    page = officer.get(reverse(WORKS), {"situation": "stopped"})
    assertContains(page, "Photo à réduire n° 1")
    assertContains(page, "OSError")
    assertNotContains(page, "disque plein")
    officer.post(reverse(WORKS), {"action": "try_again", "_selected_action": [str(undone.pk)]})
    undone.refresh_from_db()
    assert (undone.status, undone.worker_ids, undone.traceback) == (TaskResultStatus.READY, [], "")


@pytest.mark.parametrize(("role", "may"), [(REVIEWER, True), (PROGRAMME, True), (AUDITOR, False)])
def test_permission_to_retry_failed_work(client, unsent, role, may):
    user = User.objects.create_user(email="agent@tests.example", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    failed = OutgoingMessage.objects.filter(state=State.FAILED)
    number = failed.get().pk
    client.post(reverse(MESSAGES), {"action": "try_again", "_selected_action": [number]})
    assert failed.exists() != may


@pytest.mark.parametrize("address", [MESSAGES, WORKS])
def test_list_costs_as_much_whatever_it_shows(officer, unsent, undone, address):
    officer.get(reverse(address))
    with CaptureQueriesContext(connection) as few:
        officer.get(reverse(address))
    for number in range(20):
        senders.send_sms("+21698123456", "Bonjour")
        make_variants.enqueue("products.ProductPhoto", number)
    with CaptureQueriesContext(connection) as many:
        officer.get(reverse(address))
    assert len(many) == len(few)


def test_every_task_of_the_portal_has_a_name_for_officers():
    ours = [
        module
        for name, module in sys.modules.items()
        if name.startswith(tuple(f"{floor}." for floor in FLOORS))
    ]
    found = {
        value.module_path
        for module in ours
        for value in vars(module).values()
        if isinstance(value, Task)
    }
    assert found == TASKS.keys()
    assert make_variants.module_path in found
