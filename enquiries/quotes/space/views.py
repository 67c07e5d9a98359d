"""Requests for quotation of a member's workshops: the list, and a part to answer."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from kairouan.accounts.access import kept_post
from kairouan.accounts.access_log import AccessKind, log_reading
from kairouan.common.submissions import TAKEN_ONCE, sent_once
from kairouan.search.filters import ROWS_PER_PAGE, page_of
from kairouan.space.members import for_members
from workshops.models import Workshop

from ..answering import answer_page, buyer_photo, note_seen
from ..models import Part
from .lists import sorted_for_member


def get_part_or_404(request, number: int) -> Part:
    """A part of a workshop this person keeps; for anyone else it does not exist.

    What an officer reads of a buyer is written in the log.
    """
    member = request.member
    parts = Part.objects.managed_by(member.artisan).select_related("request", "workshop")
    part = get_object_or_404(parts, pk=number)
    if member.acts_for_other:
        log_reading(AccessKind.READ, request, model=Part._meta.label_lower, number=part.pk)
    return part


@for_members
def request_list(request):
    """List the parts, those that wait first.

    The same statements whatever their number.
    """
    artisan = request.member.artisan
    page = page_of(sorted_for_member(artisan), request.GET.get("page"), ROWS_PER_PAGE)
    context = {
        "page_obj": page,
        "parts": list(page.object_list),
        "has_several": Workshop.objects.managed_by(artisan).count() > 1,
        "known_query": "",
    }
    if request.member.acts_for_other:
        log_reading(AccessKind.LISTED, request, model=Part._meta.label_lower)
    return render(request, "space/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
@sent_once(TAKEN_ONCE)
def request_part(request, number):
    part = get_part_or_404(request, number)
    return answer_page(request, part, "space/request.html", typed=kept_post(request))


@require_POST
@for_members
def request_seen(request, number):
    """Note that the workshop saw the request; an officer who acts for it is not it."""
    part = get_part_or_404(request, number)
    if request.member.acts_for_other:
        raise Http404
    return note_seen(part)


@require_http_methods(["GET", "HEAD"])
@for_members
def request_photo(request, number):
    return buyer_photo(get_part_or_404(request, number).request)
