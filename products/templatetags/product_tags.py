"""Products on the pages of lower apps, and how a product is said."""

from collections.abc import Iterable
from itertools import chain
from operator import attrgetter
from urllib.parse import quote

from django import template
from django.db.models import Exists, OuterRef
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext

from kairouan.common.annotations import StrOrPromise
from kairouan.common.templatetags.formatting import dinars, size
from kairouan.publication.edition import cached_many_for_edition
from kairouan.search.index import current_index
from products.facts import OTHER_MEASURES, SIZES
from products.models import FoodUse, Lining, Product, ProductKind, ProductPhoto, SaleUnit
from products.pictures import newest_products_of, pictures_of_workshops
from workshops.models import Channel, ChannelKind

register = template.Library()

SHELF = 8  # products on a page that is about something else
ROW = 4  # the newest ones, on a page that has nothing of its own to show
BELOW_SIZES = sorted(OTHER_MEASURES, key=attrgetter("line"))


@register.simple_tag
def cards(numbers, level, frame="card", eager=0, same=""):
    """The cards of the products of these numbers, as {number: card}; the photographs of
    the first `eager` are fetched at once. What is the `same` for all, "workshop" or
    "technique", is left out of each.

    A card is kept for the edition; those not kept yet cost two statements.
    """
    at_once = set(numbers[:eager])
    keys = [(number, number in at_once) for number in numbers]
    made = cached_many_for_edition(
        "card",
        keys,
        (get_language(), level, frame, same),
        lambda missing: cards_of(missing, level, frame, same),
    )
    return {number: card for (number, _eager), card in made.items()}


@register.filter
def in_turn(cards, numbers):
    """The cards of these numbers, one after the other.

    A product taken away between two statements has none.
    """
    return mark_safe("".join(cards[number] for number in numbers if number in cards))


def cards_of(
    wanted: list[tuple[int, bool]], level: int, frame: str, same: str
) -> dict[tuple[int, bool], str]:
    """The cards of products, each with whether its photograph is fetched at once."""
    card = get_template("products/_card.html")
    products = (
        Product.objects.published()
        .filter(pk__in=[number for number, _eager in wanted])
        .for_cards()
        .in_bulk()
    )
    alike = {"level": level, "wide": False, "frame": frame, "same": same}
    return {
        (number, eager): card.render({"product": products[number], "eager": eager, **alike})
        for number, eager in wanted
        if number in products
    }


@register.inclusion_tag("products/_ask.html", takes_context=True)
def ask_about(context, product):
    """The ways to ask the workshop about a product in one tap: its telephone, and
    WhatsApp with a message that names the product and its address.

    Only the numbers that their person shows, read with the product (`for_page`); with
    none, its workshop's page.
    """
    phone, whatsapp = (
        getattr(product, "public_phone", None),
        getattr(product, "public_whatsapp", None),
    )
    address = context["request"].build_absolute_uri(product.get_absolute_url())
    message = gettext("Bonjour, je vous écris au sujet de : %(name)s\n%(address)s") % {
        "name": product.name,
        "address": address,
    }
    return {
        "workshop": product.workshop,
        "phone": Channel(kind=ChannelKind.PHONE, value=phone).href if phone else "",
        "whatsapp": f"{Channel(kind=ChannelKind.WHATSAPP, value=whatsapp).href}?text={quote(message, safe='')}"
        if whatsapp
        else "",
    }


@register.simple_tag
def pictures_of(*workshops):
    """A photograph of each workshop (`products.pictures`), by number. Takes workshops,
    or lists of them.
    """
    several = [each if isinstance(each, Iterable) else [each] for each in workshops]
    return pictures_of_workshops(list(chain.from_iterable(several)))


@register.simple_tag
def newest_of(techniques):
    """The card of the newest product of each technique, by number of the technique. Two
    statements at most, as `cards`.
    """
    numbers = newest_products_of("technique", [technique.pk for technique in techniques])
    return {numbers[product]: card for product, card in cards(list(numbers), 3).items()}


@register.filter
def of(shown, record):
    """The picture, or the card, of one record; None where it has none."""
    return shown.get(record.pk) if record else None


def shelf(products, parameter, slug, title):
    """At most `SHELF` products and where the rest is. `parameter`, of the list, is what
    they share.

    Three statements: which products, their cards, the photographs.
    """
    numbers = list(products.newest_first().values_list("pk", flat=True)[: SHELF + 1])
    return {
        "title": title,
        "cards": in_turn(cards(numbers[:SHELF], 3, same=parameter), numbers[:SHELF]),
        "more": f"{reverse('products:list')}?{parameter}={slug}" if len(numbers) > SHELF else "",
    }


@register.inclusion_tag("products/_shelf.html")
def products_by(workshop):
    return shelf(
        Product.objects.published().filter(workshop=workshop),
        "workshop",
        workshop.slug,
        gettext("Pièces de l’atelier"),
    )


@register.inclusion_tag("products/_shelf.html")
def newest_products():
    """The newest pieces, read in the index: two statements, where their cards are not
    kept yet.
    """
    table = current_index().tables["product"]
    numbers = table.page(table.alive, "newest", 0, ROW)
    return {
        "title": gettext("Les dernières pièces"),
        "cards": in_turn(cards(numbers, 3), numbers),
        "more": reverse("products:list"),
    }


@register.inclusion_tag("products/_shelf.html")
def services_of_workshops():
    """What workshops do for copper that one has, re-tinning, repair: what is shown by a
    photograph, and the way to the others.
    """
    pictured = Exists(ProductPhoto.objects.filter(product=OuterRef("pk")))
    kind = ProductKind.SERVICE.value
    shown = shelf(
        Product.objects.published().filter(pictured, kind=kind),
        "kind",
        kind,
        gettext("Faire rétamer ses cuivres"),
    )
    return shown | {"more": f"{reverse('products:list')}?kind={kind}"}


