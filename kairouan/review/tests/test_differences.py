"""The words that changed: nothing of either text is lost, in both scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kairouan.review.differences import words


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        (
            "Plateau rond",
            "Plateau ovale",
            [("same", "Plateau "), ("gone", "rond"), ("new", "ovale")],
        ),
        (
            "صينية مدوّرة",
            "صينية مطروقة",
            [("same", "صينية "), ("gone", "مدو"), ("gone", "ّ"), ("gone", "رة"), ("new", "مطروقة")],
        ),
        ("", "Neuf", [("new", "Neuf")]),
        ("Même", "Même", [("same", "Même")]),
    ],
)
def test_words_that_changed(before, after, runs):
    found = words(before, after)
    assert "".join(text for kind, text in found if kind != "new") == before
    assert "".join(text for kind, text in found if kind != "gone") == after
    assert [run for run in found if run[0] != "gone"] == [run for run in runs if run[0] != "gone"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_come_back_whole(before, after):
    found = words(before, after)
    assert "".join(text for kind, text in found if kind != "new") == before
    assert "".join(text for kind, text in found if kind != "gone") == after
