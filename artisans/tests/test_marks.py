"""A text names a person by a mark, and the page says what that person agrees to."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import Consent, Sex
from artisans.tests.factories import ArtisanFactory, ConsentFactory, FamilyFactory
from kairouan.portal.models import Page
from kairouan.review.moderation import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return ArtisanFactory(name_fr="Mbarka Aïssa", name_ar="مباركة عيسى", sex=Sex.FEMALE)


def test_mark_says_the_name_while_its_person_agrees_and_no_longer(client, person):
    mark = f"[[#{person.pk}]]"
    page = Page.objects.create(
        key="histoire",
        title_fr="Histoire",
        title_ar="تاريخ",
        body_fr=f"Le savoir **de {mark}**. {mark} l’a dit.",
        body_ar=f"قالت {mark} ذلك.",
    )
    publish(page)
    french, arabic = "/fr/histoire/", "/ar/histoire/"
    assertContains(
        client.get(french), "Le savoir <strong>d’une artisane</strong>. Une artisane l’a dit."
    )
    assertContains(client.get(arabic), "قالت حرفية ذلك.")
    consent = ConsentFactory(artisan=person, item=Consent.Item.NAME)
    assertContains(
        client.get(french), "Le savoir <strong>de Mbarka Aïssa</strong>. Mbarka Aïssa l’a dit."
    )
    assertContains(client.get(arabic), "قالت مباركة عيسى ذلك.")
    consent.withdrawn_on = consent.given_on
    consent.save()
    for address in (french, arabic):
        answer = client.get(address)
        for word in ("Mbarka", "مباركة", "[[#"):
            assertNotContains(answer, word)


def test_mark_of_nobody_is_refused_on_its_own_field(person):
    family = FamilyFactory(story_fr=f"Avec [[#{person.pk}]].", story_ar="مع [[#999999]].")
    with pytest.raises(ValidationError) as refused:
        family.full_clean()
    assert refused.value.message_dict.keys() == {"story_ar"}
    family.full_clean(exclude=["story_ar"])


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Aucune personne n’a le numéro 999999"), ("ar", "لا أحد يحمل الرقم 999999")],
)
def test_officer_is_told_in_their_language(officer, language, said):
    page = Page.objects.create(key="histoire", title_fr="Histoire", title_ar="تاريخ")
    address = reverse("admin:portal_page_change", args=[page.pk]).replace("/fr/", f"/{language}/")
    form = officer.get(address)
    assertContains(form, "[[#12]]")
    typed = {
        name: value
        for name, value in form.context["adminform"].form.initial.items()
        if value is not None
    }
    assertContains(officer.post(address, typed | {"body_fr": "Avec [[#999999]]."}), said)


def test_form_of_a_person_says_their_mark(officer, person):
    assertContains(
        officer.get(reverse("admin:artisans_artisan_change", args=[person.pk])), f"[[#{person.pk}]]"
    )
