"""The screens of photographs, on any record that has some."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kairouan.accounts.access import kept_post
from kairouan.photos.base import Photo
from kairouan.photos.cleaning import MOST_BYTES, clean_photo
from kairouan.photos.uploads import count_one, too_heavy
from kairouan.review.moderation import Moderated
from kairouan.review.proposals import with_proposal

from .members import saved_text
from .photo_forms import PhotoForm
from .photos import (
    MOST,
    NoSuchPhoto,
    add_photo,
    describe,
    full,
    is_full,
    make_main,
    move_down,
    move_to,
    move_up,
    photo_of,
    photos_of,
    remove_photo,
)

LONGEST_NAME = 60  # characters of a file's name that are shown


@dataclass(frozen=True)
class Screens:
    """Screens where the photos of one record are arranged: the names of the addresses,
    and of the screen they come from.
    """

    record: Moderated
    of: str  # what the names of their addresses begin with
    back: str  # an address

    @property
    def all(self) -> str:
        return reverse(f"space:{self.of}_photos", args=[self.record.pk])

    @property
    def arrange(self) -> str:
        return reverse(f"space:{self.of}_photos_arrange", args=[self.record.pk])

    def of_one(self, key: str) -> str:
        return reverse(f"space:{self.of}_photo", args=[self.record.pk, key])


@dataclass(frozen=True)
class RefusedFile:
    """One file that was not taken, and why."""

    name: str
    sentence: str


def photos(request, screens: Screens) -> HttpResponse:
    """Show the photographs; or take new ones, each answered on its own: those that are
    accepted are kept though another is refused.
    """
    record = with_proposal(screens.record)
    if request.method != "POST":
        return photo_list_screen(request, record, screens)
    added, refused = 0, [RefusedFile("", sentence) for sentence in wrong_with(request)]
    for file in [] if refused else request.FILES.getlist("photos"):
        try:
            record = add_uploaded_photo(request, record, file)
            added += 1
        except ValidationError as error:
            refused.append(RefusedFile(short(file.name), " ".join(error.messages)))
    if request.accepts("text/html"):
        return upload_response(request, record, screens, added, refused)
    return told_to_the_script(added, refused)


def wrong_with(request) -> list[str]:
    """List the errors of an upload as a whole."""
    if request.too_heavy:
        return [too_heavy()]
    if not request.FILES.getlist("photos"):
        return [_("Choisissez d’abord une photo.")]
    return []


def add_uploaded_photo(request, record: Moderated, file) -> Moderated:
    """Clean one file and put it with the others. Raises ValidationError."""
    if is_full(record):
        raise full()
    count_one(request.user)
    photo = clean_photo(file)
    with request.member.revision():
        return add_photo(record, photo, by=request.member.user)


def short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 10]}…{name[-9:]}"


def upload_response(
    request, record, screens: Screens, added: int, refused: list[RefusedFile]
) -> HttpResponse:
    if added:
        count = ngettext("%(count)d photo ajoutée.", "%(count)d photos ajoutées.", added) % {
            "count": added
        }
        messages.success(request, f"{count} {saved_text(record)}")
    if not refused:
        return redirect(screens.all)
    return photo_list_screen(
        request, record, screens, refused, status=413 if request.too_heavy else 422
    )


def told_to_the_script(added: int, refused: list[RefusedFile]) -> JsonResponse:
    answer = {
        "added": added,
        "refused": [{"name": file.name, "sentence": file.sentence} for file in refused],
    }
    return JsonResponse(answer, status=422 if refused else 201)


def photo_list_screen(
    request, record, screens: Screens, refused: Sequence[RefusedFile] = (), status: int = 200
) -> HttpResponse:
    photos = photos_of(record)
    for photo in photos:
        photo.address = screens.of_one(photo.key)
    context = {
        "record": record,
        "photos": photos,
        "screens": screens,
        "refused": refused,
        "most": MOST,
        "is_full": len(photos) >= MOST,
        "most_bytes": MOST_BYTES,
    }
    response = render(request, "space/photos.html", context, status=status)
    patch_vary_headers(response, ["Accept"])
    return response


MOVES = {"up": move_up, "down": move_down, "main": make_main, "remove": remove_photo}


def arrange(request, screens: Screens) -> HttpResponse:
    """One move of one photograph: `move` is "up:12".

    Dropped somewhere, it is "to:12" with its `place`, counted from 0.
    """
    move, _colon, key = request.POST.get("move", "").partition(":")
    place = request.POST.get("place", "")
    by = request.member.user
    try:
        with request.member.revision():
            if move in MOVES:
                record = MOVES[move](screens.record, key, by)
            elif move == "to" and place.isascii() and place.isdigit() and len(place) < 4:
                record = move_to(screens.record, key, by, int(place))
            else:
                raise ValidationError(_("Choisissez ce qu’il faut faire de la photo."))
    except NoSuchPhoto:
        messages.error(request, _("Cette photo n’est plus là."))
        return redirect(screens.all)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(screens.all)
    if move == "remove":
        removed = _("Photo retirée.")
        messages.success(request, f"{removed} {saved_text(record)}")
        return redirect(screens.all)
    return redirect(f"{screens.all}#photo-{key}")


def photo_screen(request, screens: Screens, key: str) -> HttpResponse:
    """Screen of one photograph: its alternative text and its focus."""
    record = with_proposal(screens.record)
    photo = get_photo_or_404(record, key)
    sent = request.method == "POST"
    form = PhotoForm(request.POST if sent else kept_post(request), instance=photo)
    if (
        sent
        and form.is_valid()
        and (not form.changed_something or described(request, record, key, form))
    ):
        return redirect(screens.of_one(key) if form.was_tapped else screens.all)
    shown_now = get_photo_or_404(record, key)  # the form has laid what was typed over the other one
    context = {"form": form, "photo": shown_now, "record": record, "back": screens.all}
    return render(request, "space/photo.html", context, status=422 if sent else 200)


def described(request, record, key: str, form: PhotoForm) -> bool:
    try:
        with request.member.revision():
            record = describe(record, key, request.member.user, form.values)
    except NoSuchPhoto:
        form.add_error(None, _("Cette photo n’est plus là."))
        return False
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(request, saved_text(record))
    return True


def get_photo_or_404(record, key: str) -> Photo:
    try:
        return photo_of(record, key)
    except NoSuchPhoto as none:
        raise Http404 from none
