"""The mark of a technique on the desk: its drawing, and the marks that look most like
it.
"""

from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.forms import FileInput
from kairouan.common.marks import shown_mark
from kairouan.common.states import current_states
from kairouan.review.edit_conflicts import RecordForm
from kairouan.review.moderation import Status

from .marks.cleaning import MOST_BYTES, clean_drawing
from .marks.likeness import Likeness, likeness
from .models import Technique
from .models.techniques import MARKING, SEEN, Drawing

SHOWN = 3  # of the nearest marks
FILE, TEXT = "drawing_file", "sent_drawing"


class Neighbour(NamedTuple):
    """Another technique, and how its mark looks beside this one's."""

    technique: Technique
    likeness: Likeness


def neighbours_of(technique: Technique) -> list[Neighbour]:
    """The other techniques, the one with the most alike mark first, but for those that
    are archived. One statement, and one for a sent drawing that this process has not
    seen.
    """
    drawing = Technique.drawing_of(technique.mark)
    others = Technique.objects.exclude(pk=technique.pk).exclude(status=Status.ARCHIVED)
    found = [
        Neighbour(
            other,
            likeness(drawing, technique.blow, Technique.drawing_of(other.mark), other.blow),
        )
        for other in others
    ]
    return sorted(found, key=lambda one: (one.likeness.distance, one.technique.pk))


class DrawingForm(RecordForm):
    """A record whose `drawing` may come as a file: its text goes into the column
    `sent_drawing`.
    """

    drawing_file = forms.FileField(
        label=_("Envoyer un dessin"),
        required=False,
        widget=FileInput(attrs={"accept": ".svg,image/svg+xml"}),
        help_text=_(
            "Un fichier SVG de formes pleines ou de traits, d’une seule couleur, sans texte ni "
            "image."
        ),
    )

    refused: ValidationError | None = None

    def full_clean(self):
        """Read the file first: what is merged and saved is the text."""
        if self.is_bound and (sent := self.files.get(self.add_prefix(FILE))):
            try:
                drawing = clean_drawing(sent.read(MOST_BYTES + 1))
            except ValidationError as error:
                self.refused = error
            else:
                self.data = self.data.copy()
                self.data[self.add_prefix(TEXT)] = drawing
                self.data[self.add_prefix("drawing")] = Drawing.SENT
            sent.seek(0)
        super().full_clean()

    def clean_drawing_file(self):
        if self.refused:
            raise self.refused
        return self.cleaned_data[FILE]


class TechniqueForm(DrawingForm):
    """A technique. Of what an eye sees, a state that is retired is offered where it
    stands, and nowhere else.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in SEEN:
            if name in self.fields:
                offered = current_states().offered(name, getattr(self.instance, name))
                self.fields[name].choices = [
                    *BLANK_CHOICE_DASH,
                    *((state.code, state.label) for state in offered),
                ]


class TakesDrawings(admin.ModelAdmin):
    """For a record of the desk with a drawing that may be sent: a `DrawingForm`."""

    form: Any = DrawingForm

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == TEXT and field is not None:
            field.widget.attrs |= {"dir": "ltr", "lang": "", "rows": 3, "spellcheck": "false"}
        return field


class ShowsMarks(TakesDrawings):
    """Adds the marks to the desk of techniques."""

    form: Any = TechniqueForm

    @admin.display(description=_("signe"))
    def mark_drawn(self, technique):
        return shown_mark(technique.mark, "mark")

    @admin.display(description=_("signe"))
    def mark_beside_others(self, technique):
        """The mark at the sizes of the pages, beside those that look most like it."""
        if technique is None or technique.pk is None:
            return gettext("Le signe se montre ici dès que la technique est enregistrée.")
        nearest = neighbours_of(technique)[:SHOWN]
        return render_to_string(
            "admin/artisans/technique/_mark.html",
            {
                "technique": technique,
                "nearest": nearest,
                "confused": [each for each in nearest if each.likeness.is_confused],
            },
        )

    def save_model(self, request, technique, form, change):
        super().save_model(request, technique, form, change)
        if change and MARKING.isdisjoint(form.changed_data):
            return  # it is on the page of the technique, not said again at each save
        for other, _likeness in filter(
            lambda each: each.likeness.is_confused, neighbours_of(technique)[:SHOWN]
        ):
            self.message_user(request, confusion_text(technique, other), messages.WARNING)


def confusion_text(technique: Technique, other: Technique) -> str:
    return gettext(
        "Le signe de « %(name)s » ressemble trop à celui de « %(other)s » : on prendrait l’un "
        "pour l’autre. Précisez ce que l’œil voit du coup, choisissez un autre dessin ou "
        "envoyez-en un."
    ) % {"name": technique, "other": other}
