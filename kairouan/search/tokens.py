"""Words of a query as they were typed, each beside its folded form."""

import re
import unicodedata
from dataclasses import dataclass

from kairouan.common.pasted import without_unseen

from .folding import fold

MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")  # tatweel and vowels
# A sign that says what a figure is, a decimal, or a word with its apostrophes.
PIECE = re.compile(r"[#Øø⌀](?=\s*\d)|\d+[.,٫]\d+|[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")


@dataclass(frozen=True)
class Token:
    typed: str
    word: str  # folded; "" for a sign alone


def tokens_of(text: str) -> list[Token]:
    """Cut a query into words. What folding makes several words of is several."""
    text = unicodedata.normalize("NFC", without_unseen(text)).replace("№", "n ").replace("°", " ")
    text = MARKS.sub("", text)
    found = []
    for piece in PIECE.finditer(text):
        typed = piece[0]
        if typed in "#Øø⌀":
            found.append(Token(typed.lower(), ""))
        elif "." in typed or "," in typed or "٫" in typed:
            found.append(Token(typed, fold(typed)))
        else:
            words = fold(typed).split()
            found += [Token(typed if len(words) == 1 else word, word) for word in words]
    return found
