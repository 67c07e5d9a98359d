"""Feeds: what is new, in the language of their address, for who reads the portal from
elsewhere.
"""

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed

LENGTH = 30  # entries
# what XML cannot say, and a text pasted from elsewhere may hold
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def without_controls(text: str) -> str:
    return text.translate(CONTROLS)


class PortalFeed(Feed):
    """An Atom feed of published records.

    A concrete class gives `title`, `subtitle`, `link` and `items()`.
    """

    feed_type = Atom1Feed

    def feed_url(self):
        return None  # the address it was asked at

    def item_title(self, entry):
        return without_controls(str(entry))

    def item_updateddate(self, entry):
        return entry.updated_at

    def item_pubdate(self, entry):
        return entry.published_at
