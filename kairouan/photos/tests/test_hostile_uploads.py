"""Hostile uploads in place of a photograph: cleaned by `clean_photo`, and seen by the
member.
"""

import datetime
import io
import os
import tempfile

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from PIL import Image, PngImagePlugin

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from kairouan.photos import uploads
from kairouan.photos.cleaning import MOST_BYTES, clean_photo
from kairouan.photos.tests import photo_files as files
from kairouan.space.photos import MOST
from workshops.models import Membership
from workshops.tests.factories import WorkshopFactory

CROWD = files.quartered((400, 300)).effect_spread(9)
CRISP = files.written(CROWD, quality=92)
JPEG = files.written(files.quartered(), quality=92)
UNREADABLE = "Ce fichier n’est pas une photo lisible. Envoyez une photo JPEG, PNG, WebP ou HEIC."
TOO_LARGE = "Cette photo a trop de pixels (52 millions au plus)."
TOO_HEAVY = "Cette photo pèse plus de 20 Mo. Envoyez-la en plus petit."


def with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", files.SECRET.decode())
    words.add_text("Zipped", files.SECRET.decode() * 20, zip=True)
    return files.written(files.quartered(), "PNG", pnginfo=words)


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


REFUSED = {
    "HTML in the name of a JPEG": (lambda: b"<!doctype html><script>alert(1)</script>", UNREADABLE),
    "SVG": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        UNREADABLE,
    ),
    "truncated JPEG": (lambda: half(JPEG), UNREADABLE),
    "JPEG without its last line": (lambda: CRISP[:-60], UNREADABLE),
    "progressive JPEG without its last scan": (
        lambda: files.written(CROWD, quality=92, progressive=True)[:-900],
        UNREADABLE,
    ),
    "truncated PNG": (
        lambda: half(files.written(files.quartered((400, 300)).effect_spread(9), "PNG")),
        UNREADABLE,
    ),
    "truncated WebP": (
        lambda: half(files.written(files.quartered((400, 300)).effect_spread(9), "WEBP")),
        UNREADABLE,
    ),
    "truncated HEIC": (lambda: half(files.heic()), UNREADABLE),
    "bomb of 900 million pixels": (lambda: files.png_bomb(30_000, 30_000), TOO_LARGE),
    "just above the limit": (lambda: files.png_bomb(7_212, 7_212), TOO_LARGE),
    "twenty million bytes and one": (
        lambda: JPEG + b"\0" * (MOST_BYTES + 1 - len(JPEG)),
        TOO_HEAVY,
    ),
    "moving GIF": (lambda: files.moving("GIF"), UNREADABLE),
    "GIF that is a script": (lambda: b"GIF89a/*" + b"\0" * 20 + b"*/=alert(1)//;", UNREADABLE),
    "nothing": (lambda: b"", "Ce fichier est vide."),
    "one pixel": (
        lambda: files.written(Image.new("RGB", (1, 1))),
        "Cette image est trop petite pour une photo.",
    ),
    "ribbon": (
        lambda: files.written(Image.new("RGB", (4000, 40))),
        "Cette photo est trop étroite. Recadrez-la.",
    ),
    "TIFF": (lambda: files.written(files.quartered(), "TIFF"), UNREADABLE),
    "EPS that a printer would run": (
        lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n(x) run",
        UNREADABLE,
    ),
}
ACCEPTED = {
    "CMYK of a press": lambda: files.written(files.quartered().convert("CMYK"), quality=92),
    "HEIC held sideways, with its place": files.heic,
    "moving WebP: its first picture": lambda: files.moving("WEBP"),
    "moving PNG: its first picture": lambda: files.moving("PNG"),
    "JPEG without the two bytes of its end": lambda: JPEG[:-2],
    "JPEG without its last byte": lambda: JPEG[:-1],
    "progressive JPEG without its end": lambda: files.written(
        files.quartered(), quality=92, progressive=True
    )[:-2],
    "several pictures of a Samsung": lambda: files.written(
        files.quartered(), "MPO", save_all=True, append_images=[Image.new("RGB", (160, 120))]
    ),
    "JPEG and page": lambda: JPEG + b"<script>" + files.SECRET + b"</script>",
    "JPEG and archive": lambda: files.with_zip(JPEG),
    "every kind of note": files.full_of_notes,
    "words in a PNG": with_words,
    "damaged EXIF": lambda: files.written(
        files.quartered(), exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + files.SECRET
    ),
    "wrong profile": lambda: files.written(
        files.quartered(), icc_profile=b"no profile " + files.SECRET
    ),
} | {
    f"held {orientation}": lambda orientation=orientation: files.held_so(orientation)
    for orientation in range(1, 9)
}
NAMES = {
    "path": ("../../etc/passwd.jpg", "passwd.jpg"),
    "path of Windows": ("C:\\Users\\x\\photo.jpg", "photo.jpg"),
    "another kind": ("photo.txt", "photo.txt"),
    "a page": ("<img src=x onerror=alert(1)>.html", "&lt;img src=x onerror=alert(1)&gt;.html"),
    "300 characters": ("ن" * 296 + ".jpg", "ن" * 50 + "…" + "ن" * 5 + ".jpg"),
    "Arabic": ("صورة البرّاد.jpg", "صورة البرّاد.jpg"),
    "turned round": ("photo\u202egpj.exe", "photogpj.exe"),
    "cut by a zero": ("photo.php\x00.jpg", "photo.php.jpg"),
}


