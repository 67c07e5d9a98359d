"""The shared records. Each stands in the module of its subject."""

from .pages import Page
from .search import Synonym

__all__ = ["Page", "Synonym"]
