"""The examples of `deploy/`: each read by the program it is for, and nginx, as it is
there, in front of the server as it is in production.
"""

import datetime
import gzip
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager, nullcontext
from types import SimpleNamespace

import brotli
import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from kairouan.operations.front import FrontAnswer, asks_at, problems_in_front
from kairouan.operations.refusals import OperationRefused

pytestmark = pytest.mark.deployment

DEPLOY = settings.BASE_DIR / "deploy"
HOST = "cuivre.example.tn"
STRICT = "Strict-Transport-Security"


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def run(*command, **options) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


# systemd


@pytest.fixture(scope="module")
def units(tmp_path_factory):
    """The units, over programs and a user that this machine has."""
    folder = tmp_path_factory.mktemp("units")
    for unit in (DEPLOY / "systemd").iterdir():
        said = unit.read_text().replace("/opt/kairouan/.venv/bin/python", sys.executable)
        said = said.replace("/opt/kairouan/.venv/bin/gunicorn", sys.executable)
        said = re.sub("^(User|Group)=kairouan$", r"\1=www-data", said, flags=re.MULTILINE)
        (folder / unit.name).write_text(said)
    return folder


def test_units_are_understood(units):
    names = sorted(unit.name for unit in units.iterdir())
    assert names == [
        "kairouan-backup.service",
        "kairouan-backup.timer",
        "kairouan-daily.service",
        "kairouan-daily.timer",
        "kairouan.service",
    ]
    done = run("systemd-analyze", "verify", "--man=no", *(str(units / name) for name in names))
    assert (done.returncode, done.stderr) == (0, "")
    broken = units / "broken.service"
    broken.write_text((units / "kairouan.service").read_text().replace("Type=notify", "Tipe=x"))
    assert "Tipe" in run("systemd-analyze", "verify", "--man=no", str(broken)).stderr
    broken.unlink()


def test_services_are_hardened(units):
    """The exposure that systemd reckons: 10 is a service that may do anything."""
    for service in units.glob("*.service"):
        done = run("systemd-analyze", "security", "--offline=true", "--threshold=25", str(service))
        assert done.returncode == 0, done.stdout + done.stderr


def test_timers_come_every_night(units):
    for timer in units.glob("*.timer"):
        (when,) = re.findall("^OnCalendar=(.+)$", timer.read_text(), re.MULTILINE)
        done = run("systemd-analyze", "calendar", "--iterations=2", when)
        assert done.returncode == 0, done.stderr
        days = re.findall(r"\d{4}-\d\d-\d\d", done.stdout)
        assert len(set(days)) >= 2


def commands_of(unit) -> list[list[str]]:
    return [
        line.split("manage.py ")[1].split()
        for line in unit.read_text().splitlines()
        if line.startswith("ExecStart") and "manage.py" in line
    ]


@pytest.mark.parametrize(
    "unit", sorted((DEPLOY / "systemd").glob("*.service")), ids=lambda unit: unit.name
)
def test_commands_of_the_units_are_there(unit):
    for name, *options in commands_of(unit):
        done = run(sys.executable, "manage.py", name, "--help", cwd=settings.BASE_DIR)
        assert done.returncode == 0, name
        assert all(option in done.stdout for option in options if option.startswith("--"))


# Caddy, containers


def test_caddy_understands_its_file():
    done = run(
        "caddy", "validate", "--adapter", "caddyfile", "--config", DEPLOY / "caddy/Caddyfile"
    )
    assert done.returncode == 0, done.stderr
    assert "Valid configuration" in done.stdout + done.stderr
    made = run("caddy", "adapt", "--adapter", "caddyfile", "--config", DEPLOY / "caddy/Caddyfile")
    assert "trusted_proxies" not in made.stdout  # no client's X-Forwarded-For is believed
    assert '"dial":"127.0.0.1:8000"' in made.stdout.replace(" ", "")


def test_compose_names_what_there_is():
    """Read without a daemon: every volume is declared, every file is there."""
    said = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    volumes = {
        volume.partition(":")[0]
        for service in said["services"].values()
        for volume in service.get("volumes", ())
    }
    assert volumes == said["volumes"].keys()
    build = said["services"]["portal"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).samefile(DEPLOY / "Containerfile")
    waited_for = {
        other for service in said["services"].values() for other in service.get("depends_on", ())
    }
    assert waited_for <= said["services"].keys()


