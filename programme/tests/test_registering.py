"""Taking part: who gets a place, who waits, who is told.

The last place is given once, whoever asks at the same moment.
"""

import datetime
import io
import re
import threading

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from artisans.tests.factories import ArtisanFactory
from kairouan.accounts.models import User
from kairouan.publication.stamp import public_write
from kairouan.review.models import Notice
from kairouan.tests.walker import addresses
from products.tests.factories import ProductFactory
from programme import notice_kinds
from programme.models import Action, Registration, RegistrationState, Session
from programme.registering import ask, cancel, confirm, give_free_places, register
from programme.tests.factories import ActionFactory

pytestmark = pytest.mark.django_db
State = RegistrationState
TODAY = datetime.date(2026, 2, 10)
TOKEN = re.compile(r'name="(csrfmiddlewaretoken|token|key|sending|sent)" value="[^"]*"')


@pytest.fixture(autouse=True)
def today(in_tunis):
    in_tunis(TODAY)


def action(**fields) -> Action:
    """A training of the second to the fourth of March that one registers to."""
    return ActionFactory(**{"published": True, "takes_registrations": True, "places": 2, **fields})


def member(number=0):
    account = User.objects.create_user(email=f"member-{number}@tests.example")
    return ArtisanFactory(account=account)


def states(training) -> list[str]:
    return list(training.registrations.order_by("artisan").values_list("state", flat=True))


def told(artisan) -> list[str]:
    return list(
        Notice.objects.filter(user=artisan.account).order_by("pk").values_list("kind", flat=True)
    )


def test_request_keeps_a_place_and_who_comes_after_the_last_waits():
    training = action()
    for number in range(4):
        ask(training, member(number))
    assert states(training) == [State.REQUESTED, State.REQUESTED, State.WAITING, State.WAITING]


def test_asking_twice_changes_nothing():
    training, salah = action(), member()
    assert ask(training, salah).pk == ask(training, salah).pk
    assert states(training) == [State.REQUESTED]


def test_smallest_room_of_its_sessions_is_what_an_action_holds():
    training = action(places=10)
    Session.objects.create(
        action=training, day="2026-03-02", starts_at="09:00", ends_at="12:00", places=1
    )
    Session.objects.create(action=training, day="2026-03-03", starts_at="09:00", ends_at="12:00")
    ask(training, member(0))
    ask(training, member(1))
    assert states(training) == [State.REQUESTED, State.WAITING]
    counted = Action.objects.with_places().get(pk=training.pk)
    assert (counted.places_in_all, counted.places_left, counted.is_full) == (1, 0, True)


def test_action_without_a_limit_is_never_full():
    training = action(places=None)
    for number in range(3):
        ask(training, member(number))
    counted = Action.objects.with_places().get(pk=training.pk)
    assert (counted.places_left, counted.is_full, counted.places_taken) == (None, False, 3)


def test_place_given_up_goes_to_the_first_in_line_who_is_told():
    training = action(places=1)
    salah, mbarka, habib = (member(number) for number in range(3))
    first = ask(training, salah)
    ask(training, mbarka)
    ask(training, habib)
    cancel(first)
    assert states(training) == [State.CANCELLED, State.CONFIRMED, State.WAITING]
    assert told(mbarka) == [notice_kinds.WAITING.code, notice_kinds.PLACE.code]
    assert told(habib) == [notice_kinds.WAITING.code]


def test_registration_after_a_cancellation_goes_to_the_end_of_the_waiting_list():
    training = action(places=1)
    salah, mbarka = member(0), member(1)
    cancel(ask(training, salah))
    ask(training, mbarka)
    assert ask(training, salah).state == State.WAITING


def test_leaving_the_line_gives_nobody_a_place():
    training = action(places=1)
    ask(training, member(0))
    cancel(ask(training, member(1)))
    ask(training, member(2))
    assert states(training) == [State.REQUESTED, State.CANCELLED, State.WAITING]


def test_more_places_go_to_those_who_wait_in_their_order():
    training = action(places=1)
    for number in range(4):
        ask(training, member(number))
    Action.objects.filter(pk=training.pk).update(places=3)
    assert len(give_free_places(training)) == 2
    assert states(training) == [State.REQUESTED, State.CONFIRMED, State.CONFIRMED, State.WAITING]


def test_confirming_tells_once_and_never_oversells():
    training, salah, mbarka = action(places=1), member(0), member(1)
    first, second = ask(training, salah), ask(training, mbarka)
    confirm(first)
    confirm(first)
    assert told(salah) == [notice_kinds.CONFIRMED.code]
    with pytest.raises(ValidationError, match="Il ne reste aucune place"):
        confirm(second)
    assert states(training) == [State.CONFIRMED, State.WAITING]


