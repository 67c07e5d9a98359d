"""The small Markdown of the long pages: titles with their anchors, centuries."""

import pytest

from kairouan.common.markdown import Title, titles_of, to_html

TEXT = "Un mot.\n\n## Au **IXe siècle**\n\nDit-on.\n\n### Les [coups](/fr/martelages/)"


def test_titles_are_listed_in_order_without_their_marks():
    assert titles_of(TEXT) == [
        Title("partie-1", "Au IXe siècle"),
        Title("partie-2", "Les coups"),
    ]
    assert titles_of("Un texte sans titre.") == []


def test_each_title_bears_the_anchor_that_the_list_names():
    html = to_html(TEXT)
    assert [f'id="{title.anchor}"' in html for title in titles_of(TEXT)] == [True, True]
    assert html.count("id=") == 2


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("au IXe siècle", "au IX<sup>e</sup> siècle"),
        ("au XVIIe siècle", "au XVII<sup>e</sup> siècle"),
        ("au Ier siècle", "au I<sup>er</sup> siècle"),
        ("Vie de siècle", "Vie de siècle"),
        ("la pièce XVe", "la pièce XVe"),
    ],
)
def test_ordinal_of_a_century_stands_higher(typed, shown):
    assert to_html(typed) == f"<p>{shown}</p>\n"
