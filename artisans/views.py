"""The hammering techniques, the families, and the guide that tells one hammering from
another.
"""

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, prefetch_related_objects
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kairouan.common.languages import columns
from kairouan.common.queries import query_of
from kairouan.publication.addresses import get_or_redirect
from kairouan.publication.page_cache import public_page
from kairouan.search.filters import page_of

from .lineage import lineage_of
from .models import Artisan, Family, FamilyTechnique, Spokesperson, Technique, Visibility

ON_A_PAGE = 12  # techniques of the guide, whole
NEAR = 8  # in the order of the guide, at the foot of a technique's page


def practices():
    """The techniques of families and the families of techniques, where a visitor may
    see both.
    """
    return FamilyTechnique.objects.published().select_related("technique", "family")


def spokespersons():
    """Those who speak for families today, with what may be shown of each."""
    people = Artisan.objects.with_consents().select_related("portrait")
    return Spokesperson.objects.current().prefetch_related(Prefetch("artisan", people))


@public_page
def technique_list(request):
    """The guide: every technique by its mark, then a page of them with their surface,
    their visible features in the same terms, and who practises them.
    """
    techniques = list(Technique.objects.published())
    page = page_of(techniques, request.GET.get("page"), ON_A_PAGE)
    prefetch_related_objects(
        list(page.object_list),
        "photos",
        Prefetch("practices", practices(), to_attr="public_practices"),
    )
    context = {
        "techniques": techniques,
        "page_obj": page,
        "known_query": query_of({"page": page.number} if page.number > 1 else {}),
        "crumbs": [(_("Reconnaître le martelage"), "")],
    }
    return render(request, "artisans/technique_list.html", context)


@public_page
def technique_detail(request, slug):
    """One technique: its mark and surface, how it is made, how it is told from the
    others, who practises it.
    """
    techniques = Technique.objects.published()
    technique = get_or_redirect(
        techniques.prefetch_related(
            "photos",
            "steps",
            "sounds",
            Prefetch("practices", practices(), to_attr="public_practices"),
        ),
        slug,
    )
    guide = list(techniques.only("pk", "mark", "slug", "rank", *columns("name", "summary")))
    here = next((place for place, each in enumerate(guide) if each.pk == technique.pk), len(guide))
    others = [each for each in guide if each.pk != technique.pk]
    first = max(0, min(here - NEAR // 2, len(others) - NEAR))
    near = others[first : first + NEAR]
    prefetch_related_objects(near, "photos")
    context = {
        "technique": technique,
        "photos": list(technique.photos.all()),
        "sounds": list(technique.sounds.all()),
        "near": near,
        "has_more": len(others) > NEAR,
        "crumbs": [
            (_("Reconnaître le martelage"), reverse("artisans:technique_list")),
            (technique.name, ""),
        ],
    }
    return render(request, "artisans/technique_detail.html", context)


def preview_technique(request, slug):
    """Show the page of a technique as it will be. Raises ValidationError for one that
    has none, published or not: its families keep it.
    """
    if not Technique.objects.published().filter(slug=slug).exists():
        raise ValidationError(
            _("Les familles de ce martelage ne le montrent pas à tous : il n’a pas de page.")
        )
    return technique_detail(request, slug=slug)


@public_page
def family_list(request):
    families = (
        Family.objects.published()
        .sorted_by_name()
        .prefetch_related(
            Prefetch(
                "practices",
                practices().prefetch_related("technique__photos"),
                to_attr="public_practices",
            ),
            "photos",
            Prefetch("spokespersons", spokespersons(), to_attr="current_spokespersons"),
        )
        .annotate(people_count=Count("people", filter=Q(people__is_living=True), distinct=True))
    )
    context = {"families": families, "crumbs": [(_("Les familles"), "")]}
    return render(request, "artisans/family_list.html", context)


@public_page
def family_detail(request, slug):
    """One family: its story when it may be told, its techniques, and who learned from
    whom.
    """
    kept = FamilyTechnique.objects.exclude(visibility=Visibility.EVERYONE)
    families = (
        Family.objects.published()
        .annotate(keeps_some=Exists(kept.filter(family=OuterRef("pk"))))
        .prefetch_related("photos", Prefetch("practices", practices(), to_attr="public_practices"))
    )
    family = get_or_redirect(families, slug)
    practised = family.public_practices
    surfaces = list(practised[0].technique.photos.all()) if practised else []
    is_main = practised and practised[0].is_main
    photos = list(family.photos.all())
    context = {
        "family": family,
        "technique": practised[0].technique if practised else None,
        "mark": practised[0].technique.mark if practised else "",
        "photos": photos,
        "sounds": list(practised[0].technique.sounds.all()) if is_main else [],
        # a family without a photograph is seen by the surface that it makes
        "cover": next(iter(photos or surfaces), None),
        "lineage": lineage_of(family),
        "crumbs": [(_("Les familles"), reverse("artisans:family_list")), (family.name, "")],
    }
    return render(request, "artisans/family_detail.html", context)
