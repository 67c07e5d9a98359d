"""Signing in by code and by password, and what must not be learnt from it."""

import os
import re
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.conf import settings as portal
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from kairouan.accounts.models import User
from kairouan.common.tests.delivering import deliver_waiting
from kairouan.common.work.outbox import CODE_IS_LATE, OutgoingMessage

from .conftest import PASSWORD

ENTER, CODE, BY_PASSWORD = (
    "/fr/espace/entrer/",
    "/fr/espace/entrer/code/",
    "/fr/espace/entrer/mot-de-passe/",
)


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize(
    "typed",
    [
        "98 123 456",
        "98123456",
        "00216 98 123 456",
        "+216 98-123-456",
        "٩٨ ١٢٣ ٤٥٦",
        "\u202a+216 98 123 456\u202c",
        " Najet@Example.tn ",
    ],
)
def test_member_enters_by_a_code(client, najet, posts, codes, typed, language):
    answer = posts(client, f"/{language}/espace/entrer/", {"login": typed})
    assertRedirects(answer, f"/{language}/espace/entrer/code/")
    (code,) = codes()
    answer = client.post(f"/{language}/espace/entrer/code/", {"code": code})
    assert (answer.status_code, answer.url) == (302, f"/{language}/espace/")
    assert client.session["_auth_user_id"] == str(najet.pk)


def test_code_is_written_in_the_language_of_the_member(client, najet, posts, capsys):
    posts(client, ENTER, {"login": "98 123 456"})
    assert "نحاس القيروان" in capsys.readouterr().out
    User.objects.update(language="fr")
    posts(Client(), "/ar/espace/entrer/", {"login": "98 123 456"})
    assert "votre code est" in capsys.readouterr().out


def test_code_of_arabic_digits_and_spaces_is_understood(client, najet, posts, codes):
    posts(client, ENTER, {"login": "98 123 456"})
    (code,) = codes()
    typed = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    client.post(CODE, {"code": f"{typed[:3]} {typed[3:]}"})
    assert is_in(client)


@pytest.mark.parametrize("between", ["\u00a0", "\u202f", "\u200f", "\u2067", "\u2007", "-"])
def test_code_is_understood_with_what_comes_along_when_it_is_pasted(
    client, najet, posts, codes, between
):
    posts(client, ENTER, {"login": "98 123 456"})
    (code,) = codes()
    client.post(CODE, {"code": f"\u202b{code[:3]}{between}{code[3:]}\u202c"})
    assert is_in(client)


@pytest.mark.parametrize(
    "pasted",
    ["najet@example.tn\u200f", "\u202anajet@example.tn\u202c", "Najet\u200b@example.tn\u00a0"],
)
def test_two_accounts_are_not_known_by_one_email_with_unseen_marks(
    client, najet, posts, codes, pasted
):
    with pytest.raises(ValidationError, match="E-mail"):
        User.objects.create_user(email=pasted)
    najet.delete()
    account = User.objects.create_user(email=pasted)
    assert account.email == "najet@example.tn"
    User.objects.filter(pk=account.pk).update(email="x@example.tn")
    account.save()
    account.refresh_from_db()
    assert account.email == "najet@example.tn"
    posts(client, ENTER, {"login": "najet@example.tn"})
    assert len(codes()) == 1


def test_code_serves_once(client, najet, posts, codes):
    posts(client, ENTER, {"login": "98 123 456"})
    (code,) = codes()
    client.post(CODE, {"code": code})
    client.post(reverse("account_logout"))
    answer = client.post(CODE, {"code": code})
    assertRedirects(answer, ENTER)
    assert not is_in(client)


