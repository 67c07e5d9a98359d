"""The newest pieces."""

from django.urls import reverse
from django.utils.translation import gettext

from kairouan.common.feeds import LENGTH, PortalFeed, without_controls

from .models import Product


class NewPieces(PortalFeed):
    def title(self):
        return gettext("Cuivre de Kairouan : les dernières pièces")

    def subtitle(self):
        return gettext("Les pièces et les services publiés par les ateliers.")

    def link(self):
        return reverse("products:list")

    def items(self):
        return Product.objects.published().select_related("workshop").newest_first()[:LENGTH]

    def item_description(self, piece):
        return without_controls(str(piece.description))

    def item_author_name(self, piece):
        return without_controls(str(piece.workshop.name))
