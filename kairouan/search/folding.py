"""Folding: the one form in which texts and queries are compared, without accents,
Arabic letters that stand for one another made one.
"""

import re
import unicodedata

from kairouan.common.pasted import ARABIC, western_digits, without_unseen

# A leading article is left out when three letters remain; never a bare ب ل و, which
# begin words of their own (براد, ليان, ورشة).
ARTICLE = re.compile(r"\b(?:وال|بال|كال|فال|ال|لل)(?=\w{3})")
ELISION = re.compile(r"\b(?:l|d|qu|n|s|c|j|m|t)['’ʼ](?=\w)")
WORDS = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case, without accents, vowels, article or punctuation: "Théière à l’étain"
    and "theiere a etain" are one.
    """
    text = (
        unicodedata.normalize("NFKD", without_unseen(text).lower())
        .replace("œ", "oe")
        .replace("æ", "ae")
    )
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = western_digits(text).translate(ARABIC)
    text = ELISION.sub("", text)
    text = " ".join(WORDS.findall(text))
    return ARTICLE.sub("", text)


def stem(word: str) -> str:
    """The word without the ending of a plural or a feminine, when enough of it remains
    to be told from others.
    """
    for ending in ("ees", "es", "s", "x", "ات", "ين", "ون"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
