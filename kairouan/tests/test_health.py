import datetime

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kairouan.common.images import make_variants

pytestmark = pytest.mark.django_db


def test_alive_and_ready(client):
    assert client.get("/health/live").json() == {"live": True}
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "photographs": True, "tasks": True})
    assert "no-store" in answer.headers["Cache-Control"]


def test_not_ready_when_photographs_cannot_be_written(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "absent"
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["photographs"]) == (503, False)


def test_not_ready_when_the_worker_is_down(client, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    make_variants.enqueue("products.ProductPicture", 1)
    assert client.get("/health/ready").status_code == 200
    DBTaskResult.objects.update(enqueued_at=timezone.now() - datetime.timedelta(minutes=20))
    assert client.get("/health/ready").json()["tasks"] is False
