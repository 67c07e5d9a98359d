"""The heritage: hammering techniques, families, people, who learned from whom, and what
each person agreed to make public.
"""

from .families import Family, FamilyPicture, FamilyTechnique
from .merges import Merge
from .people import Artisan, Consent, LearnedFrom, Portrait, Sex
from .techniques import Technique, TechniquePicture, TechniqueStep

__all__ = [
    "Artisan",
    "Consent",
    "Family",
    "FamilyPicture",
    "FamilyTechnique",
    "LearnedFrom",
    "Merge",
    "Portrait",
    "Sex",
    "Technique",
    "TechniquePicture",
    "TechniqueStep",
]
