"""The heritage: hammering techniques, families, people, who learned from whom, and what
each person agreed to make public.
"""

from .families import Family, FamilyPicture, FamilyTechnique
from .merges import Merge
from .observations import Frequency, Observation
from .people import Artisan, Consent, LearnedFrom, Portrait, Sex
from .techniques import Technique, TechniquePicture, TechniqueStep
from .trials import Trial, TrialAnswer, TrialPicture, TrialReader

__all__ = [
    "Artisan",
    "Consent",
    "Family",
    "FamilyPicture",
    "FamilyTechnique",
    "Frequency",
    "LearnedFrom",
    "Merge",
    "Observation",
    "Portrait",
    "Sex",
    "Technique",
    "TechniquePicture",
    "TechniqueStep",
    "Trial",
    "TrialAnswer",
    "TrialPicture",
    "TrialReader",
]
