"""What visitors search for without finding it: counted without a statement, written by
the worker, made a synonym of by an officer, then found.
"""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import translation
from reversion.models import Version

from artisans.tests.factories import ArtisanFactory, ConsentFactory
from kairouan.accounts.models import User
from kairouan.common.work import duties
from kairouan.portal.roles import REVIEWER
from kairouan.search import unfound
from kairouan.search.models import Synonym, UnfoundQuery
from kairouan.search.unfound import MOST_FIGURES, SHOWN_AFTER, forget_old, write_down
from products.tests.factories import ProductFactory
from workshops.tests.factories import WorkshopFactory

from .test_admin import filled_in
from .test_reading_writes_nothing import statements_that_write

pytestmark = pytest.mark.django_db

FIRST_DAY = datetime.date(2026, 3, 10)
LIST = "admin:search_unfoundquery_changelist"
CHANGE = "admin:search_unfoundquery_change"


@pytest.fixture
def asked(client, in_tunis):
    """Ask on so many days, the worker passing each evening."""

    def ask(typed: str, days: int = SHOWN_AFTER, name="portal:search", first=FIRST_DAY):
        for number in range(days):
            in_tunis(first + datetime.timedelta(days=number))
            assert client.get(reverse(name), {"q": typed}).status_code == 200
            write_down()

    return ask


def shown() -> list[tuple[str, str, int]]:
    return list(UnfoundQuery.objects.shown().values_list("text", "outcome", "days"))


# Counting


@pytest.mark.parametrize("name", ["portal:search", "products:list", "workshops:list"])
def test_what_is_not_found_is_shown_once_it_was_asked_on_three_days(asked, name):
    ProductFactory(published=True, name_fr="Plateau")
    asked("Zazoua", days=SHOWN_AFTER - 1, name=name)
    assert shown() == []
    assert UnfoundQuery.objects.get().text == ""  # a digest alone
    asked("zazoua", days=1, name=name, first=FIRST_DAY + datetime.timedelta(days=8))
    assert shown() == [("zazoua", "nothing", SHOWN_AFTER)]
    line = UnfoundQuery.objects.get()
    assert (line.first_day, line.last_day) == (FIRST_DAY, FIRST_DAY + datetime.timedelta(days=8))


def test_a_day_counts_once_whoever_asks_and_however_often(asked, client):
    for _time in range(5):
        asked("zazoua", days=1)
    write_down()
    assert UnfoundQuery.objects.get().days == 1


def test_what_is_found_is_not_kept(asked):
    ProductFactory(published=True, name_fr="Plateau gravé")
    asked("plateau gravé")
    assert not UnfoundQuery.objects.exists()


def test_of_an_answer_the_word_left_out_is_kept_alone(asked):
    ProductFactory(published=True, name_fr="Plateau")
    ProductFactory.create_batch(4, published=True, name_fr="Lanterne")
    asked("plateau zazoua")
    assert shown() == [("zazoua", "left_out", SHOWN_AFTER)]


@pytest.mark.parametrize("name", ["portal:search", "products:list", "workshops:list"])
def test_no_page_writes(client, name):
    with statements_that_write() as written:
        client.get(reverse(name), {"q": "zazoua"})
    assert not written
    write_down()
    assert UnfoundQuery.objects.count() == 1


