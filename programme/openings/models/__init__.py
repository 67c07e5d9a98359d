"""Places for graduates and apprentices in the workshops, who asks for them, and what
became of them.
"""

from .openings import Application, ApplicationState, JobOpening
from .placements import Placement, PlacementKind

__all__ = ["Application", "ApplicationState", "JobOpening", "Placement", "PlacementKind"]
