"""The cluster's own work: its partners, its actions and who took part, what changed in
the workshops, and what it all comes to.
"""

from .actions import Action, ActionKind, ActionPhoto, Moment, Session
from .axes import Axis
from .partners import Convention, Partner, PartnerRole
from .registrations import Attendance, Certificate, Opinion, Registration, RegistrationState
from .support import (
    ActionOutcome,
    AgeBand,
    FairPresence,
    Job,
    JobKind,
    Support,
    SupportKind,
    TurnoverSurvey,
)

__all__ = [
    "Action",
    "ActionKind",
    "ActionOutcome",
    "ActionPhoto",
    "AgeBand",
    "Attendance",
    "Axis",
    "Certificate",
    "Convention",
    "FairPresence",
    "Job",
    "JobKind",
    "Moment",
    "Opinion",
    "Partner",
    "PartnerRole",
    "Registration",
    "RegistrationState",
    "Session",
    "Support",
    "SupportKind",
    "TurnoverSurvey",
]
