"""The home of the artisan's space, which joins what the apps below it keep; what the
portal told its members; their data.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Q
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from artisans.models import Family, Technique
from artisans.notice_kinds import NAMED, PORTRAIT_SENT
from artisans.space.sounds import techniques_with_waiting
from enquiries.forms import DataRequestForm
from enquiries.quotes.models import Part
from kairouan.accounts.access import kept_post
from kairouan.common.calendar import today_in_tunis
from kairouan.common.submissions import TAKEN_ONCE, once, sent_once
from kairouan.review.models import Notice, Proposal
from kairouan.review.moderation import Status
from kairouan.review.notice_kinds import SENT_BACK
from kairouan.review.proposals import ProposalState, with_proposals
from kairouan.space.members import for_members
from products.models import Product
from products.space.lists import with_member_price
from programme.models import Registration
from programme.openings.models import JobOpening
from workshops.models import Workshop
from workshops.space.menu import menu_of

from .my_data import data_archive


@for_members
def home(request):
    """Home of the space: what waits, what was sent back, what is missing.

    The same statements whatever the number of products; a few more for each workshop.
    """
    artisan = request.member.artisan
    kept = (
        Workshop.objects.managed_by(artisan)
        .select_related("main_technique")
        .prefetch_related("photos")
        .sorted_by_name()
    )
    workshops = with_proposals(list(kept))
    products = with_proposals(
        list(unsettled(Product, artisan).select_related("technique").prefetch_related("photos"))
    )
    openings = with_proposals(
        list(unsettled(JobOpening, artisan).select_related("workshop__main_technique"))
    )
    families = with_proposals(
        list(Family.objects.managed_by(artisan).prefetch_related("photos").sorted_by_name())
    )
    hammerings = with_proposals(list(unsettled(Technique, artisan).prefetch_related("photos")))
    recorded = with_proposals(list(techniques_with_waiting(request.member.account)))
    records = [*workshops, *families, *hammerings, *recorded, *products, *openings]
    for workshop in workshops:
        workshop.gaps = [line for line in menu_of(workshop, artisan) if line.missing]
    told = notices_of(artisan, unread=True)
    context = {
        "artisan": artisan,
        "workshops": workshops,
        "to_correct": [to_do(record) for record in records if is_sent_back(record)],
        "to_send": [to_do(record) for record in records if is_begun(record)],
        "awaiting": [to_do(record) for record in records if is_awaiting(record)],
        # what asks for an answer, and what was sent back, is said once, by its own row,
        # for as long as it is so
        "asked": [one for one in told if one[0].kind in ASKING and one[1]],
        "notices": [one for one in told if one[0].kind not in {*ASKING, SENT_BACK.code}],
        "pieces": pieces_online(artisan, but=products),
        "has_products": Product.objects.managed_by(artisan).exists(),
    }
    return render(request, "space/home.html", context)


def pieces_online(artisan, but: list[Product]) -> list[Product]:
    """A few products that are simply online, the newest changed first, `but` those
    that stand elsewhere on the page. Two statements.
    """
    online = Product.objects.managed_by(artisan).filter(status=Status.PUBLISHED)
    pieces = (
        online.exclude(pk__in=[product.pk for product in but])
        .select_related("technique")
        .prefetch_related("photos")
        .order_by("-updated_at")
    )
    return with_member_price(list(pieces[:PIECES_SHOWN]))


PIECES_SHOWN = 4  # on the home page
MOST_SHOWN = 50  # products, and openings, that wait for something, on the home page
PAGES = {
    "artisans.family": "space:family_page",
    "artisans.technique": "space:hammering_page",
    "workshops.workshop": "space:workshop_page",
    "products.product": "space:product_page",
    "openings.jobopening": "space:opening_page",
    "programme.registration": "space:training_registration",
    "quotes.part": "space:request",
    "bookings.booking": "space:booking",
}

# notices that ask for an answer, and where
ASKING = {NAMED.code: "space:own_consents", PORTRAIT_SENT.code: "space:own_consents"}


@dataclass(frozen=True)
class ToDo:
    """A record of the space, and its screen there."""

    record: Workshop | Family | Technique | Product | JobOpening
    address: str

    @property
    def mark(self) -> str:
        """The mark of its hammering; a family has several, and none here."""
        return getattr(self.record, "mark", "")


def to_do(record) -> ToDo:
    page = PAGES[record._meta.label_lower]
    if isinstance(record, Technique) and record.is_published:
        page = "space:technique_sounds"  # all that a member changes of it, once public
    return ToDo(record, reverse(page, args=[record.pk]))


def unsettled(model, artisan):
    """The products, or the openings, that are not simply online: begun, sent, sent
    back, or with a change that is.
    """
    kept = model.objects.managed_by(artisan)
    changed = Proposal.objects.open().about_any(kept).values("object_id")
    return kept.filter(
        Q(status__in=[Status.DRAFT, Status.SUBMITTED, Status.SENT_BACK]) | Q(pk__in=changed)
    ).order_by("-updated_at")[:MOST_SHOWN]


def is_sent_back(record) -> bool:
    return ProposalState.SENT_BACK in (record.status, record.proposal and record.proposal.state)


def is_awaiting(record) -> bool:
    return ProposalState.SUBMITTED in (record.status, record.proposal and record.proposal.state)


def is_begun(record) -> bool:
    return ProposalState.DRAFT in (record.status, record.proposal and record.proposal.state)


def notices_of(artisan, unread: bool = False) -> list[tuple[Notice, str]]:
    """The last things the portal told a member, each with the screen of what it is
    about ("" when that is gone).
    """
    told = Notice.objects.filter(user=artisan.account) if artisan.account else Notice.objects.none()
    told = (told.unread() if unread else told).prefetch_related(
        GenericPrefetch(
            "record",
            [
                Registration.objects.select_related("action"),
                Part.objects.select_related("request", "workshop"),
            ],
        )
    )[:50]
    return [(notice, screen_of_notice(notice)) for notice in told]


def screen_of_notice(notice: Notice) -> str:
    """The screen of what a notice is about, "" when that is gone."""
    if notice.record is None:
        return ""
    if notice.kind in ASKING:
        return reverse(ASKING[notice.kind])
    if isinstance(notice.record, Technique) and notice.kind != SENT_BACK.code:
        return reverse("space:hammering_page", args=[notice.object_id])  # it leads to its page
    return to_do(notice.record).address


@for_members
def notices(request):
    """List the notices of this person, the newest first."""
    return render(request, "space/notices.html", {"notices": notices_of(request.member.artisan)})


@require_POST
@for_members
def notices_read(request):
    if account := request.member.artisan.account:
        Notice.objects.filter(user=account).exclude(kind__in=ASKING).mark_read()
    return redirect("space:home")


@for_members
@sent_once(TAKEN_ONCE)
def my_data(request):
    """Personal data of the member: download, or ask for a correction or erasure."""
    form = DataRequestForm(
        request.POST if request.method == "POST" else kept_post(request), member=request.member
    )
    if request.method == "POST" and form.is_valid():
        address = once(request, lambda: save_data_request(form))
        messages.success(
            request,
            _(
                "Votre demande est arrivée à l’équipe du cluster. Elle vous répond sous un mois au "
                "plus."
            ),
        )
        return redirect(address)
    return render(
        request,
        "space/my_data.html",
        {"form": form},
        status=422 if request.method == "POST" else 200,
    )


def save_data_request(form: DataRequestForm) -> str:
    """Keep the request; return where to go on."""
    form.instance.language = get_language()
    form.save()
    return reverse("space:my_data")


@require_POST
@for_members
def my_data_download(request):
    name = f"cuivre-kairouan-{today_in_tunis():%Y-%m-%d}.zip"
    return FileResponse(
        data_archive(request.member.artisan),
        as_attachment=True,
        filename=name,
        content_type="application/zip",
    )
