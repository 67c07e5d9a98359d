"""The measure of everything else: a bare Django view that selects 24 rows with their
related row and shows them. No middleware, no cache.
"""

from django.http import HttpResponse
from django.template import Context, Engine
from django.urls import path

from products.models import Product

PAGE = Engine().from_string("""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>24 products</title></head><body><h1>24 products</h1>
{% for product in products %}<article><h2><a href="/{{ product.slug }}/">{{ product.name_fr }}</a></h2><p>{{ product.workshop.name_fr }}</p>
<p>{{ product.price }} · {{ product.availability }}</p></article>
{% endfor %}</body></html>""")


def bare(request):
    products = (
        Product.objects.filter(status="published")
        .select_related("workshop")
        .order_by("-published_at", "-pk")[:24]
    )
    return HttpResponse(PAGE.render(Context({"products": products})))


urlpatterns = [path("", bare)]
