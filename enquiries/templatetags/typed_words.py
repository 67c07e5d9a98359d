"""Words that people typed, shown in their own language and direction."""

from django import template
from django.utils.html import format_html, format_html_join

from kairouan.common.bilingual import language_of_other_letters, reader_language
from kairouan.common.languages import BY_CODE, language_of_letters

register = template.Library()


@register.filter
def own_words(text):
    """The attributes of a text that someone typed: its language where its letters tell,
    else the direction of its first letter.
    """
    lang = language_of_other_letters(str(text))
    if not lang:
        return format_html('dir="{}"', "auto")
    return format_html('lang="{}" dir="{}"', lang, BY_CODE[lang].direction)


@register.simple_tag
def said_lines(text):
    """The words of a person, line by line, each in the direction of its own letters."""
    lines = [line for line in text.splitlines() if line.strip()]
    return format_html_join(
        "", '<p {} dir="auto">{}</p>', ((lang_of(line), line) for line in lines)
    )


@register.simple_tag
def written_in(text):
    """Say in which letters words are written when most are not of the reader's
    alphabet; "" otherwise.
    """
    written = BY_CODE[language_of_letters(text)]
    is_own = written.alphabet == BY_CODE[reader_language()].alphabet
    if is_own or not any(letter.isalpha() for letter in text):
        return ""
    return str(written.in_its_letters)


def lang_of(line: str):
    """The attribute `lang` of a line in the letters of another language."""
    language = language_of_other_letters(line)
    return format_html('lang="{}"', language) if language else ""
