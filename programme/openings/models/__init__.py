"""Places for graduates and apprentices in the workshops, who asks for them, and what
became of them.
"""

from .openings import Application, Opening
from .placements import Placement

__all__ = ["Application", "Opening", "Placement"]
