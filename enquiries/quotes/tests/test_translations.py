"""Words in the other language: said so, translated by the team beside the original."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from enquiries.quotes import steps
from enquiries.quotes.models import Author, EventKind, PartState
from enquiries.templatetags.typed_words import written_in
from kairouan.common.models import FormSubmission

from .factories import PartFactory
from .test_answer import form_of
from .test_desk import listed, part_page, sending_on

pytestmark = pytest.mark.django_db
SAID = "نحبّ فانوس نحاس كيف متاع جدّتي"


@pytest.fixture
def part():
    return PartFactory(request__text=SAID)


@pytest.fixture
def page(part):
    return reverse("quote_links:part", args=[steps.renew_link(part)])


def ask(client, page, of="demande"):
    return client.post(page, form_of(client, page, "translate") | {"of": of})


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("fr", SAID, "écrit en arabe"),
        ("fr", f"{SAID} (KR-ACDE)", "écrit en arabe"),
        ("fr", "Quarante lanternes", ""),
        ("fr", "40 × 12", ""),
        ("ar", SAID, ""),
        ("ar", "Forty lanterns", "كُتب بحروف لاتينية"),
    ],
)
def test_letters_of_another_language_are_told_from_one_s_own(language, text, said):
    with translation.override(language):
        assert written_in(text) == said


def test_workshop_asks_in_one_tap_and_the_officer_s_words_stand_beside_the_original(
    officer, part, page
):
    telephone = Client(enforce_csrf_checks=True)
    shown = telephone.get(page).content.decode()
    assert "Écrit en arabe" in shown and "Demander une traduction" in shown
    assert ask(telephone, page).status_code == 302
    assert not telephone.cookies
    assertContains(telephone.get(page), "traduction demandée à l’équipe")
    assert listed(officer, **{"sans-reponse": "traduire"}) == [part.request]
    typed = {"step": "translate", "of": "demande", "translation": "Une lanterne de grand-mère"}
    assert officer.post(part_page(part), typed).status_code == 302
    read = telephone.get(page)
    assertContains(read, "Une lanterne de grand-mère")
    assertContains(read, SAID)
    assertNotContains(read, "Demander une traduction")
    assert listed(officer, **{"sans-reponse": "traduire"}) == []
    # who reads Arabic reads the words themselves
    with translation.override("ar"):
        arabic = reverse("quote_links:part", args=[page.split("/")[3]])
    assertNotContains(Client().get(arabic), "Une lanterne de grand-mère")


def test_message_of_the_exchange_is_translated_for_both(officer, part, page):
    steps.give_answer(part, Author.WORKSHOP, EventKind.QUESTION, "ما هو القياس؟")
    steps.reply(part, "أربعون صنتيمترا")
    theirs, ours = part.events.last(), part.events.first()
    ask(Client(), page, str(theirs.pk))
    theirs.refresh_from_db()
    assert theirs.is_to_translate
    for event, text in ((theirs, "Quarante centimètres"), (ours, "Quelle taille ?")):
        officer.post(
            part_page(part), {"step": "translate", "of": str(event.pk), "translation": text}
        )
    assertContains(Client().get(page), "Quarante centimètres")
    secret = "a" * 24
    part.request.secret_digest = steps.digest_of(secret)
    part.request.save()
    buyer = Client().get(reverse("quotes:follow", args=[secret]))
    assertContains(buyer, "Quelle taille ?")
    assertContains(buyer, "ما هو القياس؟")


def test_asking_changes_nothing_of_the_answer_and_once_is_enough(part, page):
    client = Client()
    sent = form_of(client, page, "translate") | {"of": "demande"}
    steps.give_answer(part, Author.WORKSHOP, EventKind.QUESTION, "?")
    assert [client.post(page, sent).status_code for _tap in range(2)] == [302, 302]
    part.refresh_from_db()
    assert part.state == PartState.QUESTION
    assert FormSubmission.objects.count() == 1


@pytest.mark.parametrize("of", ["", "0", "x", "9" * 30, "other"])
def test_words_of_another_part_are_not_reached(officer, part, page, of):
    other = PartFactory()
    steps.reply(other, SAID)
    event = other.events.get()
    named = str(event.pk) if of == "other" else of
    assert ask(Client(), page, named).status_code == 422
    officer.post(part_page(part), {"step": "translate", "of": named, "translation": "Non"})
    event.refresh_from_db()
    assert (event.is_to_translate, event.translation) == (False, "")


def test_empty_translation_is_refused(officer, part):
    answer = officer.post(
        part_page(part),
        sending_on(officer, part_page(part)) | {"step": "translate", "of": "demande"},
        follow=True,
    )
    assertContains(answer, "obligatoire")
