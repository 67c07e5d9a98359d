"""The subjects of a family's page, each with what is there or what is missing, in
words.
"""

from dataclasses import dataclass, field

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artisans.models import Artisan, Family, Technique, Visibility
from kairouan.common.languages import typed_columns
from kairouan.review.proposals import current_value

# The names of a family that each screen changes: what waits is said beside its subject.
SUBJECTS = {
    "words": [*typed_columns("origin", "story"), "since_year"],
    "practices": ["practices"],
    "links": ["links"],
    "photos": ["photos"],
    "portraits": ["portraits"],
}


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
    """The lines for a family `with_proposal`. A fixed number of statements."""
    lines = [
        words_line(family),
        practices_line(family),
        visibility_line(family),
        links_line(family),
        photos_line(family),
        portraits_line(family),
    ]
    changed = family.proposal.changes if family.proposal else {}
    for line in lines:
        line.waits = any(name in changed for name in SUBJECTS.get(line.screen, []))
    return lines


def words_line(family: Family) -> FamilyLine:
    line = FamilyLine("words", _("L’histoire de la famille"))
    if story := family.story:
        line.said.append(type(story)(Truncator(story).chars(90), story.lang))
    else:
        line.missing.append(_("L’histoire n’est pas encore écrite."))
    if not family.origin:
        line.missing.append(_("L’origine n’est pas encore écrite."))
    return line


def practices_line(family: Family) -> FamilyLine:
    line = FamilyLine("practices", _("Les martelages de la famille"))
    numbers = [row["technique"] for row in current_value(family, "practices")]
    techniques = Technique.objects.in_bulk(numbers)
    names = [str(techniques[number]) for number in numbers if number in techniques]
    if names:
        line.said.append(_(", ").join(names))
    else:
        line.missing.append(_("Pas encore de martelage."))
    return line


def links_line(family: Family) -> FamilyLine:
    line = FamilyLine("links", _("Qui a appris de qui"))
    if count := len(current_value(family, "links")):
        line.said.append(_("Liens racontés : %(count)d") % {"count": count})
    else:
        line.missing.append(_("La transmission n’est pas encore racontée."))
    return line


def photos_line(family: Family) -> FamilyLine:
    line = FamilyLine("photos", _("Les photos"))
    if count := len(current_value(family, "photos")):
        line.said.append(
            ngettext("%(count)d photo.", "%(count)d photos.", count) % {"count": count}
        )
    else:
        line.missing.append(_("Pas encore de photo de la famille."))
    return line


def portraits_line(family: Family) -> FamilyLine:
    line = FamilyLine("portraits", _("Les portraits"))
    numbers = [row["artisan"] for row in current_value(family, "portraits")]
    people = Artisan.objects.in_bulk(numbers)
    names = [str(people[number]) for number in numbers if number in people]
    if names:
        line.said.append(_(", ").join(names))
    else:
        line.said.append(_("Un portrait se voit quand la personne a dit oui."))
    return line


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
