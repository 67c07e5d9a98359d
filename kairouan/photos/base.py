"""The base model of photographs: the sizes that a task makes of each, what a
`<picture>` offers of them, the crop to share.

A cleaned upload (`cleaning.py`) is kept as it is. A task then makes AVIF and WebP of
the whole and of its crops, at several widths; until it has run, the page shows the
cleaned photograph itself. No reader waits for an encoder.
"""

import io
from collections.abc import Callable
from copy import copy
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

WHOLE = ""
CROPS = {"4x5": 4 / 5, "1x1": 1.0}  # width over height: cards, thumbnails
# px, by shape: a telephone of two and of three pixels to the dot, a tablet, a desk;
# what is shown beside a text, in a column, over the whole width. WebP is for the few
# browsers without AVIF.
WIDTHS = {
    WHOLE: {"avif": (480, 720, 1120, 1600), "webp": (480, 1120)},
    "4x5": {"avif": (360, 520, 760, 1040), "webp": (520,)},
    "1x1": {"avif": (240, 480, 1040), "webp": (240,)},
}
# px, of the whole photograph as it was made before there were crops
FORMER_WIDTHS = {"avif": (340, 510, 800, 1280), "webp": (340, 800)}
# AVIF, by width. 520 is what a telephone of three pixels to the dot shows in a card,
# 1040 and 1120 over its whole width: looked at closely, each mark of the hammer is
# there, which is what is sold. Below 30 they drown.
QUALITIES = {520: 33, 720: 40, 1040: 38, 1120: 40}
QUALITY = 47  # of the other widths, which are shown at a pixel or two to the dot
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
    )  # {"avif": [480], "webp": [480], "4x5": {"avif": [360], …}, "share": [50, 50]}: what has been made, the crops by their focus
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
        return [self.file_name, *self.variant_files()]

    def former_files(self) -> list[str]:
        """What may remain of the files made before there were crops, or round another
        focus.
        """
        before_crops = [
            self.variant_name(str(width), kind)
            for kind, widths in FORMER_WIDTHS.items()
            for width in widths
        ]
        return [*before_crops, *self.former_crops()]

    def former_crops(self) -> list[str]:
        """The files that were made round another focus than today's."""
        if self.has_crops or not self.variants.get("share"):
            return []
        before = copy(self)
        before.focus_x, before.focus_y = self.variants["share"]
        kept = self.variant_files()
        return [name for name in before.variant_files() if name not in kept]

    def variant_name(self, rest: str, kind: str) -> str:
        return f"{self.file_name.removesuffix('.jpg')}-{rest}.{kind}"

    def rest_of_name(self, shape: str, width: int) -> str:
        """The part of a file's name that says which one it is.

        A crop has its focus there: another focus is another file, so that a name is
        never used twice.
        """
        return f"{shape}-{self.focus_name}-{width}" if shape else str(width)

    @property
    def focus_name(self) -> str:
        return f"{self.focus_x}x{self.focus_y}"

    def shown_as(self, shape: str) -> str:
        """The shape itself when its files have been made round the focus of today, else
        the whole.
        """
        return shape if self.variants.get(shape) and self.has_crops else WHOLE

    @property
    def has_crops(self) -> bool:
        return self.variants.get("share") == [self.focus_x, self.focus_y]

    def made(self, shape: str, kind: str) -> list[int]:
        """The widths made of a shape, "" for the whole."""
        return (self.variants.get(shape, {}) if shape else self.variants).get(kind, [])

    def sources(self, shape: str = WHOLE) -> list[dict]:
        """List the sources of a <picture>, best first: {"type": MIME type, "srcset":
        …}.

        Only files that exist.
        """
        stem = self.stem
        return [
            {
                "type": f"image/{kind}",
                "srcset": ", ".join(
                    f"{stem}-{self.rest_of_name(shape, width)}.{kind} {width}w" for width in widths
                ),
            }
            for kind in ("avif", "webp")
            if (widths := self.made(shape, kind))
        ]

    @property
    def shared(self) -> "Shared":
        """The file to send when the page is shared: the crop when it has been made,
        else the photograph itself.
        """
        if self.has_crops:
            return Shared(f"{self.stem}-{self.shared_name}.jpg", *self.shared_size)
        return Shared(self.image.url, self.width, self.height)

    @property
    def shared_name(self) -> str:
        return f"share-{self.focus_name}"

    @property
    def shared_size(self) -> tuple[int, int]:
        """The largest size of the shape of `SHARED` that the photograph fills, no
        larger than that.
        """
        scale = min(1, self.width / SHARED[0], self.height / SHARED[1])
        return round(SHARED[0] * scale), round(SHARED[1] * scale)

    def size_of(self, shape: str) -> tuple[int, int]:
        """The largest size of a shape that the photograph fills."""
        if not shape:
            return self.width, self.height
        ratio = CROPS[shape]
        width = max(1, min(self.width, round(self.height * ratio)))
        return width, max(1, min(self.height, round(width / ratio)))

    @property
    def fallback(self) -> str:
        """The address of one file every browser reads: a middling WebP when it has been
        made, else the photograph itself.
        """
        return self.fallback_of(WHOLE)

    @property
    def thumbnail(self) -> str:
        return self.fallback_of(self.shown_as("1x1"))

    def fallback_of(self, shape: str) -> str:
        """The smallest WebP of a shape, or the photograph itself."""
        widths = self.made(shape, "webp")
        return self.url_of(shape, min(widths), "webp") if widths else self.image.url

    @property
    def stem(self) -> str:
        """Common prefix of the URLs of all its files.

        A storage takes its time to answer: ask it once for all of them.
        """
        return self.image.url.removesuffix(".jpg")

    def url_of(self, shape: str, width: int, kind: str) -> str:
        return f"{self.stem}-{self.rest_of_name(shape, width)}.{kind}"

    @property
    def focus_class(self) -> str:
        """Focus to keep when the photo is cropped, as one of nine CSS classes (an
        inline style would break the content policy).
        """
        column = ("left", "centre", "right")[min(self.focus_x // 34, 2)]
        row = ("top", "middle", "bottom")[min(self.focus_y // 34, 2)]
        return f"focus-{row}-{column}"

    def widths(self, shape: str, kind: str) -> list[int]:
        """The widths to make of a shape: none larger than the photograph, and its own
        when the steps stop well short of it.
        """
        own, steps = self.size_of(shape)[0], WIDTHS[shape][kind]
        widths = [width for width in steps if width <= own]
        if own < steps[-1] and (not widths or own > widths[-1] * 1.1):
            widths.append(own)
        return widths

    @property
    def wanted_variants(self) -> dict[str, Any]:
        """Value of `variants` once every file has been made."""
        made = {
            shape: {kind: self.widths(shape, kind) for kind in kinds}
            for shape, kinds in WIDTHS.items()
        }
        return made.pop(WHOLE) | made | {"share": [self.focus_x, self.focus_y]}

    def variant_files(self) -> dict[str, Callable]:
        """Map the name of each file made of the photograph to what makes it."""
        files: dict[str, Callable] = {
            self.variant_name(self.rest_of_name(shape, width), kind): partial(
                self.smaller, shape, width, kind
            )
            for shape, kinds in WIDTHS.items()
            for kind in kinds
            for width in self.widths(shape, kind)
        }
        files[self.variant_name(self.shared_name, "jpg")] = self.crop_to_share
        return files

    def missing_files(self) -> dict[str, Callable]:
        """The files that are not in the storage, by name, each with what makes it of
        the photograph.
        """
        return {
            name: make
            for name, make in self.variant_files().items()
            if not default_storage.exists(name)
        }

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
            former = [] if is_held_by_others(self) else self.former_crops()
            # By the queryset: the moment of the last change is the author's, not the
            # worker's.
            type(self).objects.filter(pk=self.pk, image=self.image.name).update(
                variants=self.wanted_variants
            )
            self.variants = self.wanted_variants
            for name in former:  # pages say the new names from here on
                default_storage.delete(name)
        return len(missing)

    def smaller(self, shape: str, width: int, kind: str, photo) -> bytes:
        full = self.size_of(shape)
        size = (width, max(1, round(full[1] * width / full[0])))
        photo = photo.resize(size, Image.Resampling.LANCZOS, box=self.box_round_focus(full))
        if kind == "avif":
            speed = 6 if width < 800 else 8  # a large file takes a second of a processor
            return encoded(photo, "AVIF", quality=QUALITIES.get(width, QUALITY), speed=speed)
        return encoded(photo, "WEBP", quality=72, method=4)

    def box_round_focus(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """The window of a size in the photograph, with the focus in its middle or as
        near to it as the edges allow. Its sides are the photograph's wherever they can
        be: what is shown keeps all the air that there is.
        """
        left, top = (
            min(max(round(whole * share / 100 - part / 2), 0), whole - part)
            for whole, part, share in zip(
                (self.width, self.height), size, (self.focus_x, self.focus_y), strict=True
            )
        )
        return left, top, left + size[0], top + size[1]

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


def is_held_by_others(photo: Photo) -> bool:
    """Return whether another row has the same file: what waited, what came of it."""
    return any(
        model.objects.filter(image=photo.image.name)
        .exclude(pk=photo.pk if isinstance(photo, model) else None)
        .exists()
        for model in every_photo_model()
    )


def forget_files(photo: Photo):
    """Delete the files of a photograph whose row is gone, unless another row holds
    them.
    """
    if not is_held_by_others(photo):
        for name in (*photo.file_names(), *photo.former_files()):
            default_storage.delete(name)


def ask_for_missing_variants() -> int:
    """Have the worker make the files of every photograph whose record says that it
    lacks some: those made before other sizes were wanted. Return how many photographs.
    """
    waiting = [
        (model._meta.label, photo.pk)
        for model in every_photo_model()
        for photo in model.objects.only("width", "height", "variants", "focus_x", "focus_y")
        if photo.variants != photo.wanted_variants
    ]
    for label, number in waiting:
        make_variants.enqueue(label, number)
    return len(waiting)


@task()
def make_variants(label: str, number: int):
    """Make the smaller files of one photograph.

    Safe to run twice; a photograph deleted meanwhile is passed over.
    """
    if photo := apps.get_model(label).objects.filter(pk=number).first():
        photo.make_missing_variants()
