"""The records of this room. Each stands in the module of its subject."""

from .uploads import PhotographsSent

__all__ = ["PhotographsSent"]
