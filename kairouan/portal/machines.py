"""Routes without a language: the root, short addresses, robots.txt."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from django.views.decorators.http import require_safe

from kairouan.common.languages import CODES
from kairouan.common.requested_language import preferred_language
from products.models import Product


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
def robots(request):
    lines = [
        "User-agent: *",
        *(f"Disallow: /{code}/admin/" for code in CODES),
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
