"""What the floor keeps itself."""

from .uploads import SoundsSent

__all__ = ["SoundsSent"]
