"""The rows of the desk's lists, as a telephone shows them: each a card, whose values
say which column they stand in.
"""

from itertools import zip_longest

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()

# Columns that say themselves what they are: what is ticked, a photograph.
UNNAMED = ("action_checkbox", "thumbnail")


FILTERS_SHOWN = 4  # the others unfold


@register.simple_tag
def filters_of(cl) -> dict:
    """Part the filters of a list: those that stand, the `others`, whether one of these
    narrows the list (`is_open`). A fold for one alone would hide it for nothing.
    """
    specs = cl.filter_specs
    shown = len(specs) if len(specs) <= FILTERS_SHOWN + 1 else FILTERS_SHOWN
    others = specs[shown:]
    return {
        "shown": specs[:shown],
        "others": others,
        "is_open": any(spec.used_parameters for spec in others),
    }


@register.filter
def with_columns(cells: list[SafeString], columns: list[str]) -> list[SafeString]:
    """Give each cell of a row, as Django writes it (`<td class="…">…</td>`), the name
    of its column.
    """
    return [
        with_column(cell, capfirst(name)) if name else cell
        for cell, name in zip_longest(cells, columns)
    ]


def with_column(cell: SafeString, name: str) -> SafeString:
    """Name the column of a cell; its text, if it is nothing else, is set apart from
    that name: a telephone has no direction of its own.
    """
    tag, rest = cell[:3], cell[3:]  # <td or <th, then its attributes
    attributes, _end, content = rest.partition(">")
    text, closing = content[:-5], content[-5:]
    if "<" not in text:
        content = f"<bdi>{text}</bdi>{closing}"
    column = format_html('data-column="{}"', name)
    return mark_safe(f"{tag} {column}{attributes}>{content}")


@register.filter
def names_of_columns(headers: list[dict], columns: list) -> list[str]:
    """Name each column that needs it."""
    return [
        "" if column in UNNAMED else str(header["text"])
        for header, column in zip(headers, columns, strict=True)
    ]
