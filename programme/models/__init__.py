"""The cluster's own work: its partners, its actions and who took part, what changed in
the workshops, and what it all comes to.
"""

from .actions import Action, ActionPicture, Moment, Session
from .axes import Axis
from .openings import Application, Opening
from .partners import Agreement, Partner
from .registrations import Attendance, Certificate, Opinion, Registration
from .results import FrozenQuarter, IndicatorGoal
from .support import AgeBand, FairPresence, Job, Outcome, Placement, Support, TurnoverSurvey

__all__ = [
    "Action",
    "ActionPicture",
    "AgeBand",
    "Agreement",
    "Application",
    "Attendance",
    "Axis",
    "Certificate",
    "FairPresence",
    "FrozenQuarter",
    "IndicatorGoal",
    "Job",
    "Moment",
    "Opening",
    "Opinion",
    "Outcome",
    "Partner",
    "Placement",
    "Registration",
    "Session",
    "Support",
    "TurnoverSurvey",
]
