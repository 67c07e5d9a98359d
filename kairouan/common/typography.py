"""White space of every page, in one filter at output, over Django's templates.

French spaces: the one before : ; ! ? » and after « never breaks. Nor do those within a
date, and between a figure and its unit. The indentation of the templates stays at home:
it would cost a reader an eighth more bytes.
"""

import re
from functools import cache

from django.template.backends import django as stock
from django.utils import translation
from django.utils.dates import MONTHS

from .languages import CODES

NBSP = "\u00a0"
UNITS = "cm|mm|kg|g|l|Mo|DT|°C|%|صم|مم|كلغ|غ|ل|د\\.ت|ميغابايت"


def month_names() -> list[str]:
    """The months in every language, longest first."""
    names = set()
    for code in CODES:
        with translation.override(code):
            names |= {re.escape(str(name)) for name in MONTHS.values()}
    return sorted(names, key=len, reverse=True)


@cache
def spaces() -> re.Pattern:
    """Find what is bound.

    What is left as it is comes first: tags with their attributes, and elements whose
    text is sent back, read by a program or shown letter by letter.
    """
    month = f"(?:{'|'.join(month_names())})"
    return re.compile(
        r"<(script|style|textarea|pre|code)\b.*?</\1>|<[^>]*>"
        r"|(?P<bound> (?=[:;!?»](?:[\s<&.,)»…]|$))|(?<=«) "
        rf"|\b\d\d?(?:er)? {month}(?: \d{{4}})?\b|\b{month} \d{{4}}\b"
        rf"|(?<=\d) (?=(?:{UNITS})(?!\w)))",
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
    """The page with the spaces that never break, bound.

    Once done, doing it again changes nothing.
    """
    return spaces().sub(
        lambda found: found[0].replace(" ", NBSP) if found["bound"] else found[0], page
    )


def put_in_order(page: str) -> str:
    """The page without its indentation, its spaces bound."""
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
