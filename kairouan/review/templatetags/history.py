"""Tags of the history pages."""

from django import template

from kairouan.review.models import ActedFor

register = template.Library()


@register.simple_tag
def acted_for(revision) -> ActedFor | None:
    """For whom it was made, and on whose word, when that is not who made it.

    The caller has read it with the revision.
    """
    return getattr(revision, "acted_for", None)
