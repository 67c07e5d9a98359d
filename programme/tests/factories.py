import datetime

import factory

from artisans.tests.factories import ModeratedFactory
from programme.models import Action, Axis


class ActionFactory(ModeratedFactory):
    class Meta:
        model = Action

    title_fr = factory.Sequence("Formation {}".format)
    title_ar = factory.Sequence("دورة تكوينية {}".format)
    axis = Axis.CAPACITY
    starts_on = datetime.date(2026, 3, 2)
    ends_on = datetime.date(2026, 3, 4)
