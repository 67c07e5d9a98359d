"""The list of a buyer: what they are about to ask for.

It stands in the session of their browser, which begins when something is added. Each
line is of a product, or of a workshop asked in the buyer's own words.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from django.utils.translation import gettext as _

from kairouan.common.records import field_of
from products.models import Product, ProductKind
from workshops.models import Workshop

from .models import QuoteLine

SESSION_KEY = "quote_list"
TYPED_KEY = "quote_typed"  # what was typed beside the lines
MOST_LINES = 20
MOST_OF_ONE = 10_000  # pieces
LINE_KEY = re.compile(r"[pa]\d{1,15}")  # a product's or a workshop's number
LONGEST_LABEL = field_of(QuoteLine, "label").max_length


KIND_OF = {"quantity": int, "whole": int} | dict.fromkeys(
    ("key", "label", "size", "finish", "note"), str
)


@dataclass(frozen=True)
class Wish:
    """A line as the session keeps it. `label` is its name on the day it was added, or
    what the buyer called it.
    """

    key: str
    label: str = ""
    quantity: int = 1
    size: str = ""
    finish: str = ""
    note: str = ""
    whole: int | None = None  # the set it was added with

    @property
    def is_of_workshop(self) -> bool:
        return self.key[0] == "a"

    @property
    def number(self) -> int:
        return int(self.key[1:])


@dataclass
class Line:
    """A line beside what it is of: both are None once they are no longer public."""

    wish: Wish
    product: Product | None
    workshop: Workshop | None

    @property
    def label(self) -> str:
        """How the line is called in the request."""
        if self.product:
            return str(self.product.name)[:LONGEST_LABEL]
        if self.wish.label:
            return self.wish.label
        if self.workshop:
            label = _("Un travail de l’atelier : %(name)s") % {"name": self.workshop.name}
            return label[:LONGEST_LABEL]
        return _("Une pièce qui n’est plus au catalogue")

    @property
    def is_sold(self) -> bool:
        product = self.product
        return product is not None and product.availability == Product.Availability.SOLD


def read_list(session) -> list[Wish]:
    """The lines of a session; reading begins none. A session may be of another version
    of the portal: what is not known in it is left out.
    """
    held = session.get(SESSION_KEY)
    rows = held if isinstance(held, list | tuple) else ()
    return [wish for kept in rows if (wish := wish_kept(kept))]


def wish_kept(kept) -> Wish | None:
    """A line as a session holds it, None for what is none."""
    if not isinstance(kept, dict) or not LINE_KEY.fullmatch(str(kept.get("key", ""))):
        return None
    known = {name: kept[name] for name in kept if isinstance(kept[name], KIND_OF.get(name, ()))}
    return Wish(**known)


def keep_typed(session, typed: dict[str, str]):
    """Keep what was typed beside the lines, as long as there is one."""
    if SESSION_KEY in session:
        session[TYPED_KEY] = typed


def read_typed(session) -> dict[str, str]:
    typed = session.get(TYPED_KEY)
    return typed if isinstance(typed, dict) else {}


def write_list(session, wishes: Iterable[Wish]):
    """Keep the lines. With the last of them goes what was typed beside them, and the
    session with its cookie, when it held nothing else.
    """
    kept = [asdict(wish) for wish in wishes][:MOST_LINES]
    if kept:
        session[SESSION_KEY] = kept
    elif SESSION_KEY in session:
        del session[SESSION_KEY]
        session.pop(TYPED_KEY, None)
        if not session.keys():
            session.flush()


def add_to_list(session, wishes: list[Wish]) -> str:
    """Add lines at the end, and tell what became of them: `added`, `there` when all
    were there already, `full`. What is there keeps what was written about it.
    """
    held = read_list(session)
    known = {wish.key for wish in held}
    new = [wish for wish in wishes if wish.key not in known]
    if new:
        write_list(session, [*held, *new])
    if len(held) + len(new) > MOST_LINES:
        return "full"
    return "added" if new else "there"


def wishes_of_product(product: Product) -> list[Wish]:
    """The line of a product; of a set, those of its parts that are not sold."""
    if product.kind == ProductKind.SET:
        parts = Product.objects.published().filter(part_of=product).order_by("pk")
        wanted = parts.exclude(availability=Product.Availability.SOLD)
        if wishes := [replace(wish_of(part), whole=product.pk) for part in wanted]:
            return wishes
    return [wish_of(product)]


def wish_of(product: Product) -> Wish:
    return Wish(f"p{product.pk}", str(product.name))


def wish_of_workshop(workshop: Workshop) -> Wish:
    return Wish(f"a{workshop.pk}")


def lines_of(wishes: list[Wish]) -> list[Line]:
    """Lines with their products and workshops, those that are public. Three statements
    at most: the products, their photographs, the workshops.
    """
    products, workshops = {}, {}
    if numbers := [wish.number for wish in wishes if not wish.is_of_workshop]:
        products = (
            Product.objects.published()
            .select_related("workshop", "technique", "part_of")
            .prefetch_related("photos")
            .in_bulk(numbers)
        )
    if numbers := [wish.number for wish in wishes if wish.is_of_workshop]:
        workshops = Workshop.objects.published().in_bulk(numbers)
    return [
        line_of(wish, products.get(wish.number), None)
        if not wish.is_of_workshop
        else line_of(wish, None, workshops.get(wish.number))
        for wish in wishes
    ]


def line_of(wish: Wish, product: Product | None, workshop: Workshop | None) -> Line:
    return Line(wish, product, product.workshop if product else workshop)


def sold_with(wishes: list[Wish]) -> list[Product]:
    """The sold parts of the sets on a list, left out when their set was added."""
    wholes = {wish.whole for wish in wishes if wish.whole}
    if not wholes:
        return []
    sold = Product.objects.published().filter(
        part_of__in=wholes, availability=Product.Availability.SOLD
    )
    return list(sold.select_related("part_of").order_by("part_of", "pk"))


@dataclass(frozen=True)
class Weight:
    """What the lines weigh together, as far as it is known."""

    grams: int
    unknown: int  # lines whose weight nobody gave


def weight_of(lines: list[Line]) -> Weight:
    """Add the weights of the pieces: a service weighs nothing."""
    products = [
        (line.product, line.wish.quantity)
        for line in lines
        if not line.product or line.product.kind != ProductKind.SERVICE
    ]
    known = [
        product.weight_g * quantity
        for product, quantity in products
        if product and product.weight_g
    ]
    return Weight(sum(known), len(products) - len(known))


def by_workshop(lines: list[Line]) -> list[tuple[Workshop | None, list[Line]]]:
    """The lines of each workshop, in the order in which they were first asked; None for
    what the team receives.
    """
    groups: dict[int | None, tuple[Workshop | None, list[Line]]] = {}
    for line in lines:
        number = line.workshop.pk if line.workshop else None
        groups.setdefault(number, (line.workshop, []))[1].append(line)
    return list(groups.values())


def quote_lines(lines: list[Line]) -> list[QuoteLine]:
    """The lines as a request stores them. A product that has left the catalogue is
    still named to the team.
    """
    there = set(
        Product.objects.filter(
            pk__in=[line.wish.number for line in lines if not line.wish.is_of_workshop]
        ).values_list("pk", flat=True)
    )
    return [
        QuoteLine(
            product_id=line.wish.number
            if not line.wish.is_of_workshop and line.wish.number in there
            else None,
            workshop=line.workshop,
            label=line.label,
            quantity=line.wish.quantity,
            size=line.wish.size,
            finish=line.wish.finish,
            note=line.wish.note,
        )
        for line in lines
    ]
