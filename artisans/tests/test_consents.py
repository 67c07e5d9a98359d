import datetime
from dataclasses import replace

import pytest
from django.utils.translation import override

from artisans.consents import CONSENT_WORDS, give_consent
from artisans.models import Artisan, Consent, ConsentChannel, Family
from artisans.tests.factories import ArtisanFactory, ConsentFactory, FamilyFactory

pytestmark = pytest.mark.django_db

YESTERDAY, TOMORROW = (datetime.date.today() + datetime.timedelta(days=days) for days in (-1, 1))


@pytest.mark.parametrize(
    ("consent", "is_shown"),
    [
        (None, False),
        ({}, True),
        ({"withdrawn_on": YESTERDAY}, False),
        ({"until": YESTERDAY}, False),
        ({"until": TOMORROW}, True),
        ({"given_on": TOMORROW}, False),
        ({"item": Consent.Item.PHONE}, False),
    ],
)
def test_name_shows_only_under_a_consent_in_force(consent, is_shown):
    mbarka = ArtisanFactory(name_fr="Mbarka", sex="female")
    if consent is not None:
        ConsentFactory(artisan=mbarka, **consent)
    read = Artisan.objects.with_consents().get(pk=mbarka.pk)
    assert read.public_name == ("Mbarka" if is_shown else "une artisane")


def test_name_read_without_its_consents_does_not_show():
    mbarka = ConsentFactory(artisan__name_fr="Mbarka").artisan
    assert Artisan.objects.get(pk=mbarka.pk).public_name != "Mbarka"


def test_family_story_needs_the_consent_of_who_speaks_for_it():
    salah = ArtisanFactory()
    family = FamilyFactory(published=True, story_fr="Il était une fois.", spokesperson=salah)
    assert Family.objects.published().get().public_story == ""
    consent = ConsentFactory(artisan=salah, item=Consent.Item.FAMILY_STORY)
    assert Family.objects.published().get().public_story == "Il était une fois."
    consent.withdrawn_on = YESTERDAY
    consent.save()
    assert Family.objects.published().get(pk=family.pk).public_story == ""


def test_years_at_the_craft_are_for_the_living():
    assert ArtisanFactory(craft_since_year=datetime.date.today().year - 30).years_at_the_craft == 30
    assert ArtisanFactory(craft_since_year=1950, is_living=False).years_at_the_craft is None


def test_every_item_has_words_and_every_wording_a_version_of_its_own():
    assert set(CONSENT_WORDS) == set(Consent.Item)
    versions = []
    for language in ("fr", "ar"):
        with override(language):
            versions += [words.version for words in CONSENT_WORDS.values()]
    assert len(set(versions)) == 2 * len(Consent.Item)
    longest = Consent._meta.get_field("text_version").max_length
    assert max(map(len, versions)) <= longest


@pytest.mark.parametrize("part", ["title", "meaning"])
def test_another_word_is_another_version(part):
    words = CONSENT_WORDS[Consent.Item.PHONE]
    assert replace(words).version == words.version
    assert replace(words, **{part: f"{getattr(words, part)} !"}).version != words.version


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_consent_keeps_the_version_of_the_words_that_were_read(language):
    mbarka = ArtisanFactory(birth_year=1960)
    with override(language):
        give_consent(mbarka, Consent.Item.PHONE, ConsentChannel.WEB, by=None)
        read = CONSENT_WORDS[Consent.Item.PHONE].version
    consent = mbarka.consents.get()
    assert (consent.language, consent.text_version) == (language, read)
