import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kairouan.common import senders
from kairouan.common.work.outbox import OutgoingMessage
from kairouan.common.work.tasks import Work
from kairouan.common.work.workers import Worker
from kairouan.photos.base import make_variants

pytestmark = pytest.mark.django_db

SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def tasks(settings):
    """Photographs to make smaller, as many as are asked for."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    def enqueue(count: int):
        for number in range(count):
            make_variants.enqueue("products.ProductPhoto", number)
        return Work.objects.order_by("pk")

    return enqueue


def test_alive_and_ready(client):
    assert client.get("/health/live").json() == {"live": True}
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (
        200,
        {"database": True, "photographs": True, "tasks": True},
    )
    assert "no-store" in answer.headers["Cache-Control"]


def test_not_ready_when_photos_cannot_be_written(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "absent"
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["photographs"]) == (503, False)


def works(client) -> bool:
    return client.get("/health/ready").json()["tasks"]


def test_task_that_waits_a_minute_while_nothing_moves_is_seen(client, tasks):
    waiting = tasks(1)
    waiting.update(enqueued_at=timezone.now() - 59 * SECOND)
    assert works(client)
    waiting.update(enqueued_at=timezone.now() - 61 * SECOND)
    assert client.get("/health/ready").status_code == 503
    assert not works(client)


def test_long_queue_that_moves_is_well(client, tasks):
    waiting = tasks(3)
    waiting.update(enqueued_at=timezone.now() - 3600 * SECOND)
    assert not works(client)
    done = waiting[0]
    done.claim("here")
    done.set_successful(None)
    assert works(client)
    Work.objects.filter(pk=done.pk).update(
        started_at=timezone.now() - 99 * SECOND, finished_at=timezone.now() - 61 * SECOND
    )
    assert not works(client)


@pytest.mark.parametrize(("last_seen", "is_well"), [(5, True), (90, False)])
def test_long_task_is_well_as_long_as_its_worker_lives(client, tasks, last_seen, is_well):
    waiting = tasks(2)
    waiting[0].claim("here")
    waiting.update(enqueued_at=timezone.now() - 600 * SECOND)
    Work.objects.running().update(started_at=timezone.now() - 500 * SECOND)
    Worker.objects.create(name="here", seen_at=timezone.now() - last_seen * SECOND)
    Worker.objects.create(name="there", seen_at=timezone.now())
    assert works(client) == is_well


def test_task_in_the_hands_of_a_dead_worker_is_seen(client, tasks):
    tasks(1)[0].claim("gone")
    Worker.objects.create(name="there", seen_at=timezone.now())
    assert works(client)
    Work.objects.update(started_at=timezone.now() - 61 * SECOND)
    assert not works(client)


@pytest.mark.parametrize("state", ["waiting", "taken"])
def test_message_that_nobody_hands_over_for_a_minute_is_seen(client, state):
    senders.send_sms("+21698123456", "Bonjour")
    OutgoingMessage.objects.update(
        state=state, due_at=timezone.now() - 59 * SECOND, taken_at=timezone.now() - 59 * SECOND
    )
    assert works(client)
    OutgoingMessage.objects.update(
        due_at=timezone.now() - 61 * SECOND, taken_at=timezone.now() - 61 * SECOND
    )
    assert not works(client)


def test_message_that_expired_in_the_queue_is_still_seen(client):
    senders.send_sms("+21698123456", "Bonjour", 600 * SECOND)
    OutgoingMessage.objects.update(
        due_at=timezone.now() - 900 * SECOND, expires_at=timezone.now() - 300 * SECOND
    )
    assert not works(client)


def test_gateway_that_is_down_does_not_take_the_portal_away(client):
    """The worker tries: officers see it on the desk.

    A balancer that watched this would shut a site that serves.
    """
    senders.send_sms("+21698123456", "Bonjour")
    message = OutgoingMessage.objects.get()
    message.take("here")
    message.put_off("HTTPError 503")
    OutgoingMessage.objects.update(created_at=timezone.now() - 3600 * SECOND)
    assert works(client)


def test_workers_that_all_fell_silent_are_seen_though_nothing_waits(client):
    Worker.objects.create(name="here", seen_at=timezone.now() - 61 * SECOND)
    assert not works(client)
    Worker.objects.create(name="there", seen_at=timezone.now())
    assert works(client)


def test_answer_costs_as_much_whatever_waits(client, tasks):
    client.get("/health/ready")
    with CaptureQueriesContext(connection) as few:
        client.get("/health/ready")
    tasks(50)
    for _ in range(50):
        senders.send_sms("+21698123456", "Bonjour")
    with CaptureQueriesContext(connection) as many:
        client.get("/health/ready")
    assert len(many) == len(few)
