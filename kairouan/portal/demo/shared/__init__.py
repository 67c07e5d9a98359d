"""Invented long texts, and the words that people type."""

import datetime
import tomllib
from pathlib import Path

from kairouan.common.calendar import today_in_tunis
from kairouan.demonstration import load_file
from kairouan.desk.models import Term
from kairouan.portal.models import Page
from kairouan.publication.models import Announcement
from kairouan.review.models import Phrase
from kairouan.search.models import Synonym
from kairouan.search.unfound import UnfoundQuery

HERE = Path(__file__).parent


def load():
    load_file(HERE / "pages.toml", {"page": Page})
    load_file(HERE / "announcements.toml", {"announcement": Announcement})
    load_file(HERE / "phrases.toml", {"phrase": Phrase})
    load_file(HERE / "synonyms.toml", {"synonym": Synonym})
    load_file(HERE / "terms.toml", {"term": Term})
    load_unfound()


def load_unfound():
    """Count what is searched without being found, on the days up to today."""
    text = (HERE / "unfound.toml").read_text(encoding="utf-8")
    for line in tomllib.loads(text)["unfound"]:
        for ago in reversed(range(line["days"])):
            day = today_in_tunis() - datetime.timedelta(days=ago)
            UnfoundQuery.objects.count_day(day, line["text"], line["outcome"])
