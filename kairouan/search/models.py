"""The records of this room. Each stands in the module of its subject."""

from .synonyms import Synonym

__all__ = ["Synonym"]
