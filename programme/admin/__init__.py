"""The programme on the officers' desk."""

from .actions import ActionAdmin
from .attendance import AttendanceAdmin, CertificateAdmin, OpinionAdmin
from .openings import ApplicationAdmin, OpeningAdmin
from .partners import AgreementAdmin, PartnerAdmin
from .registrations import RegistrationAdmin
from .results import FrozenQuarterAdmin, IndicatorGoalAdmin
from .support import (
    FairPresenceAdmin,
    JobAdmin,
    OutcomeAdmin,
    PlacementAdmin,
    SupportAdmin,
    TurnoverSurveyAdmin,
)

__all__ = [
    "ActionAdmin",
    "AgreementAdmin",
    "ApplicationAdmin",
    "AttendanceAdmin",
    "CertificateAdmin",
    "FairPresenceAdmin",
    "FrozenQuarterAdmin",
    "IndicatorGoalAdmin",
    "JobAdmin",
    "OpeningAdmin",
    "OpinionAdmin",
    "OutcomeAdmin",
    "PartnerAdmin",
    "PlacementAdmin",
    "RegistrationAdmin",
    "SupportAdmin",
    "TurnoverSurveyAdmin",
]
