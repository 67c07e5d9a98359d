"""The frame of every page: navigation, the other language, marks and icons."""

from urllib.parse import quote

from django import template
from django.http import QueryDict
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from kairouan.common import navigation, structured
from kairouan.common.bilingual import reader_language
from kairouan.common.languages import (
    BY_CODE,
    CODES,
    DEFAULT_FIRST,
    DEFAULT_LANGUAGE,
    LANGUAGES,
    Language,
    other_languages,
)
from kairouan.common.marks import marks_in_hand, shown_mark
from kairouan.common.queries import query_of
from kairouan.common.submissions import FIELD, new_sending_token

register = template.Library()

# Drawn on a 24 px square, with a stroke.
ICONS = {
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "phone": '<path d="M5 4h4l1.5 5-2 1.5a12 12 0 0 0 5 5l1.5-2 5 1.5v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2z"/>',
    "whatsapp": '<path d="M4 20l1.3-4A8 8 0 1 1 8 18.7z"/><path d="M9 9c0 3.5 2.5 6 6 6"/>',
    "email": '<path d="M3 6h18v12H3z"/><path d="m3 7 9 6 9-6"/>',
    "facebook": '<path d="M14 21v-8h3l.5-3.5H14V7.5C14 6.5 14.5 6 15.5 6H18V3h-3c-2.5 0-4.5 1.5-4.5 4.5v2H8V13h2.5v8"/>',
    "home": '<path d="M4 11 12 4l8 7v9h-5v-6H9v6H4z"/>',
    "pieces": '<path d="M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM13.5 13.5H20V20h-6.5z"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c1-4 4-6 8-6s7 2 8 6"/>',
    "camera": '<path d="M3.5 7.5h4l2-2.5h5l2 2.5h4V19h-17z"/><circle cx="12" cy="13" r="3.5"/>',
    "share": '<circle cx="6" cy="12" r="2.5"/><circle cx="17" cy="5.5" r="2.5"/><circle cx="17" cy="18.5" r="2.5"/><path d="m8.3 10.8 6.4-4M8.3 13.2l6.4 4"/>',
    "review": '<path d="M5 3.5h9l5 5V12M14 3.5v5h5M5 3.5v17h6M8 12.5h5M8 16h3"/><path d="m13.5 18 2.5 2.5 5-5.5"/>',
    "hammer": '<path d="M4 6.5 11 4l3 4-2.5 2L10 9.5 6 11zM11 10l8.5 8.5-2 2L9.5 12"/>',
    "page": '<path d="M6 3.5h8l4 4v13H6zM9 11.5h6M9 15.5h6"/>',
    "calendar": '<path d="M4 6h16v14.5H4zM4 10.5h16M8 3.5V8M16 3.5V8M8 14.5h3M13.5 14.5H16"/>',
    "figures": '<path d="M4 20.5h16M6.5 17v-5M12 17V5M17.5 17V9"/>',
    "settings": '<path d="M4 7h9M18 7h2M4 17h2M11 17h9"/><circle cx="15.5" cy="7" r="2.5"/><circle cx="8.5" cy="17" r="2.5"/>',
    "instagram": '<rect x="4" y="4" width="16" height="16" rx="4"/><circle cx="12" cy="12" r="3.5"/><path d="M16.5 7.5h.01"/>',
}

# How wide a photograph is on a page, from the widest window down: the `sizes` of the
# browser. They are true: of two that are asked for, it takes the one that fills the
# place.
WHOLE_WIDTH = "calc(100vw - 2.5rem)"  # of a telephone, between its gutters
FRAMES = {
    "cover": [("(min-width: 48rem)", "max(60vw, 54rem)"), ("", "95vw")],
    "column": [("(min-width: 80rem)", "42rem"), ("(min-width: 60rem)", "52vw"), ("", WHOLE_WIDTH)],
    "half": [("(min-width: 60rem)", "40rem"), ("", WHOLE_WIDTH)],
    "lead": [("(min-width: 80rem)", "34rem"), ("(min-width: 60rem)", "42vw"), ("", WHOLE_WIDTH)],
    # two pixels to the dot are enough where the page must stay light
    "light half": [("(min-width: 60rem)", "40rem"), ("(min-resolution: 2.5dppx)", "58vw"), ("", WHOLE_WIDTH)],
    "margin": [("(min-width: 60rem)", "30rem"), ("", "30vw")],
    "third": [("(min-width: 80rem)", "18rem"), ("(min-width: 36rem)", "45vw"), ("", WHOLE_WIDTH)],
    "wide card": [("(min-width: 64rem)", "46rem"), ("(min-width: 48rem)", "64vw"), ("", WHOLE_WIDTH)],
    "card": [("(min-width: 64rem)", "18rem"), ("(min-width: 48rem)", "30vw"), ("", "44vw")],
    "card of three": [("(min-width: 80rem)", "26rem"), ("(min-width: 48rem)", "31vw"), ("", "44vw")],
    "card beside filters": [
        ("(min-width: 60rem)", "18rem"), ("(min-width: 48rem)", "30vw"), ("", "44vw"),
    ],
    "aside": [("(min-width: 60rem)", "24rem"), ("", WHOLE_WIDTH)],
    "row": [("(min-width: 60rem)", "7rem"), ("", "5rem")],
    "tile": [("(min-width: 36rem)", "15rem"), ("", "66vw")],
    "door": [("(min-width: 80rem)", "25rem"), ("(min-width: 48rem)", "31vw"), ("", WHOLE_WIDTH)],
    "swatch": [("(min-width: 64rem)", "8.5rem"), ("", "20vw")],
    "technique": [("(min-width: 60rem)", "36rem"), ("", WHOLE_WIDTH)],
    "answer": [("(min-width: 60rem)", "30rem"), ("(min-resolution: 2.5dppx)", "58vw"), ("", WHOLE_WIDTH)],
    "pair": [("(min-width: 60rem)", "40rem"), ("", "50vw")],
    "trial": [("(min-width: 60rem)", "50vw"), ("", WHOLE_WIDTH)],
    "measure": [("(min-width: 60rem)", "16rem"), ("", "50vw")],
}  # fmt: skip
SHAPES = {"4x5": "4x5", "1": "1x1"}  # the crop made for a ratio; the whole is cut to others


