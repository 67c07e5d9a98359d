"""Photographs as readers fetch them: a file is given while the page it belongs to may
show it, and not a moment longer.

An address never seen before tells nothing (it is drawn at random), but it may have been
kept: a portrait whose consent is withdrawn, a product taken off the site, stop being
served. What hangs on a person's consent is asked for again each time; the rest may be
kept for a day.
"""

from csp.decorators import csp_exempt
from django.http import Http404
from django.views.decorators.http import require_safe

from kairouan.common.stored_files import answer_stored_file
from kairouan.publication.edition import cached_for_edition, current_edition, of_edition

from .base import every_photo_model

A_DAY = 86_400  # seconds
BY_PUBLICATION, BY_CONSENT = "publication", "consent"


# a policy says nothing of a picture, and a list sends it twenty times
@csp_exempt()  # type: ignore[arg-type] # it takes a view with arguments, too
@require_safe
def serve_photo(request, stem, suffix):
    """One file of a photograph: `stem` is that of the photograph itself, `suffix` the
    rest of the file's name.
    """
    with of_edition(current_edition()):
        ground = cached_for_edition(
            "photograph", (stem,), lambda: shown_by(stem), nothing_too=False
        )
    if not ground and not prepares(request.user, stem):
        raise Http404
    response = answer_stored_file(request, f"photos/{stem}{suffix}")
    response.headers["Cache-Control"] = (
        f"public, max-age={A_DAY}" if ground == BY_PUBLICATION else "private, no-cache"
    )
    return response


def prepares(user, stem: str) -> bool:
    """Return whether this user may see an unpublished photograph: officers may, and
    members those of their records. One statement.
    """
    if user.is_staff:
        return True
    if not user.is_authenticated:
        return False
    first, *others = (
        model.objects.seen_by(user).filter(image=f"photos/{stem}.jpg").order_by().values("pk")
        for model in every_photo_model()
    )
    return first.union(*others, all=True).exists()


def shown_by(stem: str) -> str:
    """Return the ground on which the photograph is public: publication alone, or a
    person's consent too; "" when it is not. One statement a kind at most.
    """
    name = f"photos/{stem}.jpg"
    for model in every_photo_model():
        if model.objects.public().filter(image=name).exists():
            return BY_CONSENT if model.hangs_on_consent else BY_PUBLICATION
    return ""
