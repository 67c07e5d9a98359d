"""The hammerings that members may see and visitors may not."""

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from artisans.models import FamilyTechnique, Technique, Visibility
from kairouan.publication.page_cache import withholds_names
from kairouan.space.members import for_members


def kept_techniques(person):
    """The techniques that this person may see and a visitor may not, each with the
    practices that they may know of (`known_practices`).
    """
    practices = FamilyTechnique.objects.known_to(person).select_related("family", "technique")
    return (
        Technique.objects.known_to(person)
        .exclude(pk__in=Technique.objects.published().values("pk"))
        .prefetch_related("photos", Prefetch("practices", practices, to_attr="known_practices"))
    )


@for_members
@withholds_names
def technique_list(request):
    """What the families show to the cluster alone, then what the person's own family
    keeps to itself.
    """
    kept = kept_techniques(request.member.artisan)
    shared: list[Technique] = []
    own: list[Technique] = []
    for technique in kept:
        is_shared = any(
            practice.visibility == Visibility.MEMBERS for practice in technique.known_practices
        )
        (shared if is_shared else own).append(technique)
    context = {"shared": shared, "own": own, "back": reverse(settings.LOGIN_REDIRECT_URL)}
    return render(request, "space/techniques.html", context)


@for_members
@withholds_names
def technique_page(request, number):
    """One of them; for who may not see it, it does not exist."""
    technique = (
        kept_techniques(request.member.artisan).prefetch_related("steps").filter(pk=number).first()
    )
    if technique is None:
        raise Http404
    context = {
        "technique": technique,
        "photos": list(technique.photos.all()),
        "sounds": list(technique.sounds.all()),
        "back": reverse("space:technique_list"),
    }
    return render(request, "space/technique.html", context)
