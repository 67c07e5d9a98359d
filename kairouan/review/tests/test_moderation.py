import pytest
from django.core.exceptions import ValidationError

from kairouan.review.moderation import Status, archive, publish, send_back, submit
from workshops.models import Workshop
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db


def test_first_publication_fixes_a_latin_address():
    workshop = WorkshopFactory(name_fr="Atelier de l’Étain")
    publish(workshop)
    assert workshop.slug == "atelier-de-letain"
    archive(workshop)
    workshop.name_fr = "Autre nom"
    publish(workshop)
    assert workshop.slug == "atelier-de-letain"


def test_address_without_french_is_made_from_the_number():
    workshop = WorkshopFactory(name_fr="", name_ar="ورشة النحاس")
    publish(workshop)
    assert workshop.slug == f"atelier-{workshop.pk}"


def test_same_name_gets_another_address():
    first, second = WorkshopFactory(name_fr="Dar Nhas"), WorkshopFactory(name_fr="Dar Nhas")
    publish(first)
    publish(second)
    assert [first.slug, second.slug] == ["dar-nhas", "dar-nhas-2"]


def test_nothing_without_a_name_is_published():
    workshop = WorkshopFactory(name_fr="", name_ar="")
    with pytest.raises(ValidationError, match="porte un nom"):
        publish(workshop)
    workshop.refresh_from_db()
    assert (workshop.status, workshop.slug) == (Status.DRAFT, None)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_only_what_is_published_is_public(status):
    WorkshopFactory(published=True, status=status)
    shown = WorkshopFactory(published=True)
    assert list(Workshop.objects.published()) == [shown]


def test_a_step_that_is_not_possible_is_said():
    workshop = WorkshopFactory(published=True)
    with pytest.raises(ValidationError, match="n’est pas possible"):
        submit(workshop)


def test_what_is_sent_back_keeps_its_reason_until_it_is_sent_again():
    workshop = WorkshopFactory()
    submit(workshop)
    send_back(workshop, "Il manque une photo de face.")
    assert (workshop.status, workshop.reason) == (Status.SENT_BACK, "Il manque une photo de face.")
    submit(workshop)
    assert workshop.reason == ""
