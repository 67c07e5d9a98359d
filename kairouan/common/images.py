"""Photographs: cleaned when they arrive, made smaller by the worker, and shown only in
the sizes that exist.

An upload is decoded whole, turned upright, reduced to 2560 px, and written anew as JPEG
without any metadata (a telephone writes where it was taken). A task then makes AVIF and
WebP at four widths; until it has run, the page shows the cleaned photograph itself. No
reader waits for an encoder.
"""

import io
import uuid
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pillow_heif
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from PIL import Image, ImageChops, ImageCms, ImageOps

from .bilingual import Bilingual, Translated
from .records import Record

Image.init()  # Pillow learns its formats late: asked for one it has not met yet, it fails
pillow_heif.register_heif_opener()

# px. A card on a telephone of two, and of three pixels to the dot; the whole width of
# the first, of the second. WebP is for the few browsers without AVIF.
WIDTHS = {"avif": (340, 510, 800, 1280), "webp": (340, 800)}
# AVIF, by width: what telephones are sent is shown two pixels and more to the dot,
# where nobody sees what is lost, and their owners pay for it.
QUALITIES = {340: 38, 510: 38, 800: 42}
QUALITY = 48  # of the other widths, which large screens show as they are
SHARED = (1200, 630)  # px, of the crop that messengers and networks show
LARGEST_SIDE = 2560  # px, of the photograph we keep
# A telephone's sensor "of 50 million" gives 8192 × 6144. Decoded whole, 52 million take
# 210 MB; a JPEG is decoded smaller.
MOST_PIXELS = 52_000_000
MOST_BYTES = 20 * 1024 * 1024
LEAST_SIDE = 32  # px
LONGEST_SHAPE = 12  # times as long as wide: a panorama is, a ribbon is more
LARGEST_PROFILE = 4 * 1024 * 1024  # bytes; those of presses weigh two million
TOO_LARGE = _("Cette photo a trop de pixels (52 millions au plus).")
END_OF_JPEG = b"\xff\xd9"
OTHER_BYTES = bytes(range(1, 255)) * 8  # no mark of a JPEG among them
ACCEPTED = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")


def clean_photo(upload) -> tuple[ContentFile, int, int]:
    """The upload as a JPEG we are ready to publish, with its width and height.

    Raises ValidationError with a sentence to show.
    """
    if not upload.size:
        raise ValidationError(_("Ce fichier est vide."), code="empty")
    if upload.size > MOST_BYTES:
        raise ValidationError(
            _("Cette photo pèse plus de 20 Mo. Envoyez-la en plus petit."), code="too_heavy"
        )
    try:
        with warnings.catch_warnings():
            # Pillow warns of many pixels, which we count before any is decoded, and of
            # damaged notes, which we do not keep.
            warnings.simplefilter("ignore")
            photo = decoded(upload)
            photo = in_eight_bits(photo)
            photo.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
            photo = on_white(in_screen_colours(upright(photo)))
        written = io.BytesIO()
        # A new image carries none of the old one's EXIF, XMP, IPTC, comment, colour
        # profile or position.
        photo.info = {}
        photo.save(
            written,
            "JPEG",
            quality=88,
            optimize=True,
            progressive=True,
            exif=b"",
            xmp=b"",
            comment=b"",
        )
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise ValidationError(TOO_LARGE, code="too_large") from error
    # decoders raise anything on a damaged file: OSError, SyntaxError, ValueError,
    # struct.error
    except Exception as error:
        raise ValidationError(
            _("Ce fichier n’est pas une photo lisible. Envoyez une photo JPEG, PNG, WebP ou HEIC."),
            code="unreadable",
        ) from error
    return (
        ContentFile(written.getvalue(), name=f"{uuid.uuid4().hex}.jpg"),
        photo.width,
        photo.height,
    )


def decoded(upload) -> Image.Image:
    """The first picture of the upload, decoded whole.

    Of a JPEG, the mark of its end alone may be missing. Raises OSError and others.
    """
    photo = opened(upload)
    try:
        photo.load()
    except OSError:
        if photo.format != "JPEG":
            raise
        upload.seek(0)
        photo = without_its_end(upload.read().removesuffix(END_OF_JPEG[:1]))
    return photo


def opened(upload) -> Image.Image:
    """The upload before it is decoded, of a reasonable shape.

    Raises ValidationError.
    """
    photo = Image.open(upload, formats=ACCEPTED)
    check_shape(photo)
    photo.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))  # a large JPEG is decoded smaller at once
    return photo


