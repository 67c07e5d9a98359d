"""The screens that every record of the space has, declared once for each kind: preview,
sending, giving up, photographs.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from kairouan.photos.uploads import takes_photos
from kairouan.review.moderation import Moderated
from kairouan.review.previews import preview

from .members import for_members, forget_change, send_for_review
from .photo_screens import Screens, arrange, photo_screen, photos


@dataclass(frozen=True)
class RecordScreens:
    """Screens of one kind of record that a member keeps; their addresses begin with
    `base`, which takes its `number`.
    """

    of: str  # what the names of their addresses begin with
    base: str
    kept: Callable[..., Moderated]  # of a request and a number; raises Http404
    address: Callable[[int], str]  # the screen they come from, and go back to

    def publication(self, public_view: Callable[..., HttpResponse]) -> list[URLPattern]:
        """Its page before it is public, sending it to be read, giving up what waits."""

        @for_members
        def preview_screen(request, number):
            return preview(request, self.kept(request, number), public_view, self.address(number))

        @require_POST
        @for_members
        def forget(request, number):
            return forget_change(request, self.kept(request, number), self.address(number))

        return [
            path(f"{self.base}apercu/", preview_screen, name=f"{self.of}_preview"),
            *self.sending(),
            path(f"{self.base}abandonner/", forget, name=f"{self.of}_forget"),
        ]

    def sending(self) -> list[URLPattern]:
        @require_POST
        @for_members
        def send(request, number):
            return send_for_review(request, self.kept(request, number), self.address(number))

        return [path(f"{self.base}envoyer/", send, name=f"{self.of}_send")]

    def photographs(self) -> list[URLPattern]:
        """Its photographs: the list, their order, one of them."""

        def screens(request, number) -> Screens:
            return Screens(self.kept(request, number), self.of, self.address(number))

        @takes_photos
        @for_members
        def all_photos(request, number):
            return photos(request, screens(request, number))

        @require_POST
        @for_members
        def arrange_photos(request, number):
            return arrange(request, screens(request, number))

        @for_members
        def one_photo(request, number, key):
            return photo_screen(request, screens(request, number), key)

        base, of = f"{self.base}photos/", self.of
        return [
            path(base, all_photos, name=f"{of}_photos"),
            path(f"{base}ranger/", arrange_photos, name=f"{of}_photos_arrange"),
            path(f"{base}<slug:key>/", one_photo, name=f"{of}_photo"),
        ]
