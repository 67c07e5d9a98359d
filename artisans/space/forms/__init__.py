"""Forms of a family."""

from .hammerings import HammeringForm, NewHammeringForm
from .practices import PracticesForm
from .visibility import VisibilityForm
from .words import FamilyWordsForm

__all__ = [
    "FamilyWordsForm",
    "HammeringForm",
    "NewHammeringForm",
    "PracticesForm",
    "VisibilityForm",
]
