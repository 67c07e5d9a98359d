"""Which admin a page of the desk belongs to."""

from django.contrib import admin


class OwnsItsPages(admin.ModelAdmin):
    """Says of each of its pages, those of its mixins too, that it is one of this admin:
    the access log reads whose records it shows.
    """

    @property
    def urls(self):
        pages = super().urls
        for page in pages:
            # as Django does for its own
            page.callback.model_admin = self  # type: ignore[attr-defined]
        return pages
