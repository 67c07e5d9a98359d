"""Invented letters, for the officers' desk of the demonstration."""

from pathlib import Path

from enquiries.models import Message
from kairouan.demonstration import load_file


def load():
    load_file(Path(__file__).parent / "messages.toml", {"message": Message})
