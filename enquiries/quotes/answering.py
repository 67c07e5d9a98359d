"""The page on which a workshop answers a part of a request: the same in its space and
by its private link.
"""

from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from kairouan.common.phones import whatsapp_address
from kairouan.common.submissions import once

from .answer_forms import FORMS, StepForm
from .models import Part, QuoteLine, QuoteRequest, Reply, RequestState
from .steps import mark_seen

SAME_PAGE = "./"  # said this way, what is kept of a sending holds no secret
MOST_EVENTS = 50  # of an exchange, the last ones
REFUSED = 422


def answer_page(request, part: Part, template: str, typed=None, **context) -> HttpResponse:
    """Show a part, or take a step of its workshop. What was typed comes back with every
    refusal; `typed` is what the end of a session interrupted.
    """
    sent = request.method == "POST"
    typed = request.POST if sent else typed or {}
    forms = forms_of(part, typed, without_session=context.get("without_session", False))
    chosen = forms.get(typed.get("choice", ""))
    if sent and chosen and chosen.is_valid():
        try:
            return redirect(once(request, lambda: take(chosen)))
        except ValidationError as error:
            chosen.refuse(error)
    prefetch_related_objects(
        [part.request],
        Prefetch("lines", QuoteLine.objects.select_related("product")),
        "parts",
    )
    open_request = part.request.state == RequestState.OPEN
    context |= {
        "part": part,
        "lines": part.own_lines,
        "events": list(part.events.order_by("-created_at", "-pk")[:MOST_EVENTS])[::-1],
        "ways": ways_to_reach(part),
        "open_request": open_request,
        "forms": {
            key: form
            for key, form in forms.items()
            if form is chosen or (open_request and part.state in form.states)
        },
        "chosen": chosen,
        "without_session": context.get("without_session", False),
    }
    return render(request, template, context, status=REFUSED if sent else 200)


def forms_of(part: Part, typed, without_session: bool) -> dict[str, StepForm]:
    """Make the forms of the page, by key; what was typed is in the one sent."""
    return {
        key: form(
            typed if typed.get("choice") == key else None,
            part=part,
            without_session=without_session,
        )
        for key, form in FORMS.items()
    }


def take(form: StepForm) -> str:
    form.take()
    return SAME_PAGE


def ways_to_reach(part: Part) -> list[tuple[str, str]]:
    """The ways to reach the buyer, each with its address to tap; the one they asked for
    first. What is written for the workshop is in the buyer's language.
    """
    request = part.request
    with translation.override(request.language):
        said = _("Bonjour, je vous écris au sujet de votre demande de prix %(number)s.")
        text = said % {"number": request.number}
    found = []
    if request.phone:
        found += [
            (Reply.PHONE, f"tel:{request.phone}"),
            (Reply.WHATSAPP, whatsapp_address(text, request.phone)),
        ]
    if request.email:
        body = quote(text, safe="")
        found.append((Reply.EMAIL, f"mailto:{request.email}?subject={request.number}&body={body}"))
    return sorted(found, key=lambda way: way[0] != request.reply_by)


def note_seen(part: Part) -> HttpResponse:
    """Note that the page was shown: its script says so, a reading alone never does."""
    mark_seen(part)
    return HttpResponse(status=204)


def buyer_photo(request: QuoteRequest) -> FileResponse:
    """The picture or plan of the buyer: a picture in the page, a plan to be saved."""
    photo, name = request.photo, request.photo.name or ""
    if not name or not photo.storage.exists(name):
        raise Http404
    suffix = name.rpartition(".")[2]
    return FileResponse(
        photo.open("rb"), as_attachment=suffix == "pdf", filename=f"{request.number}.{suffix}"
    )
