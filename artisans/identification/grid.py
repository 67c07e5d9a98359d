"""The key's grid on the desk: a row a state, a column a technique, how often in each
cell. Saved all or nothing.
"""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from artisans.models import Technique
from kairouan.common.annotations import StrOrPromise
from kairouan.publication.stamp import public_write
from kairouan.review.history import revision

from .characters import CHARACTERS
from .models import Frequency, Observation


class GridMixin(admin.ModelAdmin):
    """Adds the grid to the observations' admin."""

    def get_urls(self):
        return [
            path(
                "grille/",
                self.admin_site.admin_view(self.grid_view),
                name="identification_observation_grid",
            ),
            *super().get_urls(),
        ]

    def grid_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_change = self.has_change_permission(request) and self.has_add_permission(request)
        techniques = list(Technique.objects.all())
        seen = {
            (cell.technique_id, cell.state): cell.frequency for cell in Observation.objects.all()
        }
        asked: dict = {}
        moved: list = []
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            asked = asked_of(request.POST, techniques)
            count, moved = write_grid(asked, request.user)
            if not moved:
                said = ngettext(
                    "%(count)d case a changé.", "%(count)d cases ont changé.", count
                ) % {"count": count}
                messages.success(request, said if count else gettext("Rien n’a changé."))
                return redirect("admin:identification_observation_grid")
        context = self.admin_site.each_context(request) | {
            "title": _("La grille de la clé"),
            "opts": self.opts,
            "techniques": techniques,
            "rows": grid_rows(techniques, seen, asked),
            "frequencies": Frequency.choices,
            "moved": moved,
            "contradictions": contradictions(techniques, seen),
            "may_change": may_change,
        }
        return TemplateResponse(request, "admin/identification/observation/grid.html", context)


def grid_rows(techniques, seen: dict, asked: dict) -> list[dict]:
    """For each character its label, and for each of its states: the state, and its
    cells (technique, what is written, what is shown).
    """
    return [
        {
            "label": character.label,
            "states": [
                (
                    state,
                    [
                        grid_cell(technique, character.code(state.code), seen, asked)
                        for technique in techniques
                    ],
                )
                for state in character.states
            ],
        }
        for character in CHARACTERS
    ]


def contradictions(techniques, seen: dict) -> list[tuple[Technique, str, StrOrPromise]]:
    """(technique, what its own page says is seen in it, how often the grid says so),
    where the grid says never, or nothing.
    """
    found: list[tuple[Technique, str, StrOrPromise]] = []
    for technique in techniques:
        for character in CHARACTERS:
            state = getattr(technique, character.key, "")
            frequency = seen.get((technique.pk, character.code(state)), Frequency.UNKNOWN)
            if state in character.codes and frequency in (Frequency.NEVER, Frequency.UNKNOWN):
                found.append((technique, character.told(state), Frequency(frequency).label))
    return found


def grid_cell(technique, code: str, seen: dict, asked: dict) -> dict:
    live = seen.get((technique.pk, code), Frequency.UNKNOWN)
    _was, shown = asked.get((technique.pk, code), (live, live))
    return {
        "name": f"{technique.pk}:{code}",
        "technique": technique,
        "live": live,
        "shown": shown,
        "label": Frequency(shown).label,
    }


def asked_of(sent, techniques) -> dict[tuple[int, str], tuple[str, str]]:
    """(technique, state): (what the officer had read, what they chose), for the cells
    they changed. What is not ours is passed over.
    """
    numbers, asked = {str(technique.pk): technique.pk for technique in techniques}, {}
    codes = {character.code(state) for character in CHARACTERS for state in character.codes}
    for name, value in sent.items():
        number, _colon, code = name.partition(":")
        was, _arrow, now = value.partition(":")
        if (
            number in numbers
            and code in codes
            and {was, now} <= set(Frequency.values)
            and was != now
        ):
            asked[numbers[number], code] = (was, now)
    return asked


def write_grid(asked: dict, by) -> tuple[int, list[Observation]]:
    """Write the cells down, unless someone changed one of them meanwhile: those come
    back, and nothing is written.
    """
    with public_write(), revision(by=by, reason=gettext("Grille de la clé")):
        held = {
            (cell.technique_id, cell.state): cell
            for cell in Observation.objects.select_for_update().filter(
                technique__in={number for number, _code in asked}
            )
        }
        changed: list = []
        moved: list = []
        for (number, code), (was, now) in asked.items():
            cell = held.get((number, code)) or Observation(technique_id=number, state=code)
            (moved if cell.frequency not in (was, now) else changed).append(cell)
            if cell.frequency == was:
                cell.frequency = now
        if not moved:
            for cell in changed:
                cell.save()
    return len(changed), moved
