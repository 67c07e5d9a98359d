"""Life of an opening and of its applications: put forward to the workshop, placed,
declined, purged.
"""

import datetime

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from artisans.models import Artisan
from kairouan.common.calendar import today_in_tunis
from kairouan.common.senders import send

from .models import Application, ApplicationState, JobOpening, Placement

State = ApplicationState
# once placed, what follows is the placement's
MAY_MOVE = {State.NEW, State.HELD, State.PUT_FORWARD, State.DECLINED}


def put_forward(application: Application, by):
    """Let the workshop read it, and tell whoever keeps the workshop.

    Raises ValidationError.
    """
    change_application_state(
        application, State.PUT_FORWARD, by, allowed=MAY_MOVE - {State.PUT_FORWARD}
    )
    for user in application.opening.member_accounts():
        with translation.override(user.language):
            said = gettext(
                "Cuivre de Kairouan : une candidature vous est proposée pour « %(opening)s ». Elle "
                "est dans votre espace."
            )
            send(
                user,
                gettext("Une candidature pour votre atelier"),
                said % {"opening": application.opening.title},
            )


def decline(application: Application, by):
    """Leave it without sequel: the workshop no longer reads it.

    Raises ValidationError.
    """
    change_application_state(application, State.DECLINED, by, allowed=MAY_MOVE - {State.DECLINED})


def place_applicant(
    application: Application, by, person: Artisan, starts_on: datetime.date
) -> Placement:
    """The person is taken: make the placement that will be followed.

    The caller holds the transaction. Raises ValidationError.
    """
    opening = application.opening
    placement = Placement(
        artisan=person,
        workshop=opening.workshop,
        opening=opening,
        kind=opening.kind,
        starts_on=starts_on,
        **{f"diploma_{application.language}": application.diploma},
    )
    placement.full_clean()
    check_state(application, allowed=MAY_MOVE)
    placement.save()
    application.person, application.placement = person, placement
    change_application_state(application, State.PLACED, by, allowed=MAY_MOVE)
    return placement


def check_state(application: Application, allowed: set):
    if application.state not in allowed:
        raise ValidationError(
            gettext_lazy(
                "Cette candidature est à l’état « %(state)s » : cette étape n’est pas possible."
            ),
            params={"state": application.get_state_display()},
        )


def change_application_state(application: Application, state: State, by, allowed: set):
    check_state(application, allowed)
    application.state, application.handled_by = state, by
    application.save()


def close(opening: JobOpening):
    """No more answers from today. A date already past is left as it is."""
    yesterday = today_in_tunis() - datetime.timedelta(days=1)
    if opening.expires_on > yesterday:
        opening.expires_on = yesterday
        opening.save(update_fields={"expires_on", "updated_at"})
