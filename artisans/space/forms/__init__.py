"""Forms of a family."""

from .practices import PracticesForm
from .visibility import VisibilityForm
from .words import FamilyWordsForm

__all__ = ["FamilyWordsForm", "PracticesForm", "VisibilityForm"]
