"""The file of the public marks: what stands in it, how long it is kept, which pages
point at it.
"""

import re

import brotli
import pytest
from django.template import Context, Template
from django.urls import reverse

from artisans.models import Technique
from artisans.tests.factories import FamilyFactory, TechniqueFactory
from kairouan.common.languages import LANGUAGES
from kairouan.common.marks import PublicMarks, of_marks
from products.tests.factories import ProductFactory

pytestmark = pytest.mark.django_db

GUIDE = "/fr/martelages/"
SENT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><path d="M20 20h50v50h-50z"/></svg>'


def sprite_of(client, page=GUIDE) -> str:
    found = set(re.findall(r"/signes/[0-9a-f]{16}\.svg", client.get(page).content.decode()))
    assert len(found) == 1
    return found.pop()


def names_in(client, address: str) -> set[str]:
    return set(re.findall(r'<symbol id="m-([\w-]+)"', client.get(address).content.decode()))


def test_holds_the_published_and_no_other(client):
    TechniqueFactory(published=True, drawing="ondes")
    TechniqueFactory(published=True, order="spiral")
    TechniqueFactory(published=True, drawing="sent", sent_drawing=SENT)
    TechniqueFactory(drawing="pluie")
    TechniqueFactory(drawing="sent", sent_drawing=SENT.replace("20", "30"))
    published = set(Technique.objects.published().values_list("mark", flat=True))
    assert len(published) == 3
    assert names_in(client, sprite_of(client)) == published


def test_is_kept_for_good_under_its_digest_and_moves_with_what_it_holds(client):
    technique = TechniqueFactory(published=True, order="spiral")
    before = sprite_of(client)
    answer = client.get(before, HTTP_ACCEPT_ENCODING="br")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert brotli.decompress(answer.content) == client.get(before).content
    # what changes no mark moves no address
    FamilyFactory(published=True)
    assert sprite_of(client) == before
    technique.order = "rows"
    technique.save()
    after = sprite_of(client)
    assert after != before
    assert names_in(client, after) == {technique.mark}
    # a page of the edition before is given the marks of today, which nobody keeps
    late = client.get(before)
    assert late.content == client.get(after).content
    assert late.headers["Cache-Control"] == "no-store"


def test_mark_of_a_technique_withdrawn_leaves_at_once(client):
    technique = TechniqueFactory(published=True, drawing="sent", sent_drawing=SENT)
    TechniqueFactory(published=True, drawing="ondes")
    address = sprite_of(client)
    assert technique.mark in names_in(client, address)
    Technique.objects.filter(pk=technique.pk).update(status="archived")
    assert technique.mark not in names_in(client, address)
    assert names_in(client, sprite_of(client)) == {"ondes"}


def test_two_techniques_of_one_mark_are_drawn_once(client):
    TechniqueFactory.create_batch(2, published=True, order="spiral")
    assert len(names_in(client, sprite_of(client))) == 1


def test_costs_a_page_no_statement(client, django_assert_num_queries):
    """Read with the edition, in its own statement."""
    TechniqueFactory.create_batch(3, published=True, order="spiral")
    client.get(GUIDE)  # the index, too, is read
    TechniqueFactory(published=True, order="rows")
    client.get(reverse("products:list"))
    with django_assert_num_queries(4) as first:  # edition, techniques, photographs, practices
        client.get(GUIDE)
    assert "sent_drawing" in first.captured_queries[0]["sql"]
    address = sprite_of(client)
    with django_assert_num_queries(1):
        client.get(address)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_is_only_read(client, method):
    assert getattr(client, method)("/signes/0123456789abcdef.svg").status_code == 405


def test_no_other_address_is_one(client):
    for name in ("abc", "0123456789ABCDEF", "0123456789abcdef0"):
        assert client.get(f"/signes/{name}.svg").status_code == 404


def shown(name: str) -> str:
    return Template("{% load interface %}{% mark name %}").render(Context({"name": name}))


def test_page_for_everyone_shows_the_public_and_the_drawings_of_the_house():
    draft = TechniqueFactory(order="spiral")
    public = TechniqueFactory(published=True, order="rows")
    with of_marks(PublicMarks([{"name": public.mark, "sent": ""}])):
        assert f'.svg#m-{public.mark}"' in shown(public.mark)
        assert "<path" in shown("pluie")  # of an empty list
        assert shown(draft.mark) == shown("") == ""


def test_any_other_page_draws_what_it_shows():
    draft = TechniqueFactory(drawing="sent", sent_drawing=SENT)
    for name in (draft.mark, "pluie", Technique(order="rays").blow.name):
        assert "<use" not in shown(name)
        assert "<path" in shown(name)
    assert shown("no-such-mark") == ""


def test_placeholder_of_a_draft_technique_is_bare(client):
    """The catalogue's card of a piece without a photograph."""
    ProductFactory(published=True, technique=TechniqueFactory(order="spiral"))
    page = client.get(reverse("products:list")).content.decode()
    assert 'class="mark"' not in page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_walk_keeps_it_for_a_reader_without_a_network(client, language):
    TechniqueFactory(published=True, order="spiral")
    script = client.get(f"/{language}/visiter/hors-ligne.js").content.decode()
    assert f'"{sprite_of(client)}"' in script


def test_holds_the_logos_too_which_a_page_of_one_reader_takes_elsewhere(client):
    address = sprite_of(client)
    assert names_in(client, address) == set()
    assert {*re.findall(r'<symbol id="(logo-\w+)"', client.get(address).content.decode())} == {
        language.logo for language in LANGUAGES
    }
    assert f"{address}#logo-fr" in client.get(GUIDE).content.decode()
    assert "/signes/" not in client.get("/fr/espace/entrer/").content.decode()
