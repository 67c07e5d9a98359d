"""References that are read aloud and written on paper: KR-7FQ4-M3XA. They open
nothing.
"""

import re
import secrets

LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"  # read aloud, none is taken for another
LENGTH = 8


def draw_reference(prefix: str) -> str:
    """Draw a new reference: its prefix, then eight letters and figures."""
    return grouped(prefix, "".join(secrets.choice(LETTERS) for _place in range(LENGTH)))


def reference_in(typed: str, prefix: str) -> str:
    """Read a reference of this prefix in what someone typed: `kr7fq4m3xa`, `7FQ4 M3XA`.

    Empty for what is none; eight figures are a telephone.
    """
    letters = re.sub(r"[\W_]", "", typed).upper().removeprefix(prefix)
    if len(letters) != LENGTH or letters.isdecimal() or not set(letters) <= set(LETTERS):
        return ""
    return grouped(prefix, letters)


def grouped(prefix: str, letters: str) -> str:
    return f"{prefix}-{letters[:4]}-{letters[4:]}"
