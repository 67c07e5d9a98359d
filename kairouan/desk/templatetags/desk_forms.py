"""The parts of the desk's long forms, listed above them."""

from django import template
from django.utils.text import capfirst

register = template.Library()

FEWEST = 4  # parts that are worth a list


@register.simple_tag
def form_parts(adminform, inlines) -> list[tuple[str, str]]:
    """List the parts of a form that have a title: (id of its heading, title). None of a
    form that has few.
    """
    found = [
        (f"fieldset-0-{place}-heading", fieldset.name)
        for place, fieldset in enumerate(adminform)
        if fieldset.name
    ] + [(f"{inline.formset.prefix}-heading", capfirst(title_of(inline))) for inline in inlines]
    return found if len(found) >= FEWEST else []


def title_of(inline) -> str:
    options = inline.opts
    return options.verbose_name if inline.formset.max_num == 1 else options.verbose_name_plural
