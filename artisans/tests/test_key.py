"""The page of the key and its grid on the desk."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains
from reversion.models import Version

from artisans.identification.characters import CHARACTERS
from artisans.identification.first_states import first_rows
from artisans.identification.models import Frequency, Observation
from artisans.tests.factories import TechniqueFactory
from kairouan.accounts.models import User
from kairouan.portal.roles import AUDITOR

pytestmark = pytest.mark.django_db

KEY, GRID = "artisans:key", "admin:identification_observation_grid"


def seen(technique, **frequencies):
    """`order__rings="always"` for each state observed."""
    for name, frequency in frequencies.items():
        Observation.objects.create(
            technique=technique, state=name.replace("__", "."), frequency=frequency
        )
    return technique


@pytest.fixture
def grains(db):
    technique = TechniqueFactory(
        published=True, drawing="grain-dorge", name_fr="Grain d’orge", name_ar="حبّة الشعير"
    )
    return seen(
        technique,
        order__rings="always",
        outline__oval="always",
        order__rays="never",
        outline__stroke="never",
        edge__sharp="always",
        spacing__touching="always",
        depth__deep="rarely",
    )


@pytest.fixture
def rays(db):
    technique = TechniqueFactory(published=True, drawing="rayons", name_fr="Rayons", name_ar="أشعّة")
    return seen(
        technique,
        order__rays="always",
        outline__stroke="always",
        order__rings="never",
        outline__oval="never",
    )


def said(candidate) -> list[tuple[str, str, str]]:
    return [
        (each.side, str(each.character.label), str(each.frequency)) for each in candidate.evidence
    ]


def test_likeliest_comes_first_with_what_agrees_and_what_contradicts(client, grains, rays):
    page = client.get(
        reverse(KEY),
        {
            "order": "rings",
            "outline": "oval",
            "edge": "sharp",
            "spacing": "touching",
            "depth": "deep",
        },
    )
    assert [one.technique for one in page.context["likely"]] == [grains]
    assert [one.technique for one in page.context["others"]] == [rays]
    assertContains(page, "Cela ressemble au martelage « Grain d’orge »")
    first, other = page.context["likely"][0], page.context["others"][0]
    assert said(first) == [
        ("for", "contour du coup", "toujours"),
        ("for", "disposition", "toujours"),
        ("for", "bord entre les coups", "toujours"),
        ("for", "écart entre les coups", "toujours"),
        ("rare", "profondeur", "rarement"),
    ]
    assert said(other) == [
        ("against", "contour du coup", "jamais"),
        ("against", "disposition", "jamais"),
        ("unknown", "bord entre les coups", ""),
        ("unknown", "écart entre les coups", ""),
        ("unknown", "profondeur", ""),
    ]


def test_page_is_read_in_arabic(client, grains, rays):
    with translation.override("ar"):
        page = client.get(reverse(KEY), {"order": "rings", "outline": "oval"})
    assertContains(page, "يشبه هذا طَرق «حبّة الشعير»")
    assertContains(page, "كيف رُتّبت الضربات؟")


def test_key_without_a_likely_technique_offers_to_write_to_the_cluster(client, grains, rays):
    page = client.get(reverse(KEY), {"order": "rings", "outline": "stroke", "depth": "flat"})
    assert page.context["likely"] == []
    assertContains(page, "Hors registre")
    assertContains(page, "quand sept dixièmes des réponses s’y accordent")
    assertContains(
        page, f"{reverse('enquiries:contact')}?order=rings&amp;outline=stroke&amp;depth=flat"
    )


def test_every_question_is_asked_and_may_be_skipped(client, grains):
    page = client.get(reverse(KEY))
    for character in CHARACTERS:
        assertContains(page, f'?{character.key}=#question"')
        for state in [*character.codes, "other"]:
            assertContains(page, f'?{character.key}={state}#question"')
    assertNotContains(page, "Cela ressemble")


def asked(page) -> str:
    return page.context["current"].character.key


def test_most_telling_question_comes_first_and_every_one_in_its_turn(client, grains, rays):
    said, order = {}, []
    for _number in CHARACTERS:
        order.append(asked(client.get(reverse(KEY), said)))
        said[order[-1]] = "" if len(order) % 2 else "other"  # passed over, answered
    assert order[0] == "outline" and sorted(order) == sorted(one.key for one in CHARACTERS)
    page = client.get(reverse(KEY), said)
    assert page.context["current"] is None
    # whoever answers the last is led to what came of it
    assertContains(page, "#reponse")


def test_address_keeps_the_way_and_leads_back_a_question_at_a_time(client, grains, rays):
    page = client.get(f"{reverse(KEY)}?outline=oval&edge=&order=rings")
    path = page.context["path"]
    assert path.given == {"outline": "oval", "edge": "", "order": "rings"}
    assert path.back == f"{reverse(KEY)}?outline=oval&edge=&question=order#question"
    assertContains(page, path.back.replace("&", "&amp;"))
    back = client.get(path.back)
    assert asked(back) == "order"
    assertContains(back, "Question 3 sur 6")
    assert back.context["path"].back == f"{reverse(KEY)}?outline=oval&question=edge#question"
    # another language keeps it too
    assertContains(page, "/ar/martelages/reconnaitre/?outline=oval&amp;edge=&amp;order=rings")


def test_answer_is_changed_where_it_stood(client, grains, rays):
    page = client.get(f"{reverse(KEY)}?outline=oval&order=rings&question=outline")
    assert asked(page) == "outline"
    # it stands where it was asked, and nothing is taken back on the way to it
    assertContains(page, "Question 1 sur 6")
    assertNotContains(page, "Question précédente")
    chosen = [choice for choice in page.context["current"].choices if choice.is_chosen]
    assert [choice.state.code for choice in chosen] == ["oval"]
    other = next(one for one in page.context["current"].choices if one.state.code == "stroke")
    assert other.address == f"{reverse(KEY)}?outline=stroke&order=rings#question"
    assertContains(page, 'aria-current="true"', count=1 + 2)  # the page of the menu, the answers


def test_something_else_refuses_what_is_known_of_the_shape(client, grains, rays):
    page = client.get(reverse(KEY), {"outline": "other", "order": "rings", "edge": "sharp"})
    assert page.context["likely"] == []
    assertContains(page, "Hors registre")
    assertContains(page, "Contour du coup : autre chose")


def test_one_answer_names_nothing_and_refuses_nothing(client, grains, rays):
    page = client.get(reverse(KEY), {"order": "free"})
    assertContains(page, "Une réponse ne suffit pas")
    assertNotContains(page, "Hors registre")


def test_answers_to_the_key_are_no_pages_for_engines(client, grains):
    page = client.get(reverse(KEY), {"order": "rings"}).content.decode()
    links = re.findall(r"<a\b[^>]*class=\"key__state[^>]*>", page)
    assert links and all('rel="nofollow"' in link for link in links)


@pytest.mark.parametrize(
    "query",
    [
        {"order": "nothing"},
        {"colour": "red"},
        {"premiere": "absente", "seconde": "\x00"},
        {"order": ["rings", "rays"]},
    ],
)
def test_answer_that_is_none_of_ours_is_passed_over(client, grains, query):
    assert client.get(reverse(KEY), query).status_code == 200


def test_key_compares_two_techniques_side_by_side(client, grains, rays):
    page = client.get(reverse(KEY), {"premiere": grains.slug, "seconde": rays.slug})
    compared = [
        (label, [[state.label for state in side] for side in sides])
        for label, sides in page.context["compared"]
    ]
    assert ("disposition", [["en anneaux"], ["en rayons"]]) in compared
    assertContains(page, "Côte à côte")
    assertNotContains(
        client.get(reverse(KEY), {"premiere": grains.slug}), "Les techniques comparées"
    )


@pytest.mark.parametrize(("language", "name"), [("fr", "Grain d’orge"), ("ar", "حبّة الشعير")])
def test_card_has_every_drawing_and_what_is_usual_in_each_technique(client, grains, language, name):
    with translation.override(language):
        page = client.get(reverse("artisans:key_card"))
    assertContains(page, name)
    for character in CHARACTERS:
        for state in character.codes:
            assertContains(page, f"#{character.key}-{state}")
    # in the key, and in the only technique where it is usual
    assertContains(page, "#order-rings", count=2)
    assertContains(page, "#depth-deep", count=1)


def test_draft_technique_is_not_in_the_register(client, grains):
    seen(TechniqueFactory(drawing="ondes", name_fr="Ondes cachées"), order__rings="always")
    assertNotContains(client.get(reverse(KEY), {"order": "rings"}), "Ondes cachées")


@pytest.mark.parametrize("count", [1, 6])
def test_key_costs_the_same_whatever_the_register(client, count, django_assert_num_queries):
    TechniqueFactory.reset_sequence()
    for technique in TechniqueFactory.create_batch(count, published=True):
        seen(technique, order__rings="always")
    with django_assert_num_queries(5):  # and one more once a trial is closed: see test_trials.py
        client.get(reverse(KEY), {"order": "rings"})


def test_pages_of_a_technique_and_of_its_products_lead_to_the_key_filled_in(client, grains):
    grains.order, grains.outline = "rings", "oval"
    grains.save()
    assertContains(
        client.get(grains.get_absolute_url()), "reconnaitre/?outline=oval&amp;order=rings"
    )


def test_every_state_of_the_house_has_its_drawing_and_its_photograph():
    with open("static/img/key.svg", encoding="utf-8") as sprite:
        drawn = sprite.read()
    assert all(f'id="{row["drawing"]}"' in drawn for row in first_rows())
    photos = [row["photo"] for row in first_rows() if row["photo"]]
    assert photos and all(Path(f"static/img/key/{photo}.webp").exists() for photo in photos)


# The grid on the desk


def test_officer_changes_cells_of_the_grid_at_once(officer, grains, rays):
    answer = officer.post(
        reverse(GRID),
        {
            f"{grains.pk}:depth.deep": "rarely:often",
            f"{rays.pk}:depth.deep": "unknown:always",
            f"{rays.pk}:order.rays": "always:always",
        },
        follow=True,
    )
    assertContains(answer, "2 cases ont changé.")
    assert (
        Observation.objects.get(technique=grains, state="depth.deep").frequency == Frequency.OFTEN
    )
    cell = Observation.objects.get(technique=rays, state="depth.deep")
    assert cell.frequency == Frequency.ALWAYS
    assert Version.objects.get_for_object(cell).get().revision.get_comment() == "Grille de la clé"


def test_cell_changed_meanwhile_stops_the_grid_and_loses_nothing(officer, grains, rays):
    answer = officer.post(
        reverse(GRID),
        {f"{grains.pk}:depth.deep": "never:often", f"{rays.pk}:edge.soft": "unknown:often"},
    )
    assertContains(answer, "1 case a été changée par quelqu’un d’autre")
    assertContains(answer, 'value="unknown:often" selected')
    assert (
        Observation.objects.get(technique=grains, state="depth.deep").frequency == Frequency.RARELY
    )
    assert not Observation.objects.filter(state="edge.soft").exists()


def test_page_of_a_technique_that_contradicts_the_grid_is_pointed_out(officer, grains, rays):
    """Never seen, or not known to be seen: of rays, the page says nothing."""
    assertNotContains(officer.get(reverse(GRID)), "se contredisent")
    grains.order, grains.outline, grains.spacing = "rings", "stroke", "apart"
    grains.save()
    page = officer.get(reverse(GRID))
    assert page.context["contradictions"] == [
        (grains, "Contour du coup : trait", "jamais"),
        (grains, "Écart entre les coups : séparés", "on ne sait pas"),
    ]
    assertContains(page, "se contredisent")


@pytest.mark.parametrize("name", ["0:depth.deep", "x:depth.deep", "{}:depth.nothing", "{}"])
@pytest.mark.parametrize("value", ["never:often", "never:sometimes", "often", ""])
def test_cell_that_is_not_of_the_grid_is_passed_over(officer, grains, name, value):
    before = Observation.objects.count()
    assert (
        officer.post(reverse(GRID), {name.format(grains.pk): value}, follow=True).status_code == 200
    )
    assert Observation.objects.count() == before


def test_officer_with_view_permission_cannot_change_the_grid(client, grains):
    auditor = User.objects.create_user(email="audit@tests.example", is_staff=True)
    auditor.groups.add(Group.objects.get(name=AUDITOR))
    client.force_login(auditor)
    page = client.get(reverse(GRID))
    assertContains(page, "toujours")
    assertNotContains(page, "<select")
    assert (
        client.post(reverse(GRID), {f"{grains.pk}:depth.deep": "rarely:often"}).status_code == 403
    )


@pytest.mark.parametrize(
    ("number", "strips"),
    [(0, [[0, 0]]), (1, [[0, 1]]), (8, [[0, 8]]), (9, [[0, 8], [1]]), (34, None)],
)
def test_card_has_as_many_folds_as_its_techniques_take(client, number, strips):
    TechniqueFactory.create_batch(number, published=True, order="rings")
    page = client.get(reverse("artisans:key_card"))
    found = [[len(fold) for fold in strip] for strip in page.context["strips"]]
    assert found == (strips or [[0, 8], [8, 8], [8, 2]])
    assertContains(page, 'class="key-card"', len(found))
    assertContains(page, "elle ne prouve pas qui l’a faite", 1)


def test_technique_of_which_the_grid_says_nothing_is_known_by_its_own_page(client):
    grains = TechniqueFactory(published=True, order="rings", outline="oval", edge="plain")
    other = TechniqueFactory(published=True, order="rows", outline="hexagon")
    page = client.get(reverse(KEY), {"order": "rings", "outline": "oval", "edge": "plain"})
    assert [one.technique for one in page.context["likely"]] == [grains]
    seen(grains, order__rows="always")
    page = client.get(reverse(KEY), {"order": "rings", "outline": "oval", "edge": "plain"})
    assert grains not in [one.technique for one in page.context["likely"]]
    assert other in [one.technique for one in page.context["others"]]
