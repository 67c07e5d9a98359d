"""Everyday queries, asked of the demonstration: what must be found, what must be kept
apart. The tables and how they were made: `kairouan/search/tests/proof/README.md`.

The floors are what the search answered when they were written, less a few: a change
that answers fewer says which.
"""

import random
from dataclasses import replace
from itertools import islice

import pytest

from kairouan.search.finding import Found
from kairouan.search.index import current_index
from kairouan.search.kinds import KINDS
from kairouan.search.reading import read_query
from kairouan.search.rows import rows_of
from kairouan.search.tables import Table

from .proof import FIRST, SECOND, THIRD, Proof, table

pytestmark = pytest.mark.django_db

QUERIES = 1_000


@pytest.mark.parametrize(("half", "floor"), [(FIRST, 440), (SECOND, 245), (THIRD, 192)])
def test_everyday_query_finds_what_it_is_after(demonstration, half, floor):
    count, misses = Proof().meeting(half)
    assert count - len(misses) >= floor, "\n".join(map(str, misses))


@pytest.mark.parametrize(("half", "floor"), [(FIRST, 140), (SECOND, 98), (THIRD, 61)])
def test_words_that_differ_are_kept_apart(demonstration, half, floor):
    count, misses = Proof().apart(half)
    assert count - len(misses) >= floor, "\n".join(map(str, misses))


def generated_queries():
    """Queries of one to four words, from the tables and from the records."""
    chance = random.Random(18)
    asked = [line["query"] for half in (FIRST, SECOND) for line in table(f"meet{half}")["meet"]]
    words = [word for query in asked for word in query.split()] + current_index().vocabulary
    while True:
        yield " ".join(chance.sample(words, chance.randint(1, 4)))


def test_order_does_not_hang_on_how_the_database_gives_the_records(demonstration):
    """Two databases give rows in orders of their own: the ranks may not tell."""
    index = current_index()
    chance = random.Random(7)
    tables = {}
    for name, kind in KINDS.items():
        rows = list(rows_of(kind))
        chance.shuffle(rows)
        tables[name] = Table(kind, rows)
    shuffled = replace(index, tables=tables)
    for text in islice(generated_queries(), QUERIES):
        query = read_query(text, index, index.synonyms)
        assert Found(index, query).page(0, 50) == Found(shuffled, query).page(0, 50), text
