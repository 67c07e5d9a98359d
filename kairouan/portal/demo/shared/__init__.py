"""Invented long texts, and the words that people type."""

from pathlib import Path

from kairouan.demonstration import load_file
from kairouan.desk.models import Term
from kairouan.portal.models import Page
from kairouan.publication.models import Announcement
from kairouan.review.models import Phrase
from kairouan.search.models import Synonym

HERE = Path(__file__).parent


def load():
    load_file(HERE / "pages.toml", {"page": Page})
    load_file(HERE / "announcements.toml", {"announcement": Announcement})
    load_file(HERE / "phrases.toml", {"phrase": Phrase})
    load_file(HERE / "synonyms.toml", {"synonym": Synonym})
    load_file(HERE / "terms.toml", {"term": Term})
