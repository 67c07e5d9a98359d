"""The heritage: hammering techniques, families, people, who learned from whom, and what
each person agreed to make public.
"""

from .families import Family, FamilyPhoto, FamilyTechnique, Spokesperson
from .merges import Merge
from .people import Artisan, Consent, ConsentChannel, LearnedFrom, Portrait, Sex
from .techniques import (
    Technique,
    TechniquePhoto,
    TechniqueSound,
    TechniqueStep,
    Visibility,
    technique_shows,
)

__all__ = [
    "Artisan",
    "Consent",
    "ConsentChannel",
    "Family",
    "FamilyPhoto",
    "FamilyTechnique",
    "LearnedFrom",
    "Merge",
    "Portrait",
    "Sex",
    "Spokesperson",
    "Technique",
    "TechniquePhoto",
    "TechniqueSound",
    "TechniqueStep",
    "Visibility",
    "technique_shows",
]
