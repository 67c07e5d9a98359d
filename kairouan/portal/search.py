"""One search over everything that has a place: products and services, workshops,
families, techniques, categories, collections, actions, openings, partners, long pages.

The index says what is found, in which order; the records of a page of results are read
in the same few statements however much is found.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from django.db.models import Case, CharField, F, TextChoices, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from artisans.models import FamilyPhoto, TechniquePhoto
from kairouan.common.bilingual import Text, localized_from, localized_texts
from kairouan.common.languages import columns
from kairouan.common.queries import query_of
from kairouan.photos.base import Photo
from kairouan.search.finding import search_index
from kairouan.search.index import current_index
from kairouan.search.kinds import KINDS
from kairouan.search.marking import MarkedText, Marks, as_typed
from kairouan.search.suggesting import Suggestion, nearest, suggestions
from products.models import CollectionPhoto, Product, ProductPhoto
from products.pictures import newest_products_of
from programme.models import ActionPhoto
from workshops.models import WorkshopPhoto

RESULTS_PER_PAGE = 24
MOST_SUGGESTIONS = 8
MOST_NEAREST = 3
LEAST_SAID = 4  # letters: nobody misses a shorter word of context


class ResultKind(TextChoices):
    """Kind of a search result, in the order of the tabs."""

    PRODUCT = "product", _("Pièces et services")
    CATEGORY = "category", _("Catégories")
    WORKSHOP = "workshop", _("Ateliers")
    FAMILY = "family", _("Familles")
    TECHNIQUE = "technique", _("Techniques")
    COLLECTION = "collection", _("Collections")
    ACTION = "action", _("Actions")
    OPENING = "opening", _("Offres")
    PARTNER = "partner", _("Partenaires et centres")
    PAGE = "page", _("Pages")


def page_of(route: str, slug: str) -> str:
    return reverse(route, args=[slug])


def narrowed_catalogue(slug: str) -> str:
    return f"{reverse('products:list')}{query_of({'category': slug})}"


def place_of_partner(number: str) -> str:
    return f"{reverse('programme:home')}#partenaire-{number}"


def long_page(key: str) -> str:
    return reverse(f"portal:page_{key}")


NO_MARK = Value("")


@dataclass(frozen=True)
class Place:
    """What a result of a kind says of its record, and where it leads: the line under
    the name, its mark, the address from what its kind calls the slug; the icon of its
    kind, where it has neither photograph nor mark.
    """

    address: Callable[[str], str]
    line: str = "summary"
    mark: Combinable = NO_MARK
    icon: str = "pieces"


MARK_OF_WORKSHOP = Case(When(shows_technique=True, then=F("main_technique__mark")), default=NO_MARK)
PLACES = {
    ResultKind.PRODUCT: Place(partial(page_of, "products:detail")),
    ResultKind.CATEGORY: Place(narrowed_catalogue, line=""),
    ResultKind.WORKSHOP: Place(partial(page_of, "workshops:detail"), mark=MARK_OF_WORKSHOP),
    ResultKind.FAMILY: Place(
        partial(page_of, "artisans:family_detail"), line="origin", icon="person"
    ),
    ResultKind.TECHNIQUE: Place(partial(page_of, "artisans:technique_detail"), mark=F("mark")),
    ResultKind.COLLECTION: Place(partial(page_of, "products:collection_detail")),
    ResultKind.ACTION: Place(partial(page_of, "programme:action_detail"), icon="calendar"),
    ResultKind.OPENING: Place(
        partial(page_of, "programme:opening_detail"), line="workshop__name", icon="hammer"
    ),
    ResultKind.PARTNER: Place(place_of_partner, line="text", icon="home"),
    ResultKind.PAGE: Place(long_page, icon="page"),
}


# Where a name is looked for as it is typed: few and general things first.
OF_THE_CRAFT = [
    ResultKind.CATEGORY,
    ResultKind.TECHNIQUE,
    ResultKind.PRODUCT,
    ResultKind.WORKSHOP,
    ResultKind.FAMILY,
    ResultKind.COLLECTION,
]
SUGGESTED = [
    *OF_THE_CRAFT,
    ResultKind.ACTION,
    ResultKind.OPENING,
    ResultKind.PARTNER,
    ResultKind.PAGE,
]

# The photographs of each kind that has some, and what a page needs of one.
PHOTOS_OF: dict[str, type[Photo]] = {
    ResultKind.WORKSHOP: WorkshopPhoto,
    ResultKind.FAMILY: FamilyPhoto,
    ResultKind.TECHNIQUE: TechniquePhoto,
    ResultKind.ACTION: ActionPhoto,
    ResultKind.COLLECTION: CollectionPhoto,
}
PIECE = "piece"  # what a workshop without a photograph makes
FILES = ["image", "width", "height", "variants", "focus_x", "focus_y"]


@dataclass
class Result:
    """A record that was found, as the page shows it. `product` is there for one of the
    catalogue: its price, whether it can be had. `picture` is its first photograph, when
    its kind has some.
    """

    kind: ResultKind
    name: MarkedText
    line: MarkedText
    mark: str
    url: str
    product: Product | None = None
    picture: Photo | None = None

    @property
    def icon(self) -> str:
        return PLACES[self.kind].icon


@dataclass
class Way:
    """A way on: a name, what it is of, and where it leads."""

    name: Text
    kind: ResultKind
    url: str


class Findings:
    """Search results as a sequence that a Paginator can slice: found and ranked in the
    index, read in one statement a page, and two for products.
    """

    def __init__(self, query: str, kind: str):
        self.query = query
        self.found = search_index(query)
        self.kind = kind

    @property
    def kinds(self) -> list[tuple[ResultKind, int]]:
        counts = self.found.counts
        return [(kind, counts[kind]) for kind in ResultKind if counts.get(kind)]

    @property
    def total(self) -> int:
        return sum(self.found.counts.values())

    def __len__(self):
        return self.found.counts.get(self.kind, 0) if self.kind else self.total

    def __getitem__(self, cut: slice) -> list[Result]:
        if not isinstance(cut, slice):  # a template asks for every attribute as a key first
            raise TypeError("Findings are read by pages.")
        found = self.found.of_kind(self.kind) if self.kind else self.found
        return results_of(found.page(cut.start, cut.stop), self.marks)

    @cached_property
    def marks(self) -> Marks:
        return Marks(map(as_typed, self.found.query.needles))

    @property
    def left_out(self) -> list[str]:
        """What was typed and no result answers, in its order; of the words of context,
        those that a reader may miss.
        """
        missing = [
            needle.typed
            for place, needle in enumerate(self.found.query.needles)
            if not self.found.is_answered(place)
        ]
        context = [word for word in self.found.query.silent if len(word) >= LEAST_SAID]
        return sorted(dict.fromkeys(missing + context), key=self.query.find)

    @property
    def meant(self) -> str:
        """The query as it was perhaps meant, in the reader's script; "" for none."""
        return self.found.query.meant

    @property
    def nearest(self) -> list[Way]:
        """Names near what was typed, where nothing answers."""
        return [way_to(each) for each in nearest(self.query, OF_THE_CRAFT, MOST_NEAREST)]


