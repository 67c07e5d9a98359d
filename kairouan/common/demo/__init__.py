"""Invented long texts, and the words that people type."""

from pathlib import Path

from kairouan.common.demonstration import load_file
from kairouan.common.models import Announcement, Page, Phrase, Synonym, Term

HERE = Path(__file__).parent


def load():
    load_file(HERE / "pages.toml", {"page": Page})
    load_file(HERE / "announcements.toml", {"announcement": Announcement})
    load_file(HERE / "phrases.toml", {"phrase": Phrase})
    load_file(HERE / "synonyms.toml", {"synonym": Synonym})
    load_file(HERE / "terms.toml", {"term": Term})
