import pytest
from django.core.management import CommandError, call_command

from artisans.models import Technique
from artisans.tests.factories import FamilyFactory, TechniqueFactory
from products.models import Product
from products.tests.factories import CategoryFactory, ProductFactory
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground():
    TechniqueFactory(published=True)
    CategoryFactory()


def test_without_apply_it_changes_nothing(capsys):
    call_command("generate_products", 50)
    assert not Product.objects.exists()
    assert "Nothing was changed" in capsys.readouterr().out


def test_generate_makes_the_same_valid_searchable_products_every_time():
    call_command("generate_products", 90, apply=True)
    assert (Product.objects.published().count(), Workshop.objects.published().count()) == (90, 3)
    first = Product.objects.order_by("pk").first()
    first.full_clean()
    assert first in Product.objects.published().matching("couscoussiers 0")
    names = list(Product.objects.order_by("pk").values_list("name_fr", flat=True))
    call_command("generate_products", 0, apply=True)
    call_command("generate_products", 90, apply=True)
    assert list(Product.objects.order_by("pk").values_list("name_fr", flat=True)) == names


@pytest.mark.parametrize("number", [120, 30])
def test_generate_adjusts_the_number_of_generated_products_alone(number):
    real = ProductFactory(published=True)
    call_command("generate_products", 90, apply=True)
    call_command("generate_products", number, apply=True)
    assert Product.objects.exclude(pk=real.pk).count() == number
    call_command("generate_products", 0, apply=True)
    assert list(Product.objects.all()) == [real]


def test_generate_brings_the_published_techniques_to_a_number_each_with_a_mark_of_its_own():
    FamilyFactory(published=True)
    real = Technique.objects.get()
    for techniques in (60, 12, 34):
        call_command("generate_products", 90, techniques=techniques, apply=True)
        published = Technique.objects.published()
        assert published.count() == techniques
        assert len(set(published.values_list("mark", flat=True))) == techniques
        assert set(Product.objects.values_list("technique", flat=True)) == set(
            published.values_list("pk", flat=True)
        )
    last = Technique.objects.order_by("rank").last()
    last.full_clean()
    assert last.practices.exists()
    assert {cell.state for cell in last.observations.all()} >= {
        f"order.{last.order}",
        f"edge.{last.edge}",
    }
    assert set(Workshop.objects.values_list("techniques", flat=True)) <= set(
        Technique.objects.values_list("pk", flat=True)
    )
    call_command("generate_products", 0, apply=True)
    assert list(Technique.objects.all()) == [real]


def test_generate_refuses_a_real_installation(settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("generate_products", 5, apply=True)
