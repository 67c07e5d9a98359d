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
from .sheets.imports import SheetImport
from .uploads import PhotographsSent

__all__ = [
    "ActedFor",
    "Announcement",
    "FormerAddress",
    "Notice",
    "Page",
    "PhotographsSent",
    "Phrase",
    "Proposal",
    "ProposedPicture",
    "PublicationStamp",
    "SheetImport",
    "Synonym",
    "Term",
]
