"""Pasted text: cleaned at one door, whichever way it comes in: form, record, code,
cell, heading, name of a file.

Control characters, bidi marks, overrides and isolates, zero-width marks and fillers go:
nobody sees them, so nobody can correct them, and two texts that read alike must be one.
The direction of a text is said by the page around it (`<bdi>`, `dir`), never inside it.
Neither French nor the Arabic of Tunisia writes a joiner: it stays between the parts of
an emoji.
"""

import re
import unicodedata

EMOJI = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
UNSEEN = (
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
EMOJI_OR_UNSEEN = re.compile(f"({EMOJI}\ufe0f?(?:\u200d{EMOJI}\ufe0f?)*)|{UNSEEN}")
LINE_ENDS = re.compile("\r+\n|[\r\x0b\x0c\x85\u2028\u2029]")  # some pages send \r\r\n
NO_BREAK = "\u00a0\u202f\u2007"
# French typography puts a no-break space beside its marks and in numbers: there alone
# it is meant.
NO_BREAK_NOT_MEANT = re.compile(f"(?<![«\\d])[{NO_BREAK}](?![»:;!?%\\d])")
SPACES = re.compile(r"\s+")
# Letters that Tunisians write for one another, after Lucene's ArabicNormalizer, with
# the Persian forms found in open data files.
ARABIC = str.maketrans("ةىیکڨڤپچ", "هييكقفبج", "ـ")


def without_unseen(text: str) -> str:
    """The text without what nobody sees."""
    return text if text.isascii() and text.isprintable() else EMOJI_OR_UNSEEN.sub(r"\1", text)


def clean_text(text: str) -> str:
    """Text of several lines, in NFC.

    Its lines and the spaces within them stay, each end of line is \\n.
    """
    text = without_unseen(LINE_ENDS.sub("\n", text))
    return NO_BREAK_NOT_MEANT.sub(" ", unicodedata.normalize("NFC", text)).strip()


def clean_line(text: str) -> str:
    """Text of one line, in NFC, its words one space apart."""
    return NO_BREAK_NOT_MEANT.sub(" ", SPACES.sub(one_space, clean_text(text)))


def one_space(run: re.Match) -> str:
    return next((space for space in run[0] if space in NO_BREAK), " ")


def clean_code(text: str) -> str:
    """A code: its letters and digits alone, the digits 0-9."""
    return western_digits(re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", without_unseen(text))))


def western_digits(text: str) -> str:
    """The text with the digits of any script as 0-9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
