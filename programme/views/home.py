"""The programme: its axes, its partners, the project it belongs to."""

from django.db.models import Count, Prefetch
from django.shortcuts import render
from django.utils.translation import gettext as _

from kairouan.publication.page_cache import public_page

from ..clusters import CLUSTERS
from ..models import Action, ActionPhoto, Axis, Convention, Partner, PartnerRole


@public_page
def home(request):
    """The cluster, the project it belongs to, and who stands behind it.

    The actions of each axis are counted from records; the next that has a photograph is
    seen. Seven statements.
    """
    actions = Action.objects.published()
    counts = dict(
        actions.order_by().values("axis").annotate(count=Count("pk")).values_list("axis", "count")
    )
    agreements = Prefetch("agreements", Convention.objects.in_force(), to_attr="in_force")
    partners = list(Partner.objects.prefetch_related(agreements))
    by_role = {
        role: [partner for partner in partners if partner.role == role] for role in PartnerRole
    }
    institutions = [*by_role[PartnerRole.NATIONAL], *by_role[PartnerRole.PRIVATE]]
    sectors = {
        Partner.Sector.PUBLIC: _("Partenaires publics"),
        Partner.Sector.PRIVATE: _("Partenaires privés"),
        Partner.Sector.ASSOCIATION: _("Associations"),
    }
    context = {
        "axes": [{"axis": axis, "count": counts.get(axis.value, 0)} for axis in Axis],
        "picture": ActionPhoto.objects.filter(action__in=actions.coming().values("pk"))
        .select_related("action")
        .order_by("action__starts_on", "order", "pk")
        .first(),
        "actions": actions.coming().filter(is_cancelled=False).with_places()[:4],
        "partners": [
            *(
                (label, [each for each in institutions if each.sector == sector])
                for sector, label in sectors.items()
            ),
            (_("Centres de services"), by_role[PartnerRole.CENTRE]),
        ],
        "behind": [
            (_("Bailleurs"), by_role[PartnerRole.FUNDER]),
            (_("Mise en œuvre"), by_role[PartnerRole.IMPLEMENTER]),
        ],
        "clusters": CLUSTERS,
        "crumbs": [(_("Le programme"), "")],
    }
    return render(request, "programme/home.html", context)
