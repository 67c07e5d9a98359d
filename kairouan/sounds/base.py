"""The base model of recordings: the two files that browsers choose from, and the
drawing of what is heard.

Both are made as the recording arrives (`cleaning.py`): each is lighter than a
photograph, and nothing waits for the worker.
"""

from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kairouan.common.bilingual import Bilingual, Translated
from kairouan.common.languages import columns
from kairouan.common.records import Record, related_model
from kairouan.photos.base import is_stored

from .cleaning import CleanSound, clean_sound

WEBM, M4A = ".webm", ".m4a"
# Of the element `source`: Opus first, which is the better for its weight.
TYPES = {WEBM: "audio/webm; codecs=opus", M4A: "audio/mp4"}

BAR, HEIGHT = 4, 40  # units of the drawing


def sound_path(sound, name):
    return f"sounds/{name}"


class SoundQuerySet(models.QuerySet):
    def public(self) -> Self:
        """The recordings that a page may play today: those of what is published."""
        model: Any = self.model
        shown = related_model(model, model.shows).objects.published()
        return self.filter(**{f"{model.shows}__in": shown})

    def seen_by(self, user) -> Self:
        """The recordings that a member may hear before the public does: those of what
        they keep (`kept_by_account`).
        """
        model: Any = self.model
        kept = related_model(model, model.shows).objects.kept_by_account(user)
        return self.filter(**{f"{model.shows}__in": kept.values("pk")})


class Sound(Record, Translated):
    """A recording of something.

    Concrete classes say of what (`shows`), by a foreign key with related_name="sounds".
    """

    audio = models.FileField(_("enregistrement"), upload_to=sound_path, db_index=True)
    milliseconds = models.PositiveIntegerField(editable=False, default=0)
    peaks = models.JSONField(default=list, editable=False)  # as `CleanSound` has them
    description = Bilingual(
        models.CharField(
            _("ce qu’on entend"),
            max_length=300,
            blank=True,
            help_text=_("« Coups réguliers et clairs, deux par seconde »."),
        )
    )
    credit = Bilingual(models.CharField(_("crédit"), max_length=200, blank=True))
    order = models.PositiveSmallIntegerField(_("rang"), default=0)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("envoyé par"),
        editable=False,
    )

    member_columns = [*columns("description"), "order"]
    shows: str  # the relation to what it lets hear
    # For its member (`space/sounds.py`): what names it in forms, whether it waits to be
    # public for the first time.
    key: str
    waits: bool
    cleaned: CleanSound | None = None  # what arrived, until it is kept

    objects = SoundQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "pk"]
        verbose_name = _("enregistrement")
        verbose_name_plural = _("enregistrements")

    def __str__(self):
        return str(self.description) or self.audio.name

    def clean(self):
        super().clean()
        if self.audio and not is_stored(self.audio) and self.cleaned is None:
            try:
                self.take(clean_sound(self.audio.file))
            except ValidationError as error:
                raise ValidationError({"audio": error}) from error

    def take(self, cleaned: CleanSound):
        """Hold what `clean_sound` gave in place of what arrived."""
        self.audio.file, self.audio.name = cleaned.webm, cleaned.webm.name
        self.cleaned = cleaned
        self.milliseconds, self.peaks = cleaned.milliseconds, cleaned.peaks

    def save(self, *args, **kwargs):
        if self.audio and not is_stored(self.audio):
            if self.cleaned is None:
                self.take(clean_sound(self.audio.file))
            # before the row, which promises both
            if cleaned := self.cleaned:
                default_storage.save(sound_path(self, cleaned.m4a.name), cleaned.m4a)
            self.cleaned = None
        super().save(*args, **kwargs)

    @classmethod
    def holding(cls, cleaned: CleanSound, **columns) -> "Sound":
        """A new recording of what `clean_sound` gave: cleaned before any transaction,
        since that takes half a second.
        """
        sound = cls(audio=cleaned.webm, **columns)
        sound.take(cleaned)
        return sound

    @classmethod
    def in_place_of(cls, waiting: "Sound", **owner) -> "Sound":
        """A new recording with the files of one that waited."""
        kept = ("milliseconds", "peaks", "sent_by", *columns("credit"), "written_in")
        values = owner | {name: getattr(waiting, name) for name in kept}
        return cls(audio=waiting.audio.name, **values)

    @property
    def file_name(self) -> str:
        return self.audio.name or ""

    def file_names(self) -> list[str]:
        return [f"{self.file_name.removesuffix(WEBM)}{suffix}" for suffix in TYPES]

    @property
    def stem(self) -> str:
        """Common prefix of the URLs of its files."""
        return self.audio.url.removesuffix(WEBM)

    @property
    def sources(self) -> list[dict]:
        """List the sources of an <audio>, best first: {"type": MIME type, "src": …}."""
        stem = self.stem
        return [{"type": kind, "src": f"{stem}{suffix}"} for suffix, kind in TYPES.items()]

    @property
    def anchor(self) -> str:
        """What names it in a page that plays several kinds."""
        return f"{self._meta.model_name}-{self.pk}"

    @property
    def seconds(self) -> int:
        return max(1, round(self.milliseconds / 1000))

    @property
    def duration(self) -> str:
        """Its length in words."""
        return ngettext("%(count)d seconde", "%(count)d secondes", self.seconds) % {
            "count": self.seconds
        }

    @property
    def bars(self) -> str:
        """Path of the drawing, in an SVG of `BAR` units a bar and `HEIGHT` high: a
        stroke for each part of the recording, from left to right as it goes on.
        """
        heights = [max(1, round(peak * HEIGHT / 100)) for peak in self.peaks]
        return "".join(
            f"M{place * BAR + BAR // 2} {(HEIGHT - height) / 2:g}v{height}"
            for place, height in enumerate(heights)
        )

    @property
    def view_box(self) -> str:
        return f"0 0 {len(self.peaks) * BAR} {HEIGHT}"


def every_sound_model() -> list[type[Sound]]:
    return [model for model in apps.get_models() if issubclass(model, Sound)]


def is_held_by_others(sound: Sound) -> bool:
    """Return whether another row has the same files: what waited, what came of it."""
    return any(
        model.objects.filter(audio=sound.audio.name)
        .exclude(pk=sound.pk if isinstance(sound, model) else None)
        .exists()
        for model in every_sound_model()
    )


def forget_files(sound: Sound):
    """Delete the files of a recording whose row is gone, unless another row holds
    them.
    """
    if not is_held_by_others(sound):
        for name in sound.file_names():
            default_storage.delete(name)
