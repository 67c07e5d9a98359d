"""The records of the desk, grouped by what an officer does with them.

One table: each kind of record on the desk stands in one group, what is opened most
often first. A test holds the table against the desk.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kairouan.common.annotations import StrOrPromise


@dataclass(frozen=True)
class Group:
    key: str  # its place on the desk's first page
    name: StrOrPromise
    icon: str
    models: tuple[str, ...]


GROUPS = (
    Group(
        "relire",
        _("Relire et publier"),
        "review",
        (
            "review.Proposal",
            "review.Phrase",
            "portal.Page",
            "publication.Announcement",
            "desk.Term",
        ),
    ),
    Group(
        "registre",
        _("Le registre"),
        "person",
        (
            "artisans.Artisan",
            "workshops.Workshop",
            "artisans.Family",
            "artisans.Consent",
            "artisans.LearnedFrom",
            "workshops.Label",
            "workshops.Season",
            "artisans.Merge",
        ),
    ),
    Group(
        "martelages",
        _("Martelages"),
        "hammer",
        (
            "artisans.Technique",
            "identification.Observation",
            "identification.CharacterState",
            "identification.Trial",
            "identification.TrialAnswer",
        ),
    ),
    Group(
        "catalogue",
        _("Catalogue"),
        "pieces",
        ("products.Product", "products.Collection", "products.Category"),
    ),
    Group(
        "courrier",
        _("Demandes et courrier"),
        "email",
        (
            "quotes.QuoteRequest",
            "bookings.Booking",
            "enquiries.Message",
            "bookings.Campaign",
            "bookings.TinningOffer",
            "bookings.TinLot",
        ),
    ),
    Group(
        "programme",
        _("Le programme"),
        "calendar",
        (
            "programme.Action",
            "programme.Registration",
            "programme.Attendance",
            "programme.Certificate",
            "programme.Opinion",
            "openings.JobOpening",
            "openings.Application",
            "programme.Partner",
            "programme.Convention",
        ),
    ),
    Group(
        "resultats",
        _("Résultats"),
        "figures",
        (
            "programme.ActionOutcome",
            "programme.Support",
            "programme.Job",
            "openings.Placement",
            "programme.FairPresence",
            "programme.TurnoverSurvey",
            "results.IndicatorGoal",
            "results.FrozenQuarter",
            "results.ResultsRelease",
        ),
    ),
    Group(
        "reglages",
        _("Réglages et comptes"),
        "settings",
        (
            "accounts.User",
            "auth.Group",
            "accounts.Access",
            "common.OutgoingMessage",
            "common.Work",
            "search.Synonym",
            "search.UnfoundQuery",
        ),
    ),
)


@dataclass(frozen=True)
class ShownGroup:
    """One group as an officer sees it; `models` as Django describes them to pages."""

    group: Group
    models: list[dict]
    is_current: bool


def shown_groups(available_apps: list[dict], path: str) -> list[ShownGroup]:
    """Group what an officer may open, which Django lists by app; the page at `path`
    stands in one of the groups.
    """
    allowed = {
        model["model"]._meta.label: model for app in available_apps for model in app["models"]
    }
    found = []
    for group in GROUPS:
        models = [
            allowed[label] | {"is_current": stands_in(path, allowed[label]["admin_url"])}
            for label in group.models
            if label in allowed
        ]
        if models:
            found.append(ShownGroup(group, models, any(model["is_current"] for model in models)))
    return found


def stands_in(path: str, address: str | None) -> bool:
    return bool(address) and path.startswith(str(address))
