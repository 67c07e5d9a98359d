"""French spaces: bound in what is read, untouched in what is sent back."""

import re

import pytest
from django.test import override_settings
from django.utils import translation

from kairouan.common.typography import bind_spaces, without_indentation
from kairouan.settings import TEMPLATES
from kairouan.tests.walker import addresses

BREAKING = re.compile(r" [:;!?»](?=\s|$)|« ")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<p>Prix : 3 DT</p>", "<p>Prix\u00a0: 3\u00a0DT</p>"),
        ("le 1er mars 2027", "le 1er\u00a0mars\u00a02027"),
        ("du 2 au 4 mars 2027", "du 2 au 4\u00a0mars\u00a02027"),
        ("صالح إلى غاية 28 مارس 2027", "صالح إلى غاية 28\u00a0مارس\u00a02027"),
        ("فيفري 2026، 12 صم", "فيفري\u00a02026، 12\u00a0صم"),
        ("2 marsupiaux, 3 grains, 20 Mo", "2 marsupiaux, 3 grains, 20\u00a0Mo"),
        ('<time datetime="2 mars 2027">2</time>', '<time datetime="2 mars 2027">2</time>'),
        ("<b>Quoi</b> ?", "<b>Quoi</b>\u00a0?"),
        ("« <em>Ondes</em> » ; fin !", "«\u00a0<em>Ondes</em>\u00a0»\u00a0; fin\u00a0!"),
        ('<input value="Prix : 3">', '<input value="Prix : 3">'),
        ("<textarea>Prix : 3</textarea> !", "<textarea>Prix : 3</textarea>\u00a0!"),
        ("<script>a ? b : c</script>", "<script>a ? b : c</script>"),
        ("à 9 :30, un :mot", "à 9 :30, un :mot"),
    ],
)
def test_space_is_bound_where_it_is_read(written, shown):
    assert bind_spaces(written) == shown
    assert bind_spaces(shown) == shown


@pytest.mark.django_db
@pytest.mark.any_database
def test_no_public_page_breaks_a_line_before_its_punctuation(client, demonstration):
    """Every page of the demonstration, whoever wrote its texts: the catalogue, a
    template, a member.
    """
    wrong, bound = set(), 0
    with translation.override("fr"):
        pages = [address for address in addresses() if address.startswith("/fr/")]
    with override_settings(TEMPLATES=TEMPLATES):
        for address in pages:
            answer = client.get(address, follow=True)
            if not answer.headers["Content-Type"].startswith("text/html"):
                continue
            page = answer.content.decode()
            bound += page.count("\u00a0:")
            text = re.sub(
                r"<(script|style|textarea|pre|code)\b.*?</\1>|<[^>]*>", "", page, flags=re.S
            )
            wrong |= {
                (address, found[0], text[found.start() - 30 : found.end()])
                for found in BREAKING.finditer(text)
            }
    assert wrong == set()
    assert bound > 50


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("<ul>\n    <li>\n      Un\n    </li>\n\n  </ul>", "<ul>\n<li>\nUn\n</li>\n</ul>"),
        ('<a\n  class="x"\n  href="y"\n>Un</a>', '<a class="x" href="y">Un</a>'),
        ('<a title="Un\n  deux">', '<a title="Un\n  deux">'),
        ("<textarea>\n  Un\n  deux</textarea>", "<textarea>\n  Un\n  deux</textarea>"),
        ("<pre>\n  Un</pre>", "<pre>\n  Un</pre>"),
        ("Un \n\u00a0deux", "Un\n\u00a0deux"),
    ],
)
def test_indentation_stays_at_home(written, sent):
    assert without_indentation(written) == sent
    assert without_indentation(sent) == sent
