"""Feeds: what is new, in one language each, for who reads the portal from elsewhere."""

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed

from .bilingual import reader_language

LENGTH = 30  # entries


class PortalFeed(Feed):
    """An Atom feed of published records. A concrete class gives `title`, `subtitle`, `link` and `items()`."""

    feed_type = Atom1Feed

    def feed_url(self):
        return None  # the address it was asked at

    def get_feed(self, obj, request):
        self.language = reader_language()
        return super().get_feed(obj, request)

    def item_title(self, entry):
        return str(entry)

    def item_updateddate(self, entry):
        return entry.updated_at

    def item_pubdate(self, entry):
        return entry.published_at
