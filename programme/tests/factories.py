import datetime

import factory
from factory.django import DjangoModelFactory

from artisans.tests.factories import ArtisanFactory, ModeratedFactory
from kairouan.common.calendar import today_in_tunis
from programme.models import Action, Application, Attendance, Axis, Opening, Opinion, Registration, Session
from workshops.tests.factories import WorkshopFactory


class ActionFactory(ModeratedFactory):
    class Meta:
        model = Action

    title_fr = factory.Sequence("Formation {}".format)
    title_ar = factory.Sequence("دورة تكوينية {}".format)
    axis = Axis.CAPACITY
    starts_on = datetime.date(2026, 3, 2)
    ends_on = datetime.date(2026, 3, 4)


class OpeningFactory(ModeratedFactory):
    class Meta:
        model = Opening

    workshop = factory.SubFactory(WorkshopFactory, published=True)
    kind = "apprenticeship"
    title_fr = factory.Sequence("Apprenti {}".format)
    title_ar = factory.Sequence("متدرّب {}".format)
    expires_on = factory.LazyFunction(lambda: today_in_tunis() + datetime.timedelta(days=30))


class ApplicationFactory(DjangoModelFactory):
    class Meta:
        model = Application

    opening = factory.SubFactory(OpeningFactory, published=True)
    language = "fr"
    name = factory.Sequence("Sirine {}".format)
    phone = "+21698123456"
    text = "J’aime le cuivre."


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    action = factory.SubFactory(ActionFactory, published=True)
    day = datetime.date(2026, 3, 2)
    starts_at = datetime.time(9)
    ends_at = datetime.time(12)


class RegistrationFactory(DjangoModelFactory):
    class Meta:
        model = Registration

    action = factory.SubFactory(ActionFactory, published=True)
    artisan = factory.SubFactory(ArtisanFactory)
    state = Registration.State.CONFIRMED


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    session = factory.SubFactory(SessionFactory)
    registration = factory.SubFactory(RegistrationFactory, action=factory.SelfAttribute("..session.action"))
    is_present = True


class OpinionFactory(DjangoModelFactory):
    class Meta:
        model = Opinion

    action = factory.SubFactory(ActionFactory, published=True)
    is_useful = 4
    is_clear = 3
    will_use = Opinion.WillUse.YES
