import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from kairouan.common.work.tasks import Work
from kairouan.photos.base import make_variants
from kairouan.photos.cleaning import MOST_BYTES, clean_photo
from products.models import ProductPhoto
from products.tests.factories import ProductFactory


def photo_file(size=(1600, 1200), kind="JPEG", mode="RGB", name="photo.jpg", **options):
    written = io.BytesIO()
    Image.new(mode, size, "orange" if mode in ("RGB", "RGBA") else None).save(
        written, kind, **options
    )
    return SimpleUploadedFile(name, written.getvalue())


def sideways_with_position():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (35.0, 40.0, 0.0)
    return photo_file(exif=exif)


def test_photo_is_turned_upright_and_forgets_where_it_was_taken():
    clean, width, height = clean_photo(sideways_with_position())
    kept = Image.open(clean)
    assert (width, height) == kept.size == (1200, 1600)
    assert not kept.getexif() and "comment" not in kept.info


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "I;16"),
        ("WEBP", "RGB"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("AVIF", "RGB"),
        ("HEIF", "RGB"),
    ],
)
def test_every_kind_of_photo_becomes_a_plain_jpeg(kind, mode):
    clean, *_size = clean_photo(photo_file(size=(64, 48), kind=kind, mode=mode))
    kept = Image.open(clean)
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (64, 48))


def test_large_photo_is_reduced():
    _clean, width, height = clean_photo(photo_file(size=(4000, 3000)))
    assert (width, height) == (2560, 1920)


def test_sensor_of_fifty_million_pixels_is_taken():
    _clean, width, height = clean_photo(photo_file(size=(8192, 6144)))
    assert (width, height) == (2560, 1920)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (SimpleUploadedFile("photo.jpg", b""), "empty"),
        (SimpleUploadedFile("photo.jpg", b"<html><script>alert(1)</script></html>"), "unreadable"),
        (
            SimpleUploadedFile(
                "photo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
            ),
            "unreadable",
        ),
        (SimpleUploadedFile("photo.jpg", photo_file().read()[:3000]), "unreadable"),
        (photo_file(size=(9000, 9000), kind="PNG", mode="1"), "too_large"),
        (SimpleUploadedFile("photo.jpg", b"x" * (MOST_BYTES + 1)), "too_heavy"),
    ],
)
def test_what_is_not_a_reasonable_photo_is_refused_in_a_sentence(file, code):
    with pytest.raises(ValidationError) as refused:
        clean_photo(file)
    assert refused.value.code == code


@pytest.mark.django_db
def test_page_links_only_the_sizes_that_exist(media):
    photo = ProductPhoto(product=ProductFactory(), image=photo_file(size=(800, 600)))
    photo.full_clean()
    photo.save()
    assert (photo.sources(1280), photo.fallback) == ([], photo.image.url)
    assert photo.make_missing_variants() == 6  # three AVIF, two WebP, the crop to share
    assert [source["type"] for source in photo.sources(1280)] == ["image/avif", "image/webp"]
    linked = {
        part.split()[0] for source in photo.sources(1280) for part in source["srcset"].split(", ")
    }
    linked.add(photo.shared.url)
    assert all((media / address.removeprefix("/media/")).exists() for address in linked)
    with Image.open(media / photo.shared.url.removeprefix("/media/")) as crop:
        assert (
            (crop.format, crop.size)
            == ("JPEG", (photo.shared.width, photo.shared.height))
            == ("JPEG", (800, 420))
        )
    assert photo.make_missing_variants() == 0


@pytest.mark.django_db
def test_photo_narrower_than_the_smallest_size_gets_one_of_its_own(media):
    photo = ProductPhoto(product=ProductFactory(), image=photo_file(size=(200, 100)))
    photo.full_clean()
    photo.save()
    photo.make_missing_variants()
    assert photo.variants == {"avif": [200], "webp": [200], "share": [50, 50]}
    assert (photo.fallback, photo.thumbnail) == (
        photo.url_of(200, "webp"),
        photo.url_of(200, "webp"),
    )


@pytest.mark.django_db
def test_command_makes_the_files_that_a_backup_did_not_bring_back(media):
    photo = ProductPhoto(product=ProductFactory(), image=photo_file(size=(800, 600)))
    photo.full_clean()
    photo.save()
    photo.make_missing_variants()
    (media / photo.shared.url.removeprefix("/media/")).unlink()
    assert list(photo.missing_files()) == [photo.variant_name("share-50x50", "jpg")]
    assert photo.variants == photo.wanted_variants  # the record alone would not tell


@pytest.mark.django_db
def test_moved_focus_makes_another_crop_under_another_name(media):
    photo = ProductPhoto(product=ProductFactory(), image=photo_file(size=(800, 600)))
    photo.full_clean()
    photo.save()
    photo.make_missing_variants()
    first = photo.shared.url
    photo.focus_y = 10
    photo.save()
    assert photo.shared.url == photo.image.url  # until the worker has made it
    assert photo.make_missing_variants() == 1
    assert photo.shared.url not in (first, photo.image.url)


@pytest.mark.django_db
def test_tasks_wait_no_more_for_files_that_were_made_another_way(
    media, settings, django_capture_on_commit_callbacks
):
    """A demonstration that starts with its pictures made leaves none of them to its
    workers; one that arrives meanwhile stays theirs.
    """
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with django_capture_on_commit_callbacks(execute=True):
        photos = [
            ProductPhoto.objects.create(product=ProductFactory(), image=photo_file((80, 60)))
            for _ in range(2)
        ]
    assert Work.objects.ready().count() == 2
    for photo in photos:
        photo.make_missing_variants()
    make_variants.enqueue("products.ProductPhoto", 0)
    Work.objects.filter(args_kwargs__args__1=0).update(
        enqueued_at=timezone.now() + datetime.timedelta(minutes=1)
    )
    call_command("make_photos", stdout=io.StringIO())
    assert [task.args_kwargs["args"][1] for task in Work.objects.ready()] == [0]
    with django_capture_on_commit_callbacks(execute=True):
        for photo in photos:
            photo.save()
    assert Work.objects.ready().count() == 1
