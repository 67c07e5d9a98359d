"""Every record with a history, in the demonstration: going back writes to it alone."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from reversion.admin import VersionAdmin

from kairouan.desk.versions import versions_of

from .test_admin import BY_NAME, filled_in
from .test_reverting import address, bring_back, return_page, saved_together, written_tables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

VERSIONED = [
    model for model, desk in admin.site._registry.items() if isinstance(desk, VersionAdmin)
]
# What any act of an officer writes beside the record: its history, the edition of the
# pages, what the desk remembers.
TRACES = {
    "reversion_revision",
    "reversion_version",
    "publication_publicationstamp",
    "django_admin_log",
    "accounts_access",
    "django_session",
}


@pytest.mark.parametrize("model", VERSIONED, **BY_NAME)
def test_return_of_any_record_writes_to_it_and_its_own_rows_alone(officer, model):
    """The demonstration was loaded as one revision of thousands of versions: the first
    of a record brings nothing else with it.
    """
    record = model._default_manager.order_by("pk").first()
    assert record is not None, "the demonstration has no such record"
    version = versions_of(model, record.pk).last() or saved_together(record)
    form = officer.get(address(model, "change", record.pk))
    if form.context["adminform"].form.fields:
        officer.post(address(model, "change", record.pk), changed_somewhere(filled_in(form)))
    for language in ("fr", "ar"):
        with translation.override(language), CaptureQueriesContext(connection) as read:
            page = officer.get(return_page(record, version))
        assert written_tables(read) - {"accounts_access"} == set()
        assert len(read) < 60, [query["sql"][:90] for query in read]
    if page.status_code != 200:
        assert not admin.site._registry[model].may_return(page.wsgi_request, record)
        return
    with CaptureQueriesContext(connection) as done:
        bring_back(officer, record, version)
    own = {
        model._meta.db_table,
        *(many.remote_field.through._meta.db_table for many in model._meta.local_many_to_many),
    }
    own |= {
        inline.model._meta.db_table
        for inline in admin.site._registry[model].inlines
        if inline.model.may_be_returned and not admin.site.is_registered(inline.model)
    }
    assert written_tables(done) - own - TRACES == set()


def changed_somewhere(sent: dict) -> dict:
    """The same form with another word in each of its texts."""
    return {
        name: f"{value} bis"
        if isinstance(value, str) and name.endswith(("_fr", "_ar")) and value
        else value
        for name, value in sent.items()
    }
