"""Routes without a language: the root, short addresses, robots.txt."""

import datetime

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from django.views.decorators.http import require_safe

from kairouan.common.languages import CODES
from kairouan.common.requested_language import preferred_language
from products.models import Product

# How long a security.txt is believed; the one that is asked for later says a later day
SAID_FOR = datetime.timedelta(days=90)


@require_safe
def entrance(request):
    """Send the reader to the home page in a language of theirs."""
    with override(preferred_language(request)):
        response = HttpResponseRedirect(reverse("portal:home"))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def short_address(request, number):
    """Send the reader of a label, a QR code or a message to the product of that number,
    in a language of theirs.
    """
    product = get_object_or_404(Product.objects.published().only("slug"), pk=number)
    with override(preferred_language(request)):
        response = HttpResponseRedirect(product.get_absolute_url())
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def security_contact(request):
    """Say where a fault of security is told (RFC 9116), when the settings do."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = timezone.now() + SAID_FOR
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until:%Y-%m-%dT00:00:00Z}",
        f"Preferred-Languages: {', '.join(CODES)}, en",
        f"Canonical: {request.build_absolute_uri(reverse('security_contact'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def robots(request):
    lines = [
        "User-agent: *",
        *(f"Disallow: /{code}/admin/" for code in CODES),
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
