"""An opening as search engines read it."""

from django.utils import timezone

from kairouan.common.structured import thing

from .models import JobOpening


def describe_opening(opening: JobOpening, request) -> dict:
    """A JobPosting that ends with the opening's last day."""
    workshop = opening.workshop
    return thing(
        "JobPosting",
        title=str(opening.title),
        description=str(opening.text),
        url=request.build_absolute_uri(opening.get_absolute_url()),
        datePosted=timezone.localdate(opening.published_at).isoformat(),
        validThrough=opening.expires_on.isoformat(),
        totalJobOpenings=opening.places,
        hiringOrganization=thing(
            "Organization",
            name=str(workshop.name),
            sameAs=request.build_absolute_uri(workshop.get_absolute_url()),
        ),
        jobLocation=thing(
            "Place",
            address=thing(
                "PostalAddress",
                addressLocality=workshop.get_delegation_display(),
                addressRegion="Kairouan",
                addressCountry="TN",
            ),
        ),
    )
