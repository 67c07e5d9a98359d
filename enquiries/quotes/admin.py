"""Requests for quotation on the officers' desk: what waits, who was asked, what each
answered.
"""

import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, Count, F, Prefetch, Q, When
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from kairouan.common.submissions import once, secret_of
from kairouan.desk.documents import OpensDocumentsMixin, document_link
from kairouan.desk.steps import ChangesBySteps

from . import steps
from .announcing import announce_parts
from .desk_forms import OfficerAnswerForm, PassOnForm, TranslationForm
from .figures import (
    A_WEEK,
    REMINDED_AFTER,
    answer_figures,
    answer_total,
    unanswered_by_age,
    waiting_since,
)
from .messages import language_of, link_and_message, opening_with, whatsapp_channels
from .models import (
    ANSWERED_WITHIN,
    PREFIX,
    WAITING,
    Author,
    Part,
    PartEvent,
    PartState,
    QuoteLine,
    QuoteRequest,
    RequestState,
)
from .sharing import proposed_for


class WaitingFilter(admin.SimpleListFilter):
    """Filter by how long a part has waited, or by what the team holds."""

    title = _("sans réponse")
    parameter_name = "sans-reponse"
    TEAM = "equipe"
    TRANSLATE = "traduire"
    LEAST = {
        "0": datetime.timedelta(0),
        "3": REMINDED_AFTER,
        "7": A_WEEK,
        "21": ANSWERED_WITHIN,
    }

    def lookups(self, request, model_admin):
        return [
            ("0", _("en attente, depuis peu ou longtemps")),
            ("3", _("depuis trois jours")),
            ("7", _("depuis sept jours")),
            ("21", _("depuis vingt et un jours")),
            (self.TEAM, _("à partager par l’équipe")),
            (self.TRANSLATE, _("à traduire")),
        ]

    def queryset(self, request, queryset):
        return self.narrow(queryset, self.value() or "")

    @classmethod
    def narrow(cls, requests, value: str):
        """The requests of this choice; all of them for none."""
        if value == cls.TEAM:
            team = Part.objects.waiting().filter(workshop=None)
            return requests.filter(pk__in=team.values("request"))
        if value == cls.TRANSLATE:
            asked = PartEvent.objects.exclude(translation_asked_at=None)
            of_events = Q(pk__in=asked.values("part__request"))
            return requests.filter(Q(translation_asked_at__isnull=False) | of_events)
        least = cls.LEAST.get(value)
        return requests if least is None else requests.filter(waits__lte=timezone.now() - least)


class RequestList(ChangeList):
    """The list of requests; unless asked otherwise it stands by what waits."""

    def get_ordering_field_columns(self):
        asked = super().get_ordering_field_columns() if ORDER_VAR in self.params else {}
        return asked or {self.list_display.index("waiting"): "asc"}


