"""Forms of a family."""

from .hammerings import HammeringForm, NewHammeringForm
from .links import LinksForm
from .portraits import PortraitForm
from .practices import PracticesForm
from .visibility import VisibilityForm
from .words import FamilyWordsForm

__all__ = [
    "FamilyWordsForm",
    "HammeringForm",
    "LinksForm",
    "NewHammeringForm",
    "PortraitForm",
    "PracticesForm",
    "VisibilityForm",
]
