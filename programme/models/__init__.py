"""The cluster's own work: its partners, its actions and who took part, what changed in
the workshops, and what it all comes to.
"""

from .actions import Action, ActionKind, ActionPicture, Moment, Session
from .axes import Axis
from .partners import Agreement, Partner, PartnerRole
from .registrations import Attendance, Certificate, Opinion, Registration, RegistrationState
from .support import (
    AgeBand,
    FairPresence,
    Job,
    JobKind,
    Outcome,
    Support,
    SupportKind,
    TurnoverSurvey,
)

__all__ = [
    "Action",
    "ActionKind",
    "ActionPicture",
    "AgeBand",
    "Agreement",
    "Attendance",
    "Axis",
    "Certificate",
    "FairPresence",
    "Job",
    "JobKind",
    "Moment",
    "Opinion",
    "Outcome",
    "Partner",
    "PartnerRole",
    "Registration",
    "RegistrationState",
    "Session",
    "Support",
    "SupportKind",
    "TurnoverSurvey",
]
