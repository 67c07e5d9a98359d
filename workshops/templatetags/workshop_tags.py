"""Workshops on the pages of lower apps."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from workshops import streets
from workshops.models import Workshop

register = template.Library()

ROLL = 6  # workshops on a page that is about something else


def workshop_roll(workshops, parameter, slug, title, sign=""):
    """At most `ROLL` workshops and where the rest is, each under `sign` or its own
    mark. One statement.
    """
    found = list(
        workshops.select_related("main_technique", "family", "responsible").sorted_by_name()[
            : ROLL + 1
        ]
    )
    return {
        "title": title,
        "sign": sign,
        "workshops": found[:ROLL],
        "more": f"{reverse('workshops:list')}?{parameter}={slug}" if len(found) > ROLL else "",
    }


@register.inclusion_tag("workshops/_roll.html")
def workshops_of(family):
    return workshop_roll(
        Workshop.objects.published().filter(family=family),
        "family",
        family.slug,
        gettext("Ateliers de la famille"),
    )


@register.inclusion_tag("workshops/_roll.html")
def workshops_with(technique):
    found = Workshop.objects.published().filter(techniques=technique)
    title = gettext("Les ateliers qui le pratiquent")
    return workshop_roll(found, "technique", technique.slug, title, technique.mark)


register.simple_tag(streets.lanes)