@register.inclusion_tag("products/_shelf.html")
def products_with(technique):
    return shelf(
        Product.objects.published().filter(technique=technique),
        "technique",
        technique.slug,
        gettext("Pièces de ce martelage"),
    )


@register.inclusion_tag("products/_shelf.html")
def products_of_family(family):
    return shelf(
        Product.objects.published().filter(workshop__family=family),
        "family",
        family.slug,
        gettext("Pièces de la famille"),
    )


@register.simple_tag
def availability(product):
    """A stud and a few words: full when ready, ringed when made to order, hollow when
    sold. No stud when nobody said.
    """
    kinds = product.Availability
    match product.availability:
        case kinds.READY:
            css, words = (
                "dot",
                gettext("Pièce unique, prête à partir")
                if product.is_unique
                else gettext("Prête à partir"),
            )
        case kinds.TO_ORDER:
            css, words = "dot dot--order", to_order(product)
        case kinds.SOLD:
            css, words = "dot dot--none", gettext("Vendue")
        case _not_given:
            return format_html("<span>{}</span>", not_given(product))
    return format_html('<span class="{}">{}</span>', css, words)


@register.simple_tag
def availability_words(product):
    """The same in words alone."""
    kinds = product.Availability
    match product.availability:
        case kinds.READY:
            return gettext("Pièce unique") if product.is_unique else gettext("Prête à partir")
        case kinds.TO_ORDER:
            return to_order(product)
        case kinds.SOLD:
            return gettext("Vendue")
        case _not_given:
            return not_given(product)


@register.simple_tag
def availability_on_card(product):
    """The same on a card, where it helps: most products are ready, and a card does not
    say so of each.
    """
    is_plain = product.availability == product.Availability.READY and not product.is_unique
    return "" if is_plain else availability_words(product)


def not_given(product) -> str:
    """Nobody said whether it can be had; of a service, the days it takes may be known
    all the same.
    """
    if product.kind == ProductKind.SERVICE and product.lead_time_days:
        return to_order(product)
    return gettext("Disponibilité à demander")


def to_order(product) -> str:
    if product.kind == ProductKind.SERVICE:
        days = product.lead_time_days
        return (
            ngettext("Sous %(days)d jour", "Sous %(days)d jours", days) % {"days": days}
            if days
            else gettext("Sur rendez-vous")
        )
    if days := product.lead_time_days:
        return ngettext("Sur commande, %(days)d jour", "Sur commande, %(days)d jours", days) % {
            "days": days
        }
    return gettext("Sur commande")


@register.simple_tag
def warnings(product) -> list[str]:
    """List the warnings about food and fire that a product must carry.

    Nothing is promised that is not recorded.
    """
    said: list[str] = []
    if product.kind == ProductKind.SERVICE:
        return said
    if product.food_use == FoodUse.DECORATIVE:
        said.append(gettext("Pièce décorative : ne pas y servir ni y cuire d’aliments."))
    if product.food_use == FoodUse.UNTINNED:
        said.append(
            gettext("Non étamée : réservée à la confiture, aux blancs d’œufs ou à l’alambic.")
        )
    if product.food_use == FoodUse.UNDECLARED:
        said.append(
            gettext(
                "L’atelier n’a pas déclaré d’usage alimentaire : demandez-lui avant d’y cuire ou "
                "d’y servir."
            )
        )
    if product.finish == "varnished":
        said.append(gettext("Vernie : un chiffon sec suffit, ni feu ni aliments."))
    if product.lining == Lining.TIN and product.food_use == FoodUse.FOOD:
        said.append(gettext("Étamée à l’étain : ne jamais chauffer à vide, l’étain fond à 232 °C."))
    return said


@register.simple_tag
def price(product):
    """The price of a product in words, or that it is on request.

    Reads `shown_price`, which only `published()` brings.
    """
    amount = getattr(product, "shown_price", None)
    if amount is None:
        return gettext("Prix sur demande")
    kinds, units = product.PriceKind, SaleUnit
    figure = dinars(amount)
    if product.price_unit == units.KILOGRAM:
        figure = format_html(pgettext("prix", "{} le kg"), figure)
    elif product.price_unit == units.SET and product.kind != ProductKind.SET:
        figure = format_html(pgettext("prix", "{} l’ensemble"), figure)
    if product.price_kind == kinds.FROM:
        return format_html(gettext("À partir de {}"), figure)
    return figure


@register.simple_tag
def measure_lines(product) -> list[tuple[StrOrPromise, str]]:
    """The known measures as lines of the page: a title and what is known.

    Sizes are one line, each after its label: a bare "30 × 40" would be turned round in
    Arabic.
    """
    lines: list[tuple[StrOrPromise, str]] = [
        (gettext("Dimensions"), labelled(product, SIZES)),
        *((fact.label, figure_of(product, fact)) for fact in BELOW_SIZES),
    ]
    return [line for line in lines if line[1]]


@register.simple_tag
def measures(product):
    """Everything that was measured, in one sentence."""
    return labelled(product, [*SIZES, *BELOW_SIZES])


def labelled(product, facts) -> str:
    """The known ones of these facts, each after its label, as one sentence."""
    known = [(fact.label, figure) for fact in facts if (figure := figure_of(product, fact))]
    later = [(str(label).lower(), figure) for label, figure in known[1:]]
    return format_html_join(gettext(", "), "{} {}", [*known[:1], *later])


def figure_of(product, fact) -> str:
    """The figure of a measure with its unit, "" when it is not known."""
    return size(getattr(product, fact.name) or None, fact.unit)
