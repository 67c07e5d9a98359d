"""Every kind of record with texts has its page of translation, in the demonstration."""

import pytest

from kairouan.desk.translating.texts import translated_models

from .test_translating import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


@pytest.mark.parametrize("model", translated_models(), ids=lambda model: model._meta.label_lower)
def test_every_kind_has_its_page(officer, model):
    entry = model._base_manager.exclude(translations={}).first()
    if entry is not None:
        assert officer.get(page_of(entry)).status_code == 200
