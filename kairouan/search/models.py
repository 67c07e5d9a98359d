"""The records of this room. Each stands in the module of its subject."""

from .changes import Change
from .synonyms import Synonym
from .unfound import UnfoundQuery

__all__ = ["Change", "Synonym", "UnfoundQuery"]
