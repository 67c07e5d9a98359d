"""Photographs of a record, as the members who keep it see and arrange them.

While nobody sees the record, or when its changes go live at once, they are rows of its
own. Beside a published record they wait with its open `Proposal`: a new one as a
`ProposedPhoto`, their list as the proposal's "photos", so that the public page does
not move.
"""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from kairouan.common.records import related_model
from kairouan.photos.base import Photo, is_stored
from kairouan.review.changes import changing, write_change
from kairouan.review.moderation import Moderated
from kairouan.review.proposals import (
    Kept,
    ProposedPhoto,
    current_value,
    new_proposal,
    open_proposal,
    with_proposal,
)
from kairouan.review.serialization import row_values, set_columns

MOST = 12  # photographs of one record
PHOTOS = "photos"  # the relation that holds them, on every record

Rows = list[dict]


class NoSuchPhoto(Exception):
    """A key that names no photograph of the record, or one taken away since."""


# Reading


def photos_of(record: Moderated) -> list[Photo]:
    """The photos of a record given by `with_proposal`, in the order its member gave
    them, each with what waits for it.

    Each knows its `key`, which names it in addresses, and whether it `waits` to be
    public for the first time. Two statements and no more.
    """
    live = {photo.pk: photo for photo in getattr(record, PHOTOS).all()}
    rows = [row_values(photo) for photo in live.values()]
    if not (record.proposal and PHOTOS in record.proposal.changes):
        return [as_kept(photo, row) for photo, row in zip(live.values(), rows, strict=True)]
    waiting = {photo.pk: photo for photo in record.proposal.photos.all()}
    rows = record.proposal.value_asked(record, PHOTOS, rows)
    shown = ((live.get(row["pk"]) or waiting.get(row.get("proposed")), row) for row in rows)
    return [as_kept(photo, row) for photo, row in shown if photo]


def as_kept(photo: Photo, row: dict) -> Photo:
    set_columns(photo, {name: value for name, value in row.items() if name in photo.member_columns})
    photo.key, photo.waits = row_key(row), row["pk"] is None
    return photo


def photo_of(record: Moderated, key: str) -> Photo:
    """One of them. Raises NoSuchPhoto."""
    for photo in photos_of(record):
        if photo.key == key:
            return photo
    raise NoSuchPhoto(key)


def row_key(row: dict) -> str:
    return f"p{row['proposed']}" if row["pk"] is None else str(row["pk"])


# Changing. The caller is inside `history.revision`; each returns the record
# with its proposal.


def add_photo(record: Moderated, cleaned: tuple[ContentFile, int, int], by) -> Moderated:
    """Put a photograph (what `clean_photo` gave) after the others.

    Raises ValidationError when the record has all it can hold, or has it.
    """
    with changing(record):
        record = locked(record)
        rows = current_value(record, PHOTOS)
        if len(rows) >= MOST:
            raise full()
        if any(is_same(photo, cleaned[0]) for photo in photos_of(record)):
            raise ValidationError(_("Cette photo est déjà ici."), code="already_here")
        if record.changes_wait:
            return add_waiting(record, rows, cleaned, by)
        model = related_model(record, PHOTOS)
        photo = model.holding(
            cleaned,
            **{model.shows: record},
            order=1 + max((p.order for p in getattr(record, PHOTOS).all()), default=-1),
        )
        keep_file(photo)
        record.save(update_fields=["updated_at"])  # the record's history tells of its photographs
    return record


def add_waiting(
    record: Moderated, rows: Rows, cleaned: tuple[ContentFile, int, int], by
) -> Moderated:
    proposal = open_proposal(record) or new_proposal(record, by)
    if not proposal.pk:
        proposal.save()
    photo = ProposedPhoto.holding(cleaned, proposal=proposal)
    keep_file(photo)
    return write_change(
        record, {PHOTOS: [*rows, row_values(photo) | {"pk": None, "proposed": photo.pk}]}, by
    )


def is_same(photo: Photo, file: ContentFile) -> bool:
    """Return whether a photograph is the one in `file`: the same upload is always
    cleaned to the same bytes.
    """
    try:
        if photo.image.size != file.size:
            return False
        with photo.image.open() as kept:
            return kept.read() == file.open().read()
    except FileNotFoundError:  # what a backup did not bring back
        return False


def keep_file(photo: Photo):
    """Save a new photograph; when its row cannot be, its file is not left behind."""
    try:
        photo.full_clean()
        photo.save()
    except Exception:
        if photo.image.name and is_stored(photo.image):
            photo.image.storage.delete(photo.image.name)
        raise


def full() -> ValidationError:
    return ValidationError(
        _("%(most)d photos au plus. Retirez-en une d’abord."), code="full", params={"most": MOST}
    )


def is_full(record: Moderated) -> bool:
    return len(current_value(record, PHOTOS)) >= MOST


def move_up(record: Moderated, key: str, by) -> Moderated:
    return rearrange(record, key, by, lambda rows, place: moved(rows, place, place - 1))


def move_down(record: Moderated, key: str, by) -> Moderated:
    return rearrange(record, key, by, lambda rows, place: moved(rows, place, place + 1))


def make_main(record: Moderated, key: str, by) -> Moderated:
    """The main photograph is the first."""
    return rearrange(record, key, by, lambda rows, place: moved(rows, place, 0))


def move_to(record: Moderated, key: str, by, place: int) -> Moderated:
    return rearrange(record, key, by, lambda rows, here: moved(rows, here, place))


def describe(record: Moderated, key: str, by, columns: dict) -> Moderated:
    """Change what is said of a photograph: alternative texts, focus."""
    return rearrange(
        record,
        key,
        by,
        lambda rows, place: [*rows[:place], rows[place] | columns, *rows[place + 1 :]],
    )


def remove_photo(record: Moderated, key: str, by) -> Moderated:
    """Take a photograph out of the list.

    One that was never public is gone for good, with its files.
    """
    record = rearrange(record, key, by, lambda rows, place: rows[:place] + rows[place + 1 :])
    if key.startswith("p"):
        # after the list: a change of nothing took its photographs with it
        ProposedPhoto.objects.filter(pk=key[1:]).delete()
    return record


def rearrange(record: Moderated, key: str, by, arranged: Callable[[Rows, int], Rows]) -> Moderated:
    """Make the list another one, worked out on the list of this moment: two who arrange
    it at once both do. Raises NoSuchPhoto.
    """
    with changing(record):
        record = locked(record)
        rows = current_value(record, PHOTOS)
        place = next((place for place, row in enumerate(rows) if row_key(row) == key), None)
        if place is None:
            raise NoSuchPhoto(key)
        wanted = arranged(rows, place)
        return record if wanted == rows else write_change(record, {PHOTOS: wanted}, by)


def moved(rows: Rows, here: int, there: int) -> Rows:
    others = rows[:here] + rows[here + 1 :]
    there = max(0, min(there, len(others)))
    return [*others[:there], rows[here], *others[there:]]


def locked(record: Kept) -> Kept:
    return with_proposal(type(record).objects.select_for_update(of=("self",)).get(pk=record.pk))
