"""Models of the key: observations and blind trials."""

from .observations import Frequency, Observation
from .trials import ReaderKind, Trial, TrialAnswer, TrialPicture, TrialReader

__all__ = [
    "Frequency",
    "Observation",
    "ReaderKind",
    "Trial",
    "TrialAnswer",
    "TrialPicture",
    "TrialReader",
]
