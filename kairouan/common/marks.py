"""Marks on pages: the small drawing by which a hammering is known.

The records that have one are `Marked`, on an upper floor. The name of a mark says its
drawing: of two records with one name, one is drawn. Marks of published records stand in
one file, the public sprite, whose address carries its digest; `publication/edition.py`
reads them as it reads the edition, and a public page points into that file. On any
other page, where drafts stand too, a mark is drawn inside the page.
"""

import hashlib
from collections.abc import Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

FIELD = "0 0 96 96"


class Marked(models.Model):
    """A kind of record with a mark. `mark` is the name of its drawing, worked out as
    the record is saved.
    """

    mark = models.CharField(_("signe"), max_length=40, editable=False, default="")

    class Meta:
        abstract = True

    @classmethod
    def marks_as_json(cls) -> models.QuerySet:
        """One row, `said`: for each published record, the `name` of its mark and
        whatever else `drawing_of` takes of it.
        """
        raise NotImplementedError

    @classmethod
    def drawing_of(cls, name: str, **said: str) -> str:
        """The shapes of the mark of that name inside a field of 96 by 96, "" where
        none has it. What `marks_as_json` did not say is read.
        """
        raise NotImplementedError

    @classmethod
    def is_for_everyone(cls, name: str) -> bool:
        """Tell whether a page may show that drawing though no published record has
        it.
        """
        return False


def marked_models() -> list[type[Marked]]:
    """List the kinds of records that have marks, from the apps."""
    return [model for model in apps.get_models() if issubclass(model, Marked)]


def drawing_of(name: str) -> SafeString:
    """The shapes of a mark, of a draft too; "" for a name that none has."""
    found = (model.drawing_of(name) for model in marked_models())
    return mark_safe(next(filter(None, found), ""))


@cache
def logos() -> str:
    """The symbols of `static/img/logos.svg`."""
    file = (settings.BASE_DIR / "static/img/logos.svg").read_text(encoding="utf-8")
    return file[file.index("<symbol") : file.rindex("</svg>")]


class PublicMarks:
    """The marks of the published records: `said` are the rows of `marks_as_json`."""

    def __init__(self, said: Iterable[dict] = ()):
        self.said = {row["name"]: row for row in said if row["name"]}

    def __contains__(self, name: str) -> bool:
        return name in self.said

    @cached_property
    def sprite(self) -> bytes:
        """The file of all of them, the same whichever order they were read in, and of
        the logos, which every page shows: one request for both.
        """
        drawn = (
            (name, next(filter(None, (each.drawing_of(**row) for each in marked_models())), ""))
            for name, row in sorted(self.said.items())
        )
        symbols = "".join(
            f'<symbol id="m-{name}" viewBox="{FIELD}">{shapes}</symbol>'
            for name, shapes in drawn
            if shapes
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">{symbols}{logos()}</svg>'
        ).encode()

    @cached_property
    def digest(self) -> str:
        return hashlib.blake2s(self.sprite, digest_size=8).hexdigest()

    @cached_property
    def address(self) -> str:
        return reverse("public_marks", args=[self.digest])


# Those of the edition in hand; None on a page that is not the same for everyone.
marks_in_hand: ContextVar[PublicMarks | None] = ContextVar("marks_in_hand", default=None)


@contextmanager
def of_marks(marks: PublicMarks | None):
    """While what everyone reads is made, it shows these marks and no other."""
    token = marks_in_hand.set(marks)
    try:
        yield
    finally:
        marks_in_hand.reset(token)


def shown_mark(name: str, css_class: str) -> SafeString:
    """The drawing of a mark in a page; empty for one that is not shown there."""
    public = marks_in_hand.get()
    if public is not None and name in public:
        shapes = format_html('<use href="{}#m-{}"/>', public.address, name)
    elif public is None or any(model.is_for_everyone(name) for model in marked_models()):
        shapes = drawing_of(name)
    else:
        return mark_safe("")
    if not shapes:
        return shapes
    return format_html(
        '<svg class="{}" viewBox="{}" aria-hidden="true">{}</svg>',
        css_class,
        FIELD,
        shapes,
    )
