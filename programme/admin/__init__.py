"""The programme on the officers' desk."""

from .actions import ActionAdmin
from .attendance import AttendanceAdmin, CertificateAdmin, OpinionAdmin
from .openings import ApplicationAdmin, OpeningAdmin
from .partners import AgreementAdmin, PartnerAdmin
from .registrations import RegistrationAdmin
from .support import FairPresenceAdmin, JobAdmin, OutcomeAdmin, PlacementAdmin, SupportAdmin, TurnoverSurveyAdmin

__all__ = [
    "ActionAdmin",
    "AgreementAdmin",
    "ApplicationAdmin",
    "AttendanceAdmin",
    "CertificateAdmin",
    "FairPresenceAdmin",
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
