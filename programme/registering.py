"""Taking part in an action: asked for, confirmed, waited for, given up. Never more
places given than there are.

Every step locks the action's row first, within `public_write()`: two people who ask for
the last place at once are answered one after the other.
"""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from artisans.models import Artisan
from kairouan.common.calendar import today_in_tunis
from kairouan.publication.stamp import public_write
from kairouan.review.notices import notify

from .models import Action, Registration, RegistrationState
from .notice_kinds import CALLED_OFF, CONFIRMED, PLACE, WAITING

State = RegistrationState


@contextmanager
def locked_action(number: int):
    """The action, with its row locked until the end of the block."""
    with public_write():
        yield Action.objects.select_for_update(of=("self",)).get(pk=number)


def ask(action: Action, artisan: Artisan) -> Registration:
    """A member asks to take part: a place is kept for them until the team answers, or
    they wait in line. Asking twice changes nothing.

    Raises ValidationError when one cannot register any more, or not by oneself.
    """
    with locked_action(action.pk) as action:
        if not action.is_open_to_registration:
            raise ValidationError(_("On ne peut plus s’inscrire à cette action."))
        return enrol(action, artisan, State.REQUESTED)


def register(action: Action, artisan: Artisan) -> Registration:
    """The team writes a person down: confirmed while there is a place, else on the
    waiting list.

    Once the action has begun, whoever came has come: places are promises, and there is
    none left to make.
    """
    with locked_action(action.pk) as action:
        if action.is_cancelled:
            raise ValidationError(_("Cette action est annulée."))
        registration = enrol(action, artisan, State.CONFIRMED)
        has_begun = action.starts_on <= today_in_tunis()
        if registration.state == State.REQUESTED or (
            registration.state == State.WAITING and has_begun
        ):
            registration = change_registration_state(registration, State.CONFIRMED)
        return registration


def confirm(registration: Registration) -> Registration:
    """The team says yes.

    Raises ValidationError when the action is called off, or no place is free for
    someone who had none.
    """
    with locked_action(registration.action_id) as action:
        registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
        if registration.state == State.CONFIRMED:
            return registration
        if action.is_cancelled:
            raise ValidationError(_("Cette action est annulée."))
        if not registration.is_seated and not is_free(action):
            raise ValidationError(
                _("Il ne reste aucune place : « %(name)s » attend."),
                params={"name": registration.artisan},
            )
        return change_registration_state(registration, State.CONFIRMED)


def cancel(registration: Registration) -> Registration:
    """Give a place, or a place in the line, up.

    Whoever is next is given the place, and told.
    """
    with locked_action(registration.action_id) as action:
        registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
        if registration.state != State.CANCELLED:
            registration.state = State.CANCELLED
            registration.save(update_fields=["state", "updated_at"])
            call_the_next(action)
        return registration


def give_free_places(action: Action) -> list[Registration]:
    """After its places have changed: those who wait are given what is free, in their
    order. Gives those who were.
    """
    with locked_action(action.pk) as action:
        return call_the_next(action)


def tell_of_cancellation(action: Action):
    """The action will not take place: everyone who counted on it is told."""
    for registration in action.registrations.exclude(state=State.CANCELLED).select_related(
        "action", "artisan"
    ):
        notify(registration, CALLED_OFF)


# Inside the lock


def is_free(action: Action) -> bool:
    return action.capacity is None or action.registrations.seated().count() < action.capacity


def enrol(action: Action, artisan: Artisan, state: str) -> Registration:
    """The person's one row for the action, in `state` when a place is free, else at the
    end of the line. One already there stays as it is.
    """
    registration = action.registrations.filter(artisan=artisan).first() or Registration(
        action=action, artisan=artisan, state=""
    )
    if registration.state in (*Registration.SEATED, State.WAITING):
        return registration
    registration.asked_at = timezone.now()
    return change_registration_state(registration, state if is_free(action) else State.WAITING)


def change_registration_state(registration: Registration, state: str) -> Registration:
    registration.state = state
    registration.full_clean()
    registration.save()
    kind = {State.CONFIRMED: CONFIRMED, State.WAITING: WAITING}.get(State(state))
    # written down afterwards: nobody is expected any more
    if kind and not registration.action.is_past:
        notify(registration, kind)
    return registration


def call_the_next(action: Action) -> list[Registration]:
    if action.is_cancelled or action.is_past:
        return []
    called = []
    for registration in action.registrations.waiting().select_related("artisan"):
        if not is_free(action):
            break
        registration.state = State.CONFIRMED
        registration.save(update_fields=["state", "updated_at"])
        notify(registration, PLACE)
        called.append(registration)
    return called
