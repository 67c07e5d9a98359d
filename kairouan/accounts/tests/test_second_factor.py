"""Officers show a second factor: chosen at the first sign-in, shown at each, looked
after from the account, reset by an administrator.
"""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from kairouan.accounts import demo
from kairouan.accounts.models import Access, AccessKind, User
from kairouan.accounts.second_factor import rule
from kairouan.common.tests.delivering import deliver_waiting
from kairouan.portal.roles import ADMINISTRATOR, AUDITOR, REVIEWER

from .conftest import PASSWORD

DESK, BY_PASSWORD = "/fr/admin/", "/fr/espace/entrer/mot-de-passe/"
SHOW, CHOOSE, FIRST_CODES = (
    f"/fr/espace/entrer/deuxieme-facteur/{page}" for page in ("", "choisir/", "codes/")
)
MINE, MY_CODES = "/fr/espace/compte/deuxieme-facteur/", "/fr/espace/compte/deuxieme-facteur/codes/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def no_code_has_served(db):
    cache.clear()


@pytest.fixture
def mouna(db):
    """An officer with every right, who has an application."""
    user = User.objects.create_superuser(
        email="mouna@tests.example", password=PASSWORD, name="Mouna Jlassi", language="fr"
    )
    TOTP.activate(user, SECRET)
    return user


def code_now(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def wrong_code() -> str:
    """A code that the application shows neither now nor a moment before or after."""
    near = {
        format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + step))
        for step in (-2, -1, 0, 1, 2)
    }
    return next(
        code
        for code in ("111111", "222222", "333333", "444444", "555555", "666666")
        if code not in near
    )


