"""Folding: the one form in which texts and queries are compared, without accents,
Arabic letters that stand for one another made one.

Folding twice is folding once, or a text kept folded would not meet itself.
"""

import re
import unicodedata

from kairouan.common.pasted import ARABIC, western_digits, without_unseen

# A leading article is left out when three letters remain; never a bare ب ل و, which
# begin words of their own (براد, ليان, ورشة).
ARTICLE = re.compile(r"\b(?:وال|بال|كال|فال|ال|لل)+(?=\w{3})")
# An alif that carries a hamza or a madda is none of the article's: ألوان is not « ال »
# and « وان ». It is one letter until the article is off, then a bare alif, but where a
# bare one would be taken for the article the next time.
HAMZA = str.maketrans("أإآٲٳٱ", "ٲٲٲٲٲا")
NOT_ARTICLE = re.compile(r"\b([وبكف]?)ٲل(?=\w{3})")
FINAL_HAMZA = re.compile(r"(?<=\w\w)(?<!ء)ء++\b")  # غطاء is said and typed غطا
# Letters that keyboards of Iran and Pakistan give, and گ that some phones give for ڨ.
OF_OTHER_KEYBOARDS = str.maketrans("ہھەۃےگ", "ههههيق")
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o"})
APOSTROPHES = str.maketrans("’ʼ‘`´ʹʻ", "'''''''")
ELISION = re.compile(r"\b(?:l|d|qu|n|s|c|j|m|t)'(?=\w)")
DIAMETER = re.compile(r"(?<![ø⌀])[ø⌀]++(?=\s*\d)")
# A figure and its unit are two words, however close they are typed: 40cm, ٤٠صم.
UNIT = re.compile(
    r"\b(\d+)(cm|mm|m|kg|kilo|kilos|gr|g|cl|ml|dl|l|litres?|dt|صم|سم|مم|ل|لتر|كغ|كلغ|كيلو|غ)\b"
)
WORDS = re.compile(r"[^\W_]+")
# What stands on a letter or draws it out, and folding passes over: the inside of a
# class of a pattern.
ON_LETTERS = "\u0300-\u036f\u0640\u064b-\u065f\u0670"


def fold(text: str) -> str:
    """Lower case, without accents, vowels, article or punctuation: "Théière à l’étain"
    and "theiere a etain" are one.
    """
    text = without_unseen(text).translate(APOSTROPHES)
    if not text.isascii():
        text = unaccented(text)
    text = text.lower()
    if "'" in text:
        text = joined_apostrophes(ELISION.sub("", text))
    text = " ".join(WORDS.findall(text))
    return UNIT.sub(r"\1 \2", text if text.isascii() else without_article(text))


def unaccented(text: str) -> str:
    """Take off accents, vowels and what is only the look of a letter.

    Composed first: a hamza over its alif is one letter, to be told from a bare one.
    """
    text = unicodedata.normalize("NFKC", text).translate(HAMZA).lower()
    text = unicodedata.normalize("NFKD", text).translate(APOSTROPHES)
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = DIAMETER.sub(" ", western_digits(text)).translate(LETTERS)
    return text.translate(ARABIC).translate(OF_OTHER_KEYBOARDS)


def without_article(text: str) -> str:
    text = FINAL_HAMZA.sub("", ARTICLE.sub("", text))
    return NOT_ARTICLE.sub(r"\1أل", text).replace("ٲ", "ا")


def joined_apostrophes(text: str) -> str:
    """Drop the apostrophes of Arabic in Latin letters (ta9'ir), where they are part of
    a letter.
    """
    if not any(sign.isdigit() for sign in text):
        return text
    return re.sub(
        r"[a-z0-9']+",
        lambda run: run[0].replace("'", "") if any(s.isdigit() for s in run[0]) else run[0],
        text,
    )