def test_container_copies_and_runs_what_there_is():
    said = (DEPLOY / "Containerfile").read_text()
    for command in re.findall(r"^(?:CMD|\s+CMD) (\[.+\])$", said, re.MULTILINE):
        assert os.access(settings.BASE_DIR / json.loads(command)[0], os.X_OK), command
    assert "USER kairouan" in said
    assert (settings.BASE_DIR / ".dockerignore").read_text().split()[:2] == [".git", ".venv"]


# nginx, in front of gunicorn

RECORDS = """
from pathlib import Path
from django.conf import settings
from django.core.files.base import ContentFile
from artisans.tests.factories import FamilyFactory, TechniqueFactory, sound_of
from products.models import ProductPhoto
from products.tests.factories import ProductFactory
from artisans.models import FamilyTechnique
from kairouan.photos.tests.photo_files import jpeg
def photo(product, name):
    photo = ProductPhoto(product=product, image=jpeg(name=name), alt_fr="x")
    photo.full_clean()
    photo.save()
    return photo.image.url
technique = TechniqueFactory(published=True)
shown, hidden = ProductFactory(published=True), ProductFactory()
print(photo(shown, "a.jpg"), photo(hidden, "b.jpg"), shown.pk, sep="\\n")
"""


@contextmanager
def started(command: list, is_ready, **options):
    """Run a server until the block is left; stopped as a machine that ends stops it."""
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    )
    try:
        for _try in range(300):
            if is_ready():
                break
            assert server.poll() is None, server.stdout.read()
            time.sleep(0.1)
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def answers(port: int):
    def is_ready() -> bool:
        with socket.socket() as asked:
            return asked.connect_ex(("127.0.0.1", port)) == 0

    return is_ready


def write_certificate(folder):
    """A certificate of the host, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The portal of production with two products, nginx in front: `site.ask(path)`."""
    folder = tmp_path_factory.mktemp("site")
    folder.chmod(0o755)
    write_certificate(folder)
    named = ("portal", "http", "https", "careless_http", "careless_https")
    ports = SimpleNamespace(**{name: free_port() for name in named})
    environment = {
        "PATH": os.environ["PATH"],
        "KAIROUAN_DATA": str(folder / "data"),
        "KAIROUAN_SECRET_KEY": "for-this-test-only-" + "x" * 50,
        "KAIROUAN_HOSTS": HOST,
        "KAIROUAN_PROXY": "1",
        "DJANGO_SETTINGS_MODULE": "kairouan.settings",
        "PORT": str(ports.portal),
        "WEB_CONCURRENCY": "1",
    }
    here = {"cwd": settings.BASE_DIR, "env": environment}
    done = run(sys.executable, "manage.py", "prepare", **here)
    assert done.returncode == 0, done.stderr
    done = run(sys.executable, "manage.py", "shell", "--no-imports", "-c", RECORDS, **here)
    assert done.returncode == 0, done.stderr
    shown, hidden, number = done.stdout.split()[-3:]
    (folder / "nginx.conf").write_text(
        f"pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off;\n"
        "events {} http { access_log off;\n"
        + "".join(
            f"{kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + f"include {folder}/kairouan.conf; include {folder}/careless.conf; }}\n"
    )
    said = (DEPLOY / "nginx/kairouan.conf").read_text()
    said = said.replace("listen 80", f"listen 127.0.0.1:{ports.http}")
    said = said.replace("listen 443", f"listen 127.0.0.1:{ports.https}")
    said = said.replace("127.0.0.1:8000", f"127.0.0.1:{ports.portal}")
    said = said.replace(f"/etc/letsencrypt/live/{HOST}", str(folder))
    said = said.replace("/var/log/nginx", str(folder))
    (folder / "kairouan.conf").write_text(said)
    # the same with a fault: what a client says of the way it came is let through
    careless = said.replace("upstream kairouan", "upstream careless")
    careless = careless.replace("http://kairouan;", "http://careless;")
    careless = careless.replace(f":{ports.http}", f":{ports.careless_http}")
    careless = careless.replace(f":{ports.https}", f":{ports.careless_https}")
    careless = careless.replace("X-Forwarded-Proto $scheme", "X-Forwarded-Proto $said")
    let_through = (
        'map $http_x_forwarded_proto $said { "" $scheme; default $http_x_forwarded_proto; }'
    )
    (folder / "careless.conf").write_text(f"{let_through}\n{careless}")
    nginx = [shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"), "-c"]
    done = run(*nginx, folder / "nginx.conf", "-t")
    assert done.returncode == 0, done.stderr
    context = ssl.create_default_context(cafile=folder / "fullchain.pem")

    def ask(path, method="GET", body=None, host=HOST, port="https", **headers):
        reached = socket.create_connection(("127.0.0.1", getattr(ports, port)), timeout=30)
        browser = http.client.HTTPConnection(host)
        is_plain = port.endswith("http")
        browser.sock = reached if is_plain else context.wrap_socket(reached, server_hostname=HOST)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        browser.request(method, path, body, named)
        answer = browser.getresponse()
        answer.content = answer.read()
        browser.close()
        return answer

    def ask_directly(path, **headers):
        browser = http.client.HTTPConnection("127.0.0.1", ports.portal, timeout=30)
        browser.request("GET", path, None, {"Host": HOST} | headers)
        answer = browser.getresponse()
        answer.content = answer.read()
        browser.close()
        return answer

    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "kairouan/gunicorn.py"]
    with (
        started(gunicorn, answers(ports.portal), **here),
        started([*nginx, str(folder / "nginx.conf")], answers(ports.https)),
    ):
        yield SimpleNamespace(
            ask=ask,
            ask_directly=ask_directly,
            ports=ports,
            shown=shown,
            hidden=hidden,
            number=number,
            media=folder / "data/media",
        )


