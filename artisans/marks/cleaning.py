"""Takes a drawing that an officer sends: shapes of one colour, and nothing else of SVG.

The file is read by `reading.py`, which refuses what XML could hide in it, and written
anew from lists of what a mark is made of: no script, style, link, picture, animation,
text or gradient has a way through. Whoever sent it is told in a sentence what a mark
cannot hold; what only drawing programs say to themselves is dropped.
"""

import math
import re
from collections.abc import Set
from functools import lru_cache
from xml.sax.saxutils import quoteattr

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .drawing import FIELD
from .outlines import COMMAND, NUMBER, Matrix, matrix_of, numbers
from .raster import picture
from .reading import BETWEEN, SVG, Node, Unreadable, read_xml

MOST_BYTES = 24_000  # of the file as it is sent
MOST_WRITTEN = 8_000  # of the drawing as it is kept: every page that has marks brings it
MOST_ELEMENTS = 80
MOST_DEPTH = 8
MOST_FIGURES = 400  # of a transform or of an attribute, in signs
LARGEST = 100_000.0  # a figure
LEAST_INK, MOST_INK = 0.02, 0.85  # of the field, seen at 24 px

SHAPES = {
    "path": {"d"},
    "circle": {"cx", "cy", "r"},
    "ellipse": {"cx", "cy", "rx", "ry"},
    "rect": {"x", "y", "width", "height"},
    "line": {"x1", "y1", "x2", "y2"},
    "polyline": {"points"},
    "polygon": {"points"},
}
XML = "http://www.w3.org/XML/1998/namespace"
PAINT = {"fill", "fill-rule", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"}
WORDS = {
    "fill-rule": {"nonzero", "evenodd"},
    "stroke-linecap": {"butt", "round", "square"},
    "stroke-linejoin": {"miter", "round", "bevel"},
}
# what a drawing program says to itself, and a title, for which a mark has no place
DROPPED_ELEMENTS = {"title", "desc", "metadata"}
DROPPED_NAMESPACES = {
    "http://www.inkscape.org/namespaces/inkscape",
    "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
}
DROPPED_ATTRIBUTES = {"id", "class", "version", "baseProfile", "overflow"}
OF_THE_FIELD = {"viewBox", "width", "height", "x", "y", "preserveAspectRatio", "enable-background"}
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,24}|rgb\([\d\s,.%]{5,40}\)")
WHITE = re.compile(r"#f{3,8}|white|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\)|transparent", re.IGNORECASE)
LENGTH = re.compile(rf"(?:{NUMBER.pattern})(?:px)?")
TRANSFORM = re.compile(
    rf"(?:\s*(?:translate|scale|rotate|matrix)\s*\((?:[\s,]*{NUMBER.pattern})+\s*\)[\s,]*)+"
)

NOT_SVG = _("Ce fichier n’est pas un dessin SVG que l’on puisse lire.")
TOO_LONG = _("Ce dessin est trop lourd pour un signe : simplifiez ses tracés.")
HOLDS = _("Un signe ne peut pas contenir « %(what)s » : gardez des formes d’une seule couleur.")
ONE_COLOUR = _("Un signe n’a qu’une couleur : ce qui est blanc se laisse vide.")
BARE = _("Ce dessin est vide, ou si fin qu’il ne se voit pas en petit.")
FULL = _("Ce dessin est presque plein : en petit, on n’y voit qu’une tache.")


@lru_cache(maxsize=256)
def clean_drawing(sent: str | bytes) -> str:
    """The drawing as a whole SVG of 96 by 96, written anew; cleaning it again changes
    nothing.

    Raises ValidationError with a sentence for whoever sent it.
    """
    document = sent.encode(errors="replace") if isinstance(sent, str) else sent
    if len(document) > MOST_BYTES:
        raise ValidationError(TOO_LONG)
    try:
        root = read_xml(document, MOST_ELEMENTS * 2, MOST_DEPTH + 1)
    except Unreadable as error:
        raise ValidationError(NOT_SVG) from error
    if (root.tag, root.namespace) != ("svg", "") or root.text.strip():
        raise ValidationError(NOT_SVG)
    drawing = cleaned_root(root)
    written = f'<svg xmlns="{SVG}" viewBox="0 0 {FIELD} {FIELD}">{inside(drawing)}</svg>'
    if len(written) > MOST_WRITTEN:
        raise ValidationError(TOO_LONG)
    check_ink(inside(drawing))
    return written


def shapes_of(cleaned: str) -> str:
    """The shapes inside the field of a drawing, as a page holds them."""
    return inside(read_xml(cleaned.encode(), MOST_ELEMENTS * 2, MOST_DEPTH + 2))


def cleaned_root(root: Node) -> Node:
    """The root with its shapes brought into the field of a mark."""
    moved = transform_to_field(root)
    paint = cleaned_attributes(root, PAINT, OF_THE_FIELD)
    shapes = cleaned_children(root)
    if count(shapes) > MOST_ELEMENTS:
        raise ValidationError(TOO_LONG)
    if moved or paint:
        group = paint | ({"transform": moved} if moved else {})
        shapes = [Node("g", attributes=group, children=shapes)]
    return Node("svg", children=shapes)


def count(nodes: list[Node]) -> int:
    return sum(1 + count(node.children) for node in nodes)


