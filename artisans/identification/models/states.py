"""States of the key's characters: the answers, which officers word, draw and add to.

A state is written on the desk alone, by officers, and shows at once, as a cell of the
grid does; its history is kept. One that a technique, the grid or a trial holds is never
deleted: retired, it is asked no more, and stays where it stands.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Max, Q, Value, When
from django.db.models.functions import JSONObject
from django.utils.text import slugify
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from artisans.marks.blow import SIGNS
from artisans.marks.cleaning import clean_drawing
from artisans.models import Technique
from artisans.models.techniques import SEEN, Drawing
from kairouan.common.annotations import StrOrPromise
from kairouan.common.bilingual import Bilingual, Translated
from kairouan.common.languages import base_column, columns
from kairouan.common.records import Record
from kairouan.common.states import SaysStates, SeenState, SeenStates, forget_states, label_of
from kairouan.common.withheld import JSONRows
from kairouan.publication.stamp import public_write
from kairouan.search.folding import fold

from ..characters import MEASURED, RECORDED
from ..first_states import FIRST_STATES, first_rows
from ..scoring import OTHER
from .observations import Observation
from .trials import Trial, TrialAnswer

LONGEST_CODE = 12  # signs, as in the columns of a technique
SENT = Drawing.SENT.value  # the drawing of a state that has none of the house
GIVEN = SeenStates(first_rows())  # as the portal gives them

GroupedChoices = list[tuple[StrOrPromise, list[tuple[str, StrOrPromise]]]]


def given_under(column: str) -> GroupedChoices:
    """Group what the house gives in a column, by character, under the words of the
    state that it was made for.
    """
    return [
        (
            character.label,
            [
                (getattr(state, column), label_of(state))
                for state in GIVEN.all_of(character.key)
                if getattr(state, column)
            ],
        )
        for character in RECORDED
        if any(getattr(state, column) for state in GIVEN.all_of(character.key))
    ]


def drawn_by_marks() -> GroupedChoices:
    """The states that a mark can draw, by character, but for the measures."""
    return [
        (
            character.label,
            [(state.code, label_of(state)) for state in GIVEN.all_of(character.key)],
        )
        for character in RECORDED
        if character.key in SIGNS and character.key != MEASURED
    ]


class CharacterState(SaysStates, Record, Translated):
    """One state of a character of the key.

    Its `code` is what techniques, cells and answers hold: made once, from the words in
    the base language, it stays.
    """

    character = models.CharField(
        _("question"),
        max_length=12,
        choices=[(character.key, character.label) for character in RECORDED],
    )
    code = models.CharField(_("code"), max_length=LONGEST_CODE, editable=False)
    label = Bilingual(models.CharField(pgettext_lazy("de la clé", "réponse"), max_length=60))
    drawing = models.CharField(
        _("dessin"),
        max_length=24,
        choices=[
            *given_under("drawing"),
            (_("un autre"), [(SENT, pgettext_lazy("signe", "dessin envoyé"))]),
        ],
        help_text=_("L’un de ceux de la maison, ou celui que vous envoyez."),
    )
    sent_drawing = models.TextField(_("dessin envoyé (SVG)"), blank=True, default="")
    photo = models.CharField(
        _("photographie"),
        max_length=24,
        blank=True,
        default="",
        choices=given_under("photo"),
        help_text=_("Montrée à la place du dessin, dans la clé. Sans elle, le dessin."),
    )
    nearest = models.CharField(
        _("dans le signe, comme"),
        max_length=LONGEST_CODE,
        blank=True,
        default="",
        choices=drawn_by_marks(),
        help_text=_(
            "Le signe d’un martelage ne sait dessiner que ces formes : choisissez celle qui en est "
            "la plus proche. Vide : le signe ne montre rien de cette réponse."
        ),
    )
    rank = models.PositiveSmallIntegerField(
        _("rang"),
        default=0,
        help_text=_("L’ordre des réponses à une question. Vide ou 0 : la dernière."),
        blank=True,
    )
    is_retired = models.BooleanField(
        _("retirée"),
        default=False,
        help_text=_(
            "On ne la choisit plus. Les martelages et les essais qui l’ont la gardent : rien de "
            "passé ne change."
        ),
    )

    given_by_portal = Q.create(
        [Q(character=character, code__in=[*codes]) for character, codes in FIRST_STATES.items()],
        connector=Q.OR,
    )

    class Meta:
        verbose_name = _("réponse de la clé")
        verbose_name_plural = _("réponses de la clé")
        ordering = ["character", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["character", "code"], name="state_once_by_code"),
            models.UniqueConstraint(
                fields=["character", "drawing"],
                name="state_drawn_once_by_character",
                condition=Q(is_retired=False) & ~Q(drawing=SENT),
                violation_error_message=_(
                    "Une autre réponse à cette question montre déjà ce dessin. Choisissez-en un "
                    "autre, ou envoyez le sien."
                ),
            ),
            models.CheckConstraint(
                name="state_sent_drawing_is_there",
                condition=~Q(drawing=SENT) | ~Q(sent_drawing=""),
                violation_error_message=_("Envoyez le dessin de la réponse, ou choisissez-en un."),
            ),
            models.CheckConstraint(
                name="state_of_a_measure_stays",
                condition=~Q(character=MEASURED) | Q(is_retired=False),
                violation_error_message=_(
                    "Les tailles suivent les millimètres du coup : aucune ne se retire."
                ),
            ),
        ]

    def __str__(self):
        return str(self.label)

    @classmethod
    def states_as_json(cls):
        is_sent, text = Q(drawing=SENT), models.TextField()
        row = JSONObject(
            character="character",
            code="code",
            **{column: column for column in columns("label")},
            rank="rank",
            drawing=Case(When(is_sent, then=Value("")), default=F("drawing"), output_field=text),
            sent=Case(When(is_sent, then=F("sent_drawing")), default=Value(""), output_field=text),
            photo="photo",
            nearest="nearest",
            is_retired="is_retired",
        )
        return cls.objects.order_by().values(said=JSONRows(row))

    @property
    def seen(self) -> SeenState:
        """The state as pages read it."""
        is_sent = self.drawing == SENT
        return SeenState(
            self.character,
            self.code,
            tuple(getattr(self, column) for column in columns("label")),
            "" if is_sent else self.drawing,
            self.sent_drawing if is_sent else "",
            self.photo,
            self.nearest,
            self.is_retired,
        )

    def clean_fields(self, exclude=None):
        self.rank = self.rank or 0
        super().clean_fields(exclude)

    def clean(self):
        super().clean()
        errors = self.wrong_labels()
        if self._state.adding and self.character == MEASURED:
            errors["character"] = ValidationError(
                _("Les tailles suivent les millimètres du coup : on n’en ajoute pas.")
            )
        if self.nearest and self.nearest not in SIGNS.get(self.character, ()):
            errors["nearest"] = ValidationError(_("Choisissez une réponse à la même question."))
        if self.sent_drawing:
            try:
                self.sent_drawing = clean_drawing(self.sent_drawing)
            except ValidationError as error:
                errors["sent_drawing"] = error
        if errors:
            raise ValidationError(errors)

    def wrong_labels(self) -> dict[str, ValidationError]:
        """Why its words cannot stand: another answer to the question has them. One
        statement.
        """
        others = [*CharacterState.objects.filter(character=self.character).exclude(pk=self.pk)]
        wrong = {}
        for column in columns("label"):
            mine = fold(getattr(self, column))
            for other in others:
                if mine and fold(getattr(other, column)) == mine:
                    said = (
                        _("« %(label)s » est une réponse retirée : rétablissez-la.")
                        if other.is_retired
                        else _("« %(label)s » est déjà une réponse à cette question.")
                    )
                    params = {"label": getattr(other, column)}
                    wrong[column] = ValidationError(said, params=params)
        return wrong

    def save(self, *args, **kwargs):
        # whoever adds at the same moment waits at the stamp, and finds this code taken
        with public_write():
            if self._state.adding:
                self.take_place()
            super().save(*args, **kwargs)
            forget_states()
            self.draw_marks_again()

    def delete(self, *args, **kwargs):
        if self.holders():
            raise ValidationError(_("Cette réponse sert : elle se retire, et ne s’efface pas."))
        gone = super().delete(*args, **kwargs)
        forget_states()
        return gone

    def take_place(self):
        """Give a new state its code, and the last rank where it has none."""
        others = CharacterState.objects.filter(character=self.character)
        self.code = self.code or self.free_code({*others.values_list("code", flat=True), OTHER})
        self.rank = self.rank or (others.aggregate(last=Max("rank"))["last"] or 0) + 1

    def free_code(self, taken: set[str]) -> str:
        """A short Latin name that no other answer to the question has."""
        words = slugify(getattr(self, base_column("label")))[:LONGEST_CODE].strip("-_")
        root = words or self.character[: LONGEST_CODE - 2]
        numbered = (f"{root[: LONGEST_CODE - 3]}-{number}" for number in range(2, len(taken) + 3))
        return next(code for code in (root, *numbered) if code not in taken)

    def draw_marks_again(self):
        """Name anew the marks of the techniques that have it: a mark draws it as the
        nearest of those that it knows. One statement.
        """
        if self.character not in SIGNS or self.code in SIGNS[self.character]:
            return
        drawn = Technique.objects.filter(**{self.character: self.code}, drawing=Drawing.OF_BLOW)
        for technique in drawn:
            before = technique.mark
            technique.name_mark()
            if technique.mark != before:
                technique.save(update_fields=["mark", "updated_at"])

    def holders(self) -> list[str]:
        """Say in words which records hold it, so that it is not deleted. At most four
        statements.
        """
        code = f"{self.character}.{self.code}"
        cells = Observation.objects.filter(state=code).values("technique")
        having = Q(pk__in=cells)
        if self.character in SEEN:
            having |= Q(**{self.character: self.code})
        found = [str(technique) for technique in Technique.objects.filter(having)]
        answered = TrialAnswer.objects.filter(**{f"seen__{self.character}": self.code})
        for trial in Trial.objects.exclude(opened_at=None):
            if trial.seen_states.find(self.character, self.code):
                found.append(str(trial))
        if answered.exists():
            found.append(gettext("des réponses d’un essai"))
        if self.character == MEASURED:
            found.append(gettext("les millimètres du coup"))
        return found