def test_a_page_costs_the_same_statements_whether_or_not_it_finds(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    ProductFactory(published=True, name_fr="Plateau")
    client.get(reverse("portal:search"), {"q": "autre"})  # the index is read
    with django_assert_max_num_queries(4):
        client.get(reverse("portal:search"), {"q": "zazoua"})


@pytest.mark.parametrize(
    "typed",
    [
        "98 123 456",
        "+216 98123456",
        "٩٨١٢٣٤٥٦",
        "zazoua 98.123.456",
        "salem@exemple.tn",
        "https://exemple.tn",
        "www.exemple.tn",
        "0" * (MOST_FIGURES + 1),
        "z" * 61,
        "Salah Zazouari",  # who agrees to be named
        "zazouari salah",
        "صالح الزازواري",
        "Mbarka Zozouia",  # who does not
        "Zozouia Mbarka tel",
        "Mbarka Zozouja",  # the same, mistyped, where a page would say it
        "Mbarka Zazouari",  # the words of two names
        "الزوزوية",  # of one
        "plateau Salah Zazouari",  # beside what is found
        "plateau zazoua 98 123 456",
        "!!!",
    ],
)
def test_nothing_personal_is_kept(asked, typed):
    agrees = ArtisanFactory(name_fr="Salah Zazouari", name_ar="صالح الزازواري")
    ConsentFactory(artisan=agrees, item="name")
    ArtisanFactory(name_fr="Mbarka Zozouia", name_ar="مباركة الزوزوية")
    ProductFactory(published=True, name_fr="Plateau", description_fr="De Mbarka Zozouia.")
    ProductFactory.create_batch(4, published=True, name_fr="Lanterne")
    asked(typed, days=1)
    assert not UnfoundQuery.objects.exists()


def test_what_one_process_puts_aside_another_writes(tmp_path, settings, client):
    """In files, as the portal runs: the worker is another process."""
    settings.CACHES = settings.CACHES | {
        "unfound": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": tmp_path / "unfound",
        }
    }
    client.get(reverse("portal:search"), {"q": "zazoua"})
    assert len(list((tmp_path / "unfound").iterdir())) == 1
    del caches["unfound"]  # of this thread: another process makes its own
    write_down()
    assert UnfoundQuery.objects.count() == 1
    assert list((tmp_path / "unfound").iterdir()) == []
    del caches["unfound"]


def test_a_folder_that_cannot_be_written_breaks_no_page(tmp_path, settings, client, caplog):
    (tmp_path / "file").touch()
    settings.CACHES = settings.CACHES | {
        "unfound": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": tmp_path / "file",
        }
    }
    assert client.get(reverse("portal:search"), {"q": "zazoua"}).status_code == 200
    assert "not counted" in caplog.text


def test_a_flood_is_bounded(client, monkeypatch):
    monkeypatch.setattr(unfound, "MOST_KEPT", 10)
    many = UnfoundQuery.objects
    many.count_day(FIRST_DAY, "zazoua", "nothing")
    many.count_day(FIRST_DAY + datetime.timedelta(days=1), "zazoua", "nothing")
    for number in range(300):
        unfound.note(f"mot {number}", unfound.Outcome.NOTHING, f"mot {number}")
    write_down()
    assert many.count() == 10
    assert many.filter(days=2).exists()  # what was asked on more days stays


def test_a_line_is_forgotten_a_year_after_it_was_last_asked(asked, in_tunis):
    asked("zazoua")
    in_tunis(FIRST_DAY + datetime.timedelta(days=366))
    forget_old()
    assert UnfoundQuery.objects.exists()
    in_tunis(FIRST_DAY + datetime.timedelta(days=368))
    forget_old()
    assert not UnfoundQuery.objects.exists()


def test_the_worker_does_both(client):
    client.get(reverse("portal:search"), {"q": "zazoua"})
    duties.Duties().do_those_due()
    assert UnfoundQuery.objects.count() == 1
    assert {write_down, forget_old} <= set(duties.DUTIES)


# On the desk


def one_line(text="zazoua", days=5) -> UnfoundQuery:
    for number in range(days):
        UnfoundQuery.objects.count_day(FIRST_DAY + datetime.timedelta(days=number), text, "nothing")
    return UnfoundQuery.objects.get(text=text)


def found(typed: str) -> int:
    return Client().get(reverse("portal:search"), {"q": typed}).context["found"].total


def answered(client, line, **typed):
    page = reverse(CHANGE, args=[line.pk])
    return client.post(page, filled_in(client.get(page)) | typed)


def test_list_puts_what_is_asked_most_often_first(officer):
    seldom, often = one_line("zazoua", 3), one_line("زعزوعة", 9)
    UnfoundQuery.objects.count_day(FIRST_DAY, "once", "nothing")
    for code in ("fr", "ar"):
        with translation.override(code):
            page = officer.get(reverse(LIST))
            assert list(page.context["cl"].result_list) == [often, seldom]
            assert reverse(CHANGE, args=[often.pk]) in page.content.decode()


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_a_line_made_a_synonym_is_found_by_visitors(officer, asked, code):
    theiere = ProductFactory(published=True, name_fr="Théière", name_ar="برّاد")
    group = Synonym.objects.create(terms="théière, برّاد")
    asked("Zazoua")
    line = UnfoundQuery.objects.shown().get()
    assert found("zazoua") == 0
    with translation.override(code):
        answer = answered(officer, line, synonym=group.pk)
        assert answer.headers["Location"] == reverse(LIST)
    group.refresh_from_db()
    assert group.terms == "théière, برّاد, Zazoua"
    assert found("zazoua") == 1
    with translation.override(code):
        assert (
            theiere.get_absolute_url()
            in Client().get(reverse("products:list"), {"q": "zazoua"}).content.decode()
        )
    assert list(officer.get(reverse(LIST)).context["cl"].result_list) == []
    dealt = officer.get(reverse(LIST), {"situation": "dealt"})
    assert list(dealt.context["cl"].result_list) == [line]
    assert Version.objects.get_for_object(group).count() == 1


