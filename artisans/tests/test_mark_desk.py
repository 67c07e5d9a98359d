"""A technique on the desk: registered with a name and what the eye sees, its mark
drawn, sent, and said to be confused with another.
"""

import re

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from pytest_django.asserts import assertContains, assertNotContains

from artisans.mark_desk import neighbours_of
from artisans.marks.blow import Blow
from artisans.marks.house import HOUSE
from artisans.models import Technique
from artisans.tests.factories import TechniqueFactory
from kairouan.review.moderation import publish
from products.tests.factories import ProductFactory

pytestmark = pytest.mark.django_db

LISTED = "admin:artisans_technique_changelist"
NO_ROWS = {
    f"{rows}-{name}": count
    for rows in ("steps", "photos", "sounds")
    for name, count in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))
}
# another blow each: what an officer ticks of it
BLOWS = [
    {"order": order, "outline": outline, "edge": edge}
    for outline in ("hexagon", "stroke", "polygon")
    for edge in ("sharp", "soft", "step", "plain")
    for order in ("honeycomb", "rays", "free")
]


@pytest.fixture
def desk(officer):
    """Send the form of a technique as the desk shows it, with what is typed."""

    def send(technique=None, **typed):
        page = (
            reverse("admin:artisans_technique_change", args=[technique.pk])
            if technique
            else reverse("admin:artisans_technique_add")
        )
        form = officer.get(page).context["adminform"].form
        shown = {
            name: value
            for name in form.fields
            if (value := form.get_initial_for_field(form.fields[name], name)) is not None
        }
        return officer.post(page, NO_ROWS | shown | {"written_in": "fr"} | typed)

    return send


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def symbols(client) -> dict[str, str]:
    """The marks of the public sprite, by name, as the catalogue points at it."""
    found = re.search(r"/signes/[0-9a-f]{16}\.svg", client.get("/fr/catalogue/").content.decode())
    if not found:
        return {}
    sprite = client.get(found[0]).content.decode()
    return dict(re.findall(r'<symbol id="m-([\w-]+)" viewBox="0 0 96 96">(.*?)</symbol>', sprite))


def test_ninth_and_thirtieth_technique_are_registered_and_seen_everywhere(desk, client):
    for number, house in enumerate(HOUSE):
        ProductFactory(
            published=True,
            technique=TechniqueFactory(
                published=True, drawing=house, rank=number, name_fr=f"Maison {number}"
            ),
        )
    for number in range(9, 31):
        blow = BLOWS[number - 9]
        answer = desk(name_fr=f"Frappe {number}", name_ar=f"ضرب {number}", rank=number, **blow)
        assert answer.status_code == 302, answer.context["adminform"].form.errors
    for number in (9, 30):
        technique = Technique.objects.get(name_fr=f"Frappe {number}")
        assert technique.mark == Blow(**BLOWS[number - 9]).name
        assertNotContains(client.get(reverse("artisans:technique_list")), technique.name_fr)
        assert technique.mark not in symbols(client)
        publish(technique)
        ProductFactory(published=True, technique=technique)
        assert symbols(client)[technique.mark] == Technique.drawing_of(technique.mark)
        for language, name in (("fr", f"Frappe {number}"), ("ar", f"ضرب {number}")):
            with override(language):
                drawn = f".svg#m-{technique.mark}"
                for page in (
                    reverse("artisans:technique_list"),
                    technique.get_absolute_url(),
                    reverse("products:list"),
                    f"{reverse('artisans:key')}?order={technique.order}",
                    reverse("artisans:key_card"),
                ):
                    shown = client.get(page)
                    assertContains(shown, name)
                    assertContains(shown, drawn)
                facet = client.get(reverse("products:list"), {"technique": technique.slug})
                assert [chip.label for chip in facet.context["narrowing"].chips] == [name]
    assert Technique.objects.published().count() == 10
    home = client.get("/fr/")
    assert [tile.name for tile in home.context["tiles"].techniques] == [
        f"Maison {number}" for number in range(8)
    ]
    assertContains(home, "Toutes les techniques")
    first = Technique.objects.get(name_fr="Frappe 9")
    desk(first, rank="0")
    Technique.objects.exclude(pk=first.pk).update(rank=1)
    assertContains(client.get("/fr/"), f".svg#m-{first.mark}")


