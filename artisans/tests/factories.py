import datetime
import io

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory
from PIL import Image

from artisans.models import (
    Artisan,
    Consent,
    Family,
    LearnedFrom,
    Portrait,
    Spokesperson,
    Technique,
    TechniqueSound,
)
from kairouan.review.moderation import Status

SOUND = b"0123456789" * 30  # the bytes of a recording that nobody decodes


class ModeratedFactory(DjangoModelFactory):
    """Bare, a record is a draft, as its author first leaves it."""

    class Meta:
        abstract = True

    class Params:
        published = factory.Trait(
            status=Status.PUBLISHED,
            slug=factory.Sequence("adresse-{}".format),
            published_at=factory.Sequence(
                lambda n: (
                    datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
                    + datetime.timedelta(hours=n)
                )
            ),
        )


class TechniqueFactory(ModeratedFactory):
    class Meta:
        model = Technique

    name_fr = factory.Sequence("Frappe {}".format)
    name_ar = factory.Sequence("طَرق {}".format)


class FamilyFactory(ModeratedFactory):
    class Meta:
        model = Family
        skip_postgeneration_save = True

    name_fr = factory.Sequence("Famille {}".format)
    name_ar = factory.Sequence("عائلة {}".format)

    @factory.post_generation
    def spokesperson(self, create, person, **kwargs):
        """A person who speaks for it."""
        if person:
            Spokesperson.objects.create(family=self, artisan=person)


class ArtisanFactory(DjangoModelFactory):
    class Meta:
        model = Artisan

    name_fr = factory.Sequence("Salah {}".format)
    name_ar = factory.Sequence("صالح {}".format)
    sex = "male"


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    artisan = factory.SubFactory(ArtisanFactory)
    item = Consent.Item.NAME
    given_on = datetime.date(2026, 1, 15)


class LearnedFromFactory(DjangoModelFactory):
    class Meta:
        model = LearnedFrom

    pupil = factory.SubFactory(ArtisanFactory)
    master = factory.SubFactory(ArtisanFactory)
    source_fr = "Récit oral"


def portrait_of(person: Artisan) -> Portrait:
    written = io.BytesIO()
    Image.new("RGB", (700, 700), "peru").save(written, "JPEG")
    portrait = Portrait(
        artisan=person,
        image=ContentFile(written.getvalue(), name="photo.jpg"),
        alt_fr=f"Portrait {person.pk}",
    )
    portrait.full_clean()
    portrait.save()
    return portrait


def sound_of(technique: Technique, media, stem="son", **columns) -> TechniqueSound:
    """A recording that is there already, its files said and not decoded."""
    (media / "sounds").mkdir(exist_ok=True)
    for suffix in (".webm", ".m4a"):
        (media / "sounds" / f"{stem}{suffix}").write_bytes(SOUND)
    return technique.sounds.create(
        audio=f"sounds/{stem}.webm", milliseconds=9_000, peaks=[0, 50, 100, 20], **columns
    )
