import datetime

import factory
from factory.django import DjangoModelFactory

from artisans.tests.factories import ArtisanFactory, ModeratedFactory
from kairouan.common.calendar import today_in_tunis
from programme.models import (
    Action,
    ActionKind,
    ActionOutcome,
    Attendance,
    Axis,
    Convention,
    FairPresence,
    Job,
    JobKind,
    Opinion,
    Partner,
    Registration,
    RegistrationState,
    Session,
    Support,
    SupportKind,
    TurnoverSurvey,
)
from programme.openings.models import Application, JobOpening, Placement, PlacementKind
from programme.results.models import IndicatorGoal
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
        model = JobOpening

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
        django_get_or_create = ("action", "artisan")  # one person, several sessions

    action = factory.SubFactory(ActionFactory, published=True)
    artisan = factory.SubFactory(ArtisanFactory)
    state = RegistrationState.CONFIRMED


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    session = factory.SubFactory(SessionFactory)
    registration = factory.SubFactory(
        RegistrationFactory, action=factory.SelfAttribute("..session.action")
    )
    is_present = True


class OpinionFactory(DjangoModelFactory):
    class Meta:
        model = Opinion

    action = factory.SubFactory(ActionFactory, published=True)
    is_useful = 4
    is_clear = 3
    will_use = Opinion.WillUse.YES


class SupportFactory(DjangoModelFactory):
    class Meta:
        model = Support

    kind = SupportKind.EQUIPMENT
    axis = Axis.EQUIPMENT
    workshop = factory.SubFactory(WorkshopFactory)
    what_fr = "Four de recuit"
    given_on = datetime.date(2026, 3, 10)


class JobFactory(DjangoModelFactory):
    class Meta:
        model = Job

    workshop = factory.SubFactory(WorkshopFactory)
    sex = "female"
    age_band = "15-29"
    kind = JobKind.PERMANENT
    since = datetime.date(2026, 3, 10)


class PlacementFactory(DjangoModelFactory):
    class Meta:
        model = Placement

    artisan = factory.SubFactory(ArtisanFactory)
    workshop = factory.SubFactory(WorkshopFactory)
    kind = PlacementKind.INTERNSHIP
    starts_on = datetime.date(2026, 3, 10)


class FairPresenceFactory(DjangoModelFactory):
    class Meta:
        model = FairPresence

    action = factory.SubFactory(ActionFactory, kind=ActionKind.FAIR, axis=Axis.MARKETS)
    workshop = factory.SubFactory(WorkshopFactory)


class OutcomeFactory(DjangoModelFactory):
    class Meta:
        model = ActionOutcome

    action = factory.SubFactory(ActionFactory)
    on_sale_since = datetime.date(2026, 3, 10)


class TurnoverSurveyFactory(DjangoModelFactory):
    class Meta:
        model = TurnoverSurvey

    workshop = factory.SubFactory(WorkshopFactory)
    year = 2025
    turnover = 10_000


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = Partner

    name_fr = factory.Sequence("Partenaire {}".format)


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = Convention

    partner = factory.SubFactory(PartnerFactory, sector=Partner.Sector.PRIVATE)
    subject_fr = "Formation"
    signed_on = datetime.date(2026, 3, 10)


class IndicatorGoalFactory(DjangoModelFactory):
    class Meta:
        model = IndicatorGoal

    code = "I1"