def test_home_of_eight_techniques_leads_to_no_others(client):
    TechniqueFactory.create_batch(8, published=True)
    assertNotContains(client.get("/fr/"), "Toutes les techniques")


def test_name_alone_registers_a_technique(desk):
    answer = desk(name_fr="Grêle")
    assert answer.status_code == 302
    assert Technique.objects.get().mark == Blow().name


def test_two_keep_no_one_drawing_of_the_house(desk):
    TechniqueFactory(drawing="pluie")
    answer = desk(name_fr="Bruine", drawing="pluie")
    assertContains(answer, "Une autre technique garde déjà ce dessin")


def sent_file(content: str, name: str = "signe.svg"):
    return SimpleUploadedFile(name, content.encode(), "image/svg+xml")


def test_officer_sends_a_drawing(desk, officer, client):
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
        '<path fill="#123456" d="M4 4h20v20h-20z"/></svg>'
    )
    assert desk(name_fr="Damier", drawing_file=sent_file(drawing)).status_code == 302
    technique = Technique.objects.get()
    assert technique.drawing == "sent"
    assert technique.mark.startswith("s-")
    assert "#123456" not in technique.sent_drawing
    page = officer.get(reverse("admin:artisans_technique_change", args=[technique.pk]))
    assertContains(page, Technique.drawing_of(technique.mark))
    assert symbols(client) == {}
    publish(technique)
    ProductFactory(published=True, technique=technique)
    assert symbols(client) == {technique.mark: Technique.drawing_of(technique.mark)}
    # another form of the same record leaves it as it is
    before = technique.sent_drawing
    assert desk(technique, rank="4").status_code == 302
    technique.refresh_from_db()
    assert (technique.sent_drawing, technique.rank) == (before, 4)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "« script »"),
        ("\u0000\u0001", "pas un dessin SVG"),
        ("<svg>" + " " * 30_000, "trop lourd"),
    ],
)
def test_drawing_that_holds_more_is_refused_with_a_sentence(desk, content, why):
    answer = desk(name_fr="Damier", drawing_file=sent_file(content))
    assert answer.status_code == 200
    assertContains(answer, why)
    assert not Technique.objects.exists()


def test_mark_like_another_is_said_as_it_is_saved_and_on_its_page(desk, officer):
    other = TechniqueFactory(name_fr="Pluie fine", outline="round", order="free", edge="sharp")
    TechniqueFactory(name_fr="Au loin", outline="stroke", order="rays", edge="plain")
    answer = desk(name_fr="Grêle", outline="polygon", order="free", edge="sharp")
    assert [message for message in said(answer) if "ressemble trop" in message] == [
        "Le signe de « Grêle » ressemble trop à celui de « Pluie fine » : on prendrait l’un pour "
        "l’autre. Précisez ce que l’œil voit du coup, choisissez un autre dessin ou envoyez-en un."
    ]
    technique = Technique.objects.get(name_fr="Grêle")
    page = officer.get(reverse("admin:artisans_technique_change", args=[technique.pk]))
    assertContains(page, "On prendrait ce signe pour celui de « Pluie fine »")
    assert next(each.technique for each in neighbours_of(technique)) == other
    answer = desk(technique, edge="plain")
    assert not any("ressemble trop" in message for message in said(answer))
    page = officer.get(reverse("admin:artisans_technique_change", args=[technique.pk]))
    assertContains(page, "aucun ne se confond avec lui")


def test_archived_techniques_are_confused_with_none():
    TechniqueFactory(status="archived")
    assert neighbours_of(TechniqueFactory()) == []


def test_list_shows_each_mark_and_reads_none_by_itself(officer, django_assert_max_num_queries):
    for number in range(12):
        TechniqueFactory(outline="round", size_min_mm=number + 1, order="rings")
    officer.get(reverse(LISTED))
    with django_assert_max_num_queries(14):
        page = officer.get(reverse(LISTED))
    assertContains(page, '<svg class="mark"', 12)
