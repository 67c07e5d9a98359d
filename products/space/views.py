"""The screens of the pieces."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kairouan.accounts.access import kept_post
from kairouan.common.sendings import TAKEN_ONCE, once, sent_once
from kairouan.photos.uploads import count_one, takes_photographs, too_heavy
from kairouan.publication.stamp import writing
from kairouan.review.previews import preview
from kairouan.review.proposals import current_value, overlaid, overlay_all
from kairouan.search.filters import page_of, query_of
from kairouan.space.keeping import for_keepers, forget, screen, send, where_it_is
from kairouan.space.photos import add
from workshops.models import Workshop

from ..actions import bring_back, may_be_deleted, set_availability, withdraw
from ..models import Product
from ..views import PIECES_PER_PAGE, product_detail
from .forms import NewPieceForm
from .lists import Standing, condition, counts, in_order, priced
from .steps import BY_NAME, FACTS, steps_of


def kept_piece(request, number: int, lock: bool = False) -> Product:
    """A piece of a workshop this person keeps; for anyone else it does not exist."""
    pieces = Product.objects.kept_by(request.keeper.artisan)
    pieces = (
        pieces.select_for_update(of=("self",))
        if lock
        else pieces.select_related("workshop", "technique", "category", "part_of")
    )
    return get_object_or_404(pieces, pk=number)


def back_to(number: int) -> str:
    return reverse("pieces:piece", args=[number])


# The list


@for_keepers
def pieces(request):
    """Every piece of the workshops this person keeps, grouped by workshop when there
    are several.
    """
    kept = Product.objects.kept_by(request.keeper.artisan)
    standing = asked_for(request)
    lengths = counts(kept)
    page = page_of(
        in_order(kept.filter(condition(standing))),
        request.GET.get("page"),
        PIECES_PER_PAGE,
        lengths[standing],
    )
    context = {
        "page_obj": page,
        "pieces": priced(overlay_all(list(page.object_list))),
        "workshops": list(Workshop.objects.kept_by(request.keeper.artisan)),
        "standings": [
            (choice, lengths[choice])
            for choice in Standing
            if choice == standing or lengths[choice] or not choice
        ],
        "standing": standing,
        "known_query": kept_query(request),
    }
    return render(request, "space/pieces.html", context)


def asked_for(request) -> Standing:
    wanted = request.GET.get("state", "")
    return Standing(wanted) if wanted in Standing.values else Standing.ALL


def kept_query(request) -> str:
    """The list's own part of an address, to come back to it."""
    return query_of({"state": asked_for(request).value, "page": request.GET.get("page")})


@require_POST
@for_keepers
def availability(request, number):
    """One tap: what it says is public at once."""
    back = (
        f"{reverse('pieces:list')}{kept_query(request)}#piece-{number}"
        if "list" in request.GET
        else back_to(number)
    )
    try:
        with request.keeper.recorded(_("Disponibilité")), writing():
            piece = kept_piece(request, number, lock=True)
            changed = set_availability(piece, request.POST.get("availability", ""))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(back)
    if changed:
        said = {"name": piece.name, "availability": piece.get_availability_display()}
        online = piece.is_published
        messages.success(
            request,
            (
                _("%(name)s : %(availability)s, c’est en ligne.")
                if online
                else _("%(name)s : %(availability)s.")
            )
            % said,
        )
    return redirect(back)


# A piece, screen by screen


@takes_photographs
@for_keepers
@sent_once(TAKEN_ONCE)
def new(request):
    """Make the draft, with its photograph when one came; then ask the facts that matter
    most.
    """
    workshops = Workshop.objects.kept_by(request.keeper.artisan).sorted_by_name()
    if not workshops:
        messages.info(
            request,
            _("Vous ne tenez encore la page d’aucun atelier. Écrivez à l’équipe du cluster."),
        )
        return redirect("pieces:list")
    sent = request.method == "POST"
    if sent and request.too_heavy:
        messages.error(request, too_heavy())
        return redirect("pieces:new")
    form = NewPieceForm(
        request.POST if sent else kept_post(request),
        request.FILES if sent else None,
        workshops=workshops,
    )
    if sent and form.is_valid():
        return redirect(once(request, lambda: made(request, form)))
    context = {
        "form": form,
        "record": None,
        "back": reverse("pieces:list"),
        "title": _("Ajouter une pièce"),
    }
    return render(request, "space/screen.html", context, status=422 if sent else 200)


def made(request, form: NewPieceForm) -> str:
    """Save a new draft and its photograph; return the address of what is asked next.

    A photograph that could not be taken leaves the draft, and is said.
    """
    with request.keeper.recorded(_("Nouvelle pièce")):
        piece = form.save()
    if photo := form.cleaned_data["photo"]:
        try:
            count_one(request.user)
            with request.keeper.recorded():
                add(piece, photo, by=request.keeper.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    messages.success(request, where_it_is(piece))
    return FACTS.address(piece)


@for_keepers
def piece(request, number):
    """A piece in words, step by step, with what is missing; where it stands, and what
    can be done about it.
    """
    piece = overlaid(kept_piece(request, number))
    priced([piece])
    piece.picture_count = len(current_value(piece, "pictures"))
    steps = [(step, step.address(piece), step.lacks(piece)) for step in steps_of(piece)]
    return render(request, "space/piece.html", {"piece": piece, "steps": steps})


@for_keepers
def step(request, number, name):
    step = BY_NAME[name]
    return screen(
        request,
        kept_piece(request, number),
        step.form,
        back_to(number),
        step.title,
        template="space/piece_step.html",
    )


# Publication


@for_keepers
def piece_preview(request, number) -> HttpResponse:
    return preview(request, kept_piece(request, number), product_detail, back_to(number))


@require_POST
@for_keepers
def piece_send(request, number):
    return send(request, kept_piece(request, number), back_to(number))


@require_POST
@for_keepers
def piece_forget(request, number):
    return forget(request, kept_piece(request, number), back_to(number))


@for_keepers
def piece_withdraw(request, number):
    """Ask first; then take the piece off the catalogue, or delete a draft that was
    never there.
    """
    piece = kept_piece(request, number)
    deletes = may_be_deleted(piece)
    if request.method != "POST":
        return render(request, "space/piece_withdraw.html", {"piece": piece, "deletes": deletes})
    try:
        with (
            request.keeper.recorded(_("Suppression") if deletes else _("Retrait du catalogue")),
            writing(),
        ):
            piece = kept_piece(request, number, lock=True)
            if may_be_deleted(piece):
                piece.delete()
            else:
                withdraw(piece)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(back_to(number))
    if deletes:
        messages.success(request, _("Le brouillon est supprimé."))
        return redirect("pieces:list")
    messages.success(
        request,
        _("La pièce n’est plus dans le catalogue. Elle reste ici, dans vos pièces retirées."),
    )
    return redirect(back_to(number))


@require_POST
@for_keepers
def piece_bring_back(request, number):
    """A withdrawn piece asks to be read again."""
    try:
        with request.keeper.recorded(_("Retour demandé")), writing():
            bring_back(kept_piece(request, number, lock=True))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Envoyé. L’équipe du cluster relit sous deux jours."))
    return redirect(back_to(number))
