"""Format check: an entry of a catalogue is formatted as the code will format it, with
every number its language counts in its own way.

A sentence that leaves out a placeholder without a name (`%d`) makes the page fail; one
with a name is left out in silence.
"""

import gettext
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from string import Formatter

import polib

NUMBERS = (0, 1, 2, 3, 10, 11, 19, 21, 99, 100, 101, 102, 103, 111, 200, 1000)
PERCENT = re.compile(r"%(?:\((?P<name>\w+)\))?[-#0 +]*\d*(?:\.\d+)?(?P<kind>[diouxXeEfFgGcrsa])")
SAMPLES = {"s": "نصّ", "r": "نصّ", "a": "نصّ", "c": "ن"}  # for any other kind, a number
BRACES = Formatter()


def plural_of(catalogue: polib.POFile) -> Callable[[int], int]:
    """The number of the form that says so many, by the rule that the catalogue itself
    gives.
    """
    said = catalogue.metadata.get("Plural-Forms", "nplurals=1; plural=0;")
    return gettext.c2py(said.rpartition("plural=")[2].strip().removesuffix(";"))


def alone(plural: Callable[[int], int]) -> dict[int, int]:
    """The forms that say one number and no other, which they may then say in a word
    (واحد, اثنان, لا); with that number.
    """
    said = defaultdict(set)
    for number in range(1001):
        said[plural(number)].add(number)
    return {form: min(numbers) for form, numbers in said.items() if len(numbers) == 1}


def percents(text: str) -> list[tuple[str, str]]:
    """The (name, kind) of each percent placeholder; the name is empty where it has
    none.
    """
    return [
        (found["name"] or "", found["kind"]) for found in PERCENT.finditer(text.replace("%%", ""))
    ]


def braces(text: str) -> list[str]:
    """The name of each placeholder in braces.

    Raises ValueError for one that does not close.
    """
    return [name for _text, name, _spec, _conversion in BRACES.parse(text) if name is not None]


def wrong_placeholders(
    entry: polib.POEntry, plural: Callable[[int], int], must_name: bool = True
) -> list[str]:
    """List what makes an entry fail when it is formatted, or say less than its source.

    `must_name`: a plural may not count by `%d`.
    """
    source = entry.msgid_plural or entry.msgid
    if must_name and entry.msgid_plural and any(not name for name, _kind in percents(source)):
        return ["a plural counts by a placeholder with a name: a form without it would fail"]
    wrong = [
        complaint
        for form, text in plural_texts(entry)
        for complaint in unlike(source, text, form, entry, plural)
    ]
    return wrong or list(failures(entry, source, plural))


def plural_texts(entry: polib.POEntry) -> list[tuple[int | None, str]]:
    """The texts that are filled in, each with the number of its form."""
    found = entry.msgstr_plural.items() if entry.msgid_plural else [(None, entry.msgstr)]
    return [(form, text) for form, text in found if text]


def unlike(source: str, text: str, form: int | None, entry: polib.POEntry, plural) -> Iterator[str]:
    """Compare a text's placeholders with its source's.

    A form that says one number alone may leave that number out, and nothing else.
    """
    try:
        wanted, there = placeholders(source), placeholders(text)
    except ValueError as error:
        yield f"braces: {error}"
        return
    missing, foreign = wanted - there, there - wanted
    if foreign:
        yield f"placeholders {sorted(foreign)} that the source has not"
    may_leave_out = counted_placeholder(entry) if form in alone(plural) else set()
    if missing - may_leave_out:
        yield f"placeholders {sorted(missing)} left out" + (
            "" if form is None else f" of form {form}"
        )


def placeholders(text: str) -> set[str]:
    """Each placeholder of either manner, by its name, or by its place where it has
    none.
    """
    found = percents(text)
    unnamed = [kind for name, kind in found if not name]
    return (
        {f"%({name})" for name, _kind in found if name}
        | {f"%{kind}, number {place}" for place, kind in enumerate(unnamed, 1)}
        | {f"{{{name or place}}}" for place, name in enumerate(braces(text))}
    )


def counted_placeholder(entry: polib.POEntry) -> set[str]:
    """The one named placeholder that forms leave out: a plural counts one thing."""
    wanted = placeholders(entry.msgid_plural)
    left_out = {each for _form, text in plural_texts(entry) for each in wanted - placeholders(text)}
    return (
        left_out
        if len(left_out) == 1 and all(each.startswith("%(") for each in left_out)
        else set()
    )


def failures(entry: polib.POEntry, source: str, plural) -> Iterator[str]:
    """Report the errors of formatting a translation with sample values of the types in
    its source.
    """
    kinds = percents(source)
    texts = dict(plural_texts(entry))
    for number in NUMBERS if entry.msgid_plural else (NUMBERS[-1],):
        text = texts.get(plural(number) if entry.msgid_plural else None)
        if not text:
            continue
        try:
            if kinds:
                text % sample_values(kinds, number)
            elif names := braces(source):
                text.format(*names, **{name: number for name in names if name})
        except (TypeError, ValueError, KeyError, IndexError) as error:
            yield f"cannot be formatted with {number}: {error}"


def sample_values(kinds: list[tuple[str, str]], number: int):
    """Values of the kinds that the source asks for: by name, or in order."""
    values = [SAMPLES.get(kind, number) for _name, kind in kinds]
    return (
        {name: value for (name, _kind), value in zip(kinds, values, strict=True)}
        if kinds[0][0]
        else tuple(values)
    )
