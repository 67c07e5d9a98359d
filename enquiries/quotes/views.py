"""A buyer's pages: the list, its sending, following the answers."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from enquiries.private_pages import private_page
from enquiries.spam import sender_of
from kairouan.common.submissions import led_to, once, secret_of, sent_once
from kairouan.photos.uploads import takes_files
from kairouan.publication.page_cache import public_page, withholds_names
from products.models import Product
from workshops.models import Workshop

from . import steps
from .announcing import announce_parts, send_link
from .cart import (
    LINE_KEY,
    MOST_LINES,
    Line,
    Wish,
    add_to_list,
    by_workshop,
    keep_typed,
    lines_of,
    quote_lines,
    read_list,
    read_typed,
    sold_with,
    weight_of,
    wish_of_workshop,
    wishes_of_product,
    write_list,
)
from .comparing import FEWEST, MOST, compared, rows_of
from .forms import LineForm, RequestForm, WordsForm
from .messages import whatsapp_to_oneself, whatsapp_to_workshops
from .models import Author, Part, PartEvent, PartState, QuoteLine, QuoteRequest, RequestState

REFUSED, TOO_HEAVY = 422, 413
LONGEST_TYPED = 4000
# neither the agreement, given when the request is sent, nor the picture sent with it
KEPT_OF_THE_FORM = [name for name in RequestForm.Meta.fields if name != "photo"] + ["also_team"]
SEND, REMOVE, GO_ON = "envoyer", "retirer", "continuer"  # the buttons of the list


def refuse_foreign_forms(request):
    """Take no form of another site. The list has no token, since the pages that add to
    it are the same for every reader; the browser says where a form stands.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site":
        raise PermissionDenied


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    """Put a product, the parts of a set or a workshop on the list. Sent twice, it is
    there once; opened again without its button, the list.
    """
    if request.method != "POST":
        return redirect("quotes:list")
    refuse_foreign_forms(request)
    wishes = wishes_asked(request.POST)
    said = add_to_list(request.session, wishes) if wishes else "gone"
    return redirect(f"{reverse('quotes:list')}?dit={said}")


def wishes_asked(data) -> list[Wish]:
    """The lines that a button adds; none when what it names is no longer public."""
    piece, workshop = (data.get(name, "").replace("\x00", "") for name in ("piece", "atelier"))
    if piece:
        product = Product.objects.published().filter(slug=piece).first()
        return wishes_of_product(product) if product else []
    found = Workshop.objects.published().filter(slug=workshop).first() if workshop else None
    return [wish_of_workshop(found)] if found else []


@csrf_exempt
@takes_files
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@withholds_names
def quote_list(request):
    """The list and the form that sends it. Whatever button is pressed, what was typed
    beside the lines is kept.
    """
    if request.method != "POST":
        lines = lines_of(read_list(request.session))
        form = RequestForm(sender=sender_of(request), initial=read_typed(request.session))
        return list_page(request, [(line, LineForm(None, line.wish)) for line in lines], form)
    refuse_foreign_forms(request)
    if request.too_heavy:  # nothing of it was read: the list is as it was
        lines = lines_of(read_list(request.session))
        form = RequestForm(request.POST, sender=sender_of(request))
        form.add_error(None, _("Ce fichier est trop lourd. Envoyez-le en plus petit."))
        rows = [(line, LineForm(None, line.wish)) for line in lines]
        return list_page(request, rows, form, TOO_HEAVY)
    if led_to(request):
        return to_sent_page(secret_of(request))
    return answer_list(request)


def answer_list(request):
    """What a button of the list asks for."""
    removed, held = request.POST.get(REMOVE, ""), read_list(request.session)
    shown = [wish for wish in wishes_posted(request.POST, held) if wish.key != removed]
    typed = [(wish, LineForm(request.POST, wish)) for wish in shown]
    wishes = [replace(wish, **form.said()) for wish, form in typed]
    keys = {wish.key for wish in wishes}
    # what another tab has added meanwhile stays
    others = [wish for wish in held if wish.key not in keys | {removed}]
    write_list(request.session, [*wishes, *others])
    keep_typed(request.session, typed_beside(request.POST))
    rows = list(zip(lines_of(wishes), [form for _wish, form in typed], strict=True))
    are_valid = all(form.is_valid() for _line, form in rows)
    if GO_ON in request.POST and are_valid:
        return redirect("products:list")
    if removed or GO_ON in request.POST:
        return list_page(request, rows, form_kept(request), status=200 if are_valid else REFUSED)
    form = RequestForm(
        request.POST,
        request.FILES,
        sender=sender_of(request),
        notes=[text for wish in wishes for text in (wish.label, wish.size, wish.finish, wish.note)],
    )
    if not rows:
        form.add_error(None, _("Votre demande est vide. Choisissez une pièce."))
    elif form.is_valid() and are_valid:
        return send(request, form, [line for line, _form in rows], others)
    if led_to(request):  # a first sending came through meanwhile
        return to_sent_page(secret_of(request))
    return list_page(request, rows, form, REFUSED)