@pytest.mark.parametrize(
    "fields",
    [
        {"published": False},
        {"takes_registrations": False},
        {"is_cancelled": True},
        {"registers_until": TODAY - datetime.timedelta(days=1)},
        {"starts_on": TODAY, "ends_on": TODAY},
    ],
)
def test_closed_action_takes_no_registration_and_leaves_the_list(fields):
    training = action(**fields)
    assert not Action.objects.open_to_registration().exists()
    with pytest.raises(ValidationError):
        ask(training, member())
    assert states(training) == []


def test_last_day_to_register_is_still_a_day():
    training = action(registers_until=TODAY)
    assert Action.objects.open_to_registration().get() == training
    assert ask(training, member()).state == State.REQUESTED


def test_team_writes_someone_down_and_whoever_came_has_come(in_tunis):
    training = action(places=1, takes_registrations=False)
    assert register(training, member(0)).state == State.CONFIRMED
    late = member(1)
    assert register(training, late).state == State.WAITING
    in_tunis(training.starts_on)
    assert register(training, late).state == State.CONFIRMED


def test_action_called_off_confirms_nobody():
    training, salah = action(), member()
    asked = ask(training, salah)
    Action.objects.filter(pk=training.pk).update(is_cancelled=True)
    with pytest.raises(ValidationError, match="annulée"):
        confirm(asked)
    assert (states(training), told(salah)) == ([State.REQUESTED], [])


def test_registration_after_the_action_sends_no_notice(in_tunis):
    training, salah, mbarka = action(), member(0), member(1)
    register(training, salah)
    in_tunis(datetime.date(2026, 3, 5))
    assert register(training, mbarka).state == State.CONFIRMED
    assert (told(salah), told(mbarka)) == ([notice_kinds.CONFIRMED.code], [])


# The last place, asked for by several at once


def together(*steps):
    """Run each step in a thread and a connection of its own, all let go at the same
    moment. Gives what each raised, or None.
    """
    gate, raised = threading.Barrier(len(steps)), [None] * len(steps)

    def run(number, step):
        gate.wait(timeout=30)
        try:
            step()
        except Exception as error:
            raised[number] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(number, step)) for number, step in enumerate(steps)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return raised


@pytest.mark.django_db(transaction=True)
def test_last_places_are_never_given_twice():
    training = action(places=3)
    people = [member(number) for number in range(8)]
    connection.close()
    assert (
        together(*(lambda person=person: ask(training, person) for person in people)) == [None] * 8
    )
    assert sorted(states(training)) == [State.REQUESTED] * 3 + [State.WAITING] * 5


@pytest.mark.django_db(transaction=True)
def test_place_given_up_while_others_ask_is_given_once():
    training = action(places=1)
    first = ask(training, member(0))
    people = [member(number) for number in range(1, 6)]
    connection.close()
    raised = together(
        lambda: cancel(first), *(lambda person=person: ask(training, person) for person in people)
    )
    assert raised == [None] * 6
    assert training.registrations.seated().count() == 1
    assert training.registrations.filter(state=State.WAITING).count() == 4


@pytest.mark.django_db(transaction=True)
def test_same_request_sent_several_times_at_once_is_one():
    training, salah = action(places=2), member()
    connection.close()
    assert together(*[lambda: ask(training, salah)] * 4) == [None] * 4
    assert states(training) == [State.REQUESTED]


@pytest.mark.django_db(transaction=True)
def test_those_who_wait_come_before_those_who_ask_as_places_are_added():
    training = action(places=1)
    waiting = [ask(training, member(number)) for number in range(3)][1:]
    people = [member(number) for number in range(3, 6)]

    def add_places():
        with public_write():
            Action.objects.filter(pk=training.pk).update(places=3)
            give_free_places(training)

    connection.close()
    raised = together(
        add_places, *(lambda person=person: ask(training, person) for person in people)
    )
    assert raised == [None] * 4
    assert {registration.pk for registration in training.registrations.seated()} >= {
        entry.pk for entry in waiting
    }
    assert (
        sorted(states(training)) == [State.CONFIRMED] * 2 + [State.REQUESTED] + [State.WAITING] * 3
    )


# The screens of the space


@pytest.fixture
def salah(client):
    artisan = member(77)
    client.force_login(artisan.account)
    return artisan


def test_member_asks_from_their_space_and_gives_it_up(client, salah):
    training = action(places=1)
    assertContains(client.get(reverse("space:training_list")), training.title_fr)
    page = client.post(reverse("space:training_ask", args=[training.pk]), follow=True)
    assertContains(page, "une place vous est gardée", count=1)  # where it stands, said once
    assert states(training) == [State.REQUESTED]
    give_up = reverse("space:training_give_up", args=[training.pk])
    assertContains(client.get(give_up), "Annuler votre inscription ?")
    assert states(training) == [State.REQUESTED]  # asked first
    assertContains(client.post(give_up, follow=True), "Votre inscription est annulée")
    assert states(training) == [State.CANCELLED]


