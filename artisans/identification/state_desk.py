"""The states of the key on the desk: worded, drawn, added, retired."""

from django.contrib import admin
from django.db.models import Case, When
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from artisans.mark_desk import DrawingForm, TakesDrawings
from artisans.marks.blow import SIGNS
from kairouan.common.languages import columns
from kairouan.desk.base import RecordAdmin, pairs

from .characters import MEASURED, RECORDED
from .models import CharacterState
from .templatetags.identification import drawing_of_state

IN_EACH_LANGUAGE = _("Écrivez la réponse dans chaque langue : la clé se lit dans toutes.")


class CharacterStateForm(DrawingForm):
    """A state, in each language. Its question is chosen once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for column in columns("label"):
            if column in self.fields:
                self.fields[column].error_messages["required"] = IN_EACH_LANGUAGE
        if "drawing" in self.fields:
            self.fields["drawing"].error_messages["required"] = gettext(
                "Choisissez un dessin de la maison, ou envoyez-en un."
            )
        if "character" in self.fields:
            self.fields["character"].choices = [
                choice for choice in self.fields["character"].choices if choice[0] != MEASURED
            ]


class CharacterStateAdmin(TakesDrawings, RecordAdmin):
    form = CharacterStateForm
    list_display = ["drawn", "label", "character", "rank", "is_retired", "translation_state"]
    list_display_links = ["label"]
    list_filter = ["character", "is_retired", "translation_state"]
    search_fields = columns("label")
    readonly_fields = ["shown", "held_by", "translation_state"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "character",
                    *pairs(CharacterState, "label"),
                    ("rank", "is_retired"),
                    "held_by",
                ]
            },
        ),
        (_("Le dessin"), {"fields": ["shown", "drawing", "drawing_file", "photo"]}),
        (_("Le signe"), {"fields": ["nearest"]}),
        (_("Le dessin envoyé"), {"fields": ["sent_drawing"], "classes": ["collapse"]}),
        (
            _("Traduction"),
            {"fields": [("written_in", "translation_state")], "classes": ["collapse"]},
        ),
    ]
    exceptions = {"is_retired": True}

    @admin.display(description=_("dessin"))
    def drawn(self, state):
        return drawing_of_state(state.seen)

    @admin.display(description=_("telle qu’on la voit"))
    def shown(self, state):
        """The drawing, and the photograph that the key shows in its place."""
        if state is None or state.pk is None:
            return gettext("Le dessin se montre ici dès que la réponse est enregistrée.")
        return render_to_string(
            "admin/identification/characterstate/_shown.html", {"state": state.seen}
        )

    @admin.display(description=_("sert à"))
    def held_by(self, state):
        if state is None or state.pk is None:
            return "—"
        return ", ".join(state.holders()) or gettext("rien : elle peut se supprimer")

    def get_ordering(self, request):
        """In the order of the key."""
        keys = [character.key for character in RECORDED]
        place = Case(*(When(character=key, then=number) for number, key in enumerate(keys)))
        return [place, "rank", "pk"]

    def get_readonly_fields(self, request, obj=None):
        """The question is chosen once; a measure stays."""
        found = [*super().get_readonly_fields(request, obj)]
        if obj is not None:
            found += ["character"]
            found += ["is_retired"] if obj.character == MEASURED else []
        return found

    def get_fieldsets(self, request, obj=None):
        """A state that a mark draws as itself needs no other for it."""
        found = super().get_fieldsets(request, obj)
        if obj is None or (obj.character in SIGNS and obj.code not in SIGNS[obj.character]):
            return found
        return [each for each in found if "nearest" not in each[1]["fields"]]

    def get_deleted_objects(self, objs, request):
        """One that something holds is protected, by whom is said."""
        *found, protected = super().get_deleted_objects(objs, request)
        held = [
            gettext("« %(state)s » sert à : %(holders)s")
            % {"state": state, "holders": ", ".join(holders)}
            for state in objs
            if (holders := state.holders())
        ]
        return *found, [*protected, *held]
