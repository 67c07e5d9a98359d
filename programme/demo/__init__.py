"""The programme's partners under their official names, and two invented years of its
work: actions, people, what changed.
"""

import hashlib
import tomllib
import uuid
from pathlib import Path

from artisans.models import Artisan
from kairouan.demonstration import load_file
from programme.attendance import hours_followed
from programme.certificates import LENGTH, LETTERS, due
from programme.models import (
    Action,
    ActionOutcome,
    Attendance,
    Certificate,
    Convention,
    FairPresence,
    Job,
    Opinion,
    Partner,
    Registration,
    RegistrationState,
    Support,
    TurnoverSurvey,
)

HERE = Path(__file__).parent


def load():
    load_file(HERE / "programme.toml", {"partner": Partner, "action": Action})
    load_file(HERE / "past_actions.toml", {"action": Action})
    load_file(HERE / "people.toml", {"artisan": Artisan})
    load_file(
        HERE / "support.toml",
        {
            "agreement": Convention,
            "support": Support,
            "job": Job,
            "fair": FairPresence,
            "outcome": ActionOutcome,
            "turnover": TurnoverSurvey,
        },
    )
    load_taking_part()


# Who took part: written compactly, and loaded by the hundred, since each row alone
# would cost seconds


def load_taking_part():
    rows = tomllib.loads((HERE / "taking_part.toml").read_text(encoding="utf-8"))["taking_part"]
    people = {
        person.demonstration_key: person for person in Artisan.objects.exclude(demonstration_key="")
    }
    actions = {
        action.demonstration_key: action for action in Action.objects.prefetch_related("sessions")
    }
    for row in rows:
        action = actions[row["action"]]
        register_all(action, row, people)
        if action.is_past and not row.get("to_mark"):
            mark_all(action, row.get("absent", {}))
            keep_opinions(action, row.get("opinions", []))
            if row.get("certified"):
                certify(action)


def register_all(action: Action, row: dict, people: dict):
    asked = [(person_key(number), RegistrationState.CONFIRMED) for number in row["people"]]
    asked += [(key, RegistrationState.CONFIRMED) for key in row.get("also", [])]
    for state in (
        RegistrationState.REQUESTED,
        RegistrationState.WAITING,
        RegistrationState.CANCELLED,
    ):
        asked += [(person_key(number), state) for number in row.get(state.value, [])]
    there = set(
        Registration.objects.filter(action=action).values_list("demonstration_key", flat=True)
    )
    sheets = len(row.get("opinions", []))
    Registration.objects.bulk_create(
        Registration(
            action=action,
            artisan=people[key],
            state=state,
            has_answered=place < sheets,
            demonstration_key=f"{action.demonstration_key}/{key}",
        )
        for place, (key, state) in enumerate(asked)
        if f"{action.demonstration_key}/{key}" not in there
    )


def mark_all(action: Action, absent: dict):
    """Everyone was at every session, but for those who are said to have missed it."""
    there = set(
        Attendance.objects.filter(session__action=action).values_list(
            "demonstration_key", flat=True
        )
    )
    missed = {
        f"{action.demonstration_key}/{person_key(int(number))}": sessions
        for number, sessions in absent.items()
    }
    confirmed = Registration.objects.filter(action=action, state=RegistrationState.CONFIRMED)
    Attendance.objects.bulk_create(
        Attendance(
            session=session,
            registration=registration,
            is_present=place not in missed.get(registration.demonstration_key, []),
            demonstration_key=key,
        )
        for registration in confirmed
        for place, session in enumerate(action.sessions.all(), start=1)
        if (key := f"{registration.demonstration_key}/{place}") not in there
    )


def keep_opinions(action: Action, sheets: list[str]):
    """A sheet is written "43y": useful, clear, will be used."""
    will_use = {choice.value[0]: choice for choice in Opinion.WillUse}
    opinions = {
        uuid.uuid5(uuid.NAMESPACE_URL, f"{action.demonstration_key}/{place}"): sheet
        for place, sheet in enumerate(sheets)
    }
    there = set(Opinion.objects.filter(pk__in=opinions).values_list("pk", flat=True))
    Opinion.objects.bulk_create(
        Opinion(
            pk=number,
            action=action,
            is_useful=int(sheet[0]),
            is_clear=int(sheet[1]),
            will_use=will_use[sheet[2]],
            demonstration_key=str(number),
        )
        for number, sheet in opinions.items()
        if number not in there
    )


def certify(action: Action):
    """Issue certificates as `certificates.issue` does, with codes that stay the same
    from one loading to the next.
    """
    followed = hours_followed(action)
    Certificate.objects.bulk_create(
        Certificate(
            registration=registration,
            code=certificate_code(registration.demonstration_key),
            hours=followed[registration.pk],
            issued_on=action.ends_on,
            demonstration_key=registration.demonstration_key,
        )
        for registration in due(action)
    )


def person_key(number: int) -> str:
    return f"pers-{number:02d}"


def certificate_code(key: str) -> str:
    digest = hashlib.sha256(key.encode()).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:LENGTH])
