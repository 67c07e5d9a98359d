"""Models of the key: the states of its characters, observations and blind trials."""

from .observations import Frequency, Observation
from .states import CharacterState
from .trials import ReaderKind, Trial, TrialAnswer, TrialPhoto, TrialReader

__all__ = [
    "CharacterState",
    "Frequency",
    "Observation",
    "ReaderKind",
    "Trial",
    "TrialAnswer",
    "TrialPhoto",
    "TrialReader",
]