def test_page_comes_with_the_headers_of_the_portal_once(site):
    answer = site.ask("/fr/")
    assert answer.status == 200
    names = [name.lower() for name in answer.headers]
    for name in (
        "strict-transport-security",
        "content-security-policy",
        "x-frame-options",
        "x-content-type-options",
        "referrer-policy",
        "etag",
    ):
        assert names.count(name) == 1, name
    assert not answer.headers.get_all("Set-Cookie")
    assert answer.headers["Server"] == "nginx"  # and no version
    etag = answer.headers["ETag"]
    assert site.ask("/fr/", If_None_Match=etag).status == 304


def test_plain_address_leads_to_the_certificate(site):
    browser = http.client.HTTPConnection("127.0.0.1", site.ports.http, timeout=30)
    browser.request("GET", "/fr/catalogue/?q=x", None, {"Host": HOST})
    answer = browser.getresponse()
    assert (answer.status, answer.headers["Location"]) == (
        301,
        f"https://{HOST}/fr/catalogue/?q=x",
    )
    browser = http.client.HTTPConnection("127.0.0.1", site.ports.http, timeout=30)
    browser.request("GET", "/", None, {"Host": "another.example"})
    with pytest.raises(http.client.RemoteDisconnected):
        browser.getresponse()


@pytest.mark.parametrize(
    ("ciphers", "is_taken"), [("ECDHE+AESGCM", True), ("AES128-GCM-SHA256", False)]
)
def test_of_tls_1_2_only_what_keeps_its_secrets_is_taken(site, ciphers, is_taken):
    """Forward secrecy, by our list of ciphers."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(ciphers)
    with (
        socket.create_connection(("127.0.0.1", site.ports.https), timeout=30) as reached,
        nullcontext() if is_taken else pytest.raises(ssl.SSLError),
        context.wrap_socket(reached, server_hostname=HOST) as browser,
    ):
        assert browser.version() == "TLSv1.2"


def test_compression_is_the_portal_s(site):
    whole = site.ask("/fr/")
    assert "Content-Encoding" not in whole.headers
    small = site.ask("/fr/", Accept_Encoding="gzip, br")
    assert small.headers["Content-Encoding"] in ("gzip", "br")
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
    assert unpack[small.headers["Content-Encoding"]](small.content) == whole.content
    (sheet,) = re.findall(r'href="(/static/css/[^"]+\.css)"', whole.content.decode())
    sent = site.ask(sheet, Accept_Encoding="br")
    assert sent.headers["Content-Encoding"] == "br"
    assert "immutable" in sent.headers["Cache-Control"]
    assert len(sent.content) < len(brotli.decompress(sent.content)) / 3


def test_part_of_a_file_is_given(site):
    (path,) = re.findall(r'"(/static/fonts/[^"]+\.woff2)"', site.ask("/fr/").content.decode())[:1]
    whole = site.ask(path).content
    part = site.ask(path, Range="bytes=100-199")
    assert (part.status, part.content) == (206, whole[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole)}"


def test_photograph_is_asked_of_the_portal(site):
    """Both files are on the disk: one is of a draft, and is nobody's to see."""
    for address in (site.shown, site.hidden):
        assert (site.media / address.removeprefix("/media/")).exists()
    assert site.ask(site.shown).status == 200
    assert site.ask(site.hidden).status == 404
    name = site.hidden.removeprefix("/media/")
    for detour in (f"/media//{name}", f"/static/../media/{name}", f"/media/%2e%2e/media/{name}"):
        assert site.ask(detour).status in (400, 404), detour
    assert site.ask("/media/").status == 404


