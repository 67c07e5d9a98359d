"""The workshops: where copper is worked, by whom, when the door is open, and how to
reach it.
"""

from .hours import OpeningHours, Period, Season, Weekday
from .visits import Check, Visit
from .workshops import (
    Channel,
    Label,
    LabelAward,
    Membership,
    Quarter,
    Spoken,
    Workshop,
    WorkshopPicture,
    WorkshopStep,
)

__all__ = [
    "Channel",
    "Check",
    "Label",
    "LabelAward",
    "Membership",
    "OpeningHours",
    "Period",
    "Quarter",
    "Season",
    "Spoken",
    "Visit",
    "Weekday",
    "Workshop",
    "WorkshopPicture",
    "WorkshopStep",
]
