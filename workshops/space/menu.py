"""The subjects of a workshop's page, each with what is there or what is missing, in
words.
"""

from dataclasses import dataclass, field

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from artisans.models import Artisan, Consent, Technique
from kairouan.common.annotations import StrOrPromise
from kairouan.common.languages import typed_columns
from kairouan.review.proposals import current_value
from workshops.models import ChannelKind, HoursPeriod, Membership, OpeningHours, Workshop

# The names of a record that each screen changes: what waits is said beside its subject.
SUBJECTS = {
    "names": typed_columns("name", "summary"),
    "presentation": [
        *typed_columns("story", "equipment"),
        "founded_in",
        "people_count",
        "languages",
        "takes_apprentices",
    ],
    "techniques": ["techniques", "main_technique", "family"],
    "steps": ["steps"],
    "place": [
        "delegation",
        "quarter",
        *typed_columns("address", "directions"),
        "latitude",
        "longitude",
        "welcomes_visitors",
        "gives_demonstrations",
    ],
    "contact": ["channels"],
    "photos": ["photos"],
}


# The parts of the menu: their titles, their screens in order.
PARTS = (
    (gettext_lazy("La page"), ("names", "presentation", "techniques", "steps", "photos")),
    (gettext_lazy("Le lieu et les heures"), ("place", "hours", "contact")),
    (gettext_lazy("Les personnes"), ("consents", "people")),
)


@dataclass
class MenuLine:
    screen: str  # the name of its address
    label: str
    said: list = field(default_factory=list)  # what is there
    missing: list = field(default_factory=list)  # sentences
    marks: list = field(default_factory=list)
    waits: bool = False

    @property
    def address(self) -> str:
        return f"space:workshop_{self.screen}"


def menu_of(workshop: Workshop, person: Artisan) -> list[MenuLine]:
    """The lines for a workshop `with_proposal` and who looks at it.

    A fixed number of statements.
    """
    lines = [
        names_line(workshop),
        presentation_line(workshop),
        techniques_line(workshop),
        steps_line(workshop),
        place_line(workshop),
        hours_line(workshop),
        contact_line(workshop),
        photos(workshop),
        consents_line(person),
        people_line(workshop),
    ]
    changed = workshop.proposal.changes if workshop.proposal else {}
    for line in lines:
        line.waits = any(name in changed for name in SUBJECTS.get(line.screen, []))
    return lines


def parts_of(lines: list[MenuLine]) -> list[tuple[StrOrPromise, list[MenuLine]]]:
    """Arrange the lines of a menu under the titles of its parts."""
    by_screen = {line.screen: line for line in lines}
    return [(title, [by_screen[screen] for screen in screens]) for title, screens in PARTS]


def names_line(workshop) -> MenuLine:
    line = MenuLine("names", _("Le nom"), [workshop.summary] if workshop.summary else [])
    if not workshop.summary:
        line.missing.append(_("Pas encore de ligne qui présente l’atelier."))
    return line


def presentation_line(workshop) -> MenuLine:
    line = MenuLine("presentation", _("La présentation"))
    if story := workshop.story:
        line.said.append(type(story)(Truncator(story).chars(90), story.lang))
    else:
        line.missing.append(_("Pas encore de présentation."))
    if not workshop.equipment:
        line.missing.append(_("Rien encore sur l’équipement."))
    return line


def techniques_line(workshop) -> MenuLine:
    line = MenuLine("techniques", _("Les martelages"))
    chosen = list(Technique.objects.filter(pk__in=current_value(workshop, "techniques")))
    line.marks = [technique.mark for technique in chosen]
    if chosen:
        line.said.append(_(", ").join(str(technique) for technique in chosen))
    else:
        line.missing.append(_("Pas encore de martelage."))
    if not workshop.family_id:
        line.missing.append(_("Pas encore de famille."))
    return line


def steps_line(workshop) -> MenuLine:
    line = MenuLine("steps", _("Ce que vous faites vous-mêmes"))
    rows = current_value(workshop, "steps")
    here = sum(row["in_house"] for row in rows)
    if here:
        line.said.append(
            ngettext("%(count)d étape chez vous.", "%(count)d étapes chez vous.", here)
            % {"count": here}
        )
    if elsewhere := len(rows) - here:
        line.said.append(
            ngettext("%(count)d étape ailleurs.", "%(count)d étapes ailleurs.", elsewhere)
            % {"count": elsewhere}
        )
    if not rows:
        line.missing.append(_("Les étapes ne sont pas encore indiquées."))
    return line


def place_line(workshop) -> MenuLine:
    line = MenuLine(
        "place",
        _("Le lieu"),
        [_(", ").join([workshop.get_quarter_display(), workshop.get_delegation_display()])],
    )
    if not workshop.address:
        line.missing.append(_("Pas encore d’adresse."))
    if not workshop.directions:
        line.missing.append(_("Le chemin n’est pas encore indiqué."))
    if workshop.latitude is None:
        line.missing.append(_("Pas encore de point sur la carte."))
    return line


def missing_hours() -> dict:
    return {
        HoursPeriod.WINTER: _("Pas encore d’horaires d’hiver."),
        HoursPeriod.SUMMER: _("Pas encore d’horaires d’été."),
        HoursPeriod.RAMADAN: _("Pas encore d’horaires de Ramadan."),
    }


def hours_line(workshop) -> MenuLine:
    line = MenuLine("hours", _("Les horaires"))
    written = set(OpeningHours.objects.filter(workshop=workshop).values_list("period", flat=True))
    if written:
        line.said.append(
            _(", ").join(str(period.label) for period in HoursPeriod if period in written)
        )
    line.missing = [
        sentence for period, sentence in missing_hours().items() if period not in written
    ]
    return line


def contact_line(workshop) -> MenuLine:
    line = MenuLine("contact", _("Vous joindre"))
    kinds = {row["kind"] for row in current_value(workshop, "channels")}
    if kinds:
        line.said.append(_(", ").join(str(kind.label) for kind in ChannelKind if kind in kinds))
    else:
        line.missing.append(_("Pas encore de moyen de vous joindre."))
    return line


def photos(workshop) -> MenuLine:
    line = MenuLine("photos", _("Les photos"))
    if count := len(current_value(workshop, "photos")):
        line.said.append(
            ngettext("%(count)d photo.", "%(count)d photos.", count) % {"count": count}
        )
    else:
        line.missing.append(_("Pas encore de photo de l’atelier."))
    return line


def consents_line(person) -> MenuLine:
    line = MenuLine("consents", _("Vos accords"))
    given = set(person.consents.in_force().values_list("item", flat=True))
    if given:
        line.said.append(
            _("Publié : %(what)s.")
            % {"what": _(", ").join(str(i.label) for i in Consent.Item if i in given)}
        )
    else:
        line.missing.append(_("Rien n’est publié."))
    return line


def people_line(workshop) -> MenuLine:
    line = MenuLine("people", _("Les personnes"))
    count = Membership.objects.filter(workshop=workshop, until=None).count()
    line.said.append(
        ngettext("%(count)d personne.", "%(count)d personnes.", count) % {"count": count}
    )
    return line
