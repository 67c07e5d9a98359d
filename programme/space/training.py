"""A member asks to take part in an action, follows the answer, gives the place up."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kairouan.space.members import for_members

from ..models import Action, Registration, RegistrationState
from ..registering import ask, cancel

State = RegistrationState


@for_members
def training_list(request):
    """List the person's registrations, then the actions open to registration.

    Four statements whatever the number of actions.
    """
    mine = list(
        Registration.objects.filter(artisan=request.member.artisan)
        .exclude(state=State.CANCELLED)
        .with_rank()
        .select_related("action")
        .order_by("-action__starts_on", "-pk")[:50]
    )
    taken = {registration.action_id for registration in mine}
    coming = Action.objects.open_to_registration().with_places().order_by("starts_on", "pk")
    context = {
        "to_come": [
            registration for registration in reversed(mine) if not registration.action.is_past
        ],
        "past": [registration for registration in mine if registration.action.is_past],
        "actions": [action for action in coming if action.pk not in taken],
    }
    return render(request, "space/training.html", context)


def seen_action(request, number: int) -> tuple[Action, Registration | None]:
    """An action that is public, or that this person is part of, with their
    registration; for anyone else it does not exist.
    """
    action = get_object_or_404(Action.objects.with_places().prefetch_related("sessions"), pk=number)
    registration = action.registrations.with_rank().filter(artisan=request.member.artisan).first()
    if registration is None and not action.is_published:
        raise Http404
    return action, registration


@for_members
def training_action(request, number):
    action, registration = seen_action(request, number)
    return render(
        request,
        "space/training_action.html",
        {"action": action, "registration": registration, "State": State},
    )


@require_POST
@for_members
def training_ask(request, number):
    """Ask for a place; the action's own page says where the registration is."""
    action, _registration = seen_action(request, number)
    try:
        with request.member.revision(gettext("Demande d’inscription")):
            ask(action, request.member.artisan)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("space:training_action", number)


@for_members
def training_give_up(request, number):
    """Asked first, since the place goes to the next in line at once."""
    action, registration = seen_action(request, number)
    if registration is None or registration.state == State.CANCELLED or action.is_past:
        return redirect("space:training_action", number)
    if request.method != "POST":
        return render(
            request, "space/training_give_up.html", {"action": action, "registration": registration}
        )
    with request.member.revision(gettext("Inscription annulée")):
        cancel(registration)
    messages.success(
        request,
        gettext(
            "Votre inscription est annulée. Merci de l’avoir dit : la place va à quelqu’un d’autre."
        ),
    )
    return redirect("space:training_action", number)


@for_members
def training_registration(request, number):
    """Address that a message about a registration leads to."""
    found = get_object_or_404(Registration, pk=number, artisan=request.member.artisan)
    return redirect("space:training_action", found.action_id)