def wishes_posted(data, held: list[Wish]) -> list[Wish]:
    """The lines of the page that was sent, as the session knows them; it may have lost
    them since.
    """
    known = {wish.key: wish for wish in held}
    keys = [key for key in dict.fromkeys(data.getlist("ligne")) if LINE_KEY.fullmatch(key)]
    return [known.get(key) or Wish(key) for key in keys[:MOST_LINES]]


def typed_beside(data) -> dict[str, str]:
    """What was typed in the form, not looked at yet."""
    return {name: data[name][:LONGEST_TYPED] for name in KEPT_OF_THE_FORM if name in data}


def form_kept(request) -> RequestForm:
    typed = typed_beside(request.POST) | {"consent": "consent" in request.POST}
    return RequestForm(sender=sender_of(request), initial=typed)


def send(request, form: RequestForm, lines: list[Line], others: list[Wish]):
    """Store the request and lead to its page; the lines leave the list."""
    secret = secret_of(request)

    def create() -> str:
        quote = form.save(commit=False)
        workshops = list(dict.fromkeys(line.workshop for line in lines))
        if form.cleaned_data["also_team"] and None not in workshops:
            workshops.append(None)
        _secret, links = steps.send_request(quote, quote_lines(lines), workshops, secret)
        announce_parts(links, request)
        send_link(quote, address_of(request, secret))
        # the secret is kept nowhere: it is drawn again from what was sent
        return "./"

    once(request, create)
    write_list(request.session, others)
    return to_sent_page(secret)


def to_sent_page(secret: str):
    return redirect("quotes:sent", secret)


def address_of(request, secret: str) -> str:
    return request.build_absolute_uri(reverse("quotes:follow", args=[secret]))


def list_page(request, rows: list[tuple[Line, LineForm]], form, status: int = 200):
    lines = [line for line, _form in rows]
    forms = {line.wish.key: line_form for line, line_form in rows}
    products = [line.product for line in lines if line.product]
    context = {
        "form": form,
        "groups": [
            (workshop, [(line, forms[line.wish.key]) for line in own])
            for workshop, own in by_workshop(lines)
        ],
        "count": len(lines),
        "workshop_count": len({line.workshop.pk for line in lines if line.workshop}),
        "weight": weight_of(lines),
        "sold": sold_with([line.wish for line in lines]),
        "line_errors": any(line_form.is_bound and line_form.errors for _line, line_form in rows),
        "said": request.GET.get("dit", ""),
        "most": MOST_LINES,
        "compared": compare_query(products[:MOST]) if len(products) >= FEWEST else "",
        "crumbs": [(_("Demande de prix"), "")],
    }
    return render(request, "quotes/list.html", context, status=status)


@public_page
def compare(request):
    """Two to four products beside each other. Two statements: the products, their
    photographs.
    """
    products = compared(request.GET.getlist("p"))
    context = {
        "columns": [
            (product, compare_query([other for other in products if other != product]))
            for product in products
        ],
        "rows": rows_of(products),
        "is_enough": len(products) >= FEWEST,
        "known_query": compare_query(products),
        "crumbs": [(_("Les pièces"), reverse("products:list")), (_("Comparer"), "")],
    }
    return render(request, "quotes/compare.html", context)


def compare_query(products: list[Product]) -> str:
    """The query of a comparison, in the order of its columns."""
    return f"?{urlencode([('p', product.slug) for product in products])}" if products else ""


def request_or_404(secret: str) -> QuoteRequest:
    quote = steps.request_of_link(secret)
    if quote is None:
        raise Http404
    return quote


@private_page
@require_safe
@withholds_names
def sent(request, secret):
    """The request has left: its reference, its link, what the buyer may send by
    WhatsApp. The same page for what was kept aside.
    """
    quote = request_or_404(secret)
    address = address_of(request, secret)
    parts = list(quote.parts.all())
    workshops = list(
        Workshop.objects.published().filter(pk__in=[part.workshop_id for part in parts])
    )
    prefetch_related_objects(parts, "request__lines", "request__parts")
    context = {
        "quote": quote,
        "address": address,
        "workshop_count": len(workshops),
        "goes_to_team": any(part.workshop_id is None for part in parts),
        "to_oneself": whatsapp_to_oneself(quote, address),
        "to_workshops": whatsapp_to_workshops(parts, workshops),
        "crumbs": [(_("Demande de prix"), reverse("quotes:list")), (_("Demande envoyée"), "")],
    }
    return render(request, "quotes/sent.html", context)


# Following


def distinct(lines) -> list[QuoteLine]:
    """The lines as the buyer asked them: one passed on to a workshop is said once."""
    return list({line.said: line for line in reversed(lines)}.values())[::-1]


