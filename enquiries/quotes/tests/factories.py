import factory
from factory.django import DjangoModelFactory

from enquiries.quotes.models import Part, QuoteLine, QuoteRequest
from enquiries.secret_links import digest_of, new_secret
from workshops.tests.factories import WorkshopFactory


class QuoteRequestFactory(DjangoModelFactory):
    class Meta:
        model = QuoteRequest

    secret_digest = factory.LazyFunction(lambda: digest_of(new_secret()))
    language = "fr"
    name = factory.Sequence("Acheteuse {}".format)
    phone = "+21698123456"


class QuoteLineFactory(DjangoModelFactory):
    class Meta:
        model = QuoteLine

    request = factory.SubFactory(QuoteRequestFactory)
    label = factory.Sequence("Plateau {}".format)


class PartFactory(DjangoModelFactory):
    class Meta:
        model = Part

    request = factory.SubFactory(QuoteRequestFactory)
    workshop = factory.SubFactory(WorkshopFactory, published=True)
