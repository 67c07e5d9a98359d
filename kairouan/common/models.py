"""The shared records. Each stands in the module of its subject."""

from .submissions import FormSubmission
from .work.outbox import OutgoingMessage, OutgoingState, Transport
from .work.tasks import Work
from .work.workers import Worker

__all__ = ["FormSubmission", "OutgoingMessage", "OutgoingState", "Transport", "Work", "Worker"]
