"""Forms of a workshop in the space, a screen each."""

from .contact import ContactForm
from .craft import StepsForm, TechniquesForm
from .hours import HoursForm
from .names import NamesForm, PresentationForm
from .place import PlaceForm

__all__ = [
    "ContactForm",
    "HoursForm",
    "NamesForm",
    "PlaceForm",
    "PresentationForm",
    "StepsForm",
    "TechniquesForm",
]
