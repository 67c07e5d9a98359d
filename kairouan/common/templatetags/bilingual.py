"""Bilingual texts in templates: what is not in the reader's language says so, and
carries its own `lang` and `dir`.
"""

from django import template
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe

from kairouan.common.bilingual import Text, language_of_other_letters
from kairouan.common.languages import BY_CODE, DEFAULT_FIRST, LANGUAGES
from kairouan.common.markdown import Title, titles_of, to_html

register = template.Library()


@register.filter  # {{ name|phrase }}, where it must touch the tag beside it
@register.simple_tag
def phrase(text):
    """A name or a line inside a sentence.

    Isolated always: a Latin name in an Arabic sentence must not reorder it.
    """
    if not text:
        return ""
    lang = getattr(text, "lang", None)
    if lang is None:
        return format_html("<bdi>{}</bdi>", text)
    if not text.is_fallback:
        return format_html("<bdi>{}</bdi>", text)
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', text.lang, text.dir, text)


@register.simple_tag
def text(value):
    """A text in paragraphs.

    When it stands for a missing translation, a short note above says which language it
    is in.
    """
    if not value:
        return ""
    return in_its_language(value, mark_safe(linebreaks(value, autoescape=True)))


@register.simple_tag
def long_text(value):
    """Render the Markdown of the long pages, with the attributes of `text`."""
    if not value:
        return ""
    return in_its_language(value, to_html(value))


@register.filter
def titles(value) -> list[Title]:
    """The titles of a long page, each with its anchor."""
    return titles_of(value)


def in_its_language(value, html):
    if not value.is_fallback:
        return format_html('<div class="prose">{}</div>', html)
    return format_html(
        '{}<div class="prose" lang="{}" dir="{}">{}</div>',
        fallback_note(value),
        value.lang,
        value.dir,
        html,
    )


def fallback_note(value):
    """The note alone, for a text that a template lays out itself."""
    if not getattr(value, "is_fallback", False):
        return ""
    return format_html('<p class="fallback-note">{}</p>', BY_CODE[value.lang].untranslated)


@register.filter
def language_of_letters(value):
    """The attributes `lang` and `dir` of a choice written in the letters of the other
    language; nothing for any other.

    By its letters: what a choice is called may come from a record, from a text of two,
    or from a list in the code.
    """
    lang = language_of_other_letters(str(value))
    return format_html('lang="{}" dir="{}"', lang, BY_CODE[lang].direction) if lang else ""


@register.filter
def written_texts(record, name, languages=LANGUAGES) -> list[Text]:
    """A bilingual text in each language that it is written in, as it was typed."""
    return [
        Text(text, language.code)
        for language in languages
        if (text := getattr(record, language.column(name)))
    ]


@register.filter
def typed_texts(record, name) -> list[Text]:
    """List `written_texts` in the order in which a member typed them."""
    return written_texts(record, name, DEFAULT_FIRST)
