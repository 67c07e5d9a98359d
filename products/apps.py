from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kairouan.common.navigation import Entry


class ProductsConfig(AppConfig):
    name = "products"
    verbose_name = _("Catalogue")
    sections = [Entry(_("Les pièces"), "products:list", ("products:", "collections:"), rank=10)]
    space_entries = [Entry(_("Mes pièces"), "pieces:list", ("pieces:",), rank=20, icon="pieces")]
