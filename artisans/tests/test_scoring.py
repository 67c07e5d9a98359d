"""The key's ranking, whatever it is asked."""

from hypothesis import given
from hypothesis import strategies as st

from artisans.identification.scoring import (
    AGREES,
    POINTS,
    judge,
    merit,
    most_telling,
    places,
    rank_techniques,
)

CHARACTERS = {
    "order": ["rings", "rays", "free"],
    "outline": ["round", "oval"],
    "depth": ["flat", "deep"],
    "edge": ["sharp", "soft"],
}
CELLS = [(character, state) for character, states in CHARACTERS.items() for state in states]
registers = st.dictionaries(
    st.sampled_from("abcde"),
    st.dictionaries(st.sampled_from(CELLS), st.sampled_from(sorted(POINTS))),
    min_size=1,
)
all_answers = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(states) for name, states in CHARACTERS.items()}
)


@given(all_answers, registers, st.randoms())
def test_order_of_the_answers_never_changes_the_ranking(answers, register, random):
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert rank_techniques(dict(shuffled), register) == rank_techniques(answers, register)
    assert most_telling(dict(shuffled), register, CHARACTERS) == most_telling(
        answers, register, CHARACTERS
    )


@given(registers)
def test_ranking_without_answers_names_no_technique(register):
    verdicts = rank_techniques({}, register)
    assert [verdict.technique for verdict in verdicts] == list(register)
    assert not any(verdict.is_likely for verdict in verdicts)


@given(all_answers, registers)
def test_character_of_which_nothing_is_known_changes_nothing(answers, register):
    assert [
        (one.technique, one.points)
        for one in rank_techniques(answers | {"place": "band"}, register)
    ] == [(one.technique, one.points) for one in rank_techniques(answers, register)]


@given(
    all_answers,
    st.dictionaries(st.sampled_from(CELLS), st.sampled_from(sorted(POINTS))),
    st.sampled_from(CELLS),
    registers,
)
def test_answer_that_agrees_never_lowers_a_technique(answers, known, cell, others):
    character, state = cell
    answers = {name: given for name, given in answers.items() if name != character}
    before, after = judge("t", answers, known), judge("t", answers | {character: state}, known)
    if known.get(cell) in AGREES:
        assert after.points > before.points
        assert after.is_likely or not before.is_likely
        assert len(after.contradicting) == len(before.contradicting)


@given(all_answers, registers)
def test_places_follow_the_ranking_and_equals_share_the_lower_one(answers, register):
    likely = [one for one in rank_techniques(answers, register) if one.is_likely]
    placed = places(rank_techniques(answers, register))
    assert list(placed) == [one.technique for one in likely]
    for number, one in enumerate(likely, start=1):
        equals = [other for other in likely if merit(other) == merit(one)]
        assert (
            placed[one.technique]
            == len([other for other in likely if merit(other) > merit(one)]) + len(equals)
            >= number
        )


@given(all_answers, registers)
def test_every_answer_is_told_on_one_side(answers, register):
    for verdict in rank_techniques(answers, register):
        assert sorted([*verdict.agreeing, *verdict.contradicting, *verdict.unknown]) == sorted(
            answers
        )


@given(all_answers, registers)
def test_next_question_is_one_that_was_not_answered(answers, register):
    assert most_telling(answers, register, CHARACTERS) not in answers


def test_rarely_and_unknown_do_not_exclude_a_technique():
    rare = {("order", "rings"): "rarely", ("outline", "round"): "always"}
    silent = {("outline", "round"): "always"}
    against = {("order", "rings"): "never", ("outline", "round"): "always"}
    found = rank_techniques(
        {"order": "rings", "outline": "round"}, {"rare": rare, "silent": silent, "against": against}
    )
    assert [(one.technique, one.is_likely) for one in found] == [
        ("rare", True),
        ("silent", True),
        ("against", False),
    ]


def test_question_that_parts_the_candidates_comes_before_one_that_does_not():
    register = {
        "a": {
            ("order", "rings"): "always",
            ("outline", "round"): "always",
            ("order", "rays"): "never",
        },
        "b": {
            ("order", "rays"): "always",
            ("outline", "round"): "always",
            ("order", "rings"): "never",
        },
    }
    assert most_telling({}, register, CHARACTERS) == "order"
    assert most_telling({"outline": "round"}, register, CHARACTERS) == "order"
    assert most_telling({"order": "rings"}, register, CHARACTERS) is None


def test_technique_below_the_least_agreement_is_not_named():
    known = {("order", "rings"): "always", ("outline", "oval"): "never", ("depth", "deep"): "never"}
    assert not judge("t", {"order": "rings", "outline": "oval", "depth": "deep"}, known).is_likely
    assert judge("t", {"order": "rings"}, known).is_likely