def test_a_line_made_a_synonym_of_a_word_without_a_group(officer):
    ProductFactory(published=True, name_fr="Théière", name_ar="برّاد")
    line = one_line("zazoua, petite")
    answered(officer, line, word="théière")
    assert Synonym.objects.get().terms == "théière, zazoua  petite"
    assert found("zazoua petite") == 1
    other = one_line("zezoua")
    answered(officer, other, word="Theiere")  # the group that the word has now
    assert Synonym.objects.get().folded_terms == ["theiere", "zazoua petite", "zezoua"]


@pytest.mark.parametrize(
    "typed",
    [
        {"word": "introuvable"},
        {"word": "théière", "is_set_aside": "on"},
        {"word": "'; DROP TABLE x; --"},
        {"synonym": "999"},
    ],
)
def test_an_answer_that_means_nothing_is_refused(officer, typed):
    ProductFactory(published=True, name_fr="Théière")
    line = one_line()
    assert answered(officer, line, **typed).status_code == 200
    assert not Synonym.objects.exists()
    assert UnfoundQuery.objects.waiting().count() == 1


def test_a_word_that_another_group_has_is_not_put_in_two(officer):
    line = one_line()
    mine, _theirs = (
        Synonym.objects.create(terms=each) for each in ("théière", "cafetière, zazoua")
    )
    answer = answered(officer, line, synonym=mine.pk)
    assert "cafetière, zazoua" in answer.content.decode()
    assert Synonym.objects.get(pk=mine.pk).terms == "théière"


def test_what_is_not_to_be_found_is_hidden_from_the_list(officer):
    line, other = one_line(), one_line("autre chose")
    answered(officer, line, is_set_aside="on")
    assert list(officer.get(reverse(LIST)).context["cl"].result_list) == [other]
    answer = officer.post(reverse(LIST), {"action": "set_aside", "_selected_action": [other.pk]})
    assert [str(each) for each in get_messages(answer.wsgi_request)][-1].startswith("1 recherche")
    assert list(officer.get(reverse(LIST)).context["cl"].result_list) == []


def test_two_officers_at_one_line_lose_nothing(officer):
    line = one_line()
    mine, theirs = (Synonym.objects.create(terms=each) for each in ("théière", "cafetière"))
    late = filled_in(officer.get(reverse(CHANGE, args=[line.pk])))
    answered(officer, line, synonym=theirs.pk)
    answer = officer.post(reverse(CHANGE, args=[line.pk]), late | {"synonym": mine.pk})
    assert answer.status_code == 200  # asked which
    assert Synonym.objects.get(pk=theirs.pk).terms == "cafetière, zazoua"
    assert Synonym.objects.get(pk=mine.pk).terms == "théière"


def test_two_lines_put_into_one_group_are_both_there(officer):
    first, second = one_line("zazoua"), one_line("zezoua")
    group = Synonym.objects.create(terms="théière")
    late = filled_in(officer.get(reverse(CHANGE, args=[second.pk])))
    answered(officer, first, synonym=group.pk)
    officer.post(reverse(CHANGE, args=[second.pk]), late | {"synonym": group.pk})
    assert Synonym.objects.get().folded_terms == ["theiere", "zazoua", "zezoua"]


def test_who_may_not_write_synonyms_reads_alone():
    reader = User.objects.create_user(email="r@tests.example", is_staff=True)
    reader.groups.add(reader.groups.model.objects.get(name=REVIEWER))
    client, line = Client(), one_line()
    client.force_login(reader)
    assert list(client.get(reverse(LIST)).context["cl"].result_list) == [line]
    answer = client.post(reverse(CHANGE, args=[line.pk]), {"is_set_aside": "on"})
    assert answer.status_code == 403
    assert UnfoundQuery.objects.waiting().count() == 1


def test_the_directory_counts_too(asked):
    WorkshopFactory(published=True)
    asked("zazoua", name="workshops:list")
    assert shown() == [("zazoua", "nothing", SHOWN_AFTER)]
