"""The heritage: hammering techniques, families, people, who learned from whom, and what
each person agreed to make public.
"""

from .families import Family, FamilyPicture, FamilyTechnique
from .merges import Merge
from .people import Artisan, Consent, ConsentChannel, LearnedFrom, Portrait, Sex
from .techniques import Technique, TechniquePicture, TechniqueStep

__all__ = [
    "Artisan",
    "Consent",
    "ConsentChannel",
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
