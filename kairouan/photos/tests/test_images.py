import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from kairouan.common.work.tasks import Work
from kairouan.photos.base import ask_for_missing_variants, make_variants
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


@pytest.mark.django_db
def test_file_is_sent_as_it_is(client, media):
    """A picture is compressed already: its length is known and none of it is packed
    again.
    """
    photo = ProductPhoto.objects.create(product=ProductFactory(published=True), image=photo_file())
    whole = (media / photo.image.name).read_bytes()
    address = f"/media/{photo.image.name}"
    answer = client.get(address, headers={"accept-encoding": "br, gzip"})
    assert (answer.headers["Content-Length"], answer.getvalue()) == (str(len(whole)), whole)
    assert "Content-Encoding" not in answer.headers
    since = {"if-modified-since": answer.headers["Last-Modified"]}
    assert client.get(address, headers=since).status_code == 304


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
    assert (photo.shown_as("4x5"), photo.sources(), photo.fallback) == ("", [], photo.image.url)
    # of the whole, of 4:5 and of the square: AVIF, WebP; the crop to share
    assert photo.make_missing_variants() == 3 + 2 + 2 + 1 + 3 + 1 + 1
    offered = [source for shape in ("", "4x5", "1x1") for source in photo.sources(shape)]
    assert [source["type"] for source in offered] == ["image/avif", "image/webp"] * 3
    linked = {part.split()[0] for source in offered for part in source["srcset"].split(", ")}
    linked |= {photo.shared.url, photo.thumbnail, photo.fallback_of("4x5")}
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
    assert photo.variants == {
        "avif": [200],
        "webp": [200],
        "4x5": {"avif": [80], "webp": [80]},
        "1x1": {"avif": [100], "webp": [100]},
        "share": [50, 50],
    }
    assert (photo.fallback, photo.thumbnail) == (
        photo.url_of("", 200, "webp"),
        photo.url_of("1x1", 100, "webp"),
    )


def crop_of(media, photo, shape) -> Image.Image:
    address = photo.fallback_of(shape).removeprefix("/media/")
    with Image.open(media / address) as crop:
        return crop.convert("RGB")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shape", "focus", "size", "seen"),
    [
        ("4x5", (50, 50), (480, 600), ("red", "blue")),  # in the middle, half of each
        ("4x5", (10, 50), (480, 600), ("red", "red")),
        ("4x5", (90, 50), (480, 600), ("blue", "blue")),
        ("4x5", (29, 50), (480, 600), ("red", "red")),  # round the point, all it can of the air
        ("1x1", (100, 0), (240, 240), ("blue", "blue")),
    ],
)
def test_crop_is_as_large_as_it_can_be_round_the_focus(media, shape, focus, size, seen):
    picture = Image.new("RGB", (1200, 600), "red")
    picture.paste("blue", (600, 0, 1200, 600))
    written = io.BytesIO()
    picture.save(written, "PNG")
    photo = ProductPhoto(
        product=ProductFactory(),
        image=SimpleUploadedFile("photo.png", written.getvalue()),
        focus_x=focus[0],
        focus_y=focus[1],
    )
    photo.full_clean()
    photo.save()
    photo.make_missing_variants()
    crop = crop_of(media, photo, shape)
    assert crop.size == size
    edges = [crop.getpixel((across, size[1] // 2)) for across in (8, size[0] - 8)]
    assert [("red", "blue")[pixel[2] > pixel[0]] for pixel in edges] == list(seen)


@pytest.mark.django_db
def test_no_file_is_larger_than_the_photograph_nor_stops_well_short_of_it(media):
    photo = ProductPhoto(image=photo_file(size=(1600, 1200)), width=1600, height=1200)
    assert photo.widths("", "avif") == [480, 720, 1120, 1600]
    assert photo.widths("4x5", "avif") == [360, 520, 760, 960]
    assert photo.widths("1x1", "webp") == [240]


@pytest.mark.django_db
def test_photo_made_before_there_were_crops_is_shown_whole_until_they_are(media):
    """Its files stay in use, so that an installation brought up to date shows no page
    without its photographs.
    """
    photo = ProductPhoto(product=ProductFactory(), image=photo_file(size=(800, 600)))
    photo.full_clean()
    photo.variants = {"avif": [340, 510, 800], "webp": [340, 800], "share": [50, 50]}
    photo.save()
    photo.variants = {"avif": [340, 510, 800], "webp": [340, 800], "share": [50, 50]}
    assert photo.shown_as("4x5") == ""
    assert f"{photo.stem}-510.avif 510w" in photo.sources("")[0]["srcset"]
    assert photo.thumbnail == photo.url_of("", 340, "webp")
    assert photo.variant_name("340", "avif") in photo.former_files()
    photo.make_missing_variants()
    assert photo.shown_as("4x5") == "4x5"


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
    first, former = photo.shared.url, photo.thumbnail
    photo.focus_y = 10
    photo.save()
    # until the worker has made it
    assert (photo.shared.url, photo.shown_as("1x1")) == (photo.image.url, "")
    assert photo.make_missing_variants() == 2 + 1 + 3 + 1 + 1
    assert photo.shared.url not in (first, photo.image.url)
    # nothing of the former crops stays behind
    assert not (media / former.removeprefix("/media/")).exists()
    kept = {path.name for path in (media / "photos").iterdir()}
    assert kept <= {name.removeprefix("photos/") for name in photo.file_names()}


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


@pytest.mark.django_db
def test_new_version_has_the_worker_remake_what_came_before_it(media, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    made, former = (
        ProductPhoto.objects.create(product=ProductFactory(), image=photo_file((80, 60)))
        for _ in range(2)
    )
    made.make_missing_variants()
    ProductPhoto.objects.filter(pk=former.pk).update(
        variants={"avif": [80], "webp": [80], "share": [50, 50]}
    )
    Work.objects.all().delete()
    assert ask_for_missing_variants() == 1
    (task,) = Work.objects.ready()
    assert task.args_kwargs["args"] == ["products.ProductPhoto", former.pk]