def search_public_records(query: str, kind: str = "") -> Findings:
    """Everything public that answers a query; of one kind, when it is given."""
    return Findings(query, kind)


def results_of(wanted: list[tuple[str, int]], marks: Marks) -> list[Result]:
    """The records of a page of results, in their order; one that went meanwhile is left
    out.
    """
    by_kind = defaultdict(list)
    for kind, record in wanted:
        by_kind[ResultKind(kind)].append(record)
    products = by_kind.pop(ResultKind.PRODUCT, [])
    found = results_of_products(products, marks) | results_of_others(by_kind, marks)
    return [found[key] for key in wanted if key in found]


def results_of_products(records: list[int], marks: Marks) -> dict[tuple[str, int], Result]:
    """Products, with what their cards show."""
    if not records:
        return {}
    kind = ResultKind.PRODUCT
    products = Product.objects.published().for_cards().in_bulk(records)
    return {
        (kind, number): Result(
            kind,
            marks.mark(product.name),
            marks.mark(product.workshop.name),
            product.public_mark,
            product.get_absolute_url(),
            product,
            product.main_photo,
        )
        for number, product in products.items()
    }


def results_of_others(by_kind: dict, marks: Marks) -> dict[tuple[str, int], Result]:
    """Records of every other kind, put together by the database."""
    rows = [result_columns(kind, records) for kind, records in by_kind.items()]
    if not rows:
        return {}
    together = rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]
    pictures = pictures_of_others(by_kind)
    return {
        (kind, number): result_of(kind, marks, *told, picture=pictures.get((kind, number)))
        for number, kind, *told in together
    }


