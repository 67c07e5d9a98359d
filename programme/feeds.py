"""The actions to come."""

from django.urls import reverse
from django.utils.translation import gettext

from kairouan.common import formatting
from kairouan.review.feeds import LENGTH, PortalFeed, without_controls

from .models import Action


class ComingActions(PortalFeed):
    def title(self):
        return gettext("Cuivre de Kairouan : les actions à venir")

    def subtitle(self):
        return gettext("Formations, visites, salons et accompagnements du cluster.")

    def link(self):
        return reverse("programme:action_list")

    def items(self):
        return Action.objects.published().coming().filter(is_cancelled=False)[:LENGTH]

    def item_description(self, action):
        parts = (formatting.period(action.starts_on, action.ends_on), action.place, action.summary)
        return without_controls(" · ".join(str(part) for part in parts if part))
