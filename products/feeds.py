"""The newest products."""

from django.urls import reverse
from django.utils.translation import gettext

from kairouan.review.feeds import LENGTH, PortalFeed, without_controls

from .models import Product


class NewProducts(PortalFeed):
    def title(self):
        return gettext("Cuivre de Kairouan : les dernières pièces")

    def subtitle(self):
        return gettext("Les pièces et les services publiés par les ateliers.")

    def link(self):
        return reverse("products:list")

    def items(self):
        return Product.objects.published().select_related("workshop").newest_first()[:LENGTH]

    def item_description(self, product):
        return without_controls(str(product.description))

    def item_author_name(self, product):
        return without_controls(str(product.workshop.name))
