"""A visitor's pages: booking a day, following it, its receipt."""

from itertools import islice

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from enquiries.private_pages import private_page
from enquiries.spam import sender_of
from kairouan.common.submissions import led_to, once, secret_of, sent_once
from kairouan.publication.page_cache import withholds_names
from workshops.models import Channel

from . import steps
from .days import free_days
from .forms import BookingForm
from .messages import send_link, whatsapp_to_oneself
from .models import Booking, BookingState, Campaign, TinningOffer, total_of

REFUSED = 422
SHOWN, LATER = 8, 24  # free days: in sight, then behind a tap


@csrf_exempt  # no cookie, no account: there is nothing to forge
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@withholds_names
def book(request, slug):
    """The form of a workshop that re-tins: its free days, a number for each size."""
    offer = get_object_or_404(
        TinningOffer.objects.open().select_related("workshop"), workshop__slug=slug
    )
    if request.method != "POST":
        return book_page(request, offer, BookingForm(offer=offer, sender=sender_of(request)))
    if led_to(request):
        return to_sent_page(secret_of(request))
    form = BookingForm(request.POST, offer=offer, sender=sender_of(request))
    if form.is_valid():
        try:
            return send(request, form)
        except ValidationError as error:
            form.add_error("day", error)
    if led_to(request):  # a first sending came through meanwhile
        return to_sent_page(secret_of(request))
    return book_page(request, offer, form, REFUSED)


def send(request, form: BookingForm):
    """Store the booking and lead to its page. Raises ValidationError when its day is
    not free any more.
    """
    secret = secret_of(request)

    def create() -> str:
        booking = form.save(commit=False)
        steps.book(booking, form.pots(), form.cleaned_data["day"], secret)
        send_link(booking, address_of(request, secret))
        # the secret is kept nowhere: it is drawn again from what was sent
        return "./"

    once(request, create)
    return to_sent_page(secret)


def to_sent_page(secret: str):
    return redirect("bookings:sent", secret)


def address_of(request, secret: str) -> str:
    return request.build_absolute_uri(reverse("bookings:follow", args=[secret]))


def book_page(request, offer: TinningOffer, form: BookingForm, status: int = 200):
    days = list(islice(free_days(offer), SHOWN + LATER))
    chosen = form.data.get("day", "") if form.is_bound else days[0].value if days else ""
    context = {
        "offer": offer,
        "form": form,
        "days": days[:SHOWN],
        "later": days[SHOWN:],
        "is_later": chosen in {free.value for free in days[SHOWN:]},
        "chosen": chosen,
        "campaign": Campaign.objects.ahead().first(),
        "crumbs": [(offer.workshop.name, offer.workshop.get_absolute_url()), (_("Rétamage"), "")],
    }
    return render(request, "bookings/book.html", context, status=status)


def booking_or_404(secret: str) -> Booking:
    booking = steps.booking_of_link(secret)
    if booking is None:
        raise Http404
    return booking


def crumbs_of(booking: Booking, last: str) -> list[tuple[str, str]]:
    workshop = booking.offer.workshop
    address = workshop.get_absolute_url() if workshop.is_published else ""
    return [(workshop.name, address), (last, "")]


@private_page
@require_safe
@withholds_names
def sent(request, secret):
    """The booking has left: its reference and its link. The same page for what was kept
    aside.
    """
    booking = booking_or_404(secret)
    address = address_of(request, secret)
    context = {
        "booking": booking,
        "address": address,
        "to_oneself": whatsapp_to_oneself(booking, address),
        "crumbs": crumbs_of(booking, _("Réservation envoyée")),
    }
    return render(request, "bookings/sent.html", context)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once()
@withholds_names
def follow(request, secret):
    """Where the booking stands, and what its owner does about it. Opening it changes
    nothing.
    """
    booking = booking_or_404(secret)
    if request.method != "POST":
        return follow_page(request, booking)
    try:
        address = once(request, lambda: take_step(booking, request.POST.get("faire", "")))
    except ValidationError as error:
        return follow_page(request, booking_or_404(secret), " ".join(error.messages))
    return HttpResponseRedirect(address)


def take_step(booking: Booking, do: str) -> str:
    """Take the step that a button names; return where it shows: relative, for the
    address holds the secret, which is kept nowhere. Raises ValidationError.
    """
    match do:
        case "annuler":
            steps.cancel(booking)
        case "rappeler" | "oublier":
            steps.wish_reminder(booking, do == "rappeler")
        case _unknown:
            raise ValidationError(_("Cette action n’est pas connue : rien n’a été changé."))
    return "./"


def follow_page(request, booking: Booking, error: str = ""):
    pots = list(booking.pots.all())
    channels = Channel.objects.published().filter(
        workshop=booking.offer.workshop, kind__in=["phone", "whatsapp"]
    )
    context = {
        "booking": booking,
        "pots": pots,
        "total": total_of(pots),
        "channels": list(channels.order_by("order", "pk")),
        "is_held": booking.state == BookingState.HELD,
        "error": error,
        "crumbs": crumbs_of(booking, booking.number),
    }
    return render(request, "bookings/follow.html", context, status=REFUSED if error else 200)


@private_page
@require_safe
@withholds_names
def receipt(request, secret):
    return receipt_page(request, booking_or_404(secret), back="../")


def receipt_page(request, booking: Booking, back: str):
    """The receipt, made to be printed: who, what, at what price, with which tin."""
    pots = list(booking.pots.all())
    context = {"booking": booking, "pots": pots, "total": total_of(pots), "back": back}
    return render(request, "bookings/receipt.html", context)
