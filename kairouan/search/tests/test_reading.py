import random

import pytest

from kairouan.search.folding import fold
from kairouan.search.forms import MOST_FORMS
from kairouan.search.query import LONGEST_QUERY, Query
from kairouan.search.reading import MOST_NEEDLES, read_query

from .words import Words, demonstration


def read(text: str, *more: str, synonyms=()) -> Query:
    words = demonstration()
    return read_query(text, Words(words.known | set(more)) if more else words, synonyms)


def forms(query: Query) -> set[str]:
    return {" ".join(form.words) for needle in query.needles for form in needle.forms}


def surely(query: Query, words: str) -> int:
    """How surely the query finds words, 0 when it does not."""
    wanted = tuple(fold(words).split())
    found = (form for needle in query.needles for form in needle.forms if form.words == wanted)
    return max((form.certainty for form in found), default=0)


@pytest.mark.parametrize(
    ("typed", "found", "least"),
    [
        ("théière", "théière", 8),
        ("théière", "برّاد", 6),
        ("teapot", "théière", 7),
        ("vassoio", "صينية", 7),
        ("ركوة", "زازوة", 7),
        ("هالطنجرة", "marmite", 7),
        ("ال مهراس", "mortier", 7),
        ("وال جرة", "jarre", 7),
        ("طنجرتي", "marmite", 5),
        ("طناجير", "marmite", 5),
        ("kiskes", "couscoussier", 3),
        ("lmehress", "mortier", 3),
        ("ezzezoua", "zézoua", 5),
        ("couscoussiers", "couscoussier", 5),
        ("rétameur", "rétamage", 5),
        ("repolir", "polissage", 5),
        ("lenterne", "lanterne", 3),
        ("gobelais", "gobelet", 3),
        ("مهراص", "مهراس", 3),
        ("بورت بوجي", "bougeoir", 1),
        ("porteclé", "porteclé", 8),
        ("نبخر", "مبخرة", 1),
        ("zwari", "zouari", 2),
    ],
)
def test_word_is_read_as_the_thing_it_names(typed, found, least):
    assert surely(read(typed, *fold(found).split()), found) >= least


@pytest.mark.parametrize(
    ("typed", "silent", "needles"),
    [
        ("نحب نشري كسكاس نحاس", ("نحب", "نشري"), ["كسكاس", "نحاس"]),
        ("sinia mta3 3ers", ("mta3",), ["sinia", "3ers"]),
        (
            "je cherche une lanterne pour le jardin",
            ("cherche", "une", "pour"),
            ["lanterne", "jardin"],
        ),
        ("متاع", (), ["متاع"]),
        ("pour le", (), ["pour", "le"]),
        ("thé", (), ["thé"]),
        ("the teapot", ("the",), ["teapot"]),
    ],
)
def test_words_of_context_are_left_out_when_something_else_is_asked(typed, silent, needles):
    query = read(typed)
    assert query.silent == silent
    assert [needle.typed for needle in query.needles] == needles


def test_name_of_several_words_is_one_thing():
    assert [needle.typed for needle in read("plateau en cuivre rouge").needles] == [
        "plateau",
        "cuivre rouge",
    ]
    assert len(read("brûle-parfum").needles) == 1


@pytest.mark.parametrize("typed", ["49", "٤٩", "رقم 49", "n° 49", "#49", "numéro 49", "ref 49"])
def test_number_is_that_of_a_record(typed):
    (needle,) = read(typed).needles
    assert (needle.forms[0].words, needle.forms[0].certainty) == (("#49",), 8)
    assert not needle.is_weak


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("plateau 40cm", "40 cm"),
        ("plateau Ø 40", "40"),
        ("صينية ٤٠ صم", "40 صم"),
        ("seau 5L", "5 l"),
        ("plateau 1,5 mm", "1 5 mm"),
        ("couscoussier 340 dinars", "340"),
        ("marmite pour 50 personnes", "50"),
    ],
)
def test_size_ranks_and_never_empties(typed, words):
    query = read(typed)
    sizes = [needle for needle in query.needles if needle.is_weak]
    assert [needle.is_weak for needle in query.needles] == [False, True]
    assert any(" ".join(form.words) == words for form in sizes[0].forms)
    assert "#40" not in forms(query)


@pytest.mark.parametrize(
    ("typed", "asks"),
    [
        ("qui rétame", True),
        ("شكون يقصدر الطناجر", True),
        ("chkoun y9asder", True),
        ("polir", True),
        ("graveur", True),
        ("couscoussier étamé", False),
        ("plateau gravé", False),
        ("طنجرة مقصدرة", False),
        ("مقصدر من الداخل", False),
        ("formation étamage", False),
        ("lanterne", False),
    ],
)
def test_service_is_asked_by_its_verb_and_not_by_the_state_it_leaves(typed, asks):
    assert read(typed).asks_service is asks


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lenterne", "lanterne"),
        ("une lenterne pour le patio", "une lanterne pour le patio"),
        ("مهراص نحاس", "مهراس نحاس"),
        ("lanterne", ""),
        ("lanternes", ""),
        ("زازوة", ""),
        ("poème", ""),
    ],
)
def test_what_was_meant_is_said_only_of_what_was_corrected(typed, meant):
    assert read(typed).meant == meant


def test_unsure_name_finds_and_is_never_shown():
    query = read("سو بلا", "dessous", "plat")
    assert surely(query, "dessous plat") <= 2
    assert not query.meant


def test_known_word_is_never_corrected():
    assert forms(read("lenterne", "lenterne")) == {"lenterne"}
    assert read("نحاسة").meant == ""
    assert "نحاس" not in forms(read("نحاسة"))


def test_what_is_denied_is_not_answered_by_its_contrary():
    assert surely(read("sans étamage", "non", "etame"), "non étamé") >= 7
    assert "etame" not in forms(read("marmite sans étain", "non", "etame"))
    query = read("marmite sans couvercle")
    assert [needle.typed for needle in query.needles] == ["marmite"]
    assert query.silent == ("sans", "couvercle")


def test_synonyms_of_the_staff_are_sure_names():
    groups = [["grosse louche", "khadda"], ["bidule", "lanterne"]]
    assert surely(read("khadda", "grosse", synonyms=groups), "grosse louche") == 7
    assert surely(read("le bidule", synonyms=groups), "lanterne") == 7


def test_hostile_queries_are_bounded():
    chance = random.Random(200)
    letters = "ابتنسلمهوي abdeglmnorst9735é'-"
    texts = ["".join(chance.choices(letters, k=LONGEST_QUERY * 3)) for _each in range(30)]
    texts += ["ا " * 200, "9" * 900, "# " * 200, "l'" * 300, "ال " * 200, "\ud800\u202e" * 200]
    for text in texts:
        query = read(text)
        assert len(query.needles) <= MOST_NEEDLES
        assert all(len(needle.forms) <= MOST_FORMS for needle in query.needles)
