"""Re-tinning in the space of its workshop: the list by day, a booking, what is offered,
the tin.
"""

from collections.abc import Iterable
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from kairouan.accounts.access import kept_post
from kairouan.accounts.access_log import AccessKind, log_reading
from kairouan.common.submissions import TAKEN_ONCE, once, sent_once
from kairouan.photos.uploads import takes_photos, too_heavy
from kairouan.search.filters import ROWS_PER_PAGE, page_of
from kairouan.space.members import for_members, form_screen
from workshops.models import Workshop
from workshops.space.kept import get_workshop_or_404

from .. import steps
from ..announcing import news_of
from ..messages import reminder_text, repair_question, whatsapp_to_owner
from ..models import OPEN, Booking, BookingState, PotState, TinLot, TinningOffer, total_of
from ..reminding import booking_page, to_call
from ..views import receipt_page
from .forms import LotForm, OfferForm, PotForm, RefusalForm

REFUSED, TOO_HEAVY = 422, 413
SAME_PAGE = "./"


def get_booking_or_404(request, number: int) -> Booking:
    """A booking of a workshop this person keeps; for anyone else it does not exist.

    What an officer reads of an owner is written in the log.
    """
    member = request.member
    bookings = Booking.objects.managed_by(member.artisan).select_related(
        "offer__workshop", "campaign", "lot"
    )
    booking = get_object_or_404(bookings, pk=number)
    if member.acts_for_other:
        log_reading(AccessKind.READ, request, model=Booking._meta.label_lower, number=booking.pk)
    return booking


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
@sent_once(TAKEN_ONCE)
def booking_list(request):
    """The bookings that wait, then by day; below, those that are over. The same
    statements whatever their number.
    """
    artisan = request.member.artisan
    if request.method == "POST":
        return note_call(request, artisan)
    bookings = (
        Booking.objects.managed_by(artisan)
        .select_related("offer__workshop", "campaign")
        .annotate(pot_count=Count("pots"))
    )
    shown = list(bookings.filter(state__in=OPEN).order_by("day", "pk"))
    over = bookings.exclude(state__in=OPEN).order_by("-day", "-pk")
    page = page_of(over, request.GET.get("page"), ROWS_PER_PAGE)
    context = {
        "asked": [each for each in shown if each.state == BookingState.ASKED],
        "days": by_day(each for each in shown if each.state == BookingState.CONFIRMED),
        "dropped": [each for each in shown if each.state == BookingState.DROPPED],
        "ready": [each for each in shown if each.state == BookingState.READY],
        "calls": calls_of(artisan),
        "page_obj": page,
        "over": list(page.object_list),
        "workshops": list(Workshop.objects.managed_by(artisan).sorted_by_name()),
        "known_query": "",
    }
    if request.member.acts_for_other:
        log_reading(AccessKind.LISTED, request, model=Booking._meta.label_lower)
    return render(request, "space/bookings.html", context)


def by_day(bookings: Iterable) -> list[tuple]:
    """Each day with its bookings and how many pots (`pot_count`) they are."""
    days = [(day, list(each)) for day, each in groupby(bookings, key=lambda one: one.day)]
    return [(day, each, sum(one.pot_count for one in each)) for day, each in days]


def calls_of(artisan) -> list[tuple[Booking, str]]:
    """The owners to call a year later, each with a message ready for them."""
    found = []
    for booking in to_call(artisan).select_related("offer__workshop").order_by("returned_on", "pk"):
        with override(booking.language):
            text = reminder_text(booking, booking_page(booking))
        found.append((booking, whatsapp_to_owner(booking, text)))
    return found


def note_call(request, artisan):
    """Note that an owner was called, and lead back to the list."""
    called = request.POST.get("rappel", "")
    booking = to_call(artisan).filter(pk=called).first() if called.isdecimal() else None
    if booking is None:
        raise Http404

    def note() -> str:
        steps.note_reminded(booking)
        return reverse("space:booking_list")

    return redirect(once(request, note))


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
@sent_once(TAKEN_ONCE)
def booking(request, number):
    """One booking: a tap for its next state, a note for each pot."""
    booking = get_booking_or_404(request, number)
    if request.method != "POST":
        return booking_screen(request, booking, kept_post(request))
    try:
        return redirect(once(request, lambda: take_step(request, booking)))
    except ValidationError as error:
        booking = get_booking_or_404(request, number)
        said = " ".join(error.messages)
        return booking_screen(request, booking, request.POST, said, REFUSED)


def take_step(request, booking: Booking) -> str:
    """Take the step that a button names. Raises ValidationError."""
    typed = request.POST
    match typed.get("faire", ""):
        case "confirmer":
            steps.confirm(booking)
        case "refuser":
            form = RefusalForm(typed)
            must_be_valid(form)
            steps.refuse(booking, form.cleaned_data["words"])
        case "recevoir":
            steps.receive(booking)
        case "pret":
            steps.mark_ready(booking)
        case "rendre":
            steps.give_back(booking)
        case "noter":
            note_pot(booking, typed)
        case _unknown:
            raise ValidationError(_("Cette action n’est pas connue : rien n’a été changé."))
    return SAME_PAGE


