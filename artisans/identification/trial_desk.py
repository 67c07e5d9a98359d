"""Blind trials on the desk: their pictures with what is true of them, the links of who
answers, the opening and the closing.
"""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.states import of_states
from kairouan.desk.base import OnlyRead, RecordAdmin, TableInline, thumbnail_of

from .characters import RECORDED, told_answers
from .models import Trial, TrialAnswer, TrialPhoto, TrialReader
from .trials import close_trial, open_trial

STEPS = {
    "ouvrir": (
        open_trial,
        _("Ouvrir l’essai"),
        _("Les personnes répondent à partir de maintenant, et les images ne changent plus."),
    ),
    "clore": (
        close_trial,
        _("Clore l’essai"),
        _(
            "Plus aucune réponse n’est prise, la page de la clé publie le résultat, et rien de "
            "l’essai ne change plus."
        ),
    ),
}


class UntilInline(TableInline):
    """Rows that are typed until a moment of the trial's life, and read afterwards."""

    extra = 0
    until: str  # the column of that moment

    def is_typed(self, trial: Trial | None) -> bool:
        return trial is None or getattr(trial, self.until) is None

    def has_add_permission(self, request, obj=None):
        return self.is_typed(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return self.is_typed(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.is_typed(obj) and super().has_delete_permission(request, obj)


class TrialPhotoInline(UntilInline):
    until = "opened_at"
    model = TrialPhoto
    fields = ["preview", "image", "technique", "is_foreign"]
    readonly_fields = ["preview"]

    @admin.display(description=_("aperçu"))
    def preview(self, photo):
        return thumbnail_of(photo)


class TrialReaderInline(UntilInline):
    """Each has a link of their own, to be given to them alone."""

    until = "closed_at"
    model = TrialReader
    fields = ["kind", "link", "answered"]
    readonly_fields = ["link", "answered"]

    def get_formset(self, request, obj=None, **kwargs):
        self.request = request  # an inline is made for one request
        return super().get_formset(request, obj, **kwargs)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(count_answered=Count("answers"))

    @admin.display(description=_("lien à lui donner"))
    def link(self, reader):
        if reader.pk is None:
            return gettext("une fois enregistré")
        address = self.request.build_absolute_uri(reverse("artisans:trial", args=[reader.token]))
        return format_html('<a href="{0}" dir="ltr">{0}</a>', address)

    @admin.display(description=_("réponses"))
    def answered(self, reader):
        return getattr(reader, "count_answered", 0)


def row_count(model, path: str) -> Coalesce:
    """Count the rows of a model that each trial has: a statement within the statement,
    since several joins would multiply each other.
    """
    rows = model.objects.filter(**{path: OuterRef("pk")}).order_by()
    return Coalesce(Subquery(rows.values(path).annotate(n=Count("pk")).values("n")), 0)


class TrialAdmin(RecordAdmin):
    change_form_template = "admin/identification/trial/change_form.html"
    list_display = [
        "__str__",
        "opened_at",
        "closed_at",
        "photos_counted",
        "readers_counted",
        "answers_counted",
    ]
    list_filter = ["opened_at", "closed_at"]
    fields = readonly_fields = ("opened_at", "closed_at", "answers_offered")
    inlines = [TrialPhotoInline, TrialReaderInline]

    def get_queryset(self, request):
        counts = {
            "count_photos": row_count(TrialPhoto, "trial"),
            "count_readers": row_count(TrialReader, "trial"),
            "count_answers": row_count(TrialAnswer, "reader__trial"),
        }
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description=_("images"))
    def photos_counted(self, trial):
        return trial.count_photos

    @admin.display(description=_("personnes"))
    def readers_counted(self, trial):
        return trial.count_readers

    @admin.display(description=_("réponses"))
    def answers_counted(self, trial):
        return trial.count_answers

    @admin.display(description=_("réponses proposées"))
    def answers_offered(self, trial):
        """The answers that the trial keeps, each with its drawing."""
        if not trial.states:
            return gettext("Celles de la clé, telles qu’elles sont le jour où l’essai s’ouvre.")
        with of_states(trial.seen_states):
            asked = [(character, states) for character in RECORDED if (states := character.states)]
            return render_to_string("admin/identification/trial/_states.html", {"asked": asked})

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or obj.closed_at is None
        )

    def has_delete_permission(self, request, obj=None):
        """A trial once opened is kept, whatever came of it."""
        return super().has_delete_permission(request, obj) and (
            obj is None or obj.opened_at is None
        )

    def may_return(self, request, trial):
        """A former version is for a trial that is still prepared: afterwards it would
        change what was tried.
        """
        return super().may_return(request, trial) and trial.opened_at is None

    def save_model(self, request, trial, form, change):
        """Nothing of the trial itself is typed: one who closes it meanwhile is not
        written over.
        """
        trial.save(update_fields=["updated_at"] if change else None)

    def get_urls(self):
        step = self.admin_site.admin_view(self.step_view)
        return [
            path("<path:object_id>/etape/<slug:step>/", step, name="identification_trial_step"),
            *super().get_urls(),
        ]

    def step_view(self, request, object_id, step):
        """Says what the step does, and takes it."""
        trial = self.get_object(request, object_id)
        if trial is None or step not in STEPS:
            raise Http404
        if not self.has_change_permission(request, trial):
            raise PermissionDenied
        take, title, meaning = STEPS[step]
        if request.method == "POST":
            try:
                take(trial, request.user)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                self.log_change(request, trial, str(title))
            return redirect("admin:identification_trial_change", trial.pk)
        context = self.admin_site.each_context(request) | {
            "title": title,
            "meaning": meaning,
            "opts": self.opts,
            "original": trial,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/identification/trial/step.html", context)


class TrialAnswerAdmin(OnlyRead, admin.ModelAdmin):
    """The answers of closed trials, one by one: what the published figures are counted
    from.
    """

    list_display = ["photo", "reader", "first", "named", "truth_place", "what_was_seen"]
    list_display_links = None
    list_filter = ["reader__trial", "reader__kind", "photo__technique"]
    list_select_related = ["photo__technique", "reader__trial", "first"]
    list_per_page = 100

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .filter(reader__trial__in=Trial.objects.closed().order_by())
        )

    @admin.display(description=_("ce qui a été vu"))
    def what_was_seen(self, answer):
        """In the words that the trial kept: they may have changed since."""
        with of_states(answer.reader.trial.seen_states):
            return " · ".join(told_answers(answer.seen)) or "—"
