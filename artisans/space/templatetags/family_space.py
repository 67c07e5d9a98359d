"""A member's families and the cluster's hammerings, on the home of the space."""

from django import template

from artisans.models import Family

register = template.Library()


@register.inclusion_tag("space/_families.html")
def families_of(member):
    """The families for which the member speaks, and the way to the hammerings that the
    cluster alone may see. One statement.
    """
    return {"families": list(Family.objects.managed_by(member.artisan).sorted_by_name())}
