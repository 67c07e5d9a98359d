"""The records of this room. Each stands in the module of its subject."""

from .uploads import PhotosSent

__all__ = ["PhotosSent"]
