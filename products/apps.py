from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kairouan.common.navigation import Entry


class ProductsConfig(AppConfig):
    name = "products"
    verbose_name = _("Catalogue")
    sections = [Entry(_("Les pièces"), "products:list", ("products:",), rank=10)]
    space_entries = [
        Entry(_("Mes pièces"), "space:product_list", ("space:product_",), rank=20, icon="pieces")
    ]