def without_its_end(content: bytes) -> Image.Image:
    """A JPEG whose file stops before the mark of its end, when all of the picture is
    there. Raises OSError when some of it is missing.

    The decoder fills in grey what is missing, and does not say so: given other bytes to
    go on with, it draws another picture.
    """
    photo, other = (opened(io.BytesIO(content + more + END_OF_JPEG)) for more in (b"", OTHER_BYTES))
    if ImageChops.difference(photo.convert("RGB"), other.convert("RGB")).getbbox():
        raise OSError("image file is truncated")
    return photo


def check_shape(photo):
    """Refuse what has too many pixels to decode, or too few to show.

    Raises ValidationError.
    """
    short, long = sorted(photo.size)
    if short * long > MOST_PIXELS:
        raise ValidationError(TOO_LARGE, code="too_large")
    if short < LEAST_SIDE:
        raise ValidationError(_("Cette image est trop petite pour une photo."), code="too_small")
    if long > short * LONGEST_SHAPE:
        raise ValidationError(_("Cette photo est trop étroite. Recadrez-la."), code="too_narrow")


def in_eight_bits(photo):
    """Grey of sixteen bits, brought to eight: Pillow would cut it, and the picture come
    out white.
    """
    if not photo.mode.startswith("I"):
        return photo
    return photo.convert("I").point(lambda value: value / 256).convert("L")


def upright(photo):
    """Turned as the telephone says it was held.

    Damaged notes do not condemn the picture.
    """
    try:
        return ImageOps.exif_transpose(photo)
    except Exception:  # as many kinds as there are ways to damage them
        return photo


