"""Text in each language of the portal: plain columns, read through one descriptor.

A text is written first in the language of whoever writes it. The record remembers which
language that was (`translations`) and a digest of both sides as they last said the
same, so that the state of a translation is computed and never typed: editing a price
changes nothing, editing one side alone makes the other "to review", `still_right()`
stamps both anew.
"""

import copy
import hashlib
from collections.abc import Mapping, Sequence

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .languages import (
    BASE_LANGUAGE,
    BY_CODE,
    CODES,
    LANGUAGES,
    choices,
    columns,
    language_of_letters,
    other_languages,
)
from .withheld import names_in_hand


def reader_language() -> str:
    """The code of the language that the page is read in."""
    code = (get_language() or "").split("-")[0]
    return code if code in CODES else BASE_LANGUAGE.code


def reading_order() -> list[str]:
    """The reader's language, then those that stand in for it."""
    mine = reader_language()
    return [mine, *other_languages(mine)]


def language_of_other_letters(text: str) -> str:
    """Give another language when every letter of a short text is of its alphabet; ""
    when one is of the reader's, or there is none.
    """
    found = {language_of_letters(letter) for letter in text if letter.isalpha()}
    if len(found) != 1:
        return ""
    (code,) = found
    mine, other = BY_CODE[reader_language()], BY_CODE[code]
    return "" if other.alphabet == mine.alphabet else code


class Text(str):
    """A str that knows the language it is written in, and whether that is the reader's
    own.
    """

    lang: str
    is_fallback: bool

    def __new__(cls, value, lang):
        text = super().__new__(cls, value)
        text.lang = lang
        text.is_fallback = bool(value) and lang != reader_language()
        return text

    @property
    def dir(self) -> str:
        return BY_CODE[self.lang].direction


def as_read(value: str, code: str) -> Text:
    """The text as its reader has it: on a page for everyone, without the names that may
    not show.
    """
    return Text(names_in_hand.get().masked(value, code), code)


def name_of(number: int) -> str:
    """The name of the person with that number, as the page in hand may say it.

    Away from pages nobody is named.
    """
    return names_in_hand.get().name_of(number, reader_language())


class InEachLanguage:
    """Make a column for each language from one field; they are read by their names."""

    def __init__(self, field):
        self.field = field

    def contribute_to_class(self, model, name):
        self.name = name
        for language in LANGUAGES:
            model.add_to_class(language.column(name), self.column(language))

    def column(self, language):
        column = copy.deepcopy(self.field)
        # A copy of a field keeps the number of the original, which orders columns: take
        # a new one.
        column.creation_counter = models.Field.creation_counter
        models.Field.creation_counter += 1
        return column


class Bilingual(InEachLanguage):
    """Make a column for each language from one field (`columns(name)` names them); read
    the reader's own if it is filled, else another.
    """

    def contribute_to_class(self, model, name):
        super().contribute_to_class(model, name)
        # Abstract parents hand their own list down: extend a copy, or one child would
        # write into another's.
        model.bilingual_fields = [*getattr(model, "bilingual_fields", []), name]
        setattr(model, name, self)

    @property
    def short_description(self):
        """The heading of its column in an admin list."""
        return self.field._verbose_name

    @property
    def admin_order_field(self):
        return f"{self.name}_{reader_language()}"

    def column(self, language):
        column = super().column(language)
        label = column._verbose_name
        column.verbose_name = column._verbose_name = format_lazy("{} ({})", label, language.label)
        column.language = language.code
        return column

    def __get__(self, entry, owner=None):
        if entry is None:
            return self
        return localized_texts([getattr(entry, column) for column in columns(self.name)])


def localized(name):
    """The text as the reader sees it, for order_by, values and annotate.

    Worked out per call: the language is the reader's.
    """
    *filled, last = (F(f"{name}_{code}") for code in reading_order())
    return Coalesce(*(NullIf(column, Value("")) for column in filled), last)


def localized_texts(texts: Sequence[str | None]) -> Text:
    """One text already read, a column each in the order of `columns`, as `Bilingual`
    would read it.
    """
    written = dict(zip(CODES, texts, strict=True))
    code = next((code for code in reading_order() if written[code]), reader_language())
    return as_read(written[code] or "", code)


def localized_from(row: Mapping, name: str) -> Text:
    """One text out of a row that has its columns: of `values`, or of a form."""
    return localized_texts([row[column] for column in columns(name)])


def any_filled(name: str) -> Q:
    """Condition: the text is written in a language at least."""
    return Q.create([~Q((column, "")) for column in columns(name)], connector=Q.OR)


def none_filled(name: str) -> Q:
    """Condition: the text is written in no language."""
    return Q(**dict.fromkeys(columns(name), ""))


def filled_columns(row: Mapping, name: str) -> list[str]:
    """The columns of a text in which the row has something."""
    return [column for column in columns(name) if row.get(column)]


def must_be_written(text: str, *, name: str, message, unless: Q | None = None):
    """Make the constraint that a text is written in a language at least; or that the
    condition `unless` holds.
    """
    condition = any_filled(text) if unless is None else unless | any_filled(text)
    return models.CheckConstraint(name=name, condition=condition, violation_error_message=message)


def digest(text: str) -> str:
    """Twelve hexadecimal digits that change when the text does. Not for secrets."""
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()


NOTHING = digest("")


class TranslationState(models.TextChoices):
    """State of a translation, as a reader of that language finds it. Ordered from what
    asks for work to what does not.
    """

    MISSING = "missing", _("manquante")
    TO_REVIEW = "to_review", _("à revoir")
    CURRENT = "current", _("à jour")


