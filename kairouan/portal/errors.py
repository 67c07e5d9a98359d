"""The pages a reader meets when something is wrong, in the reader's language. None of them asks the database anything."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template import loader


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def forbidden(request, exception):
    return render(request, "403.html", status=403)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """Without context processors: whatever failed may be among them."""
    return HttpResponseServerError(loader.render_to_string("500.html"))
