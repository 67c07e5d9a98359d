"""The shared records. Each stands in the module of its subject."""

from .addresses import FormerAddress
from .announcements import Announcement
from .glossary import Term
from .history import ActedFor
from .notices import Notice
from .pages import Page
from .phrases import Phrase
from .proposals import Proposal, ProposedPicture
from .publication import PublicationStamp
from .search import Synonym
from .sendings import Sending
from .sheets.imports import SheetImport
from .uploads import PhotographsSent
from .work.outbox import OutgoingMessage
from .work.tasks import Work
from .work.workers import Worker

__all__ = [
    "ActedFor",
    "Announcement",
    "FormerAddress",
    "Notice",
    "OutgoingMessage",
    "Page",
    "PhotographsSent",
    "Phrase",
    "Proposal",
    "ProposedPicture",
    "PublicationStamp",
    "Sending",
    "SheetImport",
    "Synonym",
    "Term",
    "Work",
    "Worker",
]
