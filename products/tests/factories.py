import datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from artisans.tests.factories import ModeratedFactory
from products.models import Category, Collection, Product
from workshops.tests.factories import WorkshopFactory


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    slug = factory.Sequence("categorie-{}".format)
    name_fr = factory.Sequence("Catégorie {}".format)
    name_ar = factory.Sequence("صنف {}".format)


class CollectionFactory(ModeratedFactory):
    class Meta:
        model = Collection

    name_fr = factory.Sequence("Collection {}".format)


class ProductFactory(ModeratedFactory):
    class Meta:
        model = Product

    class Params:
        priced = factory.Trait(
            price_kind="fixed",
            price=Decimal("85.500"),
            price_confirmed_on=datetime.date(2026, 1, 10),
        )

    name_fr = factory.Sequence("Théière {}".format)
    name_ar = factory.Sequence("برّاد {}".format)
    workshop = factory.SubFactory(WorkshopFactory, published=True)
    category = factory.SubFactory(CategoryFactory)
