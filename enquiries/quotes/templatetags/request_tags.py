"""What the space says of the requests for quotation."""

from django import template
from django.db.models import Count, Min
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext

from kairouan.common.bilingual import language_of_other_letters, reader_language
from kairouan.common.languages import BY_CODE, language_of_letters

from ..announcing import named
from ..space.lists import waiting_for

register = template.Library()


@register.inclusion_tag("space/_requests_waiting.html")
def requests_waiting(member):
    """On the home of the space: how many requests wait, and since when the oldest."""
    return waiting_for(member.artisan).aggregate(number=Count("pk"), since=Min("created_at"))


@register.simple_tag
def few_words(lines):
    """What is asked, in a few words, each line in the direction of its own letters."""
    return format_html_join(gettext(", "), "<bdi>{}</bdi>", ((line,) for line in named(lines)))


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
