"""Figures of a query: the number of a record, a size, a price.

A figure beside « n° » or رقم, or alone, is the number printed on a product's page;
beside a unit or a word of length it is a size, which ranks and never empties.
"""

from collections.abc import Sequence

from .names import Tables
from .tokens import Token

MOST_DIGITS = 9
NUMBERED = {  # what the number is of
    "piece",
    "pieces",
    "produit",
    "product",
    "article",
    "قطعه",
    "منتج",
    "prodotto",
}
SIGNS = {"#", "ø", "⌀"}


def is_figure(token: Token) -> bool:
    return token.word[:1].isdigit() and token.word.replace(" ", "").isdigit()


def span_of_figure(
    tokens: Sequence[Token], start: int, tables: Tables
) -> tuple[int, int, str] | None:
    """The figure that begins at a place with the words that say what it is: the tokens
    it spans, the place of the figure among them, and "number", "size" or "figure".

    A place that begins no figure gives nothing.
    """
    groups, place, asked = tables.groups, start, ""
    while place < len(tokens) and not is_figure(tokens[place]):
        word = tokens[place].word
        if tokens[place].typed == "#" or word in groups["number"] or word in NUMBERED:
            asked = "number"
        elif tokens[place].typed in SIGNS or word in groups["length"] | groups["capacity"]:
            asked = asked or "size"
        elif not (asked and word in groups["silent"]):
            return None
        place += 1
    if place >= len(tokens) or place - start > 2:
        return None
    end = place + 1
    following = tokens[end].word if end < len(tokens) else ""
    units = groups["length"] | groups["capacity"] | groups["weight"] | groups["price"]
    if asked != "number" and following in units:
        return end + 1, place, "size"
    return end, place, asked or "figure"
