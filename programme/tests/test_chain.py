"""The value chain: counted from what published workshops say, jammed by a rule, drawn
with the same figures.
"""

import pytest
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from programme.chain import Bottleneck, Link, drawing, links
from workshops.models import CraftStep, WorkshopStep
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db
Step = CraftStep


def does(workshop, step=Step.TINNING):
    return WorkshopStep.objects.create(workshop=workshop, step=step)


def relies(workshop, on=None, step=Step.TINNING):
    return WorkshopStep.objects.create(workshop=workshop, step=step, in_house=False, done_by=on)


def of(step):
    return next(link for link in links() if link.step == step)


@pytest.mark.parametrize(
    ("doers", "reliants", "bottleneck"),
    [
        (0, 0, None),
        (0, 1, Bottleneck.NOBODY),
        (1, 1, None),
        (1, 2, Bottleneck.ONE),
        (2, 5, None),
        (2, 6, Bottleneck.FEW),
        (4, 6, None),
        (13, 0, None),
    ],
)
def test_step_jams_by_rule(doers, reliants, bottleneck):
    assert Link(Step.TINNING, doers, reliants).bottleneck == bottleneck


def test_steps_are_counted_from_what_published_workshops_say():
    tinner, two, three = WorkshopFactory.create_batch(3, published=True)
    hidden = WorkshopFactory(name_fr="Pas encore ouvert")
    does(tinner)
    does(hidden)  # not before the public: does not count as one that does it
    relies(two, tinner)
    relies(three, hidden)  # counts among those who rely; whom is not named
    relies(WorkshopFactory(), tinner)
    link = of(Step.TINNING)
    assert (link.doers, link.reliants, link.masters, link.bottleneck) == (
        1,
        2,
        [(tinner, 1)],
        Bottleneck.ONE,
    )
    assert [each.step for each in links()] == list(Step)


def test_page_says_the_figures_and_names_no_hidden_workshop(client):
    tinner, hidden = (
        WorkshopFactory(published=True),
        WorkshopFactory(name_fr="Pas encore ouvert", name_ar=""),
    )
    does(tinner)
    for workshop in WorkshopFactory.create_batch(2, published=True):
        relies(workshop, tinner)
    relies(WorkshopFactory(published=True), hidden)
    page = client.get(reverse("programme:chain"))
    assertContains(page, "Un seul atelier le fait, et plusieurs en dépendent.")
    assertContains(page, "3 ateliers le confient à d’autres.")
    assertContains(
        page,
        f'<a href="{tinner.get_absolute_url()}"><bdi>{tinner.name_fr}</bdi></a> <bdi class="muted">× 2</bdi>',
        html=True,
    )
    assertContains(page, 'class="jam"', 1)
    assertNotContains(page, "Pas encore ouvert")
    assertNotContains(page, "style=")


@pytest.mark.parametrize("shown", [1, 20])
def test_page_costs_the_same_whatever_the_number_of_workshops(
    client, shown, django_assert_num_queries
):
    tinner = WorkshopFactory(published=True)
    for workshop in WorkshopFactory.create_batch(shown, published=True):
        relies(workshop, tinner)
    with django_assert_num_queries(2):  # the stamp, the steps
        client.get(reverse("programme:chain"))


def test_drawing_stays_on_its_paper_and_is_read_from_the_right_in_arabic():
    chain = [Link(step, doers=2, reliants=40) for step in Step]
    from_the_left = drawing(chain)
    with translation.override("ar"):
        from_the_right = drawing(chain)
    for left, right in zip(from_the_left.nodes, from_the_right.nodes, strict=True):
        assert (left.x + right.x, left.y) == (from_the_left.width, right.y)
        assert left.bar + left.bar_length < from_the_left.width
        assert right.bar > 0 and right.bar + right.bar_length == right.words