def enter(client, email="mouna@tests.example", address=f"{BY_PASSWORD}?next={DESK}"):
    return client.post(address, {"login": email, "password": PASSWORD})


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def kinds() -> list[str]:
    return list(Access.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("typed", ["98 123 456", "+216 98 123 456", "MOUNA@tests.example"])
def test_officer_enters_by_password_then_by_a_code(client, mouna, typed):
    mouna.phone = "+21698123456"
    mouna.save()
    assertRedirects(enter(client, typed), SHOW)
    assert not is_in(client)
    assert client.get(DESK).status_code == 302, "the password alone opens nothing"
    assertContains(client.get(SHOW), "celui qu’elle montre")
    assertRedirects(client.post(SHOW, {"code": code_now()}), DESK)
    assert client.get(DESK).status_code == 200
    assert kinds()[-1] == AccessKind.ENTERED


@pytest.mark.parametrize("between", ["\u00a0", "\u202f", "\u200f", "\u2067", " "])
def test_second_factor_is_understood_with_what_comes_along_when_it_is_pasted(
    client, mouna, between
):
    enter(client)
    code = code_now()
    assertRedirects(client.post(SHOW, {"code": f"\u202a{code[:3]}{between}{code[3:]}\u202c"}), DESK)


def test_recovery_code_is_understood_with_what_comes_along_when_it_is_pasted(client, mouna):
    RecoveryCodes.activate(mouna)
    code = (
        Authenticator.objects.get(user=mouna, type=Authenticator.Type.RECOVERY_CODES)
        .wrap()
        .get_unused_codes()[0]
    )
    enter(client)
    assertRedirects(client.post(SHOW, {"code": f"\u200f{code[:4]}\u202f{code[4:]}\u00a0"}), DESK)


@pytest.mark.parametrize(
    ("language", "sentence"), [("fr", "Ce n’est pas ce code."), ("ar", "الرمز غير صحيح")]
)
def test_wrong_code_is_said_and_leaves_the_officer_outside(client, mouna, language, sentence):
    enter(client)
    with translation.override(language):
        show = reverse("mfa_authenticate")
    assertContains(client.post(show, {"code": wrong_code()}), sentence)
    assert not is_in(client)
    assert AccessKind.FACTOR_REFUSED in kinds()


def test_arabic_digits_and_spaces_are_understood(client, mouna):
    enter(client)
    code = code_now().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    client.post(SHOW, {"code": f"{code[:3]} {code[3:]}"})
    assert is_in(client)


def test_code_that_has_served_does_not_serve_again(mouna):
    code = code_now()
    first, second = Client(), Client()
    for client in (first, second):
        enter(client)
        client.post(SHOW, {"code": code})
    assert (is_in(first), is_in(second)) == (True, False)


def test_five_wrong_codes_close_the_door_for_a_while(mouna, client):
    enter(client)
    for _ in range(5):
        client.post(SHOW, {"code": wrong_code()})
    assertContains(client.post(SHOW, {"code": code_now()}), "Trop d’essais")
    assert not is_in(client)


def test_malformed_passkey_response_shows_the_page_again(client, mouna):
    enter(client)
    for sent in (
        "",
        "x",
        "{}",
        '{"id": 1}',
        "[]",
        "null",
        '{"id":"a","rawId":"a","response":{},"type":"public-key"}',
    ):
        assert client.post(SHOW, {"credential": sent}).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize(
    ("language", "title"),
    [("fr", "Choisir un deuxième facteur"), ("ar", "اختيار وسيلة التحقّق الثانية")],
)
def test_newcomer_chooses_theirs_and_keeps_their_codes_before_coming_in(
    client, db, language, title
):
    user = User.objects.create_user(
        email="nouvelle@tests.example", password=PASSWORD, is_staff=True, is_superuser=True
    )
    with translation.override(language):
        door, desk, choose, codes = (
            reverse(name)
            for name in (
                "account_login_password",
                "admin:index",
                "second_factor_set_up",
                "second_factor_first_codes",
            )
        )
    assertRedirects(enter(client, user.email, door), choose)
    assertRedirects(client.get(codes), choose)
    page = client.get(choose)
    assertContains(page, title)
    assertContains(page, 'class="qr"')
    secret = re.search(r'translate="no">([A-Z2-7]{32})<', page.content.decode())[1]
    wrong = client.post(choose, {"code": "x"})
    assertContains(wrong, secret)  # the same drawing: what was scanned still serves
    assert not is_in(client)
    assertRedirects(client.post(choose, {"code": code_now(secret)}), codes)
    assert not is_in(client)
    page = client.get(codes)
    assert len(re.findall(r'translate="no">(\d{8})<', page.content.decode())) == 10
    assertRedirects(client.get(choose), codes)
    assertRedirects(client.post(codes), desk)
    assert is_in(client)
    assert kinds() == [AccessKind.FACTOR_ADDED, AccessKind.ENTERED, *kinds()[2:]]


def test_recovery_code_serves_once_and_the_log_says_so(mouna):
    rule.renew_recovery_codes(mouna)
    code = rule.recovery_codes_of(mouna)[3]
    first, second = Client(), Client()
    for client in (first, second):
        enter(client)
        client.post(SHOW, {"code": code})
    assert (is_in(first), is_in(second)) == (True, False)
    assert len(rule.recovery_codes_of(mouna)) == 9
    assert kinds().count(AccessKind.RECOVERY_CODE) == 1


def test_member_who_becomes_an_officer_while_signed_in_shows_a_second_factor_first(client, najet):
    client.post(BY_PASSWORD, {"login": "98 123 456", "password": PASSWORD})
    assert client.get("/fr/espace/compte/").status_code == 200
    User.objects.filter(pk=najet.pk).update(is_staff=True, is_superuser=True)
    assert client.get(DESK).status_code == 302
    assert client.get("/fr/espace/compte/").url.startswith("/fr/espace/entrer/")
    assert client.get("/fr/").status_code == 200


def test_member_has_no_second_factor_and_no_door_to_the_desk(client, najet):
    answer = client.post(BY_PASSWORD, {"login": "98 123 456", "password": PASSWORD})
    assertRedirects(answer, "/fr/espace/", fetch_redirect_response=False)
    assert client.get("/fr/admin/", follow=True).status_code == 403
    for page in (MINE, MY_CODES, f"{MINE}ajouter/"):
        assert client.get(page).status_code == 404
    assertNotContains(client.get("/fr/espace/compte/"), "deuxieme-facteur")


def test_database_alone_gives_no_code(mouna, settings):
    (kept,) = Authenticator.objects.values_list("data", flat=True)
    assert SECRET not in str(kept)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key" * 6
    assert Authenticator.objects.get().wrap().validate_code(code_now())


def test_second_factors_outlive_the_key_they_were_locked_with(mouna, settings):
    rule.renew_recovery_codes(mouna)
    before = [factor.data for factor in Authenticator.objects.order_by("pk")]
    former = settings.SECRET_KEY
    settings.SECRET_KEY = "another key" * 6
    with pytest.raises(CommandError, match="opens with none of the keys"):
        call_command("relock_second_factors")
    assert [factor.data for factor in Authenticator.objects.order_by("pk")] == before
    settings.SECRET_KEY_FALLBACKS = [former]
    call_command("relock_second_factors")
    settings.SECRET_KEY_FALLBACKS = []
    application, codes = Authenticator.objects.order_by("pk")
    assert application.wrap().validate_code(code_now())
    assert codes.wrap().validate_code(codes.wrap().get_unused_codes()[0])


# From the account


@pytest.fixture
def at_home(client, mouna):
    """Mouna signed in, having just written her password again."""
    rule.renew_recovery_codes(mouna)
    client.force_login(mouna)
    client.post("/fr/espace/compte/confirmer/", {"password": PASSWORD})
    return client


def test_second_factor_is_looked_after_once_the_password_is_written_again(client, mouna):
    client.force_login(mouna)
    assertContains(client.get("/fr/espace/compte/"), MINE)
    assertContains(client.get(MINE), "Application de codes")
    for page in (MY_CODES, f"{MINE}ajouter/"):
        question = client.get(page).url
        assert question.startswith("/fr/espace/compte/confirmer/")
        assertContains(
            client.post(question, {"password": "faux"}), "Ce n’est pas votre mot de passe actuel"
        )
    assertRedirects(client.post(question, {"password": PASSWORD}), f"{MINE}ajouter/")


def test_new_application_takes_the_place_of_the_one_before(at_home, mouna):
    page = at_home.get(f"{MINE}ajouter/").content.decode()
    secret = re.search(r'translate="no">([A-Z2-7]{32})<', page)[1]
    assertRedirects(at_home.post(f"{MINE}ajouter/", {"code": code_now(secret)}), MINE)
    (application,) = rule.factors_of(mouna)
    assert application.wrap().validate_code(code_now(secret))


def test_last_factor_is_not_removed_another_one_is(at_home, mouna):
    (application,) = rule.factors_of(mouna)
    assertContains(
        at_home.post(f"{MINE}{application.pk}/retirer/", follow=True), "votre seul deuxième facteur"
    )
    key = Authenticator.objects.create(
        user=mouna, type="webauthn", data={"name": "La clé du bureau", "credential": {}}
    )
    page = at_home.post(f"{MINE}{application.pk}/retirer/", follow=True)
    assertContains(page, "La clé du bureau")
    assert list(rule.factors_of(mouna)) == [key]
    assert kinds().count(AccessKind.FACTOR_REMOVED) == 1


def test_factor_of_another_officer_is_not_found(at_home):
    other = User.objects.create_superuser(email="autre@tests.example", password="x")
    factor = TOTP.activate(other, SECRET).instance
    assert at_home.post(f"{MINE}{factor.pk}/retirer/").status_code == 404
    assert at_home.post(f"{MINE}{2**70}/retirer/").status_code == 404


def test_new_recovery_codes_put_the_old_ones_out_of_use(at_home, mouna):
    before = set(rule.recovery_codes_of(mouna))
    assertContains(at_home.get(MY_CODES), min(before))
    assertContains(at_home.post(MY_CODES, follow=True), "Les anciens ne servent plus")
    assert len(set(rule.recovery_codes_of(mouna)) - before) == 10


# Lost


def reset_page(user) -> str:
    return f"/fr/admin/accounts/user/{user.pk}/deuxieme-facteur/"


def test_administrator_forgets_the_factor_of_who_lost_it(client, mouna):
    at_work = Client()
    enter(at_work)
    at_work.post(SHOW, {"code": code_now()})
    assert at_work.get(DESK).status_code == 200
    client.force_login(
        User.objects.create_superuser(
            email="admin@tests.example", password="x", name="Sami Trabelsi"
        )
    )
    assertContains(client.get(f"/fr/admin/accounts/user/{mouna.pk}/change/"), reset_page(mouna))
    assertContains(client.get(reset_page(mouna)), "jamais par un message")
    assert rule.factors_of(mouna).exists(), "reading the question forgets nothing"
    assertRedirects(client.post(reset_page(mouna)), f"/fr/admin/accounts/user/{mouna.pk}/change/")
    deliver_waiting()
    assert not Authenticator.objects.filter(user=mouna).exists()
    assert at_work.get(DESK).status_code == 302, "signed out at once"
    assertRedirects(enter(Client()), CHOOSE)
    assert "Sami Trabelsi" in mail.outbox[0].body and mail.outbox[0].to == [mouna.email]
    line = Access.objects.get(kind=AccessKind.FACTOR_RESET)
    assert (line.user, line.details) == (mouna, "Sami Trabelsi")


@pytest.mark.parametrize(
    ("role", "status"), [(ADMINISTRATOR, 200), (AUDITOR, 403), (REVIEWER, 403)]
)
def test_permission_to_reset_a_second_factor(client, role, status):
    agent, other = (
        User.objects.create_user(email=f"{name}@tests.example", is_staff=True)
        for name in ("agent", "autre")
    )
    TOTP.activate(other, SECRET)
    agent.groups.add(Group.objects.get(name=role))
    client.force_login(agent)
    assert client.get(reset_page(other)).status_code == status
    above = User.objects.create_superuser(email="au-dessus@tests.example", password="x")
    assert client.post(reset_page(above)).status_code == 403
    member = User.objects.create_user(phone="+21698123456")
    assert client.get(reset_page(member)).status_code == 404


def test_own_second_factor_is_not_reset_without_the_password(client, mouna):
    client.force_login(mouna)
    assertRedirects(client.post(reset_page(mouna)), MINE)
    assert rule.factors_of(mouna).exists()


def test_last_administrator_is_helped_from_the_server(mouna, capsys):
    call_command("reset_second_factor", "Mouna@tests.example")
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="No officer"):
        call_command("reset_second_factor", "personne@tests.example")


def test_demonstration_prints_what_lets_its_officers_in(client, db, capsys):
    demo.load()
    demo.load()
    call_command("demo_accounts")
    printed = capsys.readouterr().out
    client.post(
        "/ar/espace/entrer/mot-de-passe/",
        {"login": "ona-ar@demo.example", "password": demo.PASSWORD},
    )
    code = re.search(r"ona-ar@demo\.example +secret [A-Z2-7]+ +code (\d{6})", printed)[1]
    answer = client.post("/ar/espace/entrer/deuxieme-facteur/", {"code": code})
    assert (answer.status_code, answer.url) == (302, "/ar/admin/")
