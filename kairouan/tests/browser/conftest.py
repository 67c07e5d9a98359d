"""The portal with its demonstration data, served to a real browser."""

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer


@pytest.fixture(scope="session")
def portal(django_db_setup, django_db_blocker):
    """The address of a portal that serves the demonstration data. One for the whole session: the browser's tests only read."""
    with django_db_blocker.unblock():
        call_command("load_demo", verbosity=0)
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def watched(page, portal):
    """A page that remembers what went wrong on it: errors in the console (the content policy among them), failed and foreign requests."""
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    # What a page was still asking for when the test left it is given up by the browser, and is no fault.
    page.on(
        "requestfailed", lambda request: None if "ABORTED" in request.failure else page.complaints.append(f"failed: {request.url}")
    )
    page.on(
        "request",
        lambda request: None if request.url.startswith((portal, "data:")) else page.complaints.append(f"foreign: {request.url}"),
    )
    page.on(
        "response",
        lambda response: page.complaints.append(f"{response.status}: {response.url}") if response.status >= 400 else None,
    )
    return page
