"""Whoever writes and reads in Arabic is answered in Arabic: every page of the portal
that its links reach, every form found there sent filled in, empty and with nonsense,
what is said after each, and the messages that leave.

A new form is walked because a page shows it. What is sent is taken back, so that the
walk finds the demonstration as it was.
"""

from collections import Counter
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from enquiries.bookings.models import Booking
from enquiries.quotes.models import QuoteRequest
from kairouan.common.models import OutgoingMessage

from .many import told
from .reading import Reading
from .sending import Forms, SentForm
from .test_demonstration import (
    LATIN,
    interface_in_other_words,
    pages_of_the_desk,
    spoken_by_records,
)
from .test_reading_writes_nothing import links_of, route_of
from .walker import route_names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


class Walk:
    """A reader of Arabic who follows every link and sends every form, of each route
    once. `read` holds what was read: where, and the page; `heard` the sentences and the
    messages, each after what.
    """

    def __init__(self, client: Client, addresses: list[str]):
        self.client = client
        self.waiting, self.seen = list(addresses), set(addresses)
        self.opened, self.sent, self.buttons = Counter(), set(), set()
        self.read: list[tuple[str, str]] = []
        self.heard: list[tuple[str, str]] = []
        self.statuses = Counter()
        while self.waiting:
            self.open(self.waiting.pop(0))

    def is_new(self, address: str) -> bool:
        name = route_of(address)
        return (
            bool(name)
            and address.startswith("/ar/")
            and not name.endswith("logout")
            and not self.opened[name, "?" in address]
        )

    def open(self, address: str):
        if not self.is_new(address):
            return
        self.opened[route_of(address), "?" in address] += 1
        answer = self.client.get(address)
        if "Location" in answer.headers:
            self.follow_later([urljoin(address, answer.headers["Location"])])
        elif page := self.page_of(answer):
            self.read.append((address, page))
            self.follow_later(links_of(page, address))
            for form in Forms(page, address).found:
                self.send(form)

    def page_of(self, answer) -> str:
        """The page, "" for a file."""
        is_page = (
            answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming
        )
        return answer.content.decode() if is_page else ""

    def follow_later(self, links: list[str]):
        new = [link for link in dict.fromkeys(links) if link not in self.seen]
        self.seen |= set(new)
        self.waiting += new

    def send(self, form: SentForm):
        """Every way of one form of each route; each set of buttons is pressed whole
        once.
        """
        kind = (route_of(form.action), frozenset(form.controls))
        if kind[0] is None or kind[0].endswith("logout") or kind in self.sent:
            return
        self.sent.add(kind)
        buttons = frozenset(map(str, form.buttons))
        for place, typed in enumerate(form.sendings(every_button=buttons not in self.buttons)):
            self.post(form.action, typed, f"{form.action}, sending {place + 1}")
        self.buttons.add(buttons)

    def post(self, address: str, typed: dict, where: str):
        cookies = self.client.cookies.copy()
        last = OutgoingMessage.objects.aggregate(last=Max("pk"))["last"] or 0
        with transaction.atomic():
            answer = self.client.post(address, typed)
            self.statuses[answer.status_code] += 1
            self.heard += [(where, sentence) for sentence in told(answer)]
            # a buyer, an owner of pots, who wrote in French is answered in French
            others = [
                *QuoteRequest.objects.exclude(language="ar").values_list("email", flat=True),
                *Booking.objects.exclude(language="ar").values_list("email", flat=True),
            ]
            for message in OutgoingMessage.objects.filter(pk__gt=last).exclude(to__in=others):
                self.heard += [(where, message.subject), (where, message.text)]
            if page := self.page_of(answer):
                self.read.append((where, page))
            # reached by no link
            elif self.is_new(after := urljoin(address, answer.headers.get("Location", ""))):
                self.read.append((f"{where}, then {after}", self.page_of(self.client.get(after))))
            transaction.set_rollback(True)
        self.client.cookies = cookies


def signed_in(**who) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.filter(**who).order_by("pk").first())
    return client


READERS = {
    "visitor": Client,
    "member": lambda: signed_in(demonstration_key="member-owner"),
    "officer": lambda: signed_in(is_superuser=True),
}


@pytest.mark.any_database
@pytest.mark.parametrize("reader", READERS)
def test_no_french_is_answered_to_who_reads_arabic(reader):
    get_user_model().objects.update(language="ar")
    with translation.override("ar"):
        addresses = [reverse(name) for name, takes in route_names() if not takes]
        addresses += pages_of_the_desk() if reader == "officer" else []
    known = Known()
    walk = Walk(READERS[reader](), addresses)
    wrong = {(where, text) for where, page in walk.read for text in known.french_of(Reading(page))}
    wrong |= {(where, run) for where, sentence in walk.heard for run in known.french_in(sentence)}
    assert "\n".join(sorted(map(str, wrong))) == ""
    assert len(walk.read) > 50 and walk.statuses.total() > 15


class Known:
    """Tell French left on an Arabic page from what a person wrote."""

    def __init__(self):
        self.written, self.foreign = spoken_by_records(), interface_in_other_words("ar")

    def french_of(self, reading: Reading) -> set[str]:
        """The texts of the interface that a page says in French, its letters that no
        record holds; also where a text is set apart without saying in which language it
        is.
        """
        said = {text for text in [*reading.texts, *reading.apart] if self.is_ours(text)}
        return said | {run for text in reading.texts for run in self.french_in(text)}

    def is_ours(self, text: str) -> bool:
        return text.strip(" :.…") in self.foreign and f"\n{text}\n" not in self.written

    def french_in(self, text: str) -> set[str]:
        return {run[0] for run in LATIN.finditer(text) if run[0].strip(" .,") not in self.written}


ERRORS = sorted(path.name for path in (settings.BASE_DIR / "templates").glob("[45]*.html"))


@pytest.mark.parametrize("template", ERRORS)
def test_no_french_is_on_an_error_page_in_arabic(rf, template):
    with translation.override("ar"):
        request = rf.get("/ar/")
        page = render_to_string(
            template, {"typed": [("a", "b")], "left_out": True, "address": "/ar/"}, request
        )
    assert Known().french_of(Reading(page)) == set()


def test_french_is_told_from_what_a_person_wrote():
    """The walk would find a sentence, a word of the interface, and a label in another
    language; it lets pass what says its language.
    """
    known, found = Known(), set()
    for part in (
        "<p>Votre page est complète.</p>",
        '<p dir="auto">Enregistrer</p>',
        '<p lang="fr">Votre page</p>',
        "<p>حفظ PDF</p>",
    ):
        found |= known.french_of(Reading(part))
    assert found == {"Votre page est complète", "Enregistrer"}
