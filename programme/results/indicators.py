"""The indicators: one named function each, with what it means, its source and how it
may be broken down.

The public pages, the officers' desk and the report read them here, and nowhere else.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from enquiries.models import MessageKind
from kairouan.common.annotations import StrOrPromise
from kairouan.common.places import Delegation
from programme.models import AgeBand, Axis, JobKind, Partner, SupportKind
from programme.openings.models import Placement, PlacementKind

from .facts import Fact, FactReader


@dataclass(frozen=True)
class Breakdown:
    """A way to part a figure.

    Where a person may come under several of its values (`overlaps`), they do not add up
    to the figure.
    """

    name: str
    title: StrOrPromise
    choices: tuple
    overlaps: bool = False


BREAKDOWNS = {
    breakdown.name: breakdown
    for breakdown in [
        Breakdown("sex", _("Par sexe"), (("female", _("femmes")), ("male", _("hommes")))),
        Breakdown("age", _("Par âge"), tuple(AgeBand.choices)),
        Breakdown(
            "delegation", _("Par délégation"), (*Delegation.choices, ("", _("non précisée")))
        ),
        Breakdown("axis", _("Par axe"), tuple(Axis.choices), overlaps=True),
        Breakdown("support", _("Par nature d’appui"), tuple(SupportKind.choices), overlaps=True),
        Breakdown(
            "novelty", _("Créés ou maintenus"), (("new", _("créés")), ("kept", _("maintenus")))
        ),
        Breakdown(
            "formality",
            _("Déclarés ou non"),
            (("formal", _("déclarés")), ("informal", _("non déclarés"))),
        ),
        Breakdown("job_kind", _("Par nature d’emploi"), tuple(JobKind.choices)),
        Breakdown("placement_kind", _("Par nature"), tuple(PlacementKind.choices)),
        Breakdown(
            "after_6",
            _("Six mois après"),
            (*Placement.Followed.choices, ("", _("pas encore constaté"))),
        ),
        Breakdown(
            "after_12",
            _("Douze mois après"),
            (*Placement.Followed.choices, ("", _("pas encore constaté"))),
        ),
        Breakdown(
            "thing",
            _("Pièces et collections"),
            (("piece", _("pièces")), ("collection", _("collections"))),
        ),
        Breakdown(
            "use",
            _("En service ou non"),
            (("yes", _("en service")), ("no", _("hors service")), ("", _("pas encore vérifié"))),
        ),
        Breakdown(
            "sector",
            _("Par secteur"),
            tuple(choice for choice in Partner.Sector.choices if choice[0] != "public"),
        ),
        Breakdown(
            "request",
            _("Par nature"),
            tuple(choice for choice in MessageKind.choices if choice[0] != "data"),
        ),
        Breakdown(
            "answered",
            _("Traitées ou non"),
            (("handled", _("traitées")), ("waiting", _("à traiter"))),
        ),
    ]
}
WHO = ("sex", "age", "delegation")


class MeasureUnit(TextChoices):
    PEOPLE = "people", _("personnes")
    SEATS = "seats", _("présences")
    HOURS = "hours", _("heures")
    DAYS = "days", _("journées")
    MARK = "mark", _("note sur 4")
    WORKSHOPS = "workshops", _("ateliers")
    JOBS = "jobs", _("emplois")
    FULL_TIME = "full_time", _("équivalents plein temps")
    THINGS = "things", _("pièces et collections")
    FAIRS = "fairs", _("foires et salons")
    CONTACTS = "contacts", _("contacts")
    ORDERS = "orders", _("commandes")
    DINARS = "dinars", _("dinars")
    PERCENT = "percent", _("pour cent")
    ITEMS = "items", _("équipements")
    AGREEMENTS = "agreements", _("conventions")
    REQUESTS = "requests", _("demandes")


def count(facts: list[Fact]) -> int:
    return len(facts)


def total(facts: list[Fact]) -> Decimal:
    return round(sum((Decimal(fact.value) for fact in facts), Decimal(0)), 2)


def amount(facts: list[Fact]) -> Decimal:
    """In dinars, to the millime."""
    return round(sum((fact.value for fact in facts), Decimal(0)), 3)


def mean(facts: list[Fact]) -> Decimal | None:
    """Nothing to reckon with when there are no facts."""
    return round(total(facts) / len(facts), 1) if facts else None


def percent_change(facts: list[Fact]) -> Decimal | None:
    """In percent, from the first sum to the second; nothing to compare with when the
    first is none.
    """
    before, after = (sum((fact.value[place] for fact in facts), Decimal(0)) for place in (0, 1))
    return round((after - before) * 100 / before, 1) if before else None


@dataclass(frozen=True)
class Measure:
    """One figure of an indicator.

    `distinct`: its subjects are counted once each in a period. `guarded`: groups of
    people, or of firms, under five are masked. `follows`: what that measure masks, this
    one masks too, and both are audited together. `beside`: of each of its units that
    is shown, a reader knows that there is one at least of that measure.
    """

    key: str
    title: StrOrPromise
    unit: MeasureUnit
    breakdowns: tuple[str, ...] = ()
    reckon: Callable = count
    distinct: bool = False
    guarded: bool = False
    follows: str = ""
    beside: str = ""
    is_yearly: bool = False


@dataclass(frozen=True)
class Indicator:
    """`count(records)` gives the facts behind each of its measures, by key; the first
    measure is the figure itself, the others stand beside it.
    """

    code: str
    title: StrOrPromise
    definition: StrOrPromise
    source: StrOrPromise
    measures: tuple[Measure, ...]
    count: Callable[[FactReader], dict[str, list[Fact]]] = field(compare=False)

    @property
    def slug(self) -> str:
        return self.code.lower()

    @property
    def main(self) -> Measure:
        return self.measures[0]


INDICATORS: dict[str, Indicator] = {}


def indicator(code: str, *measures: Measure, title, definition, source):
    """Makes of a function the indicator of this code."""

    def made(function: Callable) -> Indicator:
        INDICATORS[code] = Indicator(code, title, definition, source, measures, function)
        return INDICATORS[code]

    return made


@indicator(
    "I1",
    Measure(
        "people",
        _("personnes formées"),
        MeasureUnit.PEOPLE,
        breakdowns=(*WHO, "axis"),
        distinct=True,
        guarded=True,
    ),
    Measure("seats", _("présences aux séances"), MeasureUnit.SEATS, guarded=True, follows="people"),
    title=_("Personnes formées"),
    definition=_(
        "Les personnes présentes à une séance au moins d’une action du programme. Chacune compte "
        "une fois dans la période, quel que soit le nombre "
        "de séances ; une personne venue dans deux axes ou deux années compte dans chacun, et "
        "une seule fois dans le total."
    ),
    source=_("Feuilles de présence des séances."),
)
def people_trained(records):
    return {
        "people": records.attendances,
        "seats": [fact._replace(value=1) for fact in records.attendances],
    }


@indicator(
    "I2",
    Measure(
        "hours",
        _("heures suivies"),
        MeasureUnit.HOURS,
        (*WHO, "axis"),
        total,
        guarded=True,
        follows="people",
    ),
    Measure(
        "days",
        _("journées tenues"),
        MeasureUnit.DAYS,
        breakdowns=("axis",),
        distinct=True,
        beside="seats",
    ),
    Measure(
        "satisfaction",
        _("avis des participants, de 1 à 4"),
        MeasureUnit.MARK,
        (),
        mean,
        guarded=True,
    ),
    title=_("Heures de formation"),
    definition=_(
        "La durée de chaque séance, comptée pour chaque personne présente. Une journée tenue est "
        "un jour d’une action où quelqu’un était présent. "
        "L’avis est la moyenne des deux notes de la fiche anonyme, « utile » et « bien expliqué "
        "» ; il ne se montre qu’à partir de cinq fiches."
    ),
    source=_("Séances, feuilles de présence, fiches d’avis."),
)
def training_followed(records):
    return {
        "hours": records.attendances,
        "days": records.sessions,
        "satisfaction": records.opinions,
    }


@indicator(
    "I3",
    Measure(
        "supported",
        _("ateliers appuyés"),
        MeasureUnit.WORKSHOPS,
        breakdowns=("support", "delegation", "axis"),
        distinct=True,
    ),
    Measure(
        "upgraded",
        _("ateliers mis à niveau"),
        MeasureUnit.WORKSHOPS,
        breakdowns=("delegation",),
        distinct=True,
    ),
    title=_("Ateliers appuyés"),
    definition=_(
        "Les ateliers qui ont reçu un appui au moins : équipement, prêt d’outils, "
        "accompagnement, certification, assistance technique, création ou "
        "mise à niveau. Chacun compte une fois dans la période."
    ),
    source=_("Fiches d’appui."),
)
def workshops_supported(records):
    facts = [support_of_workshop(row) for row in records.supports if row["workshop"]]
    return {
        "supported": facts,
        "upgraded": [fact for fact in facts if fact.traits["support"] == SupportKind.UPGRADING],
    }


@indicator(
    "I4",
    Measure(
        "created",
        _("ateliers créés"),
        MeasureUnit.WORKSHOPS,
        breakdowns=("delegation",),
        distinct=True,
    ),
    title=_("Ateliers créés"),
    definition=_(
        "Les ateliers nés dans le programme, comptés au jour de l’appui à leur création, ou à "
        "défaut au jour où leur fiche a été ouverte sur le portail."
    ),
    source=_("Fiches d’appui, fiches des ateliers."),
)
def workshops_created(records):
    helped = [
        support_of_workshop(row) for row in records.supports if row["kind"] == SupportKind.CREATION
    ]
    known = {fact.subject for fact in helped}
    declared = [
        Fact(workshop, day, {"delegation": delegation})
        for workshop, day, delegation in records.workshops_created
        if workshop not in known
    ]
    first: dict[Any, Fact] = {}  # a workshop is created once
    for fact in sorted([*helped, *declared], key=lambda fact: (fact.day, fact.subject)):
        first.setdefault(fact.subject, fact)
    return {"created": list(first.values())}


@indicator(
    "I5",
    Measure(
        "jobs",
        _("emplois créés ou maintenus"),
        MeasureUnit.JOBS,
        ("novelty", *WHO, "formality", "job_kind", "axis"),
        guarded=True,
    ),
    Measure(
        "full_time",
        _("équivalents plein temps"),
        MeasureUnit.FULL_TIME,
        ("novelty",),
        total,
        guarded=True,
        follows="jobs",
    ),
    title=_("Emplois"),
    definition=_(
        "Les emplois créés dans un atelier, ou maintenus, grâce au programme, au jour où ils "
        "commencent. L’équivalent plein temps additionne la part "
        "d’un plein temps de chacun. La personne n’est pas nommée dans les fiches."
    ),
    source=_("Fiches d’emploi, remplies avec l’atelier."),
)
def jobs(records):
    return {"jobs": records.jobs, "full_time": records.jobs}


@indicator(
    "I6",
    Measure(
        "placed",
        _("jeunes insérés"),
        MeasureUnit.PEOPLE,
        breakdowns=(*WHO, "placement_kind", "after_6", "after_12"),
        distinct=True,
        guarded=True,
    ),
    title=_("Diplômés et apprentis insérés"),
    definition=_(
        "Les personnes entrées dans un atelier pour un stage, un apprentissage ou un emploi, ou "
        "qui ont ouvert le leur. Chacune compte une fois dans la "
        "période, avec ce qu’elle est devenue six et douze mois après sa première entrée de la "
        "période."
    ),
    source=_("Fiches d’insertion et leur suivi."),
)
def graduates_placed(records):
    return {"placed": records.placements}


@indicator(
    "I7",
    Measure(
        "things",
        _("pièces et collections nouvelles"),
        MeasureUnit.THINGS,
        breakdowns=("thing", "axis"),
        distinct=True,
    ),
    title=_("Nouvelles pièces et collections"),
    definition=_(
        "Les pièces et les collections issues d’une action et publiées sur le portail, au jour de "
        "leur mise en vente."
    ),
    source=_("Catalogue du portail, fiches des actions."),
)
def new_products(records):
    return {"things": records.outcomes}


@indicator(
    "I8",
    Measure(
        "workshops",
        _("ateliers présents à une foire"),
        MeasureUnit.WORKSHOPS,
        breakdowns=("delegation",),
        distinct=True,
    ),
    Measure("fairs", _("foires et salons"), MeasureUnit.FAIRS, distinct=True),
    Measure("contacts", _("contacts pris"), MeasureUnit.CONTACTS, reckon=total),
    Measure("orders", _("commandes"), MeasureUnit.ORDERS, reckon=total),
    Measure(
        "orders_value", _("valeur des commandes"), MeasureUnit.DINARS, (), amount, guarded=True
    ),
    title=_("Foires et marchés"),
    definition=_(
        "Les ateliers présents à une foire ou un salon avec le programme, chacun une fois dans "
        "la période, au dernier jour de la foire. La valeur des "
        "commandes ne se montre qu’à partir de cinq ateliers."
    ),
    source=_("Bilans de foire remplis avec les ateliers."),
)
def fairs(records):
    rows = records.presences
    return {
        "workshops": [fact for fact, *_rest in rows],
        "fairs": [fact._replace(subject=fair) for fact, fair, *_rest in rows],
        "contacts": [fact._replace(value=contacts) for fact, _fair, contacts, *_rest in rows],
        "orders": [fact._replace(value=orders) for fact, _fair, _contacts, orders, _value in rows],
        "orders_value": [
            fact._replace(value=value) for fact, *_rest, value in rows if value is not None
        ],
    }


@indicator(
    "I9",
    Measure(
        "turnover",
        _("évolution du chiffre d’affaires"),
        MeasureUnit.PERCENT,
        (),
        percent_change,
        distinct=True,
        guarded=True,
        is_yearly=True,
    ),
    Measure(
        "exports",
        _("évolution des ventes à l’étranger"),
        MeasureUnit.PERCENT,
        (),
        percent_change,
        distinct=True,
        guarded=True,
        is_yearly=True,
    ),
    title=_("Chiffre d’affaires et exportations"),
    definition=_(
        "Des ateliers qui ont déclaré l’année et la précédente : ce qu’ils ont vendu ensemble, "
        "comparé d’une année à l’autre. Une année ne se montre qu’à "
        "partir de cinq ateliers, jamais atelier par atelier."
    ),
    source=_("Enquête annuelle auprès des ateliers."),
)
def change_of_turnover(records):
    facts: dict[str, list[Fact]] = {"turnover": [], "exports": []}
    for (workshop, year), now in sorted(records.turnovers.items()):
        before = records.turnovers.get((workshop, year - 1))
        if before is None or year >= records.today.year:
            continue
        for place, key in enumerate(facts):
            facts[key].append(
                Fact(workshop, datetime.date(year, 12, 31), {}, (before[place], now[place]))
            )
    return facts


@indicator(
    "I10",
    Measure(
        "items",
        _("équipements remis"),
        MeasureUnit.ITEMS,
        breakdowns=("use", "axis"),
        distinct=True,
    ),
    Measure(
        "equipment_value", _("valeur des équipements"), MeasureUnit.DINARS, (), amount, guarded=True
    ),
    title=_("Équipements"),
    definition=_(
        "Les équipements remis à un atelier, une personne ou un organisme, et s’ils servaient à "
        "la dernière visite. Leur valeur ne se montre qu’à partir "
        "de cinq bénéficiaires."
    ),
    source=_("Fiches d’appui, visites de suivi."),
)
def equipment(records):
    use = {True: "yes", False: "no", None: ""}
    rows = [row for row in records.supports if row["kind"] == SupportKind.EQUIPMENT]
    return {
        "items": [
            Fact(row["pk"], row["given_on"], {"use": use[row["is_in_use"]], "axis": row["axis"]})
            for row in rows
        ],
        "equipment_value": [
            Fact((row["workshop"], row["artisan"], row["body"]), row["given_on"], {}, row["value"])
            for row in rows
            if row["value"] is not None
        ],
    }


@indicator(
    "I11",
    Measure(
        "agreements",
        _("conventions signées"),
        MeasureUnit.AGREEMENTS,
        breakdowns=("sector",),
        distinct=True,
    ),
    title=_("Conventions public-privé"),
    definition=_(
        "Les conventions signées avec un partenaire privé ou associatif, au jour de la signature."
    ),
    source=_("Conventions signées par le cluster."),
)
def agreements(records):
    return {"agreements": records.agreements}


@indicator(
    "I12",
    Measure(
        "requests",
        _("demandes reçues par le portail"),
        MeasureUnit.REQUESTS,
        breakdowns=("request", "answered"),
        distinct=True,
    ),
    title=_("Demandes reçues"),
    definition=_(
        "Les messages et les demandes d’adhésion reçus par le portail, sauf les indésirables. "
        "Ils sont effacés au bout de deux ans, et ne comptent plus "
        "alors que dans les trimestres arrêtés. Les visites du portail ne sont pas mesurées : "
        "elles ne comptent pas ici."
    ),
    source=_("Boîte de réception du portail."),
)
def requests_received(records):
    return {"requests": records.requests}


def support_of_workshop(row: dict) -> Fact:
    traits = {
        "support": row["kind"],
        "axis": row["axis"],
        "delegation": row["workshop__delegation"],
    }
    return Fact(row["workshop"], row["given_on"], traits)
