"""Several machines of one portal: two web servers and two workers that share a real
PostgreSQL, a real Redis and a server of buckets, and nothing else.
"""

import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse

from artisans.models import Consent
from artisans.tests.factories import ArtisanFactory, ConsentFactory
from enquiries.models import Message
from kairouan.accounts.models import User
from kairouan.common.calendar import today_in_tunis
from kairouan.common.senders import send_sms
from kairouan.common.tests.gateway import Gateway, served
from kairouan.common.work.outbox import OutgoingMessage
from kairouan.common.work.tasks import Work
from kairouan.common.work.workers import Worker
from kairouan.photos.tests import photo_files
from kairouan.publication.announcements import Announcement
from kairouan.review.proposals import ProposedPhoto
from kairouan.tests import machines
from kairouan.tests.sending import Forms
from workshops.models import Membership
from workshops.tests.factories import WorkshopFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("demonstration")]


@pytest.fixture(scope="module")
def redis():
    server = machines.redis_server()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def buckets():
    server = machines.bucket_server()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def gateway():
    yield from served(Gateway())


@pytest.fixture(scope="module")
def start(redis, buckets, gateway, demonstration, tmp_path_factory):
    """Start a machine; ended with the module."""
    shared = machines.BUCKETS | {
        "KAIROUAN_REDIS_URL": f"redis://127.0.0.1:{redis.port}/0",
        "KAIROUAN_S3_URL": f"http://127.0.0.1:{buckets.port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "KAIROUAN_SMS": "http",
        "KAIROUAN_SMS_URL": gateway.address,
        "KAIROUAN_SMS_TOKEN": "secret",
    }
    started = []

    def machine(more: dict[str, str] | None = None, **options) -> machines.Machine:
        folder = tmp_path_factory.mktemp("machine")
        started.append(machines.Machine(folder, shared | (more or {}), **options))
        return started[-1]

    yield machine
    for each in started:
        each.stop()


@pytest.fixture(scope="module")
def one(start):
    return start().serve().work()


@pytest.fixture(scope="module")
def other(start):
    return start().serve().work()


@pytest.fixture(scope="module")
def officer(demonstration):
    return User.objects.create_superuser(email="officer@tests.example", password="x")


