"""The long texts."""

from django.shortcuts import get_object_or_404, render

from kairouan.publication.page_cache import public_page

from .models import Page


@public_page
def page(request, key):
    entry = get_object_or_404(Page.objects.published(), key=key)
    crumbs = [(entry.title, "")]
    return render(request, "portal/page.html", {"page": entry, "crumbs": crumbs})
