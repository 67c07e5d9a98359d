"""Several records at once: every action of every list of the desk, in both languages,
with none of them, one, two, three, eleven and a hundred.

Arabic says a number in six ways: a sentence that is right for three may be a page that
fails for two. An action that this module does not know fails its tests by its name.
"""

from dataclasses import dataclass, field

import pytest
from django.contrib import admin
from django.contrib.messages import INFO, SUCCESS, WARNING
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from django_tasks import TaskResultStatus

from artisans.models import Artisan, Consent
from enquiries.bookings.models import Booking, BookingState
from enquiries.models import MessageState
from enquiries.quotes.models import RequestState
from kairouan.accounts.models import User
from kairouan.common.models import OutgoingMessage, OutgoingState, Work
from kairouan.review.moderation import Status
from programme.models import Certificate, RegistrationState
from programme.openings.models import ApplicationState

from .many import LANGUAGES, NUMBERS, assert_in, assert_says, most_of, several, told

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Selection:
    """Effect of a list's action on the records ticked: `ready` for it before, found
    by `done` after. It says how many, or names each.
    """

    ready: dict = field(default_factory=dict)
    done: dict = field(default_factory=dict)
    names_each: bool = False
    validates: bool = False  # no more of them than there can be

    def most(self, model) -> float:
        return most_of(model) if self.validates else float("inf")


GONE = Selection()
SELECTIONS = {
    "publish_selection": Selection(
        {"status": Status.DRAFT}, {"status": Status.PUBLISHED}, validates=True
    ),
    "archive_selection": Selection(
        {"status": Status.DRAFT}, {"status": Status.ARCHIVED}, validates=True
    ),
    "mark_handled": Selection({}, {"state": MessageState.HANDLED}),
    "confirm_selection": Selection(
        {"state": RegistrationState.REQUESTED}, {"state": RegistrationState.CONFIRMED}
    ),
    "cancel_selection": Selection(
        {"state": RegistrationState.CONFIRMED}, {"state": RegistrationState.CANCELLED}
    ),
    (Certificate, "withdraw_selection"): Selection({}, {"withdrawn_on__isnull": False}),
    "put_forward_selection": Selection(
        {}, {"state": ApplicationState.PUT_FORWARD}, names_each=True
    ),
    "decline_selection": Selection({}, {"state": ApplicationState.DECLINED}, names_each=True),
    (Booking, "release_selection"): Selection(
        {"state": BookingState.HELD}, {"state": BookingState.ASKED}
    ),
    "discard_selection": Selection({"state": BookingState.HELD}, {"state": BookingState.REFUSED}),
    "release_selection": Selection({"state": RequestState.HELD}, {"state": RequestState.OPEN}),
    "refuse_selection": Selection({"state": RequestState.HELD}, {"state": RequestState.CLOSED}),
    "set_aside": Selection({"is_set_aside": False}, {"is_set_aside": True}),
    (OutgoingMessage, "try_again"): Selection(
        {"state": OutgoingState.FAILED}, {"state": OutgoingState.WAITING}
    ),
    (Work, "try_again"): Selection(
        {"status": TaskResultStatus.FAILED}, {"status": TaskResultStatus.READY}
    ),
    "delete_selected": GONE,
}
# Those that only lead to a page of their own.
LEADING = {
    (Artisan, "merge_selection"): lambda number: number == 2,
    (Consent, "withdraw_selection"): lambda number: number == 1,  # the copies are of as many people
}


def actions() -> list[tuple]:
    """(kind of record, name of the action): all that an officer with every right is
    offered.
    """
    request = RequestFactory().get("/")
    request.user = User(is_active=True, is_superuser=True, is_staff=True)
    return [
        (model, name)
        for model, desk in admin.site._registry.items()
        for name in desk.get_actions(request)
    ]


def recipe(model, action):
    known = {**SELECTIONS, **LEADING}
    return known.get((model, action)) or known.get(action)


def cases():
    for model, action in actions():
        known = recipe(model, action)
        most = known.most(model) if isinstance(known, Selection) else float("inf")
        for number in dict.fromkeys(min(number, most) for number in NUMBERS):
            for language in LANGUAGES:
                yield pytest.param(
                    model,
                    action,
                    number,
                    language,
                    id=f"{model._meta.label_lower}-{action}-{number}-{language}",
                )


def address_of(model, page="changelist", *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("model", "action"),
    [pytest.param(*each, id=f"{each[0]._meta.label_lower}-{each[1]}") for each in actions()],
)
def test_every_action_of_the_desk_is_known_here(model, action):
    assert recipe(model, action), f"say in {__name__} what the action does"


@pytest.mark.words("number", "language")
@pytest.mark.parametrize(("model", "action", "number", "language"), list(cases()))
def test_selection_goes_through_and_says_how_many(officer, model, action, number, language):
    known = recipe(model, action)
    ready = known.ready if isinstance(known, Selection) else {}
    rows = several(model, number, **ready)
    with translation.override(language):
        listed = address_of(model)
    sent = {
        "action": action,
        "_selected_action": [row.pk for row in rows],
        "index": "0",
        "select_across": "0",
    }
    if action == "delete_selected" and number:
        asked = officer.post(listed, sent)  # the page that asks once more
        assert asked.status_code == 200
        sent["post"] = "yes"
    answer = officer.post(listed, sent)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    if not number:
        (sentence,) = told(answer, WARNING)
        assert_in(language, sentence)
    elif not isinstance(known, Selection):
        assert (answer.url == listed) == (not known(number))
        assert officer.get(answer.url).status_code == 200
    else:
        chosen = model._base_manager.filter(pk__in=[row.pk for row in rows])
        assert chosen.filter(**known.done).count() == (0 if known is GONE else number), told(answer)
        sentences = told(answer, INFO, SUCCESS)
        if known.names_each:
            assert len(sentences) == number
        else:
            (sentence,) = sentences
            assert_says(sentence, number, language)
