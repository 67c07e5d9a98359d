"""The catalogue on the officers' desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kairouan.common.languages import base_column
from kairouan.desk.base import (
    FRONT,
    FRONT_FIELDSET,
    ModeratedAdmin,
    PhotoInline,
    RecordAdmin,
    pairs,
)
from kairouan.desk.documents import OpensDocumentsMixin
from kairouan.desk.sheets.desk import ImportsAndExports

from .facts import OTHER_MEASURES, SIZES, fact_names
from .models import Category, Collection, CollectionPhoto, Product, ProductPhoto
from .sheets import ProductSheet
from .views import product_detail


class ProductPhotoInline(PhotoInline):
    model = ProductPhoto


class CollectionPhotoInline(PhotoInline):
    model = CollectionPhoto


@admin.register(Product)
class ProductAdmin(OpensDocumentsMixin, ImportsAndExports, ModeratedAdmin):
    sheet = ProductSheet
    documents = {Product: "food_proof_file"}
    public_view = staticmethod(product_detail)
    list_display = [
        "thumbnail",
        "name",
        "workshop",
        "category",
        "technique",
        "price",
        "availability",
        "status",
        "translation_state",
    ]
    list_display_links = ["name"]
    list_filter = [
        *ModeratedAdmin.list_filter,
        "kind",
        "category",
        "technique",
        "availability",
        "price_kind",
        "food_use",
        "lining",
        FRONT,
    ]
    list_select_related = ["workshop", "category", "technique"]
    amounts = ["price"]
    autocomplete_fields = ["workshop", "category", "technique", "collection", "part_of"]
    date_hierarchy = "published_at"
    inlines = [ProductPhotoInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("kind", "category"),
                    ("workshop", "technique"),
                    *pairs(Product, "name", "description"),
                    ("collection", "part_of"),
                    "reference",
                ]
            },
        ),
        (
            _("La matière"),
            {
                "fields": [
                    ("metal", "finish"),
                    ("lining", "last_tinned_on"),
                    ("food_use", "food_proof"),
                    ("food_proof_on", "food_proof_file"),
                    "heat_sources",
                ]
            },
        ),
        (
            _("Dimensions"),
            {"fields": [tuple(fact_names(SIZES)), tuple(fact_names(OTHER_MEASURES))]},
        ),
        (
            _("L’offre"),
            {
                "fields": [
                    ("price_kind", "price", "price_unit"),
                    ("price_confirmed_on", "price_valid_until"),
                    ("availability", "is_unique"),
                    ("lead_time_days", "minimum_quantity", "is_customisable"),
                ]
            },
        ),
        FRONT_FIELDSET,
        ModeratedAdmin.publication_fieldset,
    ]


@admin.register(Collection)
class CollectionAdmin(ModeratedAdmin):
    list_display = ["thumbnail", "name", "year", "design_credit", "status", "translation_state"]
    list_display_links = ["name"]
    inlines = [CollectionPhotoInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *pairs(Collection, "name", "summary", "text", "design_credit", "occasion"),
                    "year",
                ]
            },
        ),
        ModeratedAdmin.publication_fieldset,
    ]


@admin.register(Category)
class CategoryAdmin(RecordAdmin):
    list_display = ["name", "slug", "order", "translation_state"]
    list_editable = ["order"]
    list_filter = ["translation_state"]
    search_fields = ["search_text"]
    fields = [*pairs(Category, "name"), ("slug", "order"), "written_in"]
    prepopulated_fields = {"slug": [base_column("name")]}
