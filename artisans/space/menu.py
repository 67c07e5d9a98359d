"""The subjects of a family's page, each with what is there or what is missing, in
words.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from artisans.models import Family, Visibility


@dataclass
class FamilyLine:
    """A line of the menu: the name of its address, what is there, what is missing."""

    screen: str
    label: str
    said: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    waits: bool = False

    @property
    def address(self) -> str:
        return f"space:family_{self.screen}"


def menu_of(family: Family) -> list[FamilyLine]:
    """The lines for a family. A fixed number of statements."""
    return [visibility_line(family)]


def visibility_line(family: Family) -> FamilyLine:
    line = FamilyLine("visibility", _("Qui peut voir nos martelages"))
    practices = list(family.practices.select_related("technique"))
    for visibility in Visibility:
        names = [
            str(practice.technique) for practice in practices if practice.visibility == visibility
        ]
        if names:
            facts = {"to": visibility.label, "names": _(", ").join(names)}
            line.said.append(_("%(to)s : %(names)s") % facts)
    if not practices:
        line.missing.append(_("Pas encore de martelage."))
    return line