def test_address_that_a_client_makes_up_is_not_believed(site):
    """Twenty codes a minute for one reader: another address for each does not help."""
    page = site.ask("/fr/espace/entrer/")
    cookies = "; ".join(
        cookie.partition(";")[0] for cookie in page.headers.get_all("Set-Cookie") or ()
    )
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode()))
    statuses = [
        site.ask(
            "/fr/espace/entrer/",
            "POST",
            f"csrfmiddlewaretoken={token}&login=%2B216980001{number:02}",
            Cookie=cookies,
            Referer=f"https://{HOST}/fr/espace/entrer/",
            Content_Type="application/x-www-form-urlencoded",
            X_Forwarded_For=f"203.0.113.{number}",
        ).status
        for number in range(24)
    ]
    assert statuses == [302] * 20 + [200] * 4  # the form again, with a sentence


def test_only_the_proxy_says_that_a_page_was_asked_safely(site):
    plain = site.ask_directly("/fr/")
    assert (plain.status, plain.headers["Location"]) == (301, f"https://{HOST}/fr/")
    assert site.ask_directly("/fr/", **{"X-Forwarded-Proto": "https"}).status == 200


def asks_through(site, door: str):
    """Ask as `check_front` does, through one of the doors of the test."""

    def ask(scheme, headers):
        named = {name.replace("-", "_"): value for name, value in headers.items()}
        answer = site.ask("/robots.txt", port=f"{door}{scheme}", **named)
        location, strict = (answer.headers.get(name) for name in ("Location", STRICT))
        return FrontAnswer(answer.status, location or "", strict is not None)

    return ask


def test_front_that_lets_headers_through_is_found(site):
    assert list(problems_in_front(asks_through(site, ""))) == []
    (found,) = problems_in_front(asks_through(site, "careless_"))
    assert "X-Forwarded-Proto" in found and "deploy/nginx/kairouan.conf" in found


@pytest.mark.parametrize(
    ("usual", "plain", "word"),
    [
        (FrontAnswer(301, "https://x.example/robots.txt", True), None, "KAIROUAN_PROXY=1"),
        (FrontAnswer(200, "", False), None, "Strict-Transport-Security"),
        (None, FrontAnswer(200, "", False), "en clair"),
    ],
)
def test_front_that_is_wrong_is_said(usual, plain, word):
    def ask(scheme, headers):
        good = {
            "https": FrontAnswer(200, "", True),
            "http": FrontAnswer(301, "https://x.example/", True),
        }
        return {"https": usual, "http": plain}[scheme] or good[scheme]

    (found,) = problems_in_front(ask)
    assert word in found


def test_front_that_does_not_answer_is_said():
    with pytest.raises(OperationRefused):
        list(problems_in_front(asks_at("https://127.0.0.1")))


def test_health_is_for_this_machine(site):
    """Asked from here, it answers; the file refuses any other."""
    assert json.loads(site.ask("/health/live").content) == {"live": True}
    said = (DEPLOY / "nginx/kairouan.conf").read_text()
    assert re.search(r"location /health/ \{[^}]*deny all;", said)


def test_host_that_is_not_ours_is_answered_nothing(site):
    with pytest.raises(http.client.RemoteDisconnected):
        site.ask("/fr/", host="another.example")
    assert site.ask_directly("/fr/", Host="another.example").status == 400
