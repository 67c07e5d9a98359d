"""The words that changed between two versions of a text."""

import difflib
import re

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def words(before: str, after: str) -> list[tuple[str, str]]:
    """Runs of text in reading order, each ("same" | "gone" | "new", text). "same" and
    "gone" make up `before`; "same" and "new" `after`.
    """
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    runs = []
    for step, i1, i2, j1, j2 in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if step == "equal":
            runs.append(("same", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            runs.append(("gone", "".join(old[i1:i2])))
        if j2 > j1:
            runs.append(("new", "".join(new[j1:j2])))
    return runs
