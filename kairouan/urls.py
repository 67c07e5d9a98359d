"""The addresses. This module only wires: each app says its own."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from kairouan.common.stored_files import serve_stored_file
from kairouan.photos.serving import serve_photo
from kairouan.publication.marks import public_marks
from kairouan.sounds.serving import serve_sound

urlpatterns = [
    path("", include("kairouan.portal.machine_urls")),
    re_path(
        r"^media/photos/(?P<stem>\w{1,80})(?P<suffix>[\w.-]{0,40})$", serve_photo, name="photograph"
    ),
    re_path(r"^signes/(?P<digest>[0-9a-f]{16})\.svg$", public_marks, name="public_marks"),
    re_path(
        r"^media/sounds/(?P<stem>\w{1,80})(?P<suffix>\.webm|\.m4a)$", serve_sound, name="sound"
    ),
    re_path(r"^media/(?P<name>partners/[\w.-]+)$", serve_stored_file, name="media"),
]
urlpatterns += i18n_patterns(
    path("admin/", admin.site.urls),
    path("espace/", include("kairouan.accounts.urls")),
    path("espace/", include("kairouan.portal.space_urls")),
    path("", include("products.urls")),
    path("", include("workshops.urls")),
    path("programme/", include("programme.urls")),
    path("reponse/", include("enquiries.quotes.link_urls")),
    path("", include("enquiries.quotes.urls")),
    path("", include("enquiries.bookings.urls")),
    path("", include("enquiries.urls")),
    path("", include("artisans.urls")),
    path("", include("kairouan.portal.urls")),
)

handler400 = "kairouan.portal.errors.bad_request"
handler403 = "kairouan.portal.errors.forbidden"
handler404 = "kairouan.portal.errors.not_found"
handler500 = "kairouan.portal.errors.server_error"
