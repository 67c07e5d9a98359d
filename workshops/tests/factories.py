import factory

from artisans.tests.factories import ArtisanFactory, ModeratedFactory
from workshops.models import Workshop


class WorkshopFactory(ModeratedFactory):
    class Meta:
        model = Workshop

    name_fr = factory.Sequence("Atelier {}".format)
    name_ar = factory.Sequence("ورشة {}".format)
    responsible = factory.SubFactory(ArtisanFactory)
