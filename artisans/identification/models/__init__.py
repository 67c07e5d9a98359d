"""What the key reads, and its blind trials."""

from .observations import Frequency, Observation
from .trials import Trial, TrialAnswer, TrialPicture, TrialReader

__all__ = ["Frequency", "Observation", "Trial", "TrialAnswer", "TrialPicture", "TrialReader"]
