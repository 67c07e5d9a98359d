"""The shared records. Each stands in the module of its subject."""

from .sendings import Sending
from .work.outbox import OutgoingMessage, OutgoingState, Transport
from .work.tasks import Work
from .work.workers import Worker

__all__ = ["OutgoingMessage", "OutgoingState", "Sending", "Transport", "Work", "Worker"]