@pytest.mark.parametrize(
    ("language", "sentence"), [("fr", "Trois codes faux"), ("ar", "ثلاثة رموز خاطئة")]
)
def test_three_wrong_codes_make_the_code_worthless(client, najet, posts, codes, language, sentence):
    posts(client, f"/{language}/espace/entrer/", {"login": "98 123 456"})
    (code,) = codes()
    wrong = "000000" if code != "000000" else "111111"
    address = f"/{language}/espace/entrer/code/"
    for _ in range(2):
        assert client.post(address, {"code": wrong}).status_code == 200
    assertContains(client.post(address, {"code": wrong}, follow=True), sentence)
    client.post(address, {"code": code})
    assert not is_in(client)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Ce code n’est plus valable. Demandez-en un autre."),
        ("ar", "انتهت صلاحية الرمز. يلزم طلب رمز جديد."),
    ],
)
def test_code_ends_after_ten_minutes(client, najet, posts, codes, monkeypatch, language, sentence):
    posts(client, f"/{language}/espace/entrer/", {"login": "98 123 456"})
    (code,) = codes()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 10 * 60 + 5)
    assertContains(
        client.post(f"/{language}/espace/entrer/code/", {"code": code}, follow=True), sentence
    )
    assert not is_in(client)


def shape(page) -> str:
    """A page without what differs from one request to the next."""
    text = re.sub(r'name="(csrfmiddlewaretoken|sending)" value="[\w-]+"', "", page.content.decode())
    return re.sub(r"[\w.+]+@example\.tn|\+216[\d\s]+\d", "…", text.replace("\u00a0", " "))


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize(
    ("known", "unknown"), [("98 123 456", "98 123 457"), ("najet@example.tn", "inconnu@example.tn")]
)
def test_unknown_account_is_told_the_same_and_sent_nothing(
    najet, posts, codes, known, unknown, language
):
    pages, statements = [], []
    for typed in (known, unknown):
        client = Client()
        answer = posts(client, f"/{language}/espace/entrer/", {"login": typed})
        pages.append(
            (answer.status_code, answer.url, shape(client.get(answer.url)), set(client.cookies))
        )
        pages[-1] += (
            shape(client.post(answer.url, {"code": "x"})),
            shape(client.post(answer.url, {"code": "y"})),
        )
        statements.append(len(codes()))
    assert pages[0] == pages[1]
    assert statements == [1, 0]


@pytest.mark.parametrize(
    ("known", "unknown"), [("98 123 456", "98 123 457"), ("najet@example.tn", "inconnu@example.tn")]
)
def test_unknown_account_costs_the_same_statements(najet, known, unknown):
    """Time is made of these: as many for nobody as for a member, the message
    included.
    """
    Client().post(ENTER, {"login": "98 123 450"})  # this address has been counted before
    counts = []
    for typed in (known, unknown):
        ran = []

        def counting(execute, sql, params, many, context, ran=ran):
            ran.append(re.sub(r"\bs\d+_x\d+", "", sql))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(counting):
            Client().post(ENTER, {"login": typed})
        counts.append(ran)
    assert counts[0] == counts[1]
    assert (
        len(
            [
                sql
                for sql in counts[0]
                if sql.startswith(f'INSERT INTO "{OutgoingMessage._meta.db_table}"')
            ]
        )
        == 1
    )


def test_asking_again_sends_another_code_to_a_member_and_none_to_a_stranger(najet, posts, codes):
    for typed, expected in (("98 123 456", 2), ("98 123 457", 0)):
        client = Client()
        page = client.get(posts(client, ENTER, {"login": typed}).url)
        again = re.search(r'name="login" value="([^"]+)"', page.content.decode())[1]
        assertRedirects(posts(client, ENTER, {"login": again}), CODE)
        assert len(codes()) == expected


@pytest.mark.parametrize(
    "fields", [{"is_active": False}, {"is_staff": True}, {"is_superuser": True}]
)
def test_no_code_opens_a_closed_account_nor_the_desk_of_an_officer(
    client, najet, posts, codes, fields
):
    User.objects.update(**fields)
    for typed in ("98 123 456", "najet@example.tn"):
        assertRedirects(posts(client, ENTER, {"login": typed}), CODE)
    assert codes() == []


