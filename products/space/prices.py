"""One change of price for many products at once: typed, looked at, then done.

Money is decimal, from end to end.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kairouan.accounts.access import kept_post
from kairouan.common.calendar import today_in_tunis
from kairouan.common.formatting import dinars
from kairouan.common.forms import PortalHelper, TakesPastedText
from kairouan.common.numbers import MoneyField, NumberField
from kairouan.common.pasted import clean_line
from kairouan.publication.stamp import public_write
from kairouan.review.changes import submit_change, write_change
from kairouan.review.moderation import Status
from kairouan.review.proposals import ProposalState, with_proposals
from kairouan.review.serialization import plain_value
from kairouan.space.members import for_members

from ..models import Product
from .lists import sorted_for_member

PRICE = Product._meta.get_field("price")
LARGEST = Decimal(10) ** (PRICE.max_digits - PRICE.decimal_places)
MILLIME = Decimal("0.001")


class PriceDirection(models.TextChoices):
    UP = "up", gettext_lazy("Augmenter")
    DOWN = "down", gettext_lazy("Baisser")


class By(models.TextChoices):
    PERCENT = "percent", gettext_lazy("pour cent (%)")
    DINARS = "dinars", gettext_lazy("dinars")


class Rounding(models.TextChoices):
    DINAR = "dinar", gettext_lazy("Au dinar")
    HALF = "half", gettext_lazy("À 500 millimes")
    NONE = "none", gettext_lazy("Aucun")


STEPS = {Rounding.DINAR: Decimal(1), Rounding.HALF: Decimal("0.5"), Rounding.NONE: MILLIME}


@dataclass(frozen=True)
class PriceChange:
    """By how much prices move (below zero: they fall), and the step they are rounded
    to.
    """

    amount: Decimal
    by: By
    rounding: Rounding

    def of(self, old: Decimal) -> Decimal:
        step = STEPS[self.rounding]
        new = old * (100 + self.amount) / 100 if self.by == By.PERCENT else old + self.amount
        return ((new / step).quantize(Decimal(1), ROUND_HALF_UP) * step).quantize(MILLIME)


@dataclass(frozen=True)
class NewPrice:
    """New price of a product; `why_not` says why it stays."""

    product: Product
    old: Decimal | None
    new: Decimal | None = None
    why_not: str = ""

    @property
    def seen(self) -> str:
        """Old price as the page shows it, sent back as an optimistic lock."""
        return plain_value(PRICE, self.old)


def line_of(product: Product, wanted: PriceChange, seen: str | None = None) -> NewPrice:
    """The change of one product `with_proposal`; `seen` is the price that was shown
    when it was decided.
    """
    if product.price is None:
        return NewPrice(product, None, why_not=_("Prix sur demande : rien à changer."))
    if seen is not None and seen != plain_value(PRICE, product.price):
        return NewPrice(
            product,
            product.price,
            why_not=_("Son prix vient de changer : %(price)s.") % {"price": dinars(product.price)},
        )
    new = wanted.of(product.price)
    if new <= 0:
        return NewPrice(product, product.price, why_not=_("Le prix serait nul."))
    if new >= LARGEST:
        return NewPrice(product, product.price, why_not=_("Le prix serait trop grand."))
    if new == product.price:
        return NewPrice(product, product.price, why_not=_("Le prix reste le même."))
    return NewPrice(product, product.price, new)


class PricesForm(TakesPastedText, forms.Form):
    """Products, and how much their prices change. Read from the query string: a preview
    changes nothing.
    """

    way = forms.ChoiceField(
        label=gettext_lazy("Opération"),
        choices=PriceDirection.choices,
        initial=PriceDirection.UP,
        widget=forms.RadioSelect,
    )
    amount = forms.CharField(label=gettext_lazy("Montant"))
    by = forms.ChoiceField(
        label=gettext_lazy("Unité"),
        choices=By.choices,
        initial=By.PERCENT,
        widget=forms.RadioSelect,
    )
    rounding = forms.ChoiceField(
        label=gettext_lazy("Arrondir le nouveau prix"),
        choices=Rounding.choices,
        initial=Rounding.DINAR,
        widget=forms.RadioSelect,
    )
    products = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Les pièces"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choisissez une pièce au moins.")},
    )

    def __init__(self, data=None, *, products: list[Product], **kwargs):
        super().__init__(data, **kwargs)
        self.known = {product.pk: product for product in products}
        self.fields["products"].choices = [
            (product.pk, price_choice_text(product)) for product in products
        ]
        self.fields["products"].initial = list(self.known)
        same = {"label": self.fields["amount"].label, "min_value": MILLIME, "signed": True}
        same["error_messages"] = {"required": _("Écrivez le montant, par exemple 10.")}
        self.fields["amount"] = (
            MoneyField(max_digits=PRICE.max_digits, **same)
            if self["by"].value() == By.DINARS
            else NumberField(
                decimal_places=2, max_value=1000, unit="%", help_text=_("Par exemple 10"), **same
            )
        )
        self.helper = PortalHelper(self, submit=_("Voir les nouveaux prix"))
        self.helper.form_method = "get"
        self.helper.form_action = "space:product_prices_preview"
        self.helper.attrs = {"novalidate": ""}

    @property
    def wanted(self) -> PriceChange:
        """The change asked for.

        A sign that was typed says more than the button beside it.
        """
        typed = self.cleaned_data
        falls = typed["amount"] < 0 or (
            typed["way"] == PriceDirection.DOWN
            and not clean_line(self.data.get("amount", "")).startswith("+")
        )
        return PriceChange(
            -abs(typed["amount"]) if falls else abs(typed["amount"]), typed["by"], typed["rounding"]
        )

    @property
    def chosen(self) -> list[Product]:
        return [self.known[number] for number in dict.fromkeys(self.cleaned_data["products"])]


def price_choice_text(product: Product) -> str:
    said = dinars(product.price) if product.price is not None else _("prix sur demande")
    return format_html(
        '<bdi lang="{}">{}</bdi> · <bdi>{}</bdi>',
        product.name.lang,
        product.name or _("Sans nom"),
        said,
    )


def products_with_prices(request) -> list[Product]:
    """Every product that is not withdrawn, as its member left it. Two statements."""
    kept = Product.objects.managed_by(request.member.artisan).exclude(status=Status.ARCHIVED)
    return with_proposals(list(sorted_for_member(kept).prefetch_related(None)))


@for_members
def prices(request):
    """Show the form, with what was typed before when one comes back to it."""
    typed = kept_post(request) or request.GET
    form = PricesForm(typed or None, products=products_with_prices(request))
    return render(request, "space/prices.html", {"form": form})


@for_members
def prices_preview(request):
    """Each price as it is and as it would be; a second button does it."""
    sent = request.method == "POST"
    form = PricesForm(
        request.POST if sent else kept_post(request) or request.GET,
        products=products_with_prices(request),
    )
    if not form.is_valid():
        return render(request, "space/prices.html", {"form": form}, status=422)
    if sent:
        return change_prices(request, form)
    lines = [line_of(product, form.wanted) for product in form.chosen]
    context = {
        "form": form,
        "lines": [line for line in lines if not line.why_not],
        "left_out": [line for line in lines if line.why_not],
        "typed": [(name, form[name].value()) for name in ("way", "amount", "by", "rounding")],
        "waits": any(line.product.changes_wait for line in lines if not line.why_not),
        "again": request.GET.urlencode(),
    }
    return render(request, "space/prices_preview.html", context)


def change_prices(request, form: PricesForm):
    """Change every price in one go, under one heading of the history.

    One that has moved since it was shown is left alone, and said.
    """
    with request.member.revision(_("Changement de prix")), public_write():
        # read again, now that nobody else writes
        now = {product.pk: product for product in products_with_prices(request)}
        lines = [
            line_of(now[number], form.wanted, request.POST.get(f"seen-{number}", ""))
            for number in dict.fromkeys(form.cleaned_data["products"])
            if number in now
        ]
        lines = [
            change_price(line, request.member.user, "send" in request.POST)
            if not line.why_not
            else line
            for line in lines
        ]
    done = [line for line in lines if not line.why_not]
    if done:
        said = ngettext(
            "Le prix de %(n)d pièce est changé.", "Le prix de %(n)d pièces est changé.", len(done)
        ) % {"n": len(done)}
        if waiting := [
            line.product.proposal.state
            for line in done
            if line.product.changes_wait and line.product.proposal
        ]:
            sent = _("Envoyé. L’équipe du cluster relit sous deux jours.")
            kept = _("Ce n’est pas encore en ligne : envoyez à la relecture quand vous avez fini.")
            said = f"{said} {sent if all(state == ProposalState.SUBMITTED for state in waiting) else kept}"
        messages.success(request, said)
    for line in lines:
        if line.why_not:
            messages.warning(
                request, _("%(name)s : %(why)s") % {"name": line.product.name, "why": line.why_not}
            )
    return redirect("space:product_list")


def change_price(line: NewPrice, by, sends: bool) -> NewPrice:
    """Write one new price where it belongs; sent to be read with it when nothing else
    of the product is in hand.
    """
    alone = line.product.proposal is None
    values = {
        "price": plain_value(PRICE, line.new),
        "price_confirmed_on": today_in_tunis().isoformat(),
    }
    try:
        product = write_change(line.product, values, by)
    except ValidationError as error:
        return NewPrice(line.product, line.old, why_not=error.messages[0])
    if sends and alone and product.proposal and submit_change(product, by):
        product.proposal.state = ProposalState.SUBMITTED
    return NewPrice(product, line.old, line.new)