def in_screen_colours(photo):
    """The colours that every screen shows, from those of the camera's or the press's
    own profile. A profile that cannot be read is left out.
    """
    profile = photo.info.get("icc_profile")
    if not profile or len(profile) > LARGEST_PROFILE:
        return photo
    if photo.mode in ("P", "PA"):
        photo = photo.convert(
            "RGBA" if photo.mode == "PA" or "transparency" in photo.info else "RGB"
        )
    try:
        source = ImageCms.getOpenProfile(io.BytesIO(profile))
        if photo.mode == "RGB" and "srgb" in ImageCms.getProfileDescription(source).lower():
            return photo
        mode = "RGBA" if photo.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(
            photo, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    # ValueError: a profile of another kind of picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return photo


def on_white(photo):
    """An RGB image; what was transparent becomes white."""
    if photo.mode in ("RGBA", "LA", "PA") or (
        photo.mode in ("P", "L", "RGB", "1") and "transparency" in photo.info
    ):
        photo = photo.convert("RGBA")
        ground = Image.new("RGB", photo.size, "white")
        ground.paste(photo, mask=photo.getchannel("A"))
        return ground
    return photo.convert("RGB")


def picture_path(picture, name):
    return f"photos/{name}"


class PictureQuerySet(models.QuerySet):
    def public(self):
        """The photographs that a page may show today: those of what is published.

        A kind that hangs on a person's consent narrows it.
        """
        return self.filter(
            **{
                f"{self.model.shows}__in": self.model._meta.get_field(
                    self.model.shows
                ).related_model.objects.published()
            }
        )

    def seen_by(self, artisan):
        """The photographs that this person may see before the public does: those of
        what they keep.
        """
        model = self.model._meta.get_field(self.model.shows).related_model
        kept = getattr(model.objects, "kept_by", None)
        return (
            self.filter(**{f"{self.model.shows}__in": kept(artisan).values("pk")})
            if kept
            else self.none()
        )


class Picture(Record, Translated):
    """A photograph of something.

    Concrete classes say of what (`shows`), by a foreign key with
    related_name="pictures".
    """

    image = models.ImageField(
        _("photo"),
        upload_to=picture_path,
        width_field="width",
        height_field="height",
        db_index=True,
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    variants = models.JSONField(
        default=dict, editable=False
    )  # {"avif": [340, 510], "webp": [340], "share": [50, 50]}: what has been made, the crop by its focus
    alt = Bilingual(models.CharField(_("texte de remplacement"), max_length=300, blank=True))
    credit = Bilingual(models.CharField(_("crédit"), max_length=200, blank=True))
    order = models.PositiveSmallIntegerField(_("rang"), default=0)
    focus_x = models.PositiveSmallIntegerField(
        _("centre d’intérêt, horizontal (%)"), default=50, validators=[MaxValueValidator(100)]
    )
    focus_y = models.PositiveSmallIntegerField(
        _("centre d’intérêt, vertical (%)"), default=50, validators=[MaxValueValidator(100)]
    )

    member_columns = ["alt_fr", "alt_ar", "focus_x", "focus_y", "order"]
    shows: str  # the relation to what it shows
    hangs_on_consent = False

    objects = PictureQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self):
        return str(self.alt) or self.image.name

    def clean(self):
        super().clean()
        if self.image and not self.image._committed and not getattr(self, "is_clean", False):
            try:
                self.image.file, self.width, self.height = clean_photo(self.image.file)
            except ValidationError as error:
                raise ValidationError({"image": error}) from error
            self.image.name = self.image.file.name
            self.is_clean = True

    def save(self, *args, **kwargs):
        arrived = bool(self.image) and not self.image._committed
        if arrived:
            if not getattr(self, "is_clean", False):
                self.clean()
            self.variants = {}
            self.is_clean = False
        is_new = self._state.adding
        super().save(*args, **kwargs)
        # Its files are due when it arrives, when it takes the place of one that waited,
        # and when the focus has moved: another crop.
        if (arrived or is_new or self.variants) and self.variants != self.wanted_variants:
            label, number = self._meta.label, self.pk
            transaction.on_commit(lambda: make_variants.enqueue(label, number))

    @classmethod
    def holding(cls, photo: tuple[ContentFile, int, int], **columns) -> "Picture":
        """A new photograph of what `clean_photo` gave: cleaned before any transaction,
        since that takes a second.
        """
        file, width, height = photo
        picture = cls(image=file, width=width, height=height, **columns)
        picture.is_clean = True
        return picture

    @classmethod
    def in_place_of(cls, waiting: "Picture", **columns) -> "Picture":
        """A new photograph with the files of one that waited."""
        kept = ("width", "height", "credit_fr", "credit_ar", "written_in")
        columns |= {name: getattr(waiting, name) for name in kept}
        return cls(image=waiting.image.name, variants=dict(waiting.variants), **columns)

    def file_names(self) -> list[str]:
        """The photograph and everything that was made of it."""
        sizes = [self.variant_name(width, kind) for kind in WIDTHS for width in self.widths(kind)]
        return [self.image.name, *sizes, self.variant_name(self.crop_name, "jpg")]

    def variant_name(self, width: int | str, kind: str) -> str:
        return f"{self.image.name.removesuffix('.jpg')}-{width}.{kind}"

    def sources(self, widest: int) -> list[dict]:
        """What a <picture> offers, best first: {"type": MIME type, "srcset": …}.

        Only files that exist, none wider than `widest`.
        """
        stem = self.stem
        return [
            {
                "type": f"image/{kind}",
                "srcset": ", ".join(
                    f"{stem}-{width}.{kind} {width}w" for width in self.within(kind, widest)
                ),
            }
            for kind in WIDTHS
            if self.variants.get(kind)
        ]

    def within(self, kind: str, widest: int) -> list[int]:
        """The widths made of a kind, up to `widest`; the smallest when all are
        wider.
        """
        widths = self.variants[kind]
        return [width for width in widths if width <= widest] or [min(widths)]

    @property
    def shared(self) -> "Shared":
        """The file to send when the page is shared: the crop when it has been made,
        else the photograph itself.
        """
        if self.variants.get("share") == self.wanted_variants["share"]:
            return Shared(f"{self.stem}-{self.crop_name}.jpg", *self.shared_size)
        return Shared(self.image.url, self.width, self.height)

    @property
    def crop_name(self) -> str:
        """What tells the crop from one held elsewhere: a name is never used for two
        pictures.
        """
        return f"share-{self.focus_x}x{self.focus_y}"

    @property
    def shared_size(self) -> tuple[int, int]:
        """The largest size of the shape of `SHARED` that the photograph fills, no
        larger than that.
        """
        scale = min(1, self.width / SHARED[0], self.height / SHARED[1])
        return round(SHARED[0] * scale), round(SHARED[1] * scale)

    @property
    def fallback(self) -> str:
        """The address of one file every browser reads: a middling WebP when it has been
        made, else the photograph itself.
        """
        widths = self.variants.get("webp")
        return (
            self.url_of(max(width for width in widths if width <= 800), "webp")
            if widths
            else self.image.url
        )

    @property
    def thumbnail(self) -> str:
        widths = self.variants.get("webp")
        return self.url_of(min(widths), "webp") if widths else self.image.url

    @property
    def stem(self) -> str:
        """What the addresses of all its files begin with.

        A storage takes its time to answer: ask it once for all of them.
        """
        return self.image.url.removesuffix(".jpg")

    def url_of(self, width: int, kind: str) -> str:
        return f"{self.stem}-{width}.{kind}"

    @property
    def focus_class(self) -> str:
        """Where to hold the picture when it is cropped, as one of nine CSS classes (an
        inline style would break the content policy).
        """
        column = ("left", "centre", "right")[min(self.focus_x // 34, 2)]
        row = ("top", "middle", "bottom")[min(self.focus_y // 34, 2)]
        return f"focus-{row}-{column}"

    def widths(self, kind: str) -> list[int]:
        """The widths to make of a kind: none larger than the photograph, but always
        one.
        """
        return [width for width in WIDTHS[kind] if width <= self.width] or [self.width]

    @property
    def wanted_variants(self) -> dict[str, list[int]]:
        """What `variants` holds once every file has been made."""
        return {kind: self.widths(kind) for kind in WIDTHS} | {
            "share": [self.focus_x, self.focus_y]
        }

    def missing_files(self) -> dict[str, Callable]:
        """The files that are not in the storage, by name, each with what makes it of
        the photograph.
        """
        files = {
            self.variant_name(width, kind): partial(self.smaller, width, kind)
            for kind in WIDTHS
            for width in self.widths(kind)
        }
        files[self.variant_name(self.crop_name, "jpg")] = self.crop_to_share
        return {name: make for name, make in files.items() if not default_storage.exists(name)}

    def make_missing_variants(self) -> int:
        """Make the files that are not there yet and write down what is; return how many
        were made.
        """
        missing = self.missing_files()
        if missing:
            with self.image.open() as kept:
                photo = Image.open(kept)
                photo.load()
            for name, make in missing.items():
                default_storage.save(name, ContentFile(make(photo)))
        if self.wanted_variants != self.variants:
            # By the queryset: the moment of the last change is the author's, not the
            # worker's.
            type(self).objects.filter(pk=self.pk, image=self.image.name).update(
                variants=self.wanted_variants
            )
            self.variants = self.wanted_variants
        return len(missing)

    def smaller(self, width: int, kind: str, photo) -> bytes:
        size = (width, round(photo.height * width / photo.width))
        photo = photo.resize(size, Image.Resampling.LANCZOS)
        if kind == "avif":
            return encoded(photo, "AVIF", quality=QUALITIES.get(width, QUALITY), speed=8)
        return encoded(photo, "WEBP", quality=70, method=4)

    def crop_to_share(self, photo) -> bytes:
        """As messengers show a link: wide, held where the focus is, a JPEG since not
        all of them read the newer kinds.
        """
        held_at = (self.focus_x / 100, self.focus_y / 100)
        crop = ImageOps.fit(photo, self.shared_size, Image.Resampling.LANCZOS, centering=held_at)
        return encoded(crop, "JPEG", quality=80, optimize=True, progressive=True)


def encoded(photo, kind: str, **options) -> bytes:
    written = io.BytesIO()
    photo.save(written, kind, **options)
    return written.getvalue()


@dataclass(frozen=True)
class Shared:
    url: str
    width: int
    height: int


class Illustrated:
    """What has photographs under `pictures`."""

    @property
    def main_picture(self) -> Picture | None:
        return next(iter(self.pictures.all()), None)


def with_wordless_picture(records: models.QuerySet) -> models.QuerySet:
    """Those with a photograph that says nothing to who does not see it, in either
    language.
    """
    pictures = records.model._meta.get_field("pictures")
    mute = pictures.related_model.objects.filter(
        alt_fr="", alt_ar="", **{pictures.field.name: models.OuterRef("pk")}
    )
    return records.filter(models.Exists(mute))


def every_picture_model() -> list[type[Picture]]:
    return [model for model in apps.get_models() if issubclass(model, Picture)]


def forget_files(picture: Picture):
    """Delete the files of a photograph whose row is gone, unless another row holds
    them.
    """
    if not any(
        model.objects.filter(image=picture.image.name).exists() for model in every_picture_model()
    ):
        for name in picture.file_names():
            default_storage.delete(name)


@task()
def make_variants(label: str, number: int):
    """Make the smaller files of one photograph.

    Safe to run twice; a photograph deleted meanwhile is passed over.
    """
    if picture := apps.get_model(label).objects.filter(pk=number).first():
        picture.make_missing_variants()
