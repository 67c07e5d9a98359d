"""The base model of photographs: the sizes that a task makes of each, what a
`<picture>` offers of them, the crop to share.

A cleaned upload (`cleaning.py`) is kept as it is. A task then makes AVIF and WebP at
four widths; until it has run, the page shows the cleaned photograph itself. No reader
waits for an encoder.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from PIL import Image, ImageOps

from kairouan.common.bilingual import Bilingual, Translated, none_filled
from kairouan.common.languages import columns
from kairouan.common.records import Record, related_model

from .cleaning import clean_photo

# px. A card on a telephone of two, and of three pixels to the dot; the whole width of
# the first, of the second. WebP is for the few browsers without AVIF.
WIDTHS = {"avif": (340, 510, 800, 1280), "webp": (340, 800)}
# AVIF, by width: what telephones are sent is shown two pixels and more to the dot,
# where nobody sees what is lost, and their owners pay for it.
QUALITIES = {340: 38, 510: 38, 800: 42}
QUALITY = 48  # of the other widths, which large screens show as they are
SHARED = (1200, 630)  # px, of the crop that messengers and networks show


def photo_path(photo, name):
    return f"photos/{name}"


def is_stored(file) -> bool:
    """Return whether the file of a column is in the storage, by Django's own mark; else
    it has just arrived.
    """
    return bool(file) and file._committed


class PhotoQuerySet(models.QuerySet):
    def public(self) -> Self:
        """The photographs that a page may show today: those of what is published.

        A kind that hangs on a person's consent narrows it.
        """
        model: Any = self.model
        shown = related_model(model, model.shows).objects.published()
        return self.filter(**{f"{model.shows}__in": shown})

    def seen_by(self, user) -> Self:
        """The photographs that a member may see before the public does: those of what
        they keep (`kept_by_account`).
        """
        model: Any = self.model
        kept = getattr(related_model(model, model.shows).objects, "kept_by_account", None)
        return (
            self.filter(**{f"{model.shows}__in": kept(user).values("pk")}) if kept else self.none()
        )


class Photo(Record, Translated):
    """A photograph of something.

    Concrete classes say of what (`shows`), by a foreign key with
    related_name="photos".
    """

    image = models.ImageField(
        _("photo"),
        upload_to=photo_path,
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

    member_columns = [*columns("alt"), "focus_x", "focus_y", "order"]
    shows: str  # the relation to what it shows
    is_clean: bool  # cleaned since it arrived
    # For its member (`space/photos.py`): what names it in addresses, the address of its
    # screen, whether it waits to be public for the first time.
    key: str
    address: str
    waits: bool
    hangs_on_consent = False

    objects = PhotoQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self):
        return str(self.alt) or self.image.name

    def clean(self):
        super().clean()
        if self.image and not is_stored(self.image) and not getattr(self, "is_clean", False):
            try:
                self.image.file, self.width, self.height = clean_photo(self.image.file)
            except ValidationError as error:
                raise ValidationError({"image": error}) from error
            self.image.name = self.image.file.name
            self.is_clean = True

    def save(self, *args, **kwargs):
        arrived = bool(self.image) and not is_stored(self.image)
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
    def holding(cls, cleaned: tuple[ContentFile, int, int], **columns) -> "Photo":
        """A new photograph of what `clean_photo` gave: cleaned before any transaction,
        since that takes a second.
        """
        file, width, height = cleaned
        photo = cls(image=file, width=width, height=height, **columns)
        photo.is_clean = True
        return photo

    @classmethod
    def in_place_of(cls, waiting: "Photo", **owner) -> "Photo":
        """A new photograph with the files of one that waited."""
        kept = ("width", "height", *columns("credit"), "written_in")
        values = owner | {name: getattr(waiting, name) for name in kept}
        return cls(image=waiting.image.name, variants=dict(waiting.variants), **values)

    @property
    def file_name(self) -> str:
        return self.image.name or ""

    def file_names(self) -> list[str]:
        """The photograph and everything that was made of it."""
        sizes = [self.variant_name(width, kind) for kind in WIDTHS for width in self.widths(kind)]
        return [self.file_name, *sizes, self.variant_name(self.crop_name, "jpg")]

    def variant_name(self, width: int | str, kind: str) -> str:
        return f"{self.file_name.removesuffix('.jpg')}-{width}.{kind}"

    def sources(self, widest: int) -> list[dict]:
        """List the sources of a <picture>, best first: {"type": MIME type, "srcset":
        …}.

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
        """Name of the crop, by its focus: another focus is another file, so that a name
        is never used twice.
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
        """Common prefix of the URLs of all its files.

        A storage takes its time to answer: ask it once for all of them.
        """
        return self.image.url.removesuffix(".jpg")

    def url_of(self, width: int, kind: str) -> str:
        return f"{self.stem}-{width}.{kind}"

    @property
    def focus_class(self) -> str:
        """Focus to keep when the photo is cropped, as one of nine CSS classes (an
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
        """Value of `variants` once every file has been made."""
        return {kind: self.widths(kind) for kind in WIDTHS} | {
            "share": [self.focus_x, self.focus_y]
        }

    def missing_files(self) -> dict[str, Callable]:
        """The files that are not in the storage, by name, each with what makes it of
        the photograph.
        """
        files: dict[str, Callable] = {
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
        """Crop as messengers show a link: wide, held where the focus is, a JPEG since
        not all of them read the newer kinds.
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
    """Mixin of the records with photographs under `photos`."""

    photos: Any  # their manager, of the model that shows this one

    @property
    def main_photo(self) -> Photo | None:
        return next(iter(self.photos.all()), None)


def with_wordless_photo(records: models.QuerySet) -> models.QuerySet:
    """Filter the records with a photograph that has no alternative text in any
    language.
    """
    photos = records.model._meta.get_field("photos")
    mute = photos.related_model.objects.filter(
        none_filled("alt"), **{photos.field.name: models.OuterRef("pk")}
    )
    return records.filter(models.Exists(mute))


def every_photo_model() -> list[type[Photo]]:
    return [model for model in apps.get_models() if issubclass(model, Photo)]


def forget_files(photo: Photo):
    """Delete the files of a photograph whose row is gone, unless another row holds
    them.
    """
    if not any(
        model.objects.filter(image=photo.image.name).exists() for model in every_photo_model()
    ):
        for name in photo.file_names():
            default_storage.delete(name)


@task()
def make_variants(label: str, number: int):
    """Make the smaller files of one photograph.

    Safe to run twice; a photograph deleted meanwhile is passed over.
    """
    if photo := apps.get_model(label).objects.filter(pk=number).first():
        photo.make_missing_variants()
