"""The page of the desk where two records of one person stand side by side, and become
one.
"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.accounts.access_log import AccessKind, log_reading
from kairouan.common.forms import TakesPastedText
from kairouan.review.serialization import plain_value, value_text

from ..models import Artisan, Merge
from .consents import Meeting, meetings, rows_by_item, unanswered
from .joining import chosen_fields, merge, related_row_counts

FIRST, SECOND = "first", "second"
YES, NO = "yes", "no"
PORTRAIT = "portrait"
ANSWER = "consent_"  # begins the name of the field that asks of a consent
SAID_ROWS = 3  # of what would show under a consent, said by name


class MergeForm(TakesPastedText, forms.Form):
    """Choice of the record that stays, and of the value kept in each column where the
    two differ.
    """

    stays = forms.ChoiceField(label=_("Fiche qui reste"), widget=forms.RadioSelect)

    def __init__(self, first: Artisan, second: Artisan, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {FIRST: first, SECOND: second}
        self.fields["stays"].choices = [
            (side, gettext("n° %(number)s") % {"number": one.pk})
            for side, one in self.people.items()
        ]
        self.fields["stays"].initial = (
            SECOND if second.account_id and not first.account_id else FIRST
        )
        for field in chosen_fields():
            if field.value_from_object(first) != field.value_from_object(second):
                self.fields[field.name] = self.choice_of(field)
        self.columns = ["stays", *(name for name in self.fields if name != "stays")]
        if all(hasattr(one, PORTRAIT) for one in self.people.values()):
            self.fields[PORTRAIT] = self.choice_of_portrait()
        self.meetings = meetings(first, second)
        for meeting in self.meetings:
            if meeting.is_open:
                self.fields[ANSWER + meeting.item] = self.question_of(meeting)

    def choice_of(self, field) -> forms.ChoiceField:
        """The two values; the one that is filled in is ticked."""
        choices = [(side, column_text(one, field)) for side, one in self.people.items()]
        ticked = FIRST if field.value_from_object(self.people[FIRST]) not in (None, "") else SECOND
        return forms.ChoiceField(
            label=capfirst(field.verbose_name),
            choices=choices,
            initial=ticked,
            widget=forms.RadioSelect,
        )

    def choice_of_portrait(self) -> forms.ChoiceField:
        choices = [(side, one.portrait.thumbnail) for side, one in self.people.items()]
        initial = self.fields["stays"].initial
        return forms.ChoiceField(
            label=_("Portrait qui reste"),
            choices=choices,
            initial=initial,
            required=False,
            widget=forms.RadioSelect,
        )

    def question_of(self, meeting: Meeting) -> forms.ChoiceField:
        """Tell whether the person, asked, agrees for the one record.

        No answer is no, but where that would hide what shows today.
        """
        choices = [
            (YES, _("Vaut pour la fiche réunie : la personne l’a dit")),
            (NO, _("Ne vaut plus")),
        ]
        return forms.ChoiceField(
            label=meeting.item.label, choices=choices, required=False, widget=forms.RadioSelect
        )

    def consents(self) -> list[dict]:
        """For each consent of either record: what each says, what would show with it,
        and the question, if there is one.
        """
        shown = {side: rows_by_item(one) for side, one in self.people.items()}
        return [
            {
                "label": meeting.item.label,
                FIRST: meeting.one.said,
                SECOND: meeting.other.said,
                "first_rows": rows_said(shown[FIRST][meeting.item]),
                "second_rows": rows_said(shown[SECOND][meeting.item]),
                "question": self[ANSWER + meeting.item] if meeting.is_open else None,
                "is_withdrawn": meeting.is_withdrawn,
                "stands": bool(meeting.given),
            }
            for meeting in self.meetings
        ]

    @property
    def choices_of_columns(self) -> list:
        return [self[name] for name in self.columns]

    def clean(self):
        chosen = super().clean()
        if "stays" in chosen:
            for item in unanswered(*self.kept_and_gone, self.values, self.answers):
                self.add_error(
                    ANSWER + item,
                    gettext(
                        "Oui ou non : quelque chose de l’autre fiche paraîtrait avec cet accord."
                    ),
                )
        return chosen

    @property
    def kept_and_gone(self) -> tuple[Artisan, Artisan]:
        kept = self.people[self.cleaned_data["stays"]]
        return kept, next(one for one in self.people.values() if one is not kept)

    @property
    def values(self) -> dict:
        """The columns of the one record, where the two differ."""
        sides = {name: self.cleaned_data.get(name) for name in self.columns if name != "stays"}
        return {name: getattr(self.people[side], name) for name, side in sides.items() if side}

    @property
    def answers(self) -> dict[str, bool]:
        given = {
            meeting.item.value: self.cleaned_data.get(ANSWER + meeting.item)
            for meeting in self.meetings
        }
        return {item: answer == YES for item, answer in given.items() if answer}

    def save(self, by):
        """The one record. Raises ValidationError."""
        portrait_of = self.people.get(self.cleaned_data.get(PORTRAIT, ""))
        return merge(*self.kept_and_gone, self.values, by, self.answers, portrait_of)


def rows_said(rows: list) -> str:
    """The first few by name, and how many more."""
    names = list(dict.fromkeys(f"{capfirst(str(row._meta.verbose_name))} : {row}" for row in rows))
    more = gettext("et d’autres : %(number)s") % {"number": len(names) - SAID_ROWS}
    return "\n".join(names[:SAID_ROWS] + ([more] if len(names) > SAID_ROWS else []))


def column_text(person: Artisan, field) -> str:
    return value_text(
        Artisan, field.name, plain_value(field, field.value_from_object(person))
    ) or gettext("(vide)")


def side_by_side(first: Artisan, second: Artisan) -> list[dict]:
    """List what the two share, then what hangs on each."""
    shared = [
        field
        for field in chosen_fields()
        if field.value_from_object(first) == field.value_from_object(second)
    ]
    rows = [
        {
            "label": capfirst(field.verbose_name),
            "first": column_text(first, field),
            "second": column_text(second, field),
        }
        for field in shared
    ]
    rows.append(
        {
            "label": gettext("Compte"),
            "first": str(first.account or "—"),
            "second": str(second.account or "—"),
        }
    )
    one, other = related_row_counts(first), related_row_counts(second)
    rows.append(
        {
            "label": gettext("Autres écritures du nom"),
            "first": first.aliases or "—",
            "second": second.aliases or "—",
        }
    )
    return rows + [
        {"label": name, "first": one[name], "second": other[name]}
        for name in sorted({*one, *other}, key=str)
    ]


class MergesMixin(admin.ModelAdmin):
    """For the admin of people: the action "Fusionner" and its page."""

    actions = ["merge_selection"]

    def get_urls(self):
        page = self.admin_site.admin_view(self.merge_view)
        return [
            path("fusionner/<int:first>/<int:second>/", page, name="artisans_artisan_merge"),
            *super().get_urls(),
        ]

    @admin.action(
        description=_("Fusionner deux fiches de la même personne"), permissions=["change", "delete"]
    )
    def merge_selection(self, request, queryset):
        numbers = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(numbers) != 2:
            return self.message_user(
                request, gettext("Choisissez exactement deux fiches."), messages.ERROR
            )
        return redirect("admin:artisans_artisan_merge", *numbers)

    def merge_view(self, request, first, second):
        """Both records side by side, then one."""
        first, second = self.get_object(request, str(first)), self.get_object(request, str(second))
        if first is None or second is None or first == second:
            raise Http404
        if not (self.has_change_permission(request) and self.has_delete_permission(request)):
            raise PermissionDenied
        form = MergeForm(first, second, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                done = form.save(request.user)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                self.tell_merge(request, done)
                return redirect("admin:artisans_artisan_change", done.kept_id)
        if request.method == "GET":  # the log notes the first by the address
            log_reading(AccessKind.READ, request, model=Artisan._meta.label_lower, number=second.pk)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Fusionner deux fiches"),
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "first": first,
            "second": second,
            "rows": side_by_side(first, second),
            "consents": form.consents(),
        }
        return TemplateResponse(request, "admin/artisans/artisan/merge.html", context)

    def get_deleted_objects(self, objs, request):
        """Erasing a person takes their merges along, which nobody may delete by
        themselves.
        """
        going, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return going, counts, lacking - {Merge._meta.verbose_name}, protected

    def tell_merge(self, request, done):
        facts = {
            "name": done.removed_name,
            "number": done.removed_number,
            "what": ", ".join(done.passed) or "—",
        }
        said = (
            gettext(
                "La fiche « %(name)s » (n° %(number)s) est réunie à celle-ci. Sont passés : "
                "%(what)s."
            )
            % facts
        )
        self.log_change(
            request, done.kept, gettext("Fusion avec la fiche %(number)s") % facts
        )  # without the name: the log outlives it
        self.message_user(request, said, messages.SUCCESS)
        if ended := done.items_ended:
            items = ", ".join(str(item.label) for item in ended)
            why = gettext(
                "Accords qui ne valent pas pour la fiche réunie, à redemander à la personne : "
                "%(items)s."
            )
            self.message_user(request, why % {"items": items}, messages.WARNING)
        if done.dropped:
            why = gettext(
                "N’est pas passé, la fiche gardée l’ayant déjà ou une règle l’interdisant : "
                "%(what)s."
            )
            self.message_user(request, why % {"what": ", ".join(done.dropped)}, messages.WARNING)