@admin.register(QuoteRequest)
class QuoteRequestAdmin(OpensDocumentsMixin, ChangesBySteps):
    """Requests, their parts, what was said about each."""

    reference_prefix, file_name = PREFIX, "demandes"

    documents = {QuoteRequest: "photo"}
    list_display = ["reference", "state", "name", "answers", "waiting", "sent"]
    list_filter = ["state", WaitingFilter, "buyer"]
    date_hierarchy = "created_at"
    search_fields = ["number", "name", "phone", "email", "text"]
    actions = ["release_selection", "refuse_selection"]
    written = [
        "language",
        "created_at",
        "name",
        "phone",
        "email",
        "reply_by",
        "buyer",
        "place",
        "wanted_on",
        "text",
        "translation",
        "attached",
        "purge_on",
    ]
    readonly_fields = ["number", "state", "closed_at", "outcome", *written]
    fieldsets = [
        (None, {"fields": [("number", "state", "closed_at"), "outcome", "notes"]}),
        (_("La demande"), {"fields": [*written]}),
    ]

    def get_ordering(self, request):
        """What is held first, then what has waited the longest, then the latest."""
        held = Case(When(state=RequestState.HELD, then=0), default=1)
        return [held, F("waits").asc(nulls_last=True), "-created_at", "-pk"]

    def get_changelist(self, request, **kwargs):
        return RequestList

    def get_queryset(self, request):
        found = self.model._default_manager.annotate(
            waits=waiting_since(),
            asked=Count("parts", filter=~Q(parts__state=PartState.PASSED_ON)),
            answered=Count("parts", filter=~Q(parts__state__in=(*WAITING, PartState.PASSED_ON))),
        )
        return found.order_by(*self.get_ordering(request))

    @admin.display(description=_("image ou plan"))
    def attached(self, asked):
        return document_link(asked) if asked.photo else "—"

    @admin.display(description=_("réponses"))
    def answers(self, asked):
        counts = {"answered": asked.answered, "asked": asked.asked}
        said = gettext("%(answered)d sur %(asked)d") % counts
        return format_html('<span class="nowrap">{}</span>', said)

    @admin.display(description=_("référence"), ordering="number")
    def reference(self, asked):
        return format_html('<bdi class="nowrap" dir="ltr">{}</bdi>', asked.number)

    @admin.display(description=pgettext_lazy("demande", "envoyée"), ordering="created_at")
    def sent(self, asked):
        return date_format(timezone.localtime(asked.created_at), "SHORT_DATE_FORMAT")

    @admin.display(description=_("attend"), ordering="waits")
    def waiting(self, asked):
        return timesince(asked.waits, depth=1) if asked.waits else "—"

    # The list

    def changelist_view(self, request, extra_context=None):
        figures = {"figures_address": self.address("figures")}
        return super().changelist_view(request, figures | (extra_context or {}))

    @admin.action(description=_("Envoyer aux ateliers (retenues)"), permissions=["change"])
    def release_selection(self, request, queryset):
        self.take_selection(
            request,
            queryset,
            partial(self.release, request),
            gettext("Demandes envoyées : %(count)d"),
        )

    @admin.action(description=_("Écarter (retenues)"), permissions=["change"])
    def refuse_selection(self, request, queryset):
        self.take_selection(
            request,
            queryset,
            steps.refuse,
            gettext("Demandes écartées : %(count)d"),
        )

    # One request

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path("figures/", guarded(self.figures_view), name="quotes_quoterequest_figures"),
            path(
                "figures/<slug:kind>/",
                guarded(self.figures_export_view),
                name="quotes_quoterequest_figures_export",
            ),
            path(
                "<path:object_id>/part/<int:number>/",
                guarded(self.part_view),
                name="quotes_quoterequest_part",
            ),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        asked = self.get_object(request, unquote(object_id))
        shown: dict[str, Any] = {
            "show_save_and_add_another": False,
            "lines": asked.lines.select_related("product", "workshop") if asked else [],
            "parts": parts_shown(asked) if asked else [],
        }
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def response_change(self, request, asked):
        """The buttons beside « Enregistrer »: what was typed in the notes is saved with
        them.
        """
        if "_release" in request.POST:
            said = gettext("La demande est partie aux ateliers.")
            self.take(request, asked, lambda: self.release(request, asked), said)
        elif "_refuse" in request.POST:
            self.take(request, asked, lambda: steps.refuse(asked), gettext("Demande écartée."))
        elif "_close" in request.POST:
            closed = RequestState.CLOSED
            self.take(request, asked, lambda: steps.close(asked, closed), gettext("Demande close."))
        else:
            return super().response_change(request, asked)
        return redirect(request.path)

    def release(self, request, asked: QuoteRequest):
        announce_parts(steps.release(asked), request)

    # One part

    def part_or_404(self, request, object_id: str, number: int) -> Part:
        asked = self.get_object(request, unquote(object_id))
        if asked is None:
            raise Http404
        if not self.has_view_or_change_permission(request, asked):
            raise PermissionDenied
        return get_object_or_404(parts_shown(asked), pk=number)

    @method_decorator(never_cache)
    def part_view(self, request, object_id, number):
        """The exchange about a part, and what an officer does with it. A link that was
        drawn is shown in the answer to its button alone.
        """
        part = self.part_or_404(request, object_id, number)
        if request.method != "POST":
            return self.part_page(request, part)
        if not self.has_change_permission(request, part.request):
            raise PermissionDenied
        step = request.POST.get("step", "")
        if step == "link":
            return self.draw_link(request, part)
        if step == "pass_on":
            return self.pass_part_on(request, part)
        if step == "translate":
            return self.translate(request, part)
        if step == "revoke":
            said = gettext("Le lien ne sert plus.")
            self.take(request, part.request, lambda: steps.revoke_link(part), said)
            return redirect(request.path)
        return self.answer_part(request, part)

    def part_page(self, request, part: Part, status: int = 200, **shown: Any):
        may_change = self.has_change_permission(request, part.request)
        is_open = part.request.state == RequestState.OPEN
        may_answer = may_change and is_open and part.state in steps.ANSWERABLE
        may_pass_on = may_change and is_open and part.workshop_id is None
        proposed = proposed_for(part) if may_pass_on else []
        forms = {
            "answer_form": OfficerAnswerForm() if may_answer else None,
            "pass_on_form": PassOnForm() if may_pass_on else None,
        } | {name: form for name, form in shown.items() if name.endswith("_form")}
        context = {
            **self.admin_site.each_context(request),
            "title": str(part),
            "opts": self.opts,
            "asked": part.request,
            "part": part,
            "lines": part.own_lines,
            "proposed": proposed,
            "may_translate": may_change,
            "of_the_request": steps.OF_THE_REQUEST,
            "may_draw": may_change and is_open and part.workshop_id is not None,
            "link": "",
            **shown,
            **forms,
        }
        media = self.media
        for form in filter(None, forms.values()):
            media += form.media
        context["media"] = media
        return TemplateResponse(
            request, "admin/quotes/quoterequest/part.html", context, status=status
        )

    def answer_part(self, request, part: Part):
        form = OfficerAnswerForm(request.POST)
        if not form.is_valid():
            return self.part_page(request, part, 422, answer_form=form)
        typed = form.cleaned_data

        def answer() -> str:
            with transaction.atomic():
                steps.give_answer(part, Author.TEAM, **typed)
                self.log_change(request, part.request, gettext("Réponse donnée : %s") % part)
            self.message_user(request, gettext("La réponse est enregistrée."), messages.SUCCESS)
            return request.path

        try:
            return redirect(once(request, answer))
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.part_page(request, part, 422, answer_form=form)

    def pass_part_on(self, request, part: Part):
        """Give what the team holds to a workshop, and show the link of its part. Sent
        again, it shows the same, and nobody is told twice.
        """
        form = PassOnForm(request.POST)
        if part.workshop_id is not None or part.request.state != RequestState.OPEN:
            raise PermissionDenied
        if not form.is_valid():
            return self.part_page(request, part, 422, pass_on_form=form)
        workshop, secret = form.cleaned_data["workshop"], secret_of(request)

        def give() -> str:
            with transaction.atomic():
                passed, _secret = steps.pass_on(part, workshop, secret)
                announce_parts({passed: secret}, request)
                said = gettext("Confiée à un atelier : %s") % passed
                self.log_change(request, part.request, said)
            return self.address("part", part.request_id, passed.pk)

        try:
            once(request, give)
        except ValidationError as error:
            if there := part.request.parts.filter(workshop=workshop).first():
                self.message_user(request, " ".join(error.messages), messages.WARNING)
                return redirect(self.address("part", part.request_id, there.pk))
            form.add_error(None, error.messages)
            return self.part_page(request, part, 422, pass_on_form=form)
        passed = get_object_or_404(parts_shown(part.request), workshop=workshop)
        return self.part_page(request, passed, **self.link_shown(request, passed, secret))

    def translate(self, request, part: Part):
        """Put a translation beside what someone wrote."""
        form, of = TranslationForm(request.POST), request.POST.get("of", "")
        if not form.is_valid():
            self.message_user(
                request, " ".join(map(str, form.errors["translation"])), messages.ERROR
            )
            return redirect(request.path)
        text = form.cleaned_data["translation"]
        said = gettext("La traduction est enregistrée.")
        self.take(request, part.request, lambda: steps.translate(part, of, text), said)
        return redirect(request.path)

    def draw_link(self, request, part: Part):
        """Draw a link and show it; sent again, the same is shown."""
        secret = secret_of(request)

        def draw() -> str:
            with transaction.atomic():
                steps.renew_link(part, secret)
                self.log_change(request, part.request, gettext("Nouveau lien : %s") % part)
            return request.path

        try:
            once(request, draw)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return redirect(request.path)
        return self.part_page(request, part, **self.link_shown(request, part, secret))

    def link_shown(self, request, part: Part, secret: str) -> dict[str, Any]:
        """The link just drawn and the ways it travels."""
        language = language_of(part.workshop)
        link, text = link_and_message(request, part, secret, language)
        channels = whatsapp_channels([part.workshop] if part.workshop else [])
        channel = next(iter(channels.values()), None)
        return {
            "link": link,
            "text": text,
            "language": language,
            "whatsapp": opening_with(channel, text) if channel else "",
        }

    # Figures and lists

    def figures_view(self, request):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Demandes de prix : délais de réponse"),
            "opts": self.opts,
            "ages": unanswered_by_age(),
            "rows": answer_figures(),
            "total": answer_total(),
            "export_addresses": self.export_addresses("figures_export"),
        }
        return TemplateResponse(request, "admin/quotes/quoterequest/figures.html", context)

    def figures_export_view(self, request, kind):
        """The figures of the page, as a workbook: nothing of a buyer is in them."""
        self.check_export(request, kind)
        return self.file_with(gettext("Délais de réponse"), figure_rows(), "delais", kind)

    def export_rows(self, shown) -> list[list]:
        """Give a row for each part of these requests."""
        return part_rows(shown)


