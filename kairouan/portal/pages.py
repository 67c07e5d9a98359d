"""The long texts."""

from django.shortcuts import get_object_or_404, render

from artisans.models import Technique
from kairouan.publication.page_cache import public_page

from .margins import margin_of
from .models import Page
from .tiles import tiles_of


@public_page
def page(request, key):
    entry = get_object_or_404(Page.objects.published(), key=key)
    seen = Technique.objects.published() if key == Page.Key.HISTORY else Technique.objects.none()
    context = {
        "page": entry,
        "tiles": tiles_of(list(seen)),
        "margin": margin_of(key),
        "shows_services": key == Page.Key.CARE,
        "crumbs": [(entry.title, "")],
    }
    return render(request, "portal/page.html", context)