@register.inclusion_tag("layout/_sections.html", takes_context=True)
def sections(context):
    """The main navigation, the current entry marked.

    Takes nothing of the session: pages are the same for everyone.
    """
    match = getattr(context.get("request"), "resolver_match", None)
    here = match.view_name if match else ""
    main, menu = navigation.entries("sections"), navigation.entries("menu")
    current = navigation.where(here, [*main, *menu])
    return {
        "sections": [
            {
                "label": entry.label,
                "url": entry.address,
                "is_current": entry is current,
                "is_in_menu": entries is menu,
                "is_wide": entry.is_wide,
            }
            for entries in (main, menu)
            for entry in entries
        ]
    }


@register.simple_tag(takes_context=True)
def address_in(context, code):
    """The address of this page in another language, with what it knows of the query.

    A public page that knows nothing of it keeps none; another page is one reader's own,
    and keeps what it was asked with.
    """
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if match is None:
        return f"/{code}/"
    if "kept_query" in context:
        path = request.path + context["kept_query"]
    elif "known_query" in context or is_for_everyone(match):
        path = canonical_path(context)
    else:
        path = request.get_full_path()
    return translate_url(path, code)


@register.simple_tag(takes_context=True)
def list_address(context, **changed):
    """The query string of this list with other values, None for none, and no parameter
    that its page does not know.

    In one order, and without the number of a first page: as its page will say it.
    """
    known = dict(QueryDict(context.get("known_query", "").removeprefix("?")).lists()) | changed
    if known.get("page") == 1:
        del known["page"]
    return query_of(known) or "?"


def canonical_path(context) -> str:
    """The path of the page, with what its view knows of the query (`known_query`) and
    no other parameter.
    """
    return context["request"].path + context.get("known_query", "")


@register.inclusion_tag("layout/_language_links.html", takes_context=True)
def language_links(context):
    """Canonical and alternate addresses, absolute.

    A page that was not found has none.
    """
    request = context.get("request")
    if request is None or getattr(request, "resolver_match", None) is None:
        return {"alternates": []}
    path = canonical_path(context)
    codes = dict(zip(CODES, CODES, strict=True)) | {"x-default": DEFAULT_LANGUAGE.code}
    return {
        "canonical": request.build_absolute_uri(path),
        "alternates": [
            (name, request.build_absolute_uri(translate_url(path, code)))
            for name, code in codes.items()
        ],
    }


class PageTexts(template.Node):
    """The title and the description of the page, each rendered once and said three
    times: to the tab, to engines, to who shares it.

    The second page of a list says so in both: they are its own. A record without a text
    of its own is described by its title.
    """

    child_nodelists = ("title", "description")  # where {% extends %} looks for blocks

    def __init__(self, title, description):
        self.title = title
        self.description = description

    def render(self, context):
        texts = {
            name: " ".join(getattr(self, name).render(context).split())
            for name in self.child_nodelists
        }
        texts["description"] = texts["description"] or texts["title"]
        page = context.get("page_obj")
        if page and page.number > 1:
            number = {"number": page.number}
            texts["title"] = gettext("%(title)s, page %(number)s") % {
                "title": texts["title"],
                **number,
            }
            texts["description"] = gettext("Page %(number)s. %(description)s") % {
                "description": texts["description"],
                **number,
            }
        request, photos = context.get("request"), context.get("photos")
        match = getattr(request, "resolver_match", None)
        if match is None:  # an error page, perhaps for a host that is not ours
            request = None
        if not is_for_everyone(match):
            photos = None
        shown = {
            "title": mark_safe(texts["title"]),
            "description": mark_safe(texts["description"]),
            "address": request.build_absolute_uri(canonical_path(context)) if request else "",
            "photo": shared_photo(request, photos[0] if photos else None),
        }
        return render_to_string("layout/_texts.html", shown)