def soon(fact, within: float = 40):
    """Wait until something is so; what it was in the end."""
    end = time.monotonic() + within
    while not (found := fact()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def announce(reader, text: str):
    """Write an announcement on the desk, for today."""
    day = f"{today_in_tunis():%d/%m/%Y}"
    answer = reader.fill(
        "/fr/admin/publication/announcement/add/",
        text_fr=text,
        text_ar="إعلان",
        starts_on=day,
        ends_on=day,
    )
    assert answer.status_code == 302


def test_change_on_one_machine_shows_at_once_on_the_other(one, other, officer):
    elsewhere = other.reader()
    assert elsewhere.get("/fr/").headers["ETag"] == one.reader().get("/fr/").headers["ETag"]
    for number in range(3):
        announce(one.reader(officer), f"Foire numéro {number}")
        assert f"Foire numéro {number}" in elsewhere.get("/fr/").text


def test_photograph_is_read_from_every_machine_and_made_smaller_once(one, other, officer):
    workshop = WorkshopFactory(published=True)
    before = set(Work.objects.values_list("pk", flat=True))
    member = ArtisanFactory(account=User.objects.create_user(email="salem@tests.example"))
    Membership.objects.create(workshop=workshop, artisan=member, role="owner")
    ConsentFactory(artisan=workshop.responsible, item=Consent.Item.PHOTOS)
    answer = one.reader(member.account).fill(
        f"/fr/espace/atelier/{workshop.pk}/photos/",
        files={"photos": ("photo.jpg", photo_files.jpeg(), "image/jpeg")},
    )
    assert answer.status_code in (200, 302)
    address = ProposedPhoto.objects.latest("pk").image.url
    assert address.startswith("/media/photos/")
    seen = [machine.reader(member.account).get(address) for machine in (one, other)]
    assert [answer.status_code for answer in seen] == [200, 200]
    assert seen[0].content == seen[1].content and seen[0].content.startswith(b"\xff\xd8")
    assert [machine.reader().get(address).status_code for machine in (one, other)] == [404, 404]
    asked = Work.objects.exclude(pk__in=before)
    assert soon(lambda: asked.exists() and not asked.exclude(status="SUCCESSFUL").exists())
    assert [len(task.worker_ids) for task in asked.all()] == [1]
    photo = ProposedPhoto.objects.latest("pk")
    smaller = photo.sources()[0]["srcset"].split()[0]
    whole = other.reader(member.account).get(smaller)
    part = other.reader(member.account).get(smaller, headers={"Range": "bytes=0-9"})
    assert whole.headers["Content-Type"] == "image/avif"
    assert (part.status_code, part.content) == (206, whole.content[:10])


def test_paper_is_opened_from_the_other_machine_and_has_no_address(one, other, officer):
    answer = one.reader().fill(
        "/fr/contact/",
        files={"photo": ("photo.jpg", photo_files.jpeg(), "image/jpeg")},
        name="Mbarka",
        phone="98 123 456",
        subject="recognise",
        text="De qui ?",
    )
    assert answer.status_code == 302
    message = Message.objects.latest("pk")
    address = reverse("admin:enquiries_message_document", args=[message.pk])
    assert other.reader(officer).get(address).content.startswith(b"\xff\xd8")
    assert other.reader().get(f"/media/{message.photo.name}").status_code == 404
    assert not default_storage.exists(message.photo.name)


def test_limit_reached_on_one_machine_holds_on_the_other(one, other):
    for number in range(3):
        answer = one.reader().fill("/fr/espace/entrer/", login="98 123 456")
        assert answer.status_code == 302, number
    assert "Trop d’essais" in other.reader().fill("/fr/espace/entrer/", login="98 123 456").text
    assert other.reader().fill("/fr/espace/entrer/", login="98 123 457").status_code == 302


def test_message_is_handed_over_once_though_two_machines_deliver(one, other, gateway):
    told = [f"Numéro {number}" for number in range(40)]
    for text in told:
        send_sms("+21698123456", text)
    assert soon(lambda: not OutgoingMessage.objects.exclude(state="sent").exists())
    received = [body["text"] for _headers, body in gateway.received]
    assert sorted(text for text in received if text in told) == sorted(told)


def test_release_beside_the_older_one_serves_and_neither_shows_the_pages_of_the_other(
    one, start, tmp_path
):
    """Both keep their pages in one Redis, under the same addresses."""
    code = tmp_path / "release"
    folders = ("kairouan", "artisans", "workshops", "products", "enquiries", "programme")
    for name in (*folders, "templates", "static", "locale"):
        shutil.copytree(settings.BASE_DIR / name, code / name)
    shutil.copy(settings.BASE_DIR / "manage.py", code)
    footer = code / "templates" / "layout" / "_footer.html"
    footer.write_text(footer.read_text() + "<p>Deuxième version</p>")
    older, newer = one.reader(), start(code=code).serve().reader()
    for _ in range(3):
        assert "Deuxième version" not in older.get("/fr/").text
        assert "Deuxième version" in newer.get("/fr/").text


# What they share stops


def test_readers_and_limits_outlive_redis(one, redis, officer):
    announce(one.reader(officer), "Avant")
    assert "Avant" in one.reader().get("/fr/").text
    redis.stop()
    try:
        announce(one.reader(officer), "Pendant")
        assert "Pendant" in one.reader().get("/fr/").text
        answers = [one.reader().fill("/fr/espace/entrer/", login="98 123 456") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    finally:
        redis.start()
    announce(one.reader(officer), "Après")
    assert "Après" in one.reader().get("/fr/").text


def test_page_is_read_and_health_tells_though_the_buckets_are_gone(one, buckets):
    assert one.reader().get("/health/ready").json()["photographs"] is True
    buckets.stop()
    try:
        assert one.reader().get("/fr/catalogue/").status_code == 200
        assert one.reader().get("/health/ready").json()["photographs"] is False
    finally:
        buckets.start()


# Behind a pool of connections


@pytest.fixture(scope="module")
def pool(demonstration, tmp_path_factory):
    """PgBouncer before the test's PostgreSQL: two connections, each given to a
    transaction after another.
    """
    port, where = machines.free_port(), connection.settings_dict
    folder = tmp_path_factory.mktemp("pool")
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(
        f"""[databases]
* = host={where["HOST"]} port={where["PORT"] or 5432} user={where["USER"]}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
"""
    )
    command = [
        shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin"),
        str(configuration),
    ]
    if os.geteuid() == 0:  # PgBouncer refuses to run as root
        command[1:1] = ["-u", Path(where["HOST"]).owner()]
    server = machines.Service(command, port)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def pooled(start, pool):
    return start({"KAIROUAN_TEST_POOL": str(pool.port)}).serve().work()


def test_portal_works_behind_a_pool_that_gives_each_transaction_another_connection(pooled, officer):
    def go_on(number: int):
        announce(pooled.reader(officer), f"Foire {number}")
        return pooled.reader().get("/ar/catalogue/").status_code

    with ThreadPoolExecutor(6) as readers:
        assert set(readers.map(go_on, range(18))) == {200}
    said = Announcement.objects.values_list("text_fr", flat=True)
    assert {f"Foire {number}" for number in range(18)} <= set(said)
    assert soon(lambda: Worker.objects.alive().count() == 6)


def test_readers_read_on_while_the_database_is_away_and_writers_keep_their_text(
    pooled, pool, officer
):
    """What stands between this machine and its database stops, and comes back."""
    announce(pooled.reader(officer), "Avant la panne")
    page = pooled.reader().get("/fr/")
    letter = {"name": "Mbarka", "phone": "98 123 456", "subject": "visit", "text": "Une visite ?"}
    writer = pooled.reader()
    (form,) = (
        each
        for each in Forms(writer.get("/fr/contact/").text, "/fr/contact/").found
        if "text" in each.controls
    )
    pool.stop()
    try:
        stale = pooled.reader().get("/fr/")
        assert (stale.status_code, stale.text) == (200, page.text)
        assert stale.headers["Cache-Status"] == "kairouan; hit; detail=database-away"
        assert stale.headers["Cache-Control"] == "no-store"
        assert pooled.reader().get("/fr/recherche/?q=plateau").status_code == 503
        answer = writer.post(
            form.action, data=form.hidden() | letter, headers={"Origin": "http://localhost"}
        )
        assert answer.status_code == 503
    finally:
        pool.start()
    again = Forms(answer.text, "/fr/contact/").found[0]
    assert writer.post(again.action, data=again.hidden()).status_code == 200
    assert Message.objects.latest("pk").text == "Une visite ?"
    assert "Cache-Status" not in pooled.reader().get("/fr/").headers
