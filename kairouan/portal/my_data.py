"""Everything the portal holds about a person and the workshops they keep, as one file
(organic law 2004-63, article 32).
"""

import json
import tempfile
import zipfile

from django.core.files.storage import default_storage
from django.db import models

from artisans.models import Artisan, Family, FamilyPhoto, Portrait, TechniqueSound
from enquiries.bookings.models import TinningOffer
from enquiries.quotes.models import Author, PartEvent
from kairouan.common.languages import columns
from kairouan.photos.base import Photo
from kairouan.review.models import Notice, Proposal, ProposedPhoto, ProposedSound
from kairouan.review.proposals import open_proposal
from kairouan.review.serialization import plain_value
from kairouan.sounds.base import Sound
from products.models import Product, ProductPhoto
from programme.models import Attendance, Certificate
from programme.openings.models import JobOpening
from workshops.models import Workshop, WorkshopPhoto

# What only serves the machine, opens a door, or is the team's own note.
LEFT_OUT = {
    "password",
    "username",
    "search_name",
    "search_text",
    *columns("sort"),
    "translations",
    "variants",
    "peaks",
    "demonstration_key",
    "sender",
    "notes",
}
IN_MEMORY = 4 * 1024 * 1024  # bytes; a larger archive is made on the disk


def held_about(artisan: Artisan) -> dict:
    """By subject, rows of columns. Keys are those of the records, values plain."""
    workshops = Workshop.objects.managed_by(artisan)
    products = Product.objects.managed_by(artisan)
    openings = JobOpening.objects.managed_by(artisan)
    families = Family.objects.managed_by(artisan)
    account = artisan.account
    return {
        "account": rows([account] if account else []),
        "notices": rows(Notice.objects.filter(user=account)) if account else [],
        "person": rows([artisan]),
        "consents": rows(artisan.consents.all()),
        "merges": rows(artisan.merges.all()),
        "memberships": rows(artisan.memberships.all()),
        "speaks_for": rows(artisan.speaks_for.all()),
        "learned_from": rows(artisan.learned_from.all()),
        "taught": rows(artisan.taught.all()),
        "photographs": rows(photos_of_person(artisan)),
        "sounds": rows(sounds_of_person(artisan)),
        "workshops": [
            row(workshop)
            | {
                name: rows(getattr(workshop, name).all())
                for name in ("memberships", "channels", "steps", "hours", "awards", "techniques")
            }
            for workshop in workshops
        ],
        "families": [
            row(family) | {"practices": rows(family.practices.all())} for family in families
        ],
        "products": rows(products),
        "openings": rows(openings),
        # what was written for these workshops; what a buyer asked is the buyer's
        "quote_answers": rows(
            PartEvent.objects.filter(author=Author.WORKSHOP, part__workshop__in=workshops)
        ),
        "tinning_offers": rows(TinningOffer.objects.filter(workshop__in=workshops)),
        "tin_lots": [each for workshop in workshops for each in rows(workshop.tin_lots.all())],
        "applications": rows(artisan.applications.all()),
        "registrations": rows(artisan.registrations.all()),
        "attendances": rows(Attendance.objects.filter(registration__artisan=artisan)),
        "certificates": rows(Certificate.objects.filter(registration__artisan=artisan)),
        "supports": rows(artisan.supports.all()),
        "placements": rows(artisan.placements.all()),
        "changes": [
            each
            for records in (workshops, products, openings, families)
            for each in rows(Proposal.objects.about_any(records))
        ],
    }


def rows(records) -> list[dict]:
    return [row(record) for record in records]


def row(record: models.Model) -> dict:
    return {
        field.name: plain_value(field, field.value_from_object(record))
        for field in record._meta.concrete_fields
        if field.name not in LEFT_OUT
    }


def photos_of_person(artisan: Artisan) -> list[Photo]:
    """The photographs of the person, and those of what they keep, published or not."""
    workshops = Workshop.objects.managed_by(artisan)
    products = Product.objects.managed_by(artisan)
    openings = JobOpening.objects.managed_by(artisan)
    families = Family.objects.managed_by(artisan)
    waiting = [
        Proposal.objects.about_any(records).values("pk")
        for records in (workshops, products, openings, families)
    ]
    return [
        *Portrait.objects.filter(artisan=artisan),
        *portraits_waiting(artisan),
        *WorkshopPhoto.objects.filter(workshop__in=workshops.values("pk")),
        *FamilyPhoto.objects.filter(family__in=families.values("pk")),
        *ProductPhoto.objects.filter(product__in=products.values("pk")),
        *(
            photo
            for proposals in waiting
            for photo in ProposedPhoto.objects.filter(proposal__in=proposals)
        ),
    ]


def portraits_waiting(artisan: Artisan) -> list[ProposedPhoto]:
    """The portrait that the person's family has sent of them and nobody has read; none
    when they speak for the family, whose photographs are all there.
    """
    family = artisan.family
    if family is None or Family.objects.managed_by(artisan).filter(pk=family.pk).exists():
        return []
    change = open_proposal(family)
    rows = change.wanted.get("portraits", []) if change else []
    own = [row["proposed"] for row in rows if row["pk"] is None and row["artisan"] == artisan.pk]
    return list(ProposedPhoto.objects.filter(pk__in=own))


def sounds_of_person(artisan: Artisan) -> list[Sound]:
    """The recordings that the person sent, published or not."""
    if artisan.account is None:
        return []
    return [
        sound
        for model in (TechniqueSound, ProposedSound)
        for sound in model.objects.filter(sent_by=artisan.account)
    ]


def data_archive(artisan: Artisan):
    """An open ZIP file: `data.json`, the photographs and recordings, the papers of
    applications.

    The caller closes it.
    """
    written = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the response closes it)
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data.json", json.dumps(held_about(artisan), ensure_ascii=False, indent=2))
        files: list[Photo | Sound] = [*photos_of_person(artisan), *sounds_of_person(artisan)]
        for kept in files:
            if default_storage.exists(kept.file_name):
                with default_storage.open(kept.file_name) as file:
                    # already compressed
                    packed.writestr(kept.file_name, file.read(), zipfile.ZIP_STORED)
        for application in artisan.applications.exclude(document=""):
            storage, name = application.document.storage, application.document.name or ""
            if storage.exists(name):
                with storage.open(name) as file:
                    packed.writestr(name, file.read())
    written.seek(0)
    return written
