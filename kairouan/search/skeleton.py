"""Consonant skeletons: an Arabic word in Latin letters and in its own has one, whatever
vowels, article and signs (9, 7, 3, ch, ou) it was typed with.

A skeleton only proposes: two in five of two letters are shared by several things. It is
asked last, from three consonants, and the spelling nearest in vowels decides.
"""

import re
from functools import lru_cache

from .spelling import is_arabic

ARABIC = dict(zip("بپتثجچحخدذرزسشصضطظغفڤقڨگكلمنهو", "bbttjjhxddrzsCsdtdGffkkkklmnhW", strict=True))
PAIRS = [
    *(("tch", "C"), ("ch", "C"), ("sh", "C"), ("kh", "x"), ("gh", "G"), ("th", "t"), ("dh", "d")),
    *(("dj", "j"), ("qu", "k"), ("ck", "k"), ("ph", "f"), ("ou", "W"), ("oo", "W")),
]
LATIN = dict(zip("bcdfghjklmnpqrstvxz", "bkdfkhjklmnbkrstfxz", strict=True)) | {
    **dict.fromkeys("wuo", "W"),
    "2": "",
    "3": "",
    "4": "d",
    "5": "x",
    "6": "t",
    "7": "h",
    "8": "G",
    "9": "k",
}
ARTICLE = re.compile(r"^(?:[eai]?l|[ea][srtndz]|[ea]ch)(?=[bcdfghjklmnpqrstvwxz2-9])")
VOWELS = dict(zip("aeiyouwW", "aaiiuuuu", strict=True))
LEAST = 3  # signs of a skeleton that may propose


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants of a folded word. و, ou and w count only at its head: inside, long
    and short vowels are not told apart.
    """
    if is_arabic(word):
        if word.endswith("ه"):
            word = word[:-1]
        signs = [ARABIC.get(letter, "") for letter in word]
        begins = word.startswith("و")
    else:
        word = re.sub(r"c(?=[eiy])", "s", word)
        for pair, sign in PAIRS:
            word = word.replace(pair, sign)
        word = re.sub(r"(.)\1", r"\1", word.removesuffix("h"))
        signs = [LATIN.get(letter, letter if letter.isupper() else "") for letter in word]
        begins = word.startswith(("w", "W", "u"))
    bones = "".join(signs)
    return ("W" if begins and bones else "") + bones.replace("W", "")


def readings(word: str) -> set[str]:
    """Every skeleton that a typed Latin word may stand for: with and without a joined
    article, the final h said or silent, the -et of a construct, sh and kh as two
    letters.
    """
    found = {word, ARTICLE.sub("", word, count=1)}
    found |= {re.sub(r"[aeio]+t$", "a", each) for each in found}
    signs = {skeleton(each) for each in found}
    signs |= {skeleton(each) + "h" for each in found if re.search(r"[aeiou]h$", each)}
    signs |= {
        skeleton(re.sub(r"([sk])h", r"\g<1>7", each)) for each in found if re.search(r"[sk]h", each)
    }
    return {sign for sign in signs if len(sign) >= LEAST}


# French words as Arabic letters write them (بورت بوجي): their consonants, those that
# Arabic does not tell apart made one.
FRENCH_IN_ARABIC = dict(zip("بپتطجچشدذضرزسصفڤقغكلمن", "bbttjjCdddrsssffGGklmn", strict=True))
FRENCH_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        (r"(?<=[^e])er$|(?<=e)s$|(?<=..)[tdsxzp]$", ""),
        *((r"tion", "sion"), (r"ph", "f"), (r"qu", "k"), (r"gu(?=[eiy])", "G"), (r"ch", "C")),
        *(
            (r"g(?=[eiy])", "j"),
            (r"g", "G"),
            (r"c(?=[eiy])", "s"),
            (r"x", "ks"),
            (r"[aeiouyhw]", ""),
        ),
    ]
]
FRENCH_SIGNS = str.maketrans("cpqvz", "kbkfs")


@lru_cache(maxsize=16384)
def french_bones(word: str) -> str:
    """The consonants heard of a French word, or of one written as it is heard in Arabic
    letters.
    """
    if is_arabic(word):
        bones = "".join(FRENCH_IN_ARABIC.get(letter, "") for letter in word)
    else:
        for pattern, sound in FRENCH_SOUNDS:
            word = pattern.sub(sound, word)
        bones = word.translate(FRENCH_SIGNS)
    return re.sub(r"(.)\1+", r"\1", bones)


def root(word: str) -> str:
    """The three strong letters of an Arabic noun or verb, "" when it has not three."""
    word = word.removesuffix("ه").removesuffix("ي")
    if len(word) > 3 and word[0] in "منيت":
        word = word[1:]
    strong = "".join(letter for letter in word if letter not in "اويه")
    return strong if len(strong) == 3 else ""


@lru_cache(maxsize=65536)
def vowelled(word: str) -> str:
    """A Latin word by sound: its consonants' signs with its vowels, e heard a, y heard
    i, ou and w one (zwari, zouari).
    """
    word = re.sub(r"c(?=[eiy])", "s", word)
    for pair, sign in PAIRS:
        word = word.replace(pair, sign)
    signs = "".join(VOWELS.get(letter) or LATIN.get(letter, letter) for letter in word)
    return re.sub(r"(.)\1+", r"\1", signs)


def may_be_heard_alike(word: str, other: str) -> bool:
    """Whether the vowels of two Latin words of one skeleton may be one: ou is never
    heard for a, nor for i (baroud is no barad). A vowel that one leaves out may be any.
    """
    one, two = (re.split("[^aiu]", vowelled(each)) for each in (word, other))
    return len(one) != len(two) or all(
        not (left and right) or ("u" in left) == ("u" in right)
        for left, right in zip(one, two, strict=True)
    )