@pytest.fixture
def owner(client, media, db):
    artisan = ArtisanFactory(account=User.objects.create_user(phone="+21698123456"))
    client.force_login(artisan.account)
    return artisan


@pytest.fixture
def workshop(owner):
    workshop = WorkshopFactory()
    Membership.objects.create(workshop=workshop, artisan=owner)
    return workshop


@pytest.fixture
def address(workshop):
    return reverse("space:workshop_photos", args=[workshop.pk])


def send(client, address, *contents: bytes, name="photo.jpg", **options):
    """Send it as a browser of ill will does: Django's own client would wash the
    name.
    """
    head = f'--edge\r\nContent-Disposition: form-data; name="photos"; filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'
    body = b"".join(head.encode() + content + b"\r\n" for content in contents) + b"--edge--\r\n"
    return client.post(address, body, content_type="multipart/form-data; boundary=edge", **options)


def kept_files(media) -> list[str]:
    return [path.name for path in media.rglob("*") if path.is_file()]


def left_in(folder) -> list[str]:
    return os.listdir(folder)


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_reasonable_photo_is_refused_in_a_sentence(
    client, kind, media, workshop, address
):
    make, sentence = REFUSED[kind]
    with pytest.raises(ValidationError) as refused:
        clean_photo(files.sent(make()))
    assert refused.value.messages == [sentence]
    answer = send(client, address, make())
    assert answer.status_code == 422
    assert f"<li>\n<bdi>photo.jpg</bdi> : {sentence}\n</li>" in answer.content.decode()
    assert kept_files(media) == [] and not workshop.photos.exists()


@pytest.mark.parametrize("kind", ACCEPTED)
def test_what_can_be_shown_is_kept_upright_in_its_colours_and_without_any_note(
    client, kind, media, workshop, address
):
    clean, width, height = clean_photo(files.sent(ACCEPTED[kind]()))
    with Image.open(clean) as kept:
        assert (
            (kept.format, kept.mode, kept.size)
            == ("JPEG", "RGB", (width, height))
            == ("JPEG", "RGB", (160, 120))
        )
        assert files.near(files.corners_of(kept), files.CORNERS)
    assert send(client, address, ACCEPTED[kind]()).status_code == 302
    photo = workshop.photos.get()
    assert kept_files(media) == [photo.image.name.removeprefix("photos/")]
    content = (media / photo.image.name).read_bytes()
    with Image.open(io.BytesIO(content)) as kept:
        assert files.near(files.corners_of(kept), files.CORNERS)
        assert kept.info.keys() <= {
            "jfif",
            "jfif_density",
            "jfif_unit",
            "jfif_version",
            "progression",
            "progressive",
        }
    for note in (
        files.SECRET,
        b"Exif",
        b"http://ns.adobe.com",
        b"Photoshop",
        b"ICC_PROFILE",
        b"PK\x03\x04",
        b"<script",
    ):
        assert note not in content
    assert content.endswith(b"\xff\xd9")


def test_grey_of_sixteen_bits_keeps_its_shades():
    clean, *_size = clean_photo(files.sent(files.grey_of_sixteen_bits()))
    with Image.open(clean) as kept:
        shades = [kept.getpixel((x, 24))[0] for x in (0, 16, 32, 48, 63)]
    assert files.near([shades], [[0, 65, 130, 195, 255]], by=4)


def test_wide_colours_are_brought_to_those_of_screens():
    """The same numbers mean a stronger red on an iPhone's screen: kept as they are, its
    copper would come out dull.
    """
    colour = (200, 90, 60)
    plain = files.written(Image.new("RGB", (64, 64), colour), quality=95)
    wide = files.written(
        Image.new("RGB", (64, 64), colour), quality=95, icc_profile=files.wide_profile()
    )
    seen = {}
    for name, content in {"plain": plain, "wide": wide}.items():
        with Image.open(clean_photo(files.sent(content))[0]) as kept:
            seen[name] = kept.getpixel((32, 32))
    assert files.near([seen["plain"]], [colour], by=3)
    assert seen["wide"][0] > 208 and seen["wide"][1] < 88 and seen["wide"][2] < 55


