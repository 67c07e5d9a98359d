"""What the index reads of the long pages."""

from kairouan.search.kinds import Kind, register

from .models import Page

register(Kind("page", Page.objects.published, slug="key"))
