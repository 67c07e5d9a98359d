"""The door of the web server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve
from django.utils.module_loading import import_string

from kairouan.frames import with_room
from kairouan.publication.release import release

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kairouan.settings")

application = with_room(get_wsgi_application())
release()  # of the code that is now in memory, for every process forked from this one
resolve("/health/live")  # brings in every address and view: once, and not in each of them
import_string("kairouan.search.index.read_ahead")()  # the public records, likewise