@pytest.mark.parametrize(
    ("language", "sentence"), [("fr", "Trop d’essais"), ("ar", "محاولات كثيرة")]
)
def test_fourth_code_in_five_minutes_is_refused_whoever_asks(
    najet, posts, codes, language, sentence
):
    for typed in ("98 123 456", "98 123 457"):
        for _ in range(3):
            assert (
                posts(Client(), f"/{language}/espace/entrer/", {"login": typed}).status_code == 302
            )
        assertContains(posts(Client(), f"/{language}/espace/entrer/", {"login": typed}), sentence)
    assert len(codes()) == 3


IN_ANOTHER_PROCESS = """
import sys, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.test import Client
from django.test.utils import CaptureQueriesContext
print("Trop d’essais" in Client(headers={"host": "localhost"}).post("/fr/espace/entrer/", {"login": sys.argv[2]}).content.decode())
"""


@pytest.mark.usefixtures("no_limit_from_before")
def test_limit_reached_in_one_process_holds_in_another():
    def elsewhere(typed: str) -> str:
        command = [
            sys.executable,
            "-c",
            IN_ANOTHER_PROCESS,
            str(connection.settings_dict["NAME"]),
            typed,
        ]
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "kairouan.tests.settings"}
        return subprocess.run(
            command,
            env=environment,
            cwd=portal.BASE_DIR,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()

    for _ in range(3):
        assert Client().post(ENTER, {"login": "98 123 456"}).status_code == 302
    assert elsewhere("+21698123456") == "True"
    assert elsewhere("98 123 457") == "False"


# By password


@pytest.mark.parametrize("typed", ["98 123 456", "00216 98 123 456", "NAJET@example.tn"])
def test_member_enters_by_password(client, najet, typed):
    answer = client.post(BY_PASSWORD, {"login": typed, "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/fr/espace/")
    assert is_in(client)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "Ce n’est pas le bon mot de passe"), ("ar", "كلمة العبور أو الرقم غير صحيح")],
)
def test_wrong_password_and_unknown_account_read_the_same(client, najet, language, sentence):
    address = f"/{language}/espace/entrer/mot-de-passe/"
    pages = [
        client.post(address, {"login": typed, "password": "faux"})
        for typed in ("98 123 456", "98 123 457")
    ]
    for page in pages:
        assertContains(page, sentence)
    one, other = (re.sub(r'value="[^"]*"', "", shape(page)) for page in pages)
    assert one == other


def test_five_wrong_passwords_close_that_account_alone_for_a_while(client, najet):
    User.objects.create_user(phone="+21698123458", password=PASSWORD)
    for _ in range(5):
        client.post(BY_PASSWORD, {"login": "98 123 456", "password": "faux"})
    assertContains(
        client.post(BY_PASSWORD, {"login": "98 123 456", "password": PASSWORD}), "Trop d’essais"
    )
    assert (
        client.post(BY_PASSWORD, {"login": "98 123 458", "password": PASSWORD}).status_code == 302
    )


@pytest.mark.parametrize(
    "typed", ["", "abc", "12", "@", "a@b", "\x00", "9" * 300, "98 123 456 ou 98 123 457"]
)
@pytest.mark.parametrize("address", [ENTER, BY_PASSWORD])
def test_identifier_that_is_neither_telephone_nor_email_is_explained(client, db, address, typed):
    page = client.post(address, {"login": typed, "password": "x"})
    assertContains(page, 'id="id_login_error"')
    assertContains(page, 'aria-describedby="id_login_helptext id_login_error"')


# Where one goes


@pytest.mark.parametrize(
    "next_address",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"],
)
def test_sign_in_does_not_redirect_to_another_site(najet, posts, codes, next_address):
    by_code, by_password = Client(), Client()
    asked = posts(by_code, f"{ENTER}?next={quote(next_address, safe='')}", {"login": "98 123 456"})
    (code,) = codes()
    for answer in (
        by_code.post(asked.url, {"code": code}),
        by_password.post(
            f"{BY_PASSWORD}?next={quote(next_address, safe='')}",
            {"login": "98 123 456", "password": PASSWORD},
        ),
    ):
        assert answer.url == "/fr/espace/"


