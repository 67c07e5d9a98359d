"""The records of this room. Each stands in the module of its subject."""

from .history import ActedFor
from .notices import Notice
from .phrases import Phrase
from .proposals import Proposal, ProposedPhoto, ProposedSound

__all__ = ["ActedFor", "Notice", "Phrase", "Proposal", "ProposedPhoto", "ProposedSound"]
