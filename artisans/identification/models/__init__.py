"""Models of the key: observations and blind trials."""

from .observations import Frequency, Observation
from .trials import ReaderKind, Trial, TrialAnswer, TrialPhoto, TrialReader

__all__ = [
    "Frequency",
    "Observation",
    "ReaderKind",
    "Trial",
    "TrialAnswer",
    "TrialPhoto",
    "TrialReader",
]
