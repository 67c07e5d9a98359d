"""The programme on the officers' desk."""

from .actions import ActionAdmin
from .attendance import AttendanceAdmin, CertificateAdmin, OpinionAdmin
from .partners import AgreementAdmin, PartnerAdmin
from .registrations import RegistrationAdmin
from .support import FairPresenceAdmin, JobAdmin, OutcomeAdmin, SupportAdmin, TurnoverSurveyAdmin

__all__ = [
    "ActionAdmin",
    "AgreementAdmin",
    "AttendanceAdmin",
    "CertificateAdmin",
    "FairPresenceAdmin",
    "JobAdmin",
    "OpinionAdmin",
    "OutcomeAdmin",
    "PartnerAdmin",
    "RegistrationAdmin",
    "SupportAdmin",
    "TurnoverSurveyAdmin",
]
