import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from artisans.lineage import lineage_of
from artisans.models import LearnedFrom
from artisans.tests.factories import (
    ArtisanFactory,
    ConsentFactory,
    FamilyFactory,
    LearnedFromFactory,
)


@pytest.fixture
def family(db):
    return FamilyFactory(published=True)


def names(nodes):
    return [(node.person.name_fr, names(node.pupils)) for node in nodes]


def test_lineage_is_drawn_from_master_to_pupil_the_eldest_first(family):
    salem, ali, mohamed = (
        ArtisanFactory(family=family, name_fr=name, birth_year=year)
        for name, year in (("Salem", 1900), ("Ali", 1936), ("Mohamed", 1931))
    )
    for pupil in (ali, mohamed):
        LearnedFromFactory(pupil=pupil, master=salem)
    lineage = lineage_of(family)
    assert names(lineage.roots) == [("Salem", [("Mohamed", []), ("Ali", [])])]
    assert lineage.generations == 2


def test_second_master_is_told_but_not_drawn(family):
    salem, ali, mounir = (
        ArtisanFactory(family=family, name_fr=name) for name in ("Salem", "Ali", "Mounir")
    )
    LearnedFromFactory(pupil=mounir, master=salem)
    LearnedFromFactory(pupil=mounir, master=ali, is_drawn=False)
    lineage = lineage_of(family)
    assert names(lineage.roots) == [("Salem", [("Mounir", [])]), ("Ali", [])]
    assert len(lineage.links) == 2


def test_master_of_another_family_is_named_only_if_he_agreed(family):
    mounir = ArtisanFactory(family=family)
    master = ArtisanFactory(name_fr="Maître d’ailleurs")
    LearnedFromFactory(pupil=mounir, master=master)
    assert lineage_of(family).links[0].master.public_name == "un artisan"
    ConsentFactory(artisan=master)
    assert lineage_of(family).links[0].master.public_name == "Maître d’ailleurs"


@pytest.mark.parametrize("size", [2, 12])
def test_lineage_costs_the_same_whatever_its_size(family, size, django_assert_num_queries):
    people = ArtisanFactory.create_batch(size, family=family)
    for pupil, master in zip(people[1:], people, strict=False):
        LearnedFromFactory(pupil=pupil, master=master)
    with django_assert_num_queries(2):
        lineage_of(family)


def test_a_circle_is_refused(family):
    salem, ali, mounir = ArtisanFactory.create_batch(3, family=family)
    LearnedFromFactory(pupil=ali, master=salem)
    LearnedFromFactory(pupil=mounir, master=ali)
    circle = LearnedFrom(pupil=salem, master=mounir, source_fr="Récit")
    with pytest.raises(ValidationError, match="cercle"):
        circle.full_clean()


def test_lineage_draws_one_master_at_most(family):
    mounir = ArtisanFactory(family=family)
    LearnedFromFactory(pupil=mounir)
    with pytest.raises(IntegrityError):
        LearnedFromFactory(pupil=mounir)


def test_a_link_without_a_source_is_refused(family):
    link = LearnedFrom(pupil=ArtisanFactory(), master=ArtisanFactory())
    with pytest.raises(ValidationError, match="chaque lien a une source"):
        link.full_clean()