def parts_shown(asked: QuoteRequest):
    """The parts of a request with what was said about each, in order."""
    return (
        Part.objects.filter(request=asked)
        .select_related("request", "workshop")
        .prefetch_related(
            Prefetch("request__lines", QuoteLine.objects.select_related("product")),
            "request__parts",
            Prefetch("events", PartEvent.objects.order_by("created_at", "pk")),
        )
        .order_by("pk")
    )


def part_rows(requests) -> list[list]:
    """The headings, then a row for each part of these requests."""
    heading: list = [
        gettext("Référence"),
        gettext("Envoyée le"),
        gettext("Demande"),
        pgettext("demande", "Pour qui"),
        gettext("Atelier"),
        gettext("Part"),
        gettext("Première réponse le"),
        gettext("Jours jusqu’à la réponse"),
        gettext("Rappelée le"),
        gettext("Prix en tout (dinars)"),
        gettext("Prêt en (jours)"),
    ]
    found = Part.objects.filter(request__in=requests.order_by().values("pk"))
    rows = [
        [
            part.request.number,
            day_of(part.created_at),
            part.request.get_state_display(),
            part.request.get_buyer_display(),
            str(part.workshop or gettext("équipe")),
            part.shown_state,
            day_of(part.answered_at),
            (part.answered_at - part.created_at).days if part.answered_at else None,
            day_of(part.reminded_at),
            part.price,
            part.ready_in_days,
        ]
        for part in found.select_related("request", "workshop").order_by("-created_at", "pk")
    ]
    return [heading, *rows]


def figure_rows() -> list[list]:
    """What waits by age; then, by workshop and month, how fast it was answered."""
    ages = [[str(label), count] for label, count in unanswered_by_age()]
    heading: list = [
        gettext("Mois"),
        gettext("Atelier"),
        gettext("Reçues"),
        gettext("Avec réponse"),
        gettext("Sans réponse à temps"),
        gettext("Délai médian (jours)"),
    ]
    rows = [
        [
            row.month,
            str(row.name),
            row.sent,
            row.answered,
            row.expired,
            None if row.median_days is None else Decimal(str(row.median_days)),
        ]
        for row in [*answer_figures(), answer_total()]
    ]
    return [
        [gettext("Attend depuis"), gettext("Parts de demandes")],
        *ages,
        [],
        heading,
        *rows,
    ]


def day_of(moment: datetime.datetime | None) -> datetime.date | None:
    return timezone.localdate(moment) if moment else None
