"""Results of the programme on the officers' desk: support, jobs, placements and
their follow-up, fairs, what came of an action.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kairouan.common.languages import columns
from kairouan.desk.base import RecordAdmin, StackedInline, TableInline, pairs

from ..models import ActionOutcome, FairPresence, Job, Support, TurnoverSurvey


class SupportInline(StackedInline):
    """On the page of an action."""

    model = Support
    extra = 0
    fields = [
        ("kind", "axis", "given_on"),
        ("workshop", "artisan", "body", "provider"),
        *pairs(Support, "what"),
        ("value", "is_in_use", "checked_on"),
    ]
    autocomplete_fields = ["workshop", "artisan", "body", "provider"]
    classes = ["collapse"]


class FairPresenceInline(TableInline):
    """On the page of an action that is a fair."""

    model = FairPresence
    extra = 0
    fields = ["workshop", "contacts", "orders", "orders_value"]
    autocomplete_fields = ["workshop"]
    classes = ["collapse"]


class OutcomeInline(TableInline):
    """On the page of an action."""

    model = ActionOutcome
    extra = 0
    fields = ["product", "collection", "on_sale_since"]
    autocomplete_fields = ["product", "collection"]
    classes = ["collapse"]


@admin.register(Support)
class SupportAdmin(RecordAdmin):
    list_display = [
        "what",
        "kind",
        "beneficiary",
        "given_on",
        "value",
        "is_in_use",
        "translation_state",
    ]
    list_filter = ["kind", "axis", "is_in_use", "translation_state"]
    list_select_related = ["workshop", "artisan", "body"]
    amounts = ["value"]
    exceptions = {"is_in_use": False}
    search_fields = [
        *columns("what"),
        "workshop__search_text",
        "artisan__search_text",
        *columns("body__name"),
    ]
    date_hierarchy = "given_on"
    autocomplete_fields = ["action", "workshop", "artisan", "body", "provider"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("kind", "axis"),
                    *pairs(Support, "what"),
                    ("given_on", "action"),
                    "provider",
                ]
            },
        ),
        (
            _("Pour qui"),
            {
                "fields": [("workshop", "artisan", "body")],
                "description": _("Un seul : un atelier, une personne ou un organisme."),
            },
        ),
        (_("Équipement"), {"fields": [("value", "is_in_use", "checked_on")]}),
        (
            _("Avant, après"),
            {"fields": [*pairs(Support, "before", "after"), "written_in"], "classes": ["collapse"]},
        ),
    ]

    @admin.display(description=_("pour"))
    def beneficiary(self, support):
        return support.workshop or support.artisan or support.body


@admin.register(Job)
class JobAdmin(RecordAdmin):
    list_display = [
        "workshop",
        "kind",
        "sex",
        "age_band",
        "is_new",
        "is_formal",
        "share_of_time",
        "since",
        "until",
    ]
    list_filter = ["kind", "sex", "age_band", "is_new", "is_formal", "axis"]
    list_select_related = ["workshop"]
    search_fields = ["workshop__search_text"]
    date_hierarchy = "since"
    autocomplete_fields = ["workshop", "action"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("workshop", "action"),
                    ("kind", "axis"),
                    ("since", "until"),
                    ("is_new", "is_formal", "share_of_time"),
                ]
            },
        ),
        (
            _("Qui l’occupe"),
            {
                "fields": [("sex", "age_band")],
                "description": _("Sans nom : le sexe et l’âge suffisent aux chiffres."),
            },
        ),
    ]


@admin.register(FairPresence)
class FairPresenceAdmin(RecordAdmin):
    list_display = ["workshop", "action", "contacts", "orders", "orders_value"]
    list_filter = ["action__axis"]
    list_select_related = ["workshop", "action"]
    amounts = ["orders_value"]
    search_fields = ["workshop__search_text", "action__search_text"]
    date_hierarchy = "action__starts_on"
    autocomplete_fields = ["workshop", "action"]
    fields = [("action", "workshop"), ("contacts", "orders", "orders_value")]


@admin.register(ActionOutcome)
class OutcomeAdmin(RecordAdmin):
    list_display = ["__str__", "action", "on_sale_since"]
    list_filter = ["action__axis"]
    list_select_related = ["product", "collection", "action"]
    search_fields = ["product__search_text", "collection__search_text", "action__search_text"]
    date_hierarchy = "on_sale_since"
    autocomplete_fields = ["product", "collection", "action"]
    fields = ["action", ("product", "collection"), "on_sale_since"]


@admin.register(TurnoverSurvey)
class TurnoverSurveyAdmin(RecordAdmin):
    list_display = ["workshop", "year", "turnover", "exports"]
    list_filter = ["year"]
    list_select_related = ["workshop"]
    amounts = ["turnover", "exports"]
    search_fields = ["workshop__search_text"]
    autocomplete_fields = ["workshop"]
    fields = [("workshop", "year"), ("turnover", "exports")]