def transform_to_field(root: Node) -> str:
    """The transform that brings what the drawing shows into 96 by 96, "" for none."""
    box = numbers(root.attributes.get("viewBox", ""))
    if not box:
        sides = (root.attributes.get(name, "") for name in ("width", "height"))
        sizes = [numbers(side)[0] for side in sides if LENGTH.fullmatch(side)]
        box = [0, 0, *sizes] if len(sizes) == 2 else [0, 0, FIELD, FIELD]
    if len(box) != 4 or not all(0 < side < LARGEST for side in box[2:]):
        raise ValidationError(NOT_SVG)
    if box == [0, 0, FIELD, FIELD]:
        return ""
    x, y, width, height = box
    size = FIELD / max(width, height)
    aside, down = ((FIELD - side * size) / 2 - at * size for side, at in ((width, x), (height, y)))
    return matrix_as_written((size, 0, 0, size, aside, down))


def cleaned_children(parent: Node) -> list[Node]:
    """The shapes and groups below an element. Raises for anything else that stands
    there.
    """
    found = []
    for child in parent.children:
        if is_dropped(child):
            continue
        if child.namespace or child.tag not in {*SHAPES, "g", "defs"} or child.text.strip():
            raise holds(child.tag)
        below = cleaned_children(child)
        if below and child.tag != "g":
            raise holds(child.tag if child.tag == "defs" else below[0].tag)
        if child.tag in SHAPES or below:
            known = PAINT | SHAPES.get(child.tag, set()) | {"transform"}
            found.append(
                Node(child.tag, attributes=cleaned_attributes(child, known), children=below)
            )
    return found


def is_dropped(node: Node) -> bool:
    return node.namespace in DROPPED_NAMESPACES or (
        not node.namespace and node.tag in DROPPED_ELEMENTS
    )


def holds(what: str) -> ValidationError:
    return ValidationError(HOLDS, params={"what": what[:40]})


def cleaned_attributes(node: Node, known: Set[str], dropped: Set[str] = frozenset()) -> dict:
    """The attributes that a mark keeps, each checked; raises for what would do more
    than draw.
    """
    kept = {}
    for name, value in node.attributes.items():
        namespace, _space, own = name.rpartition(BETWEEN)
        if namespace in DROPPED_NAMESPACES or (namespace == XML and own == "space"):
            continue
        if not namespace and (own in DROPPED_ATTRIBUTES or own in dropped):
            continue
        if name not in known:
            raise holds(own)
        kept[name] = cleaned_value(name, value.strip())
    return kept


def cleaned_value(name: str, value: str) -> str:
    match name:
        case "fill" | "stroke":
            return cleaned_colour(value)
        case "d":
            return cleaned_path(value)
        case "points":
            found = numbers(value)
            if NUMBER.sub("", value).strip(" ,\n\t\r") or len(found) < 4:
                raise ValidationError(NOT_SVG)
            return " ".join(map(figure, found))
        case "transform":
            if len(value) > MOST_FIGURES or not TRANSFORM.fullmatch(value):
                raise ValidationError(NOT_SVG)
            try:
                matrix = matrix_of(value)
            except ValueError as error:
                raise ValidationError(NOT_SVG) from error
            return matrix_as_written(matrix)
        case _ if name in WORDS:
            if value not in WORDS[name]:
                raise holds(f"{name}: {value}")
            return value
    if len(value) > MOST_FIGURES or not LENGTH.fullmatch(value):
        raise ValidationError(NOT_SVG)
    return figure(numbers(value)[0])


def figure(value: float) -> str:
    """A number as it is written. Raises ValidationError where it is out of all
    proportion.
    """
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise ValidationError(NOT_SVG)
    return f"{value:.6g}"


def matrix_as_written(matrix: Matrix) -> str:
    return f"matrix({' '.join(map(figure, matrix))})"


def cleaned_colour(value: str) -> str:
    """A mark takes the colour of the words beside it."""
    if value == "none":
        return value
    if WHITE.fullmatch(value):
        raise ValidationError(ONE_COLOUR)
    if not COLOUR.fullmatch(value):  # a gradient, an address
        raise holds(value)
    return "currentColor"


def cleaned_path(value: str) -> str:
    """A path with its commands and figures, and nothing between them."""
    rest = COMMAND.sub("", value)
    between = NUMBER.sub("", COMMAND.sub(lambda found: found[2], value))
    if rest.strip() or between.strip(" ,\n\t\r") or value[:1] not in ("M", "m"):
        raise ValidationError(NOT_SVG)
    for each in numbers(value):
        figure(each)
    return " ".join(value.replace(",", " ").split())


def inside(node: Node) -> str:
    return "".join(written(child) for child in node.children)


def written(node: Node) -> str:
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in node.attributes.items())
    if not node.children:
        return f"<{node.tag}{attributes}/>"
    return f"<{node.tag}{attributes}>{inside(node)}</{node.tag}>"


def check_ink(shapes: str):
    """Refuse a drawing of which nothing is seen, or nothing but a stain."""
    try:
        seen = picture(shapes)
    except (ValueError, OverflowError, Unreadable) as error:
        raise ValidationError(NOT_SVG) from error
    share = sum(seen) / len(seen)
    if share < LEAST_INK:
        raise ValidationError(BARE)
    if share > MOST_INK:
        raise ValidationError(FULL)