def test_member_comes_back_to_where_they_were_going(client, najet, posts, codes):
    asked = client.get("/ar/espace/compte/")
    assert asked.url == "/ar/espace/entrer/?next=%2Far%2Fespace%2Fcompte%2F"
    answer = posts(client, asked.url, {"login": "98 123 456"})
    (code,) = codes()
    assert client.post(answer.url, {"code": code}).url == "/ar/espace/compte/"


def test_who_mistyped_their_number_can_write_another(client, najet, posts):
    posts(client, ENTER, {"login": "98 123 457"})
    assertContains(client.get(ENTER), "Recevoir mon code")


def test_nobody_signs_up(client, db):
    for answer in (
        client.get("/fr/espace/entrer/inscription/"),
        client.post("/fr/espace/entrer/inscription/", {"email": "x@example.tn"}),
    ):
        assert (answer.status_code, answer.url) == (302, "/fr/rejoindre/")
    assert not User.objects.exists()


def test_leaving_is_a_button_never_a_link(client, najet):
    client.force_login(najet)
    assert client.get(reverse("account_logout")).status_code == 405
    client.post(reverse("account_logout"))
    assert not is_in(client)


@pytest.mark.parametrize("address", [ENTER, BY_PASSWORD])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_sign_in_is_kept_by_no_cache_and_by_no_engine(client, db, address, language):
    page = client.get(address.replace("/fr/", f"/{language}/"))
    assert "no-store" in page.headers["Cache-Control"]
    assertContains(page, '<meta name="robots" content="noindex">')
    assertContains(page, f'<html lang="{language}"')


def test_code_field_is_made_for_a_telephone(client, najet, posts):
    page = client.get(posts(client, ENTER, {"login": "98 123 456"}).url)
    (field,) = re.findall(r"<input[^>]*name=\"code\"[^>]*>", page.content.decode())
    assert 'inputmode="numeric"' in field and 'autocomplete="one-time-code"' in field


@pytest.mark.parametrize(
    "address", ["/fr/", "/ar/catalogue/", "/fr/ateliers/", "/ar/recherche/?q=a"]
)
def test_public_pages_are_the_same_for_who_is_signed_in(client, najet, address):
    stranger = client.get(address)
    client.force_login(najet)
    member = client.get(address)
    assert member.content == stranger.content
    for answer in (stranger, member):
        assert not answer.cookies
        assert answer.headers["Vary"] == "Accept-Encoding"


# Codes that leave late


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize(
    "typed", ["98 123 456", "98 123 457", "najet@example.tn", "inconnu@example.tn"]
)
def test_code_that_has_not_left_within_seconds_is_said_to_whoever_waits(
    client, najet, typed, language
):
    """Nothing delivers here: as when the worker is down."""
    said = {
        "fr": ("par e-mail" if "@" in typed else "par SMS") + " partent en retard en ce moment",
        "ar": "متأخّرة",
    }[language]
    page = client.post(f"/{language}/espace/entrer/", {"login": typed}, follow=True)
    assertNotContains(page, said)
    OutgoingMessage.objects.update(created_at=timezone.now() - CODE_IS_LATE)
    page = client.get(page.request["PATH_INFO"])
    assertContains(page, said)
    assertContains(page, f'href="/{language}/espace/entrer/mot-de-passe/"')
    deliver_waiting()
    assertNotContains(client.get(page.request["PATH_INFO"]), said)


def test_page_of_the_code_asks_once_whether_codes_are_late(client, najet):
    page = client.post(ENTER, {"login": "98 123 456"}, follow=True)
    with CaptureQueriesContext(connection) as read:
        client.get(page.request["PATH_INFO"])
    assert len([one for one in read if OutgoingMessage._meta.db_table in one["sql"]]) == 1
