"""The long texts."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kairouan.common.models import Page


@require_safe
def page(request, key):
    entry = get_object_or_404(Page.objects.published(), key=key)
    crumbs = [(_("Accueil"), reverse("portal:home")), (entry.title, "")]
    return render(request, "portal/page.html", {"page": entry, "crumbs": crumbs})