def following(known: dict, source: str, stands: dict[str, str]) -> dict:
    """Give the entry of `translations` for a text that is saved: `known` is the entry
    before, `stands` the digest of the text in each language now.

    A side edited alone becomes the source. A translation edited after the source
    answers it; filled or emptied, it is nobody's source.
    """
    to = {}
    for target in (code for code in stands if code != source):
        before = known.get("to", {}).get(target)
        if before and before["target"] == stands[target]:
            to[target] = before
        elif (
            before
            and before["made_from"] == stands[source]
            and NOTHING not in (before["target"], stands[target])
        ):
            return turned(known, source, target, stands)
        else:
            to[target] = {"made_from": stands[source], "target": stands[target]}
    return {"source": source, "to": to}


def turned(known: dict, former: str, source: str, stands: dict[str, str]) -> dict:
    """Give the entry of a text whose translation, edited alone, becomes the source:
    whatever said the same as it before is to review.
    """
    before = known["to"] | {former: {"made_from": stands[former]}}
    to = {}
    for target in (code for code in stands if code != source):
        made_from = before.get(target, {}).get("made_from", stands[former])
        said_the_same = made_from == stands[former]
        to[target] = {
            "made_from": before[source]["target"] if said_the_same else made_from,
            "target": stands[target],
        }
    return {"source": source, "to": to}


class Translated(models.Model):
    """A record with bilingual texts and the state of their translation.

    `translations` holds, for each text that has something in it, {"source": the
    language edited last, "to": by the code of each other, {"made_from": digest of the
    source that this translation was made from, "target": digest of the translation}};
    and, while the translation is to review, "was": that source itself, when it was
    still stored as it changed. It is kept on save; `QuerySet.update()` goes round it.
    """

    written_in = models.CharField(
        _("écrit d’abord en"),
        max_length=2,
        choices=choices(),
        blank=True,
        help_text=_(
            "La langue de l’auteur. Laissez vide : celle du premier texte saisi sera retenue."
        ),
    )
    translations = models.JSONField(default=dict, editable=False)
    translation_state = models.CharField(
        _("traduction"),
        max_length=10,
        choices=TranslationState.choices,
        default=TranslationState.CURRENT,
        editable=False,
        db_index=True,
    )

    bilingual_fields: list[str] = []
    # whether its texts are shown to somebody, and so wait for a translation
    is_for_translators = True

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.follow_translations()
        self.keep_former_sources()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {
                *kwargs["update_fields"],
                "written_in",
                "translations",
                "translation_state",
            }
        super().save(*args, **kwargs)

    def follow_translations(self):
        """Bring `translations` and `translation_state` up to date with the texts as
        they stand.
        """
        sources = {}
        for name in self.bilingual_fields:
            texts = {code: getattr(self, f"{name}_{code}") for code in CODES}
            if not any(texts.values()):
                continue
            known = self.translations.get(name, {})
            source = (
                known.get("source")
                or self.written_in
                or next(code for code in CODES if texts[code])
            )
            if not texts[source]:
                source = next(code for code in other_languages(source) if texts[code])
            if known.get("source") != source:
                known = {}
            stands = {code: digest(text) for code, text in texts.items()}
            sources[name] = following(known, source, stands)
        self.translations = sources
        if not self.written_in and sources:
            self.written_in = next(iter(sources.values()))["source"]
        states = {self.state_of(name) for name in sources}
        self.translation_state = next(
            (state for state in TranslationState if state in states), TranslationState.CURRENT
        )

    def keep_former_sources(self):
        """For a text whose translation turns to review: what that was made from.

        One statement then, none otherwise.
        """
        turned = []
        for name, known in self.translations.items():
            for target, made in known["to"].items():
                if self.state_towards(name, target) != TranslationState.TO_REVIEW:
                    made.pop("was", None)
                elif "was" not in made:
                    turned.append((f"{name}_{known['source']}", made))
        if not turned or self._state.adding:
            return
        read = [column for column, _made in turned]
        stored = type(self)._base_manager.filter(pk=self.pk).values(*read).first() or {}
        for column, made in turned:
            if digest(stored.get(column, "")) == made["made_from"]:
                made["was"] = stored[column]

    def state_of(self, name: str) -> TranslationState:
        """The state of one text's translations: of the one that asks for most work."""
        if name not in self.translations:
            return TranslationState.CURRENT
        targets = other_languages(self.translations[name]["source"])
        states = {self.state_towards(name, target) for target in targets}
        return next(state for state in TranslationState if state in states)

    def state_towards(self, name: str, target: str) -> TranslationState:
        """The state of one text's translation into a language."""
        known = self.translations[name]
        if not getattr(self, f"{name}_{target}"):
            return TranslationState.MISSING
        made = known["to"].get(target)
        if made and made["made_from"] != digest(getattr(self, f"{name}_{known['source']}")):
            return TranslationState.TO_REVIEW
        return TranslationState.CURRENT

    def still_right(self, *names: str, to: str = ""):
        """Say that the translations of the texts named (or of all) say what their
        sources say, as they now stand: into one language, or into each. The caller
        saves.
        """
        for name in names or list(self.translations):
            known = self.translations[name]
            for target in [to] if to else other_languages(known["source"]):
                known["to"][target] = {
                    "made_from": digest(getattr(self, f"{name}_{known['source']}")),
                    "target": digest(getattr(self, f"{name}_{target}")),
                }
