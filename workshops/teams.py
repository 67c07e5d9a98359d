"""Team of a workshop, and the end of a membership."""

from artisans.models import Artisan
from kairouan.common.calendar import today_in_tunis
from kairouan.publication.stamp import public_write
from kairouan.review.history import store_version

from .models import Membership, MembershipRole, Workshop


def team_of(workshop: Workshop):
    """The open memberships with their people: owners first. One statement."""
    order = list(MembershipRole)
    team = Membership.objects.filter(workshop=workshop, until=None).select_related("artisan")
    return sorted(team, key=lambda membership: (order.index(membership.role), membership.pk))


def may_end(workshop: Workshop, artisan: Artisan):
    """The memberships that this person may end: an owner's, over whoever is not an
    owner. A workshop is never left without one.
    """
    others = Membership.objects.filter(workshop=workshop, until=None).exclude(
        role=MembershipRole.OWNER
    )
    own = Membership.objects.filter(
        workshop=workshop, artisan=artisan, until=None, role=MembershipRole.OWNER
    )
    return others.select_related("artisan") if own.exists() else others.none()


def end(membership: Membership):
    """Say that someone works there no more, from today.

    The caller is inside `history.revision`.
    """
    with public_write():
        membership.until = max(today_in_tunis(), membership.since or today_in_tunis())
        membership.save(update_fields=["until", "updated_at"])
        store_version(membership.workshop)
