"""The shared records. Each stands in the module of its subject."""

from .addresses import FormerAddress
from .pages import Page
from .publication import PublicationStamp
from .search import Synonym

__all__ = ["FormerAddress", "Page", "PublicationStamp", "Synonym"]