def is_for_everyone(match) -> bool:
    """Tell whether the view of an address is public: its page may be shared."""
    return match is not None and getattr(match.func, "is_public_page", False)


@register.tag
def page_texts(parser, token):
    """{% page_texts %} title {% description %} description {% endpage_texts %}"""
    title = parser.parse(["description"])
    parser.delete_first_token()
    description = parser.parse(["endpage_texts"])
    parser.delete_first_token()
    return PageTexts(title, description)


def shared_photo(request, photo) -> dict:
    """The picture that goes with a shared page: the page's own, else the portal's, with
    its title in the reader's language.
    """
    if request is None:
        return {}
    if photo is None:
        address = static(f"img/partage-{reader_language()}.jpg")
        return {
            "url": request.build_absolute_uri(address),
            "width": 1200,
            "height": 630,
            "alt": gettext("Cuivre de Kairouan"),
        }
    shared = photo.shared
    address = request.build_absolute_uri(shared.url)
    return {"url": address, "width": shared.width, "height": shared.height, "alt": photo.alt}


@register.simple_tag(takes_context=True)
def structured_data(context):
    """Render the JSON-LD that the view gave as `structured`, with the breadcrumbs of
    the page.
    """
    request, crumbs = context.get("request"), context.get("crumbs")
    things = list(context.get("structured") or [])
    if crumbs and request:
        things.append(structured.breadcrumbs(crumbs, request))
    return structured.script(things) if things else ""


@register.inclusion_tag("components/share.html", takes_context=True)
def share(context, title, path):
    """A link that shares a page.

    Takes: its title, its path (a short one where there is one).
    """
    address = context["request"].build_absolute_uri(path)
    return {"title": title, "address": address, "message": quote(f"{title}\n{address}", safe="")}


@register.simple_tag
def reading_language() -> Language:
    """The language of the page, with its facts."""
    return BY_CODE[reader_language()]


@register.simple_tag(name="other_languages")
def languages_to_switch_to() -> list[Language]:
    return [BY_CODE[code] for code in other_languages(reader_language())]


@register.simple_tag
def portal_languages(default_first=False) -> tuple[Language, ...]:
    """Every language, in the order of the desk, or with the default first."""
    return DEFAULT_FIRST if default_first else LANGUAGES


@register.simple_tag
def mark(name, css_class="mark"):
    """The hallmark of a technique.

    Never mirrored; says nothing by itself: the name of the technique stands beside it.
    """
    return shown_mark(name, css_class) if name else ""


@register.simple_tag
def logos_address():
    """The address of the file that holds the logos: that of the public marks, on a page
    for everyone.
    """
    marks = marks_in_hand.get()
    return static("img/logos.svg") if marks is None else marks.address


@register.simple_tag
def icon(name):
    return format_html(
        '<svg class="ico" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75" '
        'aria-hidden="true">{}</svg>',
        mark_safe(ICONS[name]),
    )


@register.filter
def page_numbers(paginator, current):
    """The page numbers to show round the current one; None stands for those left
    out.
    """
    return [
        number if isinstance(number, int) else None
        for number in paginator.get_elided_page_range(current, on_each_side=2, on_ends=1)
    ]


@register.inclusion_tag("components/photo.html")
def photo(photo, frame, ratio="4x5", mark="", eager=False, alt=""):
    """A photograph in the files that exist; where there is none, the lime grey that
    stands for it, with a technique's mark.

    Takes: the photograph (or None), its frame (`FRAMES`), its ratio ("own": that of the
    photograph), the mark, whether it is fetched at once, and what to say instead of its
    own text: None where the words beside it say it all.
    """
    shape = photo.shown_as(SHAPES.get(ratio, "")) if photo else ""
    width, height = photo.size_of(shape) if photo else (0, 0)
    return {
        "photo": photo,
        "sources": photo.sources(shape) if photo else [],
        "fallback": photo.fallback_of(shape) if photo else "",
        "width": width,
        "height": height,
        "sizes": sizes_of(frame, width_to_cover(ratio, width, height)),
        "ratio": "" if ratio == "4x5" else f"ratio-{ratio}",
        "mark": mark,
        "eager": eager,
        "alt": photo.alt if photo and alt == "" else alt or "",
    }


def width_to_cover(ratio: str, width: int, height: int) -> float:
    """How many times wider than its place a photograph is drawn, so as to cover it:
    more than once when the place is the higher of the two.
    """
    across, _x, down = ratio.partition("x")
    if not height or not across.isdigit():
        return 1
    return max(1, width / height * int(down or 1) / int(across))


def sizes_of(frame: str, times: float) -> str:
    return ", ".join(
        f"{window} {length if times < 1.02 else f'calc({length} * {times:.2f})'}".strip()
        for window, length in FRAMES[frame]
    )


@register.simple_tag
def sending() -> str:
    """The token of one sending, for a form that creates
    (kairouan/common/submissions.py).
    """
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_sending_token())