def test_full_action_offers_the_line(client, salah):
    training = action(places=1)
    ask(training, member(1))
    assertContains(
        client.get(reverse("space:training_action", args=[training.pk])),
        "M’inscrire sur la liste d’attente",
    )
    assertContains(
        client.post(reverse("space:training_ask", args=[training.pk]), follow=True),
        "liste d’attente",
    )


def test_refusal_is_a_sentence(client, salah):
    training = action(registers_until=TODAY - datetime.timedelta(days=1))
    assertContains(
        client.post(reverse("space:training_ask", args=[training.pk]), follow=True),
        "On ne peut plus s’inscrire",
    )


@pytest.mark.parametrize("number", [0, 2**63, 10**30])
@pytest.mark.parametrize("screen", ["action", "ask", "give_up", "registration"])
def test_number_that_is_no_action_does_not_exist(client, salah, screen, number):
    ask(action(), member())  # there is one that could be shown
    assert client.post(reverse(f"space:training_{screen}", args=[number])).status_code == 404


@pytest.mark.parametrize("screen", ["list", "action"])
def test_nobody_is_expected_at_an_action_called_off_or_over(client, salah, in_tunis, screen):
    training = action()
    confirm(ask(training, salah))
    address = reverse(f"space:training_{screen}", args=[] if screen == "list" else [training.pk])
    assertContains(client.get(address), "on vous attend")
    Action.objects.filter(pk=training.pk).update(is_cancelled=True)
    page = client.get(address)
    assertContains(page, "Cette action est annulée.")
    assertNotContains(page, "on vous attend")
    Action.objects.filter(pk=training.pk).update(is_cancelled=False)
    in_tunis(training.ends_on + datetime.timedelta(days=1))
    page = client.get(address)
    assertContains(page, training.title_fr)
    assertNotContains(page, "on vous attend")


def test_draft_does_not_exist_for_a_member(client, salah):
    training = action(published=False)
    assert client.get(reverse("space:training_action", args=[training.pk])).status_code == 404
    assert client.post(reverse("space:training_ask", args=[training.pk])).status_code == 404


def test_registration_of_another_does_not_exist(client, salah):
    other = ask(action(), member(1))
    assert client.get(reverse("space:training_registration", args=[other.pk])).status_code == 404
    mine = ask(other.action, salah)
    assertRedirects(
        client.get(reverse("space:training_registration", args=[mine.pk])),
        reverse("space:training_action", args=[mine.action_id]),
    )


def test_visitor_is_asked_to_come_in(client):
    training = action()
    answer = client.post(reverse("space:training_ask", args=[training.pk]))
    assert answer.status_code == 302 and "entrer" in answer.url
    assert states(training) == []


def test_message_of_a_place_leads_to_the_action(client, salah):
    confirm(ask(action(), salah))
    page = client.get(reverse("space:notices"))
    assertContains(page, "votre inscription est confirmée")
    assertContains(
        page, reverse("space:training_registration", args=[Registration.objects.get().pk])
    )


@pytest.mark.parametrize("shown", [1, 12])
def test_list_of_the_space_costs_the_same_whatever_it_holds(
    client, salah, shown, django_assert_num_queries
):
    for _number in range(shown):
        action()
        ask(action(), salah)
    client.get(
        reverse("space:training_list")
    )  # the first time, it is written that the member is there
    # the session, the account, the person, their registrations, the actions
    with django_assert_num_queries(5):
        client.get(reverse("space:training_list"))


# The officers' desk


def test_officer_writes_a_person_down_confirms_and_cancels(client, officer):
    training, salah, mbarka = action(places=1), member(0), member(1)
    client.post(
        reverse("admin:programme_registration_add"), {"action": training.pk, "artisan": salah.pk}
    )
    waits = ask(training, mbarka)
    changelist = reverse("admin:programme_registration_changelist")
    page = client.post(
        changelist, {"action": "confirm_selection", "_selected_action": [waits.pk]}, follow=True
    )
    assertContains(page, "Il ne reste aucune place")
    first = training.registrations.get(artisan=salah)
    client.post(changelist, {"action": "cancel_selection", "_selected_action": [first.pk]})
    assert states(training) == [State.CANCELLED, State.CONFIRMED]
    again = client.post(
        reverse("admin:programme_registration_add"), {"action": training.pk, "artisan": salah.pk}
    )
    assert again.status_code == 302, again.context["errors"]  # the same row again
    assert states(training) == [State.WAITING, State.CONFIRMED]