def test_transparent_becomes_white():
    clean, *_size = clean_photo(
        files.sent(files.written(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG"))
    )
    with Image.open(clean) as kept:
        assert kept.getpixel((32, 32)) == (255, 255, 255)


@pytest.mark.parametrize("kind", NAMES)
def test_name_of_a_file_is_stored_nowhere_and_shown_escaped_in_its_own_direction(
    client, kind, media, workshop, address
):
    name, said = NAMES[kind]
    assert send(client, address, JPEG, name=name).status_code == 302
    assert kept_files(media) == [workshop.photos.get().image.name.removeprefix("photos/")]
    assert workshop.photos.get().image.name.removesuffix(".jpg").removeprefix("photos/").isalnum()
    answer = send(client, address, b"no photograph", name=name)
    assert answer.status_code == 422
    assert f"<li>\n<bdi>{said}</bdi> : {UNREADABLE}\n</li>" in answer.content.decode()
    assert "\u202e" not in answer.content.decode()


@pytest.mark.parametrize("name", ["\u202e", "..", "/"])
def test_file_without_a_name_is_as_none(client, address, workshop, name):
    answer = send(client, address, JPEG, name=name)
    assert answer.status_code == 422 and "Choisissez d’abord une photo." in answer.content.decode()


def test_one_that_is_refused_does_not_take_the_others_with_it(client, address, workshop):
    answer = send(client, address, JPEG, b"<html>", files.heic())
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "2 photos ajoutées." in page and UNREADABLE in page
    assert workshop.photos.count() == 2


def test_request_that_is_too_heavy_is_answered_by_a_sentence_and_kept_nowhere(
    client, media, address, workshop, monkeypatch
):
    held = []
    monkeypatch.setattr(uploads.PhotoHandler, "new_file", lambda *args, **kwargs: held.append(args))
    answer = send(client, address, b"\0" * 50 * 2**20)
    assert answer.status_code == 413
    assert (
        "Trop de photos à la fois : 45 Mo au plus. Envoyez-les en plusieurs fois."
        in answer.content.decode()
    )
    assert held == [] and kept_files(media) == []


def test_what_a_heavy_file_has_above_the_limit_is_let_go_by(client, address, workshop, monkeypatch):
    written = []
    before = tempfile.SpooledTemporaryFile

    def spied(*args, **kwargs):
        written.append(before(*args, **kwargs))
        return written[-1]

    weights = []
    monkeypatch.setattr(uploads.tempfile, "SpooledTemporaryFile", spied)
    complete = uploads.PhotoHandler.file_complete

    def weighed(handler, size):
        weights.append(handler.file.tell())
        return complete(handler, size)

    monkeypatch.setattr(uploads.PhotoHandler, "file_complete", weighed)
    answer = send(client, address, b"\0" * 30 * 2**20)
    assert answer.status_code == 422 and TOO_HEAVY in answer.content.decode()
    assert weights[0] <= MOST_BYTES and written[0].closed


@pytest.mark.parametrize("content", [JPEG + b"\0" * 4 * 2**20, b"\0" * 5 * 2**20])
def test_nothing_of_what_was_sent_is_left_anywhere(
    client, media, address, workshop, tmp_path, monkeypatch, content
):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    send(client, address, content)
    assert left_in(folder) == []
    assert all(len((media / "photos" / name).read_bytes()) < 100_000 for name in kept_files(media))


def test_record_holds_so_many_photos_and_no_more(client, address, workshop):
    answer = send(client, address, *[files.another().read() for _ in range(MOST + 1)])
    assert answer.status_code == 422
    assert f"{MOST} photos au plus. Retirez-en une d’abord." in answer.content.decode()
    assert workshop.photos.count() == MOST
    assert 'type="file"' not in client.get(address).content.decode()


def test_nobody_fills_the_disk_in_a_day(client, address, workshop, monkeypatch, in_tunis):
    monkeypatch.setattr(uploads, "MOST_IN_A_DAY", 3)
    in_tunis(datetime.date(2026, 3, 1))
    answer = send(client, address, JPEG, b"<html>", files.another().read(), files.another().read())
    assert "Vous avez envoyé 3 photos aujourd’hui. Continuez demain." in answer.content.decode()
    assert workshop.photos.count() == 2
    in_tunis(datetime.date(2026, 3, 2))
    assert send(client, address, files.another().read()).status_code == 302


def test_script_is_answered_in_its_own_words(client, address, workshop):
    answer = send(client, address, JPEG, HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.json()) == (201, {"added": 1, "refused": []})
    answer = send(client, address, b"<html>", HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.json()) == (
        422,
        {"added": 0, "refused": [{"name": "photo.jpg", "sentence": UNREADABLE}]},
    )


def test_forged_request_is_refused(client, address, workshop):
    client.handler.enforce_csrf_checks = True
    assert send(client, address, JPEG).status_code == 403
    assert not workshop.photos.exists()
