"""The workshops: where copper is worked, by whom, when the door is open, and how to
reach it.
"""

from .hours import HoursPeriod, OpeningHours, Season, Weekday
from .visits import Check, Visit
from .workshops import (
    Channel,
    ChannelKind,
    CraftStep,
    Label,
    LabelAward,
    Membership,
    MembershipRole,
    Quarter,
    Spoken,
    Workshop,
    WorkshopPhoto,
    WorkshopStep,
)

__all__ = [
    "Channel",
    "ChannelKind",
    "Check",
    "CraftStep",
    "HoursPeriod",
    "Label",
    "LabelAward",
    "Membership",
    "MembershipRole",
    "OpeningHours",
    "Quarter",
    "Season",
    "Spoken",
    "Visit",
    "Weekday",
    "Workshop",
    "WorkshopPhoto",
    "WorkshopStep",
]
