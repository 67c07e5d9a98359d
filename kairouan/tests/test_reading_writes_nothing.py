"""No GET of the portal writes: every page that a visitor, a member and an officer reach
by its links, from their own home page.
"""

import re
from collections import Counter
from contextlib import contextmanager, suppress
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import translation
from reversion.models import Version

from kairouan.accounts.models import User
from kairouan.publication.stamp import WRITES
from kairouan.review.moderation import Moderated
from kairouan.search.models import Synonym

from .walker import LANGUAGES, route_names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

MOST = 1  # addresses of one route: records of one kind are read alike

# What a reading may write, and why.
ALLOWED = {
    "accounts_access",  # the log of which officer read whose data: the law asks for it
    "django_session",  # a sentence to show on the next page has been shown; a session is renewed
    "usersessions_usersession",  # the list of a person's devices, once a session
    "cache",  # rate limits
}
# a signed paper opened on the desk is noted in the record's history
OPENED_DOCUMENT = re.compile(r"_document$")
# Routes with a parameter that no link of the demonstration leads to. Each is opened by
# a test of its own.
NOT_LINKED = re.compile(
    # of a state that no record is in
    r"^admin:\w+_(recover|sent|document|add|delete|history|change|compare|revision|review|send_invitation|merge|take_back)$"
    # hold a secret or one person's number
    r"|^(account|second_factor|mfa|media|public_marks|short_address|photograph|sound|quote_links:)"
    r"|^(programme:(attendance|certificate)|space:(opinion|training|request|booking|tin))"
    r"|^(quotes:(follow|sent)|bookings:(follow|sent|receipt))$"
    # buttons: by POST alone
    r"|^space:(workshop|product|opening|family|hammering)_(send|forget|close|away|photo|bring_back|photos_arrange|availability|preview)$"
    r"|^space:hammering_edit$"  # of what an officer sent back
    r"|^space:(technique_sound|family_portrait)_back$"
    r"|^space:product_facts$"  # asked once, after a product has been made
    r"|^portal:suggestions$"  # asked by the script of the search box
    r"|^admin:(autocomplete|view_on_site|app_list|logout)$|^sitemap_section$"
)


@contextmanager
def statements_that_write():
    """Collect the table of each statement that writes."""
    found = Counter()

    def look(execute, sql, params, many, context):
        if written := WRITES.match(sql):
            found[written[1]] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


def links_of(page: str, address: str) -> list[str]:
    """The addresses that a person may open from a page by a link or a GET form."""
    found = []
    for tag in re.finditer(r"<(a|form)\b([^>]*)>", page):
        if tag[1] == "form" and 'method="post"' in tag[2]:
            continue
        if href := re.search(r'\s(?:href|action)="([^"]*)"', tag[2]):
            found.append(urldefrag(urljoin(f"http://testserver{address}", unescape(href[1])))[0])
    return [
        link.removeprefix("http://testserver")
        for link in found
        if link.startswith("http://testserver/")
    ]


def route_of(address: str) -> str | None:
    path = urlsplit(address).path
    try:
        with translation.override("ar" if path.startswith("/ar/") else "fr"):
            return resolve(path).view_name
    except Resolver404:
        return None


def walked(client, homes: list[str]) -> dict[str, Counter]:
    """Follow the links from these pages; map each route to what it wrote."""
    waiting, seen, opened, written = [*homes], set(homes), Counter(), {}
    while waiting:
        address = waiting.pop(0)
        name = route_of(address)
        if name is None or name.endswith("logout") or opened[name, "?" in address] >= MOST:
            continue
        opened[name, "?" in address] += 1
        with statements_that_write() as found:
            answer = client.get(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        written.setdefault(name, Counter()).update(found)
        if answer.status_code in (301, 302):
            links = [answer.headers["Location"]]
        elif answer.headers.get("Content-Type", "").startswith("text/html"):
            links = links_of(content.decode(), address)
        else:
            links = []
        new = [link for link in dict.fromkeys(links) if link not in seen]
        seen |= set(new)
        waiting += new
    return written


def wrong(written: dict[str, Counter]) -> dict[str, set[str]]:
    """The tables that each route wrote, less those it may."""
    found = {}
    for name, tables in written.items():
        may = ALLOWED | ({"django_admin_log"} if OPENED_DOCUMENT.search(name) else set())
        if rest := tables.keys() - may:
            found[name] = rest
    return found


def signed_in(**who) -> Client:
    client = Client()
    client.force_login(User.objects.filter(**who).order_by("pk").first())
    return client


def homes(*names: str) -> list[str]:
    """The first pages of a walk in both languages, and every page whose address takes
    no parameter.
    """
    found = []
    for code in LANGUAGES:
        with translation.override(code):
            found += [reverse(name) for name in names]
    return found + [reverse(name) for name, takes in route_names() if not takes]


def desk_pages() -> list[str]:
    """The pages that the desk has for the first record of each kind, a former version
    of it among them.
    """
    found = []
    for model in admin.site._registry:
        entry = model._default_manager.order_by("pk").first()
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        if entry is None:
            continue
        found += [
            reverse(f"{name}_{page}", args=[entry.pk]) for page in ("change", "history", "delete")
        ]
        if version := Version.objects.filter(
            content_type__model=model._meta.model_name, object_id=str(entry.pk)
        ).last():
            with suppress(NoReverseMatch):  # kinds without a history
                found.append(reverse(f"{name}_revision", args=[entry.pk, version.pk]))
        if issubclass(model, Moderated):
            found += [reverse(f"{name}_{page}", args=[entry.pk]) for page in ("review", "preview")]
    return found


@pytest.mark.any_database  # a statement that writes is one on both
def test_no_get_writes():
    visitor = walked(Client(), homes("portal:home"))
    member = walked(signed_in(demonstration_key="member-owner"), homes("space:home"))
    officer = walked(
        signed_in(is_superuser=True),
        [*homes("admin:index", "programme:attendance_sessions"), *desk_pages()],
    )
    assert [wrong(visitor), wrong(member), wrong(officer)] == [{}, {}, {}]
    unread = {name for name, _takes in route_names()} - (
        visitor.keys() | member.keys() | officer.keys()
    )
    assert [name for name in sorted(unread) if not NOT_LINKED.search(name)] == []


def test_the_count_sees_what_is_written():
    with statements_that_write() as found:
        Synonym.objects.create(terms="plateau, sinia")
    assert found["search_synonym"] == 1
