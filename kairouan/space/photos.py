"""Photographs of a record, as the members who keep it see and arrange them.

While nobody sees the record, or when its changes go live at once, they are rows of its
own. Beside a published record they wait with its open `Proposal`: a new one as a
`ProposedPicture`, their list as the proposal's "pictures", so that the public page does
not move.
"""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from kairouan.photos.base import Picture
from kairouan.review.changes import changing, write_change
from kairouan.review.moderation import Moderated
from kairouan.review.proposals import (
    ProposedPicture,
    current_value,
    new_proposal,
    open_proposal,
    with_proposal,
)
from kairouan.review.serialization import row_values, set_columns

MOST = 12  # photographs of one record
PICTURES = "pictures"  # the relation that holds them, on every record

Rows = list[dict]


class NoSuchPhoto(Exception):
    """A key that names no photograph of the record, or one taken away since."""


# Reading


def photographs_of(record: Moderated) -> list[Picture]:
    """The photographs of an `with_proposal` record in the order its member gave them,
    each with what waits for it.

    Each knows its `key`, which names it in addresses, and whether it `waits` to be
    public for the first time. Two statements and no more.
    """
    live = {picture.pk: picture for picture in record.pictures.all()}
    rows = [row_values(picture) for picture in live.values()]
    if not (record.proposal and PICTURES in record.proposal.changes):
        return [as_kept(picture, row) for picture, row in zip(live.values(), rows, strict=True)]
    waiting = {picture.pk: picture for picture in record.proposal.pictures.all()}
    rows = record.proposal.photographs(record, PICTURES, rows)
    shown = ((live.get(row["pk"]) or waiting.get(row.get("proposed")), row) for row in rows)
    return [as_kept(picture, row) for picture, row in shown if picture]


def as_kept(picture: Picture, row: dict) -> Picture:
    set_columns(
        picture, {name: value for name, value in row.items() if name in picture.member_columns}
    )
    picture.key, picture.waits = photo_key(row), row["pk"] is None
    return picture


def photograph_of(record: Moderated, key: str) -> Picture:
    """One of them. Raises NoSuchPhoto."""
    for picture in photographs_of(record):
        if picture.key == key:
            return picture
    raise NoSuchPhoto(key)


def photo_key(row: dict) -> str:
    return f"p{row['proposed']}" if row["pk"] is None else str(row["pk"])


# Changing. The caller is inside `history.recorded`; each returns the record,
# `with_proposal`.


def add_photo(record: Moderated, photo: tuple[ContentFile, int, int], by) -> Moderated:
    """Put a photograph (what `clean_photo` gave) after the others.

    Raises ValidationError when the record has all it can hold, or has it.
    """
    with changing(record):
        record = locked(record)
        rows = current_value(record, PICTURES)
        if len(rows) >= MOST:
            raise full()
        if any(is_same(picture, photo[0]) for picture in photographs_of(record)):
            raise ValidationError(_("Cette photo est déjà ici."), code="already_here")
        if record.changes_wait:
            return add_waiting(record, rows, photo, by)
        model = record._meta.get_field(PICTURES).related_model
        picture = model.holding(
            photo,
            **{model.shows: record},
            order=1 + max((p.order for p in record.pictures.all()), default=-1),
        )
        keep_file(picture)
        record.save(update_fields=["updated_at"])  # the record's history tells of its photographs
    return record


def add_waiting(
    record: Moderated, rows: Rows, photo: tuple[ContentFile, int, int], by
) -> Moderated:
    proposal = open_proposal(record) or new_proposal(record, by)
    if not proposal.pk:
        proposal.save()
    picture = ProposedPicture.holding(photo, proposal=proposal)
    keep_file(picture)
    return write_change(
        record, {PICTURES: [*rows, row_values(picture) | {"pk": None, "proposed": picture.pk}]}, by
    )


def is_same(picture: Picture, file: ContentFile) -> bool:
    """Return whether a photograph is the one in `file`: the same upload is always
    cleaned to the same bytes.
    """
    try:
        if picture.image.size != file.size:
            return False
        with picture.image.open() as kept:
            return kept.read() == file.open().read()
    except FileNotFoundError:  # what a backup did not bring back
        return False


def keep_file(picture: Picture):
    """Save a new photograph; when its row cannot be, its file is not left behind."""
    try:
        picture.full_clean()
        picture.save()
    except Exception:
        if picture.image and picture.image._committed:
            picture.image.storage.delete(picture.image.name)
        raise


def full() -> ValidationError:
    return ValidationError(
        _("%(most)d photos au plus. Retirez-en une d’abord."), code="full", params={"most": MOST}
    )


def is_full(record: Moderated) -> bool:
    return len(current_value(record, PICTURES)) >= MOST


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
        ProposedPicture.objects.filter(pk=key[1:]).delete()
    return record


def rearrange(record: Moderated, key: str, by, arranged: Callable[[Rows, int], Rows]) -> Moderated:
    """Make the list another one, worked out on the list of this moment: two who arrange
    it at once both do. Raises NoSuchPhoto.
    """
    with changing(record):
        record = locked(record)
        rows = current_value(record, PICTURES)
        place = next((place for place, row in enumerate(rows) if photo_key(row) == key), None)
        if place is None:
            raise NoSuchPhoto(key)
        wanted = arranged(rows, place)
        return record if wanted == rows else write_change(record, {PICTURES: wanted}, by)


def moved(rows: Rows, here: int, there: int) -> Rows:
    others = rows[:here] + rows[here + 1 :]
    there = max(0, min(there, len(others)))
    return [*others[:there], rows[here], *others[there:]]


def locked(record: Moderated) -> Moderated:
    return with_proposal(type(record).objects.select_for_update(of=("self",)).get(pk=record.pk))