def pictures_of_others(by_kind: dict) -> dict[tuple[str, int], Photo]:
    """The first photograph that may be shown of each record found, of a workshop
    without one that of its newest piece; put together by the database.
    """
    made = newest_products_of("workshop", by_kind.get(ResultKind.WORKSHOP, []))
    rows = [
        photo_columns(kind.value, PHOTOS_OF[kind], records)
        for kind, records in by_kind.items()
        if kind in PHOTOS_OF
    ] + ([photo_columns(PIECE, ProductPhoto, list(made))] if made else [])
    if not rows:
        return {}
    together = rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]
    pictures: dict[tuple[str, int], Photo] = {}
    pieces: dict[tuple[str, int], Photo] = {}
    for _order, _pk, kind, record, *files in sorted(together, key=lambda row: row[:2]):
        columns_of_file = dict(zip(FILES, files, strict=True))
        if kind == PIECE:
            maker = (ResultKind.WORKSHOP.value, made[record])
            pieces.setdefault(maker, ProductPhoto(**columns_of_file))
        else:
            photo = PHOTOS_OF[ResultKind(kind)](**columns_of_file)
            pictures.setdefault((kind, record), photo)
    return pieces | pictures


def photo_columns(kind: str, photos: type[Photo], records: list[int]):
    """The files of the public photographs of some records, alike for all kinds."""
    return (
        photos.objects.public()
        .filter(**{f"{photos.shows}__in": records})
        .order_by()
        .values_list("order", "pk", Value(kind, output_field=CharField()), photos.shows, *FILES)
    )


def result_columns(kind: ResultKind, records: list[int]):
    """The columns of some records of one kind, alike for all kinds."""
    searched, place = KINDS[kind], PLACES[kind]
    line = columns(place.line) if place.line else [Value("") for _name in columns("line")]
    texts = zip(
        columns("found_name") + columns("found_line"),
        columns(searched.model.searched_name) + line,
        strict=True,
    )
    return (
        searched.rows()
        .order_by()
        .filter(pk__in=records)
        .annotate(
            found_kind=Value(kind.value, output_field=CharField()),
            found_mark=Cast(place.mark, CharField()),
            found_slug=Cast(searched.slug, CharField()),
            **{found: Cast(text, TextField()) for found, text in texts},
        )
        .values_list(
            "pk", "found_kind", "found_slug", "found_mark", *columns("found_name", "found_line")
        )
    )


def result_of(
    kind: str, marks: Marks, slug: str, mark: str, *texts: str, picture: Photo | None
) -> Result:
    said = dict(zip(columns("name", "line"), texts, strict=True))
    kind = ResultKind(kind)
    return Result(
        kind,
        marks.mark(localized_from(said, "name")),
        marks.mark(first_line(localized_from(said, "line"))),
        mark or "",
        PLACES[kind].address(slug),
        picture=picture,
    )


def first_line(text: Text) -> Text:
    return Text(text.partition("\n")[0], text.lang)


def categories() -> list[Way]:
    """The categories in which the catalogue has something, in their order."""
    index = current_index()
    table, products = index.tables["category"], index.tables["product"]
    counted = products.counts("category", products.alive)
    labels = index.labels(("category", record) for record in table.position if counted.get(record))
    filled = sorted(labels.values(), key=lambda label: (label.rank, label.slug))
    return [
        Way(
            localized_texts(label.names),
            ResultKind.CATEGORY,
            PLACES[ResultKind.CATEGORY].address(label.slug),
        )
        for label in filled
    ]


def ways_to(typed: str) -> list[Way]:
    """What a search box proposes for what is typed so far."""
    return [way_to(each) for each in suggestions(typed, SUGGESTED, MOST_SUGGESTIONS)]


def way_to(suggestion: Suggestion) -> Way:
    """Lead to the one record of that name, or to the search of it."""
    kind = ResultKind(suggestion.kind)
    if suggestion.slug:
        url = PLACES[kind].address(suggestion.slug)
    else:
        url = f"{reverse('portal:search')}{query_of({'q': suggestion.name, 'kind': kind.value})}"
    return Way(suggestion.name, kind, url)
