"""The cluster's own work: its partners, its actions and who took part, what changed in
the workshops, and what it all comes to.
"""

from .actions import Action, ActionPicture, Moment, Session
from .axes import Axis
from .partners import Agreement, Partner
from .registrations import Attendance, Certificate, Opinion, Registration
from .support import AgeBand, FairPresence, Job, Outcome, Support, TurnoverSurvey

__all__ = [
    "Action",
    "ActionPicture",
    "AgeBand",
    "Agreement",
    "Attendance",
    "Axis",
    "Certificate",
    "FairPresence",
    "Job",
    "Moment",
    "Opinion",
    "Outcome",
    "Partner",
    "Registration",
    "Session",
    "Support",
    "TurnoverSurvey",
]
