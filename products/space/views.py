"""The screens of the products."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kairouan.accounts.access import kept_post
from kairouan.common.queries import query_of
from kairouan.common.submissions import TAKEN_ONCE, once, sent_once
from kairouan.photos.uploads import count_one, takes_photos, too_heavy
from kairouan.publication.stamp import public_write
from kairouan.review.proposals import current_value, with_proposal, with_proposals
from kairouan.search.filters import ROWS_PER_PAGE, page_of
from kairouan.search.lists import Records
from kairouan.space.members import edit_screen, for_members, saved_text
from kairouan.space.photos import add_photo
from workshops.models import Workshop

from ..actions import bring_product_back, may_be_deleted, set_availability, withdraw_product
from ..models import Product
from .forms import NewProductForm
from .lists import (
    ProductFilter,
    filter_condition,
    filter_counts,
    sorted_for_member,
    with_member_price,
)
from .steps import BY_NAME, FACTS, steps_of


def get_product_or_404(request, number: int, lock: bool = False) -> Product:
    """A product of a workshop this person keeps; for anyone else it does not exist."""
    products = Product.objects.managed_by(request.member.artisan)
    products = (
        products.select_for_update(of=("self",))
        if lock
        else products.select_related("workshop", "technique", "category", "part_of")
    )
    return get_object_or_404(products, pk=number)


def product_address(number: int) -> str:
    return reverse("space:product_page", args=[number])


# The list


@for_members
def product_list(request):
    """Every product of the workshops this person keeps, grouped by workshop when there
    are several.
    """
    kept = Product.objects.managed_by(request.member.artisan)
    standing = asked_for(request)
    lengths = filter_counts(kept)
    rows = sorted_for_member(kept.filter(filter_condition(standing)))
    records = Records(lengths[standing], lambda start, stop: list(rows[start:stop]))
    page = page_of(records, request.GET.get("page"), ROWS_PER_PAGE)
    context = {
        "page_obj": page,
        "products": with_member_price(with_proposals(list(page.object_list))),
        "workshops": list(Workshop.objects.managed_by(request.member.artisan)),
        "standings": [
            (choice, lengths[choice])
            for choice in ProductFilter
            if choice == standing or lengths[choice] or not choice
        ],
        "standing": standing,
        "known_query": kept_query(request),
    }
    return render(request, "space/products.html", context)


def asked_for(request) -> ProductFilter:
    wanted = request.GET.get("state", "")
    return ProductFilter(wanted) if wanted in ProductFilter.values else ProductFilter.ALL


def kept_query(request) -> str:
    """The list's own part of an address, to come back to it."""
    return query_of({"state": asked_for(request).value, "page": request.GET.get("page")})


@require_POST
@for_members
def product_availability(request, number):
    """One tap: what it says is public at once."""
    back = (
        f"{reverse('space:product_list')}{kept_query(request)}#piece-{number}"
        if "list" in request.GET
        else product_address(number)
    )
    try:
        with request.member.revision(_("Disponibilité")), public_write():
            product = get_product_or_404(request, number, lock=True)
            changed = set_availability(product, request.POST.get("availability", ""))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(back)
    if changed:
        said = {"name": product.name, "availability": product.get_availability_display()}
        online = product.is_published
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


# A product, screen by screen


@takes_photos
@for_members
@sent_once(TAKEN_ONCE)
def product_new(request):
    """Make the draft, with its photograph when one came; then ask the facts that matter
    most.
    """
    workshops = Workshop.objects.managed_by(request.member.artisan).sorted_by_name()
    if not workshops:
        messages.info(
            request,
            _("Aucun atelier n’est encore rattaché à votre compte. Écrivez à l’équipe du cluster."),
        )
        return redirect("space:product_list")
    sent = request.method == "POST"
    if sent and request.too_heavy:
        messages.error(request, too_heavy())
        return redirect("space:product_new")
    form = NewProductForm(
        request.POST if sent else kept_post(request),
        request.FILES if sent else None,
        workshops=workshops,
    )
    if sent and form.is_valid():
        return redirect(once(request, lambda: create_product(request, form)))
    context = {
        "form": form,
        "record": None,
        "back": reverse("space:product_list"),
        "title": _("Ajouter une pièce"),
    }
    return render(request, "space/screen.html", context, status=422 if sent else 200)


def create_product(request, form: NewProductForm) -> str:
    """Save a new draft and its photograph; return the address of what is asked next.

    A photograph that could not be taken leaves the draft, and is said.
    """
    with request.member.revision(_("Nouvelle pièce")):
        product = form.save()
    if photo := form.cleaned_data["photo"]:
        try:
            count_one(request.user)
            with request.member.revision():
                add_photo(product, photo, by=request.member.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    messages.success(request, saved_text(product))
    return FACTS.address(product)


@for_members
def product_page(request, number):
    """A product in words, step by step, with what is missing; where it stands, and what
    can be done about it.
    """
    product = with_proposal(get_product_or_404(request, number))
    with_member_price([product])
    product.photo_count = len(current_value(product, "photos"))
    steps = [(step, step.address(product), step.lacks(product)) for step in steps_of(product)]
    to_fill = next(((step, address) for step, address, lacks in steps if lacks), None)
    context = {"product": product, "steps": steps, "to_fill": to_fill}
    return render(request, "space/product.html", context)


@for_members
def product_step(request, number, name):
    step = BY_NAME[name]
    return edit_screen(
        request,
        get_product_or_404(request, number),
        step.form,
        product_address(number),
        step.title,
        template="space/product_step.html",
    )


# Publication


@for_members
def product_withdraw(request, number):
    """Ask first; then take the product off the catalogue, or delete a draft that was
    never there.
    """
    product = get_product_or_404(request, number)
    deletes = may_be_deleted(product)
    if request.method != "POST":
        return render(
            request, "space/product_withdraw.html", {"product": product, "deletes": deletes}
        )
    try:
        with (
            request.member.revision(_("Suppression") if deletes else _("Retrait du catalogue")),
            public_write(),
        ):
            product = get_product_or_404(request, number, lock=True)
            if may_be_deleted(product):
                product.delete()
            else:
                withdraw_product(product)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(product_address(number))
    if deletes:
        messages.success(request, _("Le brouillon est supprimé."))
        return redirect("space:product_list")
    messages.success(
        request,
        _("La pièce n’est plus dans le catalogue. Elle reste ici, dans vos pièces retirées."),
    )
    return redirect(product_address(number))


@require_POST
@for_members
def product_bring_back(request, number):
    """A withdrawn product asks to be read again."""
    try:
        with request.member.revision(_("Retour demandé")), public_write():
            bring_product_back(get_product_or_404(request, number, lock=True))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Envoyé. L’équipe du cluster relit sous deux jours."))
    return redirect(product_address(number))
