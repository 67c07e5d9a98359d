"""French spaces: in every page, the space before : ; ! ? » and after « never breaks. One filter at output, over Django's templates."""

import re

from django.template.backends import django as stock

NBSP = "\u00a0"
# What is left as it is: tags with their attributes, and elements whose text is sent back, read by a program or shown letter by letter.
SPACES = re.compile(
    r"<(script|style|textarea|pre|code)\b.*?</\1>|<[^>]*>|(?P<space> (?=[:;!?»](?:[\s<&.,)»…]|$))|(?<=«) )",
    re.DOTALL | re.IGNORECASE,
)


def bind_spaces(page: str) -> str:
    """The page with the spaces that French binds, bound. Once done, doing it again changes nothing."""
    return SPACES.sub(lambda found: NBSP if found["space"] else found[0], page)


class Templates(stock.DjangoTemplates):
    """Django's templates, whose pages have their spaces bound. A plain text keeps its own: a short message counts its letters by another table."""

    def get_template(self, template_name):
        found = super().get_template(template_name)
        return Page(found.template, self) if template_name.endswith(".html") else found


class Page(stock.Template):
    def render(self, context=None, request=None):
        """Give the page as Django makes it, still safe to show, spaces bound."""
        made = super().render(context, request)
        return type(made)(bind_spaces(made))
