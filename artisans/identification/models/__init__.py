"""Models of the key: observations and blind trials."""

from .observations import Frequency, Observation
from .trials import Trial, TrialAnswer, TrialPicture, TrialReader

__all__ = ["Frequency", "Observation", "Trial", "TrialAnswer", "TrialPicture", "TrialReader"]