def note_pot(booking: Booking, typed):
    number = typed.get("ustensile", "")
    pot = booking.pots.filter(pk=number).first() if number.isdecimal() else None
    if pot is None:
        raise ValidationError(_("Cette action n’est pas connue : rien n’a été changé."))
    form = PotForm(typed, pot)
    must_be_valid(form)
    steps.note_pot(pot, **form.cleaned_data)


def must_be_valid(form):
    """Raise what is wrong in a form, as one refusal of its step."""
    if not form.is_valid():
        raise ValidationError([error for each in form.errors.as_data().values() for error in each])


def booking_screen(request, booking: Booking, typed, error: str = "", status: int = 200):
    pots = list(booking.pots.all())
    chosen = (typed or {}).get("ustensile", "")
    context = {
        "booking": booking,
        "rows": [
            (
                pot,
                PotForm(typed if str(pot.pk) == chosen else None, pot),
                whatsapp_to_owner(
                    booking,
                    repair_question(booking, str(pot), pot.note),
                )
                if pot.state == PotState.REPAIR
                else "",
            )
            for pot in pots
        ],
        "chosen": chosen,
        "total": total_of(pots),
        "refusal_form": RefusalForm(typed if (typed or {}).get("faire") == "refuser" else None),
        "may_note": booking.state in (BookingState.DROPPED, BookingState.READY),
        "whatsapp": whatsapp_to_owner(booking),
        "is_news": bool(news_of(booking)),
        "error": error,
    }
    return render(request, "space/booking.html", context, status=status)


@require_http_methods(["GET", "HEAD"])
@for_members
def booking_receipt(request, number):
    booking = get_booking_or_404(request, number)
    return receipt_page(request, booking, back=reverse("space:booking", args=[number]))


# What the workshop offers


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def tinning_offer(request, number):
    """Days, capacity, place, prices of a workshop: before the public at once."""
    workshop = get_workshop_or_404(request, number)
    offer = TinningOffer.objects.filter(workshop=workshop).first() or TinningOffer(
        workshop=workshop
    )
    sent = request.method == "POST"
    form = OfferForm(request.POST if sent else kept_post(request), instance=offer)
    back = reverse("space:booking_list")
    if sent and form.is_valid() and (not form.changed_something or keep_offer(request, form)):
        return redirect(back)
    title = _("Le rétamage chez vous")
    status = REFUSED if sent else 200
    return form_screen(request, offer, form, back, title, status=status)


def keep_offer(request, form: OfferForm) -> bool:
    """Write the offer and say so; what could not be written is said on the form."""
    try:
        with request.member.revision(_("Rétamage")):
            form.keep()
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(request, _("Enregistré : c’est en ligne."))
    return True


# The tin


@takes_photos
@require_http_methods(["GET", "HEAD", "POST"])
@for_members
@sent_once(TAKEN_ONCE)
def tin_lots(request, number):
    """The lots of tin of a workshop, and the form of the next one."""
    workshop = get_workshop_or_404(request, number)
    sent, status = request.method == "POST", 200
    form = LotForm(request.POST if sent else kept_post(request), request.FILES if sent else None)
    if sent and request.too_heavy:
        form, status = LotForm(), TOO_HEAVY
        messages.error(request, too_heavy())
    elif sent and form.is_valid():
        form.instance.workshop = workshop
        try:
            return redirect(once(request, lambda: keep_lot(request, form)))
        except ValidationError as error:
            form.add_error(None, error.messages)
    if sent and status != TOO_HEAVY:
        status = REFUSED
    context = {
        "workshop": workshop,
        "lots": list(workshop.tin_lots.all()),
        "form": form,
    }
    return render(request, "space/tin_lots.html", context, status=status)


def keep_lot(request, form: LotForm) -> str:
    with request.member.revision(_("Lot d’étain")):
        steps.open_lot(form.instance)
    messages.success(request, _("C’est noté : les reçus disent ce lot à partir de maintenant."))
    return SAME_PAGE


@require_http_methods(["GET", "HEAD"])
@for_members
def tin_document(request, number):
    """The paper of a lot, for who keeps the workshop: to be saved."""
    workshops = Workshop.objects.managed_by(request.member.artisan)
    lot = get_object_or_404(TinLot, pk=number, workshop__in=workshops.values("pk"))
    document, name = lot.document, lot.document.name or ""
    if not name or not document.storage.exists(name):
        raise Http404
    suffix = name.rpartition(".")[2]
    return FileResponse(
        document.open("rb"), as_attachment=True, filename=f"etain-{lot.pk}.{suffix}"
    )
