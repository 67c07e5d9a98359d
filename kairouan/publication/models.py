"""The records of this room. Each stands in the module of its subject."""

from .addresses import FormerAddress
from .announcements import Announcement
from .stamp import PublicationStamp

__all__ = ["Announcement", "FormerAddress", "PublicationStamp"]
