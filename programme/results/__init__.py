"""The results: counted from the records, masked, published, frozen by quarter."""

from .freezing import freeze
from .indicators import INDICATORS
from .periods import START, Period
from .release import Release, published

__all__ = ["INDICATORS", "START", "Period", "Release", "freeze", "published"]
