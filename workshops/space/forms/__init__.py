"""What a member may change of their workshop, a screen each."""

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
