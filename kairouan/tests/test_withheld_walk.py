"""A name that was withdrawn, written into every text of every record of the
demonstration, stands nowhere that a visitor reads or a search looks.
"""

import datetime
from urllib.parse import quote, quote_plus

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import translation

from artisans.models import Artisan, Consent, Portrait
from kairouan.common.records import Record
from kairouan.search.matching import Searchable
from kairouan.search.synonyms import Synonym

from .test_consent_walk import found_anywhere, pictured, shown, text_of
from .walker import LANGUAGES, MEDIA, addresses_of, public_routes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

# the name in both languages, an alias
SPELLINGS = ["Zarqoum Qadriwân", "زرقوم القضراوي", "Zargoum Qadrioui"]
MOST_OF_A_KIND = 2  # pages of records of one kind that are read: all hold the same texts
# What stands under an agreement of its own, what is no text that somebody tells, and
# what no page shows.
NO_STORIES = {
    "accounts.User",
    "artisans.Consent",
    "workshops.Channel",
    "programme.Certificate",
}


def told_texts(model) -> list[models.Field]:
    """The texts of a record that tell something: no address, no code, nothing
    unique.
    """
    return [
        field
        for field in model.written_texts()
        if type(field) in (models.CharField, models.TextField)
        and not field.unique
        and field.max_length not in range(1, 20)
    ]


def say_everywhere() -> set[str]:
    """Write a spelling of the name into every text of every record that a page may
    show; give back the columns without a record to hold them.
    """
    empty, number = set(), 0
    for model in apps.get_models():
        if (
            not issubclass(model, Record)
            or not model.shows_on_pages
            or model in (Artisan, Synonym)
            or model._meta.label in NO_STORIES
        ):
            continue
        texts = {}
        for field in told_texts(model):
            number += 1
            texts[field.name] = (
                SPELLINGS[1]
                if getattr(field, "language", "") == "ar"
                else SPELLINGS[number % 2 * 2]
            )
        if texts and not model.objects.update(**texts):
            empty.add(model._meta.label)
        if issubclass(model, Searchable):
            for entry in model.objects.all():
                entry.save()  # folds what a search looks in
    return empty


def read_by_visitors(client) -> dict[str, str]:
    """Every page, feed, agenda, workbook and map of addresses, in both languages; of
    records, a few of each kind.
    """
    asked = []
    for language in LANGUAGES:
        with translation.override(language):
            for name, takes in public_routes():
                if name not in MEDIA:
                    asked += addresses_of(name)[:MOST_OF_A_KIND] if takes else [reverse(name)]
    answers = {address: client.get(address) for address in asked}
    return {
        address: text_of(answer) for address, answer in answers.items() if answer.status_code == 200
    }


def said_on(pages: dict[str, str], spellings: list[str]) -> list[tuple[str, str]]:
    """Each page that says one of them, with the words around it."""
    places = (
        (address, text, text.find(spelling))
        for address, text in pages.items()
        for spelling in spellings
    )
    return [
        (address, text[max(place - 80, 0) : place + 60])
        for address, text, place in places
        if place >= 0
    ]


def test_full_name_that_may_not_show_stands_in_no_text_of_any_page(client, media):
    person = Artisan.objects.with_consents().filter(shows_name=True).first()
    person.name_fr, person.name_ar, person.aliases = SPELLINGS
    person.save()
    pictured(Portrait, {"artisan": person}, alt_fr="Portrait")
    assert say_everywhere() == set(), "the demonstration has no such record"
    assert shown("".join(read_by_visitors(client).values()), SPELLINGS) == set(SPELLINGS), (
        "the walk does not see these"
    )
    assert [spelling for spelling in SPELLINGS if not found_anywhere(client, spelling)] == []
    person.consents.filter(item=Consent.Item.NAME).update(withdrawn_on=datetime.date.today())
    read = read_by_visitors(client)
    assert said_on(read, [*SPELLINGS, *map(quote, SPELLINGS), *map(quote_plus, SPELLINGS)]) == []
    assert said_on(read, ["Un artisan"]) and said_on(read, ["حرفي"])
    assert [spelling for spelling in SPELLINGS if found_anywhere(client, spelling)] == []
