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
from kairouan.search.record_tables import Table
from kairouan.search.rows import rows_of

from .proof import FIRST, FOURTH, SECOND, THIRD, Proof, table

pytestmark = pytest.mark.django_db

QUERIES = 1_000


@pytest.mark.parametrize(
    ("part", "floor"), [(FIRST, 444), (SECOND, 250), (THIRD, 197), (FOURTH, 197)]
)
def test_everyday_query_finds_what_it_is_after(demonstration, part, floor):
    count, misses = Proof().meeting(part)
    assert count - len(misses) >= floor, "\n".join(map(str, misses))


@pytest.mark.parametrize(
    ("part", "floor"), [(FIRST, 145), (SECOND, 100), (THIRD, 59), (FOURTH, 61)]
)
def test_words_that_differ_are_kept_apart(demonstration, part, floor):
    count, misses = Proof().apart(part)
    assert count - len(misses) >= floor, "\n".join(map(str, misses))


def generated_queries():
    """Queries of one to four words, from the tables and from the records."""
    chance = random.Random(18)
    asked = [line["query"] for part in (FIRST, SECOND) for line in table(f"meet{part}")["meet"]]
    words = [word for query in asked for word in query.split()] + current_index().vocabulary.words
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