@dataclass
class Row:
    """A part as the buyer follows it, with what may be done about it now."""

    part: Part
    workshop: Workshop | None  # None for the team, and for one that is no longer public
    events: list[PartEvent]
    form: WordsForm
    error: str = ""
    may_reply: bool = False
    may_accept: bool = False
    may_ask_again: bool = False
    may_finish: bool = False

    @property
    def is_of_team(self) -> bool:
        return self.part.workshop_id is None

    @property
    def answer_mark(self) -> str:
        """The answer that the page shows, as `Part.answer_mark`."""
        said = [event.pk for event in self.events if event.author != Author.BUYER]
        return str(max(said, default=0))

    @property
    def is_awaited(self) -> bool:
        """Tell whether it is the buyer's turn."""
        return self.part.state in (PartState.ANSWERED, PartState.QUESTION, PartState.AGREED)


@dataclass
class Refusal:
    """What the buyer asked for and was refused: where, why, and the words of it."""

    place: str
    why: str
    form: WordsForm = field(default_factory=WordsForm)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once()
@withholds_names
def follow(request, secret):
    """The answers, and what the buyer does about them. Opening it changes nothing.

    The page is one form: what was typed in another box than the one that is sent comes
    back with it.
    """
    quote = request_or_404(secret)
    if request.method != "POST":
        return follow_page(request, quote)
    do, _dash, place = request.POST.get("faire", "").partition("-")
    parts = {str(part.pk): part for part in quote.parts.all()}
    name = f"p{place}"
    form = WordsForm(request.POST, prefix=name, must_be_written=do == "repondre")
    seen = request.POST.get(f"{name}-seen", "")
    try:
        if not form.is_valid():
            raise ValidationError(form.errors["words"].as_data())
        words = form.cleaned_data["words"]
        # relative: the address holds the secret, which is kept nowhere
        address = once(request, lambda: take_step(quote, parts.get(place), do, words, seen))
    except ValidationError as error:
        return follow_page(request, quote, Refusal(place, " ".join(error.messages), form))
    if any(
        words_typed(request, other) for other in ("p", *map("p{}".format, parts)) if other != name
    ):
        return follow_page(request, quote, sent=name)
    return HttpResponseRedirect(address)


def words_typed(request, place: str) -> str:
    return request.POST.get(f"{place}-words", "").strip()


def take_step(quote: QuoteRequest, part: Part | None, do: str, words: str, seen: str) -> str:
    """Take the step that a button names; return where it shows.

    Raises ValidationError.
    """
    match do:
        case "repondre" if part:
            steps.reply(part, words)
        case "accepter" if part:
            steps.accept(part, words, seen)
        case "redemander" if part:
            steps.ask_again(part, words or _("Votre prix tient-il encore ?"))
        case "terminer" if part:
            steps.mark_done(part, Author.BUYER, words)
        case "clore":
            steps.close(quote, RequestState.CLOSED, words)
        case "retirer":
            steps.close(quote, RequestState.WITHDRAWN, words)
        case _unknown:
            raise ValidationError(_("Cette action n’est pas connue : rien n’a été changé."))
    return f"./#part-{part.pk}" if part else "./"


def follow_page(request, quote: QuoteRequest, refusal: Refusal | None = None, sent: str = ""):
    """Seven statements with the edition, however many parts. `sent` is the box whose
    words have left: those of the others stay.
    """
    quote.refresh_from_db()
    parts = list(quote.parts.prefetch_related("events"))
    public = Workshop.objects.published().in_bulk(
        [part.workshop_id for part in parts if part.workshop_id]
    )
    is_open = quote.state == RequestState.OPEN

    def box(place: str, **more) -> WordsForm:
        typed = "" if place == sent else words_typed(request, place)
        return WordsForm(prefix=place, initial={"words": typed}, **more)

    rows = []
    for part in parts:
        part.request = quote
        is_answered = is_open and part.state == PartState.ANSWERED
        row = Row(
            part,
            public.get(part.workshop_id),
            list(part.events.all()),
            box(f"p{part.pk}"),
            may_reply=is_open and part.state in steps.REPLIABLE,
            may_accept=is_answered and not part.price_has_ended,
            may_ask_again=is_answered and part.price_has_ended,
            may_finish=is_open and part.state == PartState.AGREED,
        )
        if refusal and refusal.place == str(part.pk):
            row.form, row.error = refusal.form, refusal.why
        rows.append(row)
    of_request = refusal if refusal and refusal.place not in {str(p.pk) for p in parts} else None
    context = {
        "quote": quote,
        "lines": distinct(quote.lines.all()),
        "rows": rows,
        "is_open": is_open,
        "is_held": quote.state == RequestState.HELD,
        "error": of_request.why if of_request else "",
        "end_form": of_request.form
        if of_request
        else box("p", label=_("Comment cela s’est passé")),
        "crumbs": [(_("Demande de prix"), reverse("quotes:list")), (quote.number, "")],
    }
    return render(request, "quotes/follow.html", context, status=REFUSED if refusal else 200)