def test_officer_who_calls_an_action_off_tells_those_who_counted_on_it(client, officer):
    training, salah = action(), member()
    ask(training, salah)
    address = reverse("admin:programme_action_change", args=[training.pk])
    form = client.get(address).context["adminform"].form
    sent = {name: value for name, value in form.initial.items() if value not in (None, False)}
    inlines = {
        f"{formset.formset.prefix}-{name}": "0"
        for formset in client.get(address).context["inline_admin_formsets"]
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    answer = client.post(address, {**sent, **inlines, "is_cancelled": "on", "partners": []})
    assert answer.status_code == 302, answer.context["errors"]
    assert told(salah) == [notice_kinds.CALLED_OFF.code]


# The public pages


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (0, "des places sont libres"),
        (1, "dernières places"),
        (6, "complet, avec une liste d’attente"),
    ],
)
def test_page_says_whether_there_is_room_and_nobodys_name(client, asked, words):
    training = action(places=6)
    people = [member(number) for number in range(asked)]
    for person in people:
        ask(training, person)
    page = client.get(training.get_absolute_url())
    assertContains(page, words)
    for person in people:
        assertNotContains(page, person.name_fr)
    assertContains(
        client.get(reverse("programme:action_list")),
        "Complète" if asked == 6 else "Inscriptions ouvertes",
    )


def test_one_person_more_changes_no_page_and_no_file_that_others_read(client):
    """Read one day and the next, nothing public tells that someone registered: every
    address, in both languages, is the same to the byte.
    """
    training = action(places=40)
    ProductFactory(published=True)  # a feed without a product says the hour
    for number in range(20):
        ask(training, member(number))
    one_more = member(20)
    before = everything_read(client)
    ask(training, one_more)
    after = everything_read(client)
    assert [address for address, text in after.items() if text != before[address]] == []
    assert reverse("programme:action_detail", args=[training.slug]) in before


def everything_read(client) -> dict[str, str]:
    """Every public answer, and what another member reads in their space."""
    other = User.objects.filter(email="other@tests.example").first() or member_of(
        "other@tests.example"
    )
    client.logout()
    read = {address: without_token(client.get(address)) for address in addresses()}
    client.force_login(other)
    training = Action.objects.get()
    for address in (
        reverse("space:training_list"),
        reverse("space:training_action", args=[training.pk]),
    ):
        read[address] = without_token(client.get(address))
    return read


def member_of(email: str) -> User:
    account = User.objects.create_user(email=email)
    ArtisanFactory(account=account)
    return account


def without_token(answer) -> str:
    """A page, without what is new each time; of a workbook, its cells."""
    if answer.content.startswith(b"PK"):
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        return repr(
            [[cell.value for cell in row] for sheet in book.worksheets for row in sheet.iter_rows()]
        )
    return TOKEN.sub("", answer.content.decode())


def test_registering_says_what_to_bring_where_and_the_place_in_the_line(client):
    training = action(
        places=1,
        place_fr="Souk des cuivres",
        place_ar="سوق النحّاسين",
        delegation="kairouan-nord",
        bring_fr="Un marteau.",
        bring_ar="مطرقة.",
    )
    people = [member(number) for number in range(4)]
    others = action(places=1)  # another line, which counts for nothing here
    for person in people[:2]:
        ask(others, person)
    address = reverse("space:training_action", args=[training.pk])
    for number, person in enumerate(people):
        client.force_login(person.account)
        before = client.get(address)
        for said in ("<bdi>Souk des cuivres</bdi>, Kairouan Nord", "À apporter", "Un marteau."):
            assertContains(before, said)
        page = client.post(reverse("space:training_ask", args=[training.pk]), follow=True)
        assertContains(page, f"au rang {number}." if number else "une place vous est gardée")
        assertContains(page, "Un marteau.")
    assertContains(client.get(reverse("space:training_list")), "au rang 3.")
    cancel(training.registrations.get(artisan=people[1]))
    assertContains(client.get(address), "au rang 2.")
    with translation.override("ar"):
        arabic = client.get(reverse("space:training_action", args=[training.pk]))
    for said in ("سوق النحّاسين", "مطرقة.", "المرتبة 2"):
        assertContains(arabic, said)


def test_action_without_a_place_says_that_it_will_be_told(client):
    training = action()
    client.force_login(member().account)
    page = client.get(reverse("space:training_action", args=[training.pk]))
    assertContains(page, "Pas encore fixé")
    assertNotContains(page, "À apporter")


def test_public_page_says_what_to_bring(client):
    training = action(bring_fr="Un marteau.", bring_ar="")
    assertContains(client.get(training.get_absolute_url()), "Un marteau.")
    with translation.override("ar"):
        assertContains(
            client.get(training.get_absolute_url()), '<bdi lang="fr" dir="ltr">Un marteau.</bdi>'
        )
