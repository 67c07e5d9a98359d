"""Lists that can be narrowed: a GET form whose every state is an address one can share,
and the pages of what it leaves.
"""

import re
from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from kairouan.common.forms import TakesPastedText
from kairouan.common.queries import query_of
from kairouan.common.structured import collection_page

from .facets import Facet
from .lists import FilteredList
from .query import LONGEST_QUERY

SLUG = re.compile(r"[-\w]{1,80}", re.ASCII)
ROWS_PER_PAGE = 24
MOST_CHOICES = 30  # of one facet in one address


class QueryField(forms.CharField):
    """Search box. A query longer than a sentence is refused with a message, not cut."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"class": "input", "type": "search", "dir": "auto"})
        super().__init__(
            **{"required": False, "max_length": LONGEST_QUERY, "widget": widget, **kwargs}
        )


class ChoicesField(forms.MultipleChoiceField):
    """Several of fixed choices."""

    default_error_messages = {"invalid_choice": _("Le choix « %(value)s » n’existe pas.")}

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, **kwargs})


class SlugsField(ChoicesField):
    """Several of choices that the database knows: any well-formed word is taken, and
    simply finds nothing when it is not known.
    """

    def validate(self, value):
        if len(value) > MOST_CHOICES:
            raise ValidationError(_("Trop de choix à la fois."))
        for each in value:
            if not SLUG.fullmatch(each):
                raise ValidationError(
                    self.error_messages["invalid_choice"], params={"value": each[:40]}
                )


def page_of(rows, number, size: int) -> Page:
    """The page of that number; a page that is not there is a page not found."""
    try:
        return Paginator(rows, size).page(number or 1)
    except InvalidPage as error:
        raise Http404 from error


def facet_field(facet: Facet) -> forms.Field:
    if facet.choices is None:
        return SlugsField(label=facet.label)
    return ChoicesField(label=facet.label, choices=facet.choices.choices)


class FilterFormMetaclass(forms.forms.DeclarativeFieldsMetaclass):
    """Declare a field for each of a form's `facets`, in their order, after `q`."""

    def __new__(mcs, name, bases, attrs):
        search = {"q": attrs["q"]} if "q" in attrs else {}
        by_parameter = {facet.parameter: facet_field(facet) for facet in attrs.get("facets", ())}
        return super().__new__(mcs, name, bases, search | by_parameter | attrs)


class FilterForm(TakesPastedText, forms.Form, metaclass=FilterFormMetaclass):
    """A form read from the address: a field for each of the list's `facets`, in their
    order, between what is searched for and what else the form asks.

    What is wrong is said above the list; what is right still filters it.
    """

    facets: Sequence[Facet] = ()

    def understood(self) -> dict:
        """The values that make sense, whether or not others do not."""
        self.is_valid()
        return self.cleaned_data

    def known_query(self, page: Page | None = None) -> str:
        """The canonical query of the list: what was understood, and the page after the
        first.
        """
        number = {"page": page.number} if page and page.number > 1 else {}
        return query_of(self.understood() | number)

    @property
    def complaints(self) -> list[str]:
        return [str(error) for errors in self.errors.values() for error in errors]


def list_context(request, form: FilterForm, narrowing: FilteredList, rows, title, crumbs) -> dict:
    """Give `templates/layout/list.html` what it takes: the page asked for of `rows`,
    those that `narrowing` leaves in an order.
    """
    page = page_of(rows, request.GET.get("page"), ROWS_PER_PAGE)
    known_query = form.known_query(page)
    return {
        "title": title,
        "crumbs": crumbs,
        "form": form,
        "narrowing": narrowing,
        "page_obj": page,
        "known_query": known_query,
        "structured": [collection_page(request, title, narrowing.length, known_query)],
    }
