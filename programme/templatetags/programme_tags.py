"""Actions on the pages of the roof."""

from django import template
from django.utils.translation import gettext, pgettext

from ..certificates import held_by
from ..models import RegistrationState
from ..opinions import sheets_due

register = template.Library()


@register.inclusion_tag("programme/_agenda.html")
def agenda(actions, level=2, are_past=False):
    """A list of actions by date; `level` is that of their headings. Of actions that
    `are_past`, as the heading above them says, each is told without its state.
    """
    return {"actions": actions, "level": level, "are_past": are_past}


@register.simple_tag
def action_badge(action):
    """The badge of an action: its class and its words. Needs `with_places()`."""
    if action.is_cancelled:
        return {"css": "badge--err", "words": gettext("Annulée")}
    if action.is_past:
        return {"css": "", "words": gettext("Terminée")}
    if action.is_under_way:
        return {"css": "badge--wait", "words": gettext("En cours")}
    if action.takes_registrations and action.is_full:
        return {"css": "", "words": pgettext("action", "Complète")}
    if action.is_open_to_registration:
        return {"css": "badge--ok", "words": gettext("Inscriptions ouvertes")}
    return {"css": "badge--ok", "words": gettext("À venir")}


@register.simple_tag
def room(action):
    """Tell whether one can still join an action, in words and never in numbers: one
    place fewer than yesterday tells of one person. Needs `with_places()`.
    """
    if action.places_left is None:
        return gettext("sans limite de places")
    if action.is_full:
        return gettext("complet, avec une liste d’attente")
    return (
        gettext("dernières places") if action.has_last_places else gettext("des places sont libres")
    )


@register.simple_tag
def my_standing(registration):
    """Tell someone where their registration stands.

    Takes a registration read with its rank (`with_rank`).
    """
    state = RegistrationState
    return {
        state.REQUESTED: gettext(
            "Demande envoyée : une place vous est gardée, l’équipe du cluster répond sous deux "
            "jours."
        ),
        state.CONFIRMED: gettext("Inscription confirmée : on vous attend."),
        state.WAITING: gettext(
            "Vous êtes sur la liste d’attente, au rang %(rank)s. Nous vous dirons dès qu’une place "
            "se libère."
        )
        % {"rank": registration.rank},
        state.CANCELLED: gettext("Inscription annulée."),
    }[registration.state]


@register.simple_tag
def opinions_due(member):
    """Count the opinion sheets that wait for a member: {due, has_certificates}."""
    due = 0 if member.acts_for_other else sheets_due(member.artisan).count()
    return {"due": due, "has_certificates": held_by(member.artisan).exists()}
