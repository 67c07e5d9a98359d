"""Recordings as readers fetch them: a file is given while the page it belongs to may
play it, and not a moment longer. It is asked for again each time it is heard: that is
seldom, and what a family takes back is silent at once.
"""

from csp.decorators import csp_exempt
from django.http import Http404
from django.views.decorators.http import require_safe

from kairouan.common.stored_files import answer_stored_file
from kairouan.publication.edition import cached_for_edition, current_edition, of_edition

from .base import TYPES, WEBM, every_sound_model


# a policy says nothing of a sound
@csp_exempt()  # type: ignore[arg-type] # it takes a view with arguments, too
@require_safe
def serve_sound(request, stem, suffix):
    """One file of a recording: `stem` is its name, `suffix` says which of the two."""
    with of_edition(current_edition()):
        is_public = cached_for_edition("sound", (stem,), lambda: is_shown(stem), nothing_too=False)
    if not (is_public or prepares(request.user, stem)):
        raise Http404
    response = answer_stored_file(request, f"sounds/{stem}{suffix}")
    response.headers["Content-Type"] = TYPES[suffix].partition(";")[0]
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def prepares(user, stem: str) -> bool:
    """Return whether this user may hear an unpublished recording: officers may, and
    members those of their records, or that they sent.
    """
    if user.is_staff:
        return True
    if not user.is_authenticated:
        return False
    return any(
        model.objects.seen_by(user).filter(audio=f"sounds/{stem}{WEBM}").exists()
        for model in every_sound_model()
    )


def is_shown(stem: str) -> bool:
    """Return whether a page may play the recording today. One statement a kind at
    most.
    """
    return any(
        model.objects.public().filter(audio=f"sounds/{stem}{WEBM}").exists()
        for model in every_sound_model()
    )
