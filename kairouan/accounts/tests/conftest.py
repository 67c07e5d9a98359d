import re

import pytest
from django.core import mail
from django.core.cache import cache

from kairouan.accounts.models import User
from kairouan.common.tests.delivering import deliver_waiting

PASSWORD = "trois tasses de cuivre"


@pytest.fixture
def najet(db):
    """A member known by her telephone and her e-mail, who has a password."""
    return User.objects.create_user(
        phone="+21698123456",
        email="najet@example.tn",
        name="Najet Zouari",
        language="ar",
        password=PASSWORD,
    )


@pytest.fixture
def posts():
    """Send a form, then do what the worker would: `posts(client, address, fields)`."""

    def post(client, address, fields=None, **more):
        answer = client.post(address, fields or {}, **more)
        deliver_waiting()
        return answer

    return post


@pytest.fixture
def codes(capsys):
    """The codes that left since the last time one asked, by whichever way."""

    def left() -> list[str]:
        texts = [capsys.readouterr().out, *(letter.body for letter in mail.outbox)]
        mail.outbox.clear()
        return [code for text in texts for code in re.findall(r"\b\d{6}\b", text)]

    return left


@pytest.fixture
def no_limit_from_before(transactional_db):
    """The limits stand in a table that Django does not empty between tests that
    commit.
    """
    cache.clear()
    yield
    cache.clear()
