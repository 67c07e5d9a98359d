"""White space of every page, in one filter at output, over Django's templates.

French spaces: the one before : ; ! ? » and after « never breaks. The indentation of the
templates stays at home: it would cost a reader an eighth more bytes.
"""

import re

from django.template.backends import django as stock

NBSP = "\u00a0"
# What is left as it is: tags with their attributes, and elements whose text is sent
# back, read by a program or shown letter by letter.
SPACES = re.compile(
    r"<(script|style|textarea|pre|code)\b.*?</\1>|<[^>]*>|(?P<space> (?=[:;!?»](?:[\s<&.,)»…]|$))|(?<=«) )",
    re.DOTALL | re.IGNORECASE,
)


LINES = re.compile(
    r"(?P<kept><(script|style|textarea|pre|code)\b.*?</\2>|<!--.*?-->)"
    r"|(?P<tag><[a-z/](?:\"[^\"]*\"|'[^']*'|[^'\">])*>)|(?P<line>[ \t]*\n[ \t\r\n]*)",
    re.DOTALL | re.IGNORECASE,
)
IN_A_TAG = re.compile(r"(\"[^\"]*\"|'[^']*')|[ \t]*\n[ \t\r\n]*(>?)")


def without_indentation(page: str) -> str:
    """The page with each line end, and the white space round it, one line end.

    Within a tag it is one space, and values stay as they are.
    """

    def shorter(found):
        if found["line"]:
            return "\n"
        if found["tag"] and "\n" in found["tag"]:
            return IN_A_TAG.sub(lambda part: part[1] or part[2] or " ", found["tag"])
        return found[0]

    return LINES.sub(shorter, page)


def bind_spaces(page: str) -> str:
    """The page with the spaces that French binds, bound.

    Once done, doing it again changes nothing.
    """
    return SPACES.sub(lambda found: NBSP if found["space"] else found[0], page)


def put_in_order(page: str) -> str:
    """The page without its indentation, its French spaces bound."""
    return bind_spaces(without_indentation(page))


class Templates(stock.DjangoTemplates):
    """Django's templates, whose pages have their spaces put in order.

    A plain text keeps its own: a short message counts its letters by another table.
    """

    finish = staticmethod(put_in_order)

    def get_template(self, template_name):
        found = super().get_template(template_name)
        return (
            SpaceBindingTemplate(found.template, self) if template_name.endswith(".html") else found
        )


class SpaceBindingTemplate(stock.Template):
    backend: Templates

    def render(self, context=None, request=None):
        """Give the page as Django makes it, still safe to show, finished."""
        made = super().render(context, request)
        return type(made)(self.backend.finish(made))
