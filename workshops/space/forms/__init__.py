"""Forms of a workshop in the space, a screen each."""

from .contact import WorkshopContactForm
from .craft import StepsForm, TechniquesForm
from .hours import AwayForm, HoursForm
from .names import PresentationForm, WorkshopNamesForm
from .place import WorkshopPlaceForm

__all__ = [
    "AwayForm",
    "HoursForm",
    "PresentationForm",
    "StepsForm",
    "TechniquesForm",
    "WorkshopContactForm",
    "WorkshopNamesForm",
    "WorkshopPlaceForm",
]
