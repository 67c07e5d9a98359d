"""The key's ranking, whatever it is asked."""

from hypothesis import given
from hypothesis import strategies as st

from artisans.identification.scoring import (
    DECIDING,
    LEAST_ANSWERS,
    OTHER,
    THIRDS,
    USUAL,
    frequency_of,
    merit,
    most_telling,
    places,
    rank_techniques,
    weight_of,
)

CHARACTERS = {
    "order": ["rings", "rays", "free"],
    "outline": ["round", "oval"],
    "depth": ["flat", "deep"],
    "edge": ["sharp", "soft"],
}
CELLS = [(character, state) for character, states in CHARACTERS.items() for state in states]
techniques = st.dictionaries(st.sampled_from(CELLS), st.sampled_from(sorted(THIRDS)))
registers = st.dictionaries(st.sampled_from("abcde"), techniques, min_size=1)
all_answers = st.fixed_dictionaries(
    {},
    optional={name: st.sampled_from([*states, OTHER]) for name, states in CHARACTERS.items()},
)
skips = st.sets(st.sampled_from(sorted(CHARACTERS)))


def verdict_of(technique: str, answers, register):
    return next(one for one in rank_techniques(answers, register) if one.technique == technique)


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


@given(all_answers, registers, st.sampled_from(["band", OTHER]))
def test_character_of_which_nothing_is_known_changes_nothing(answers, register, state):
    """A question that is asked of no technique is as good as skipped."""
    assert [
        (one.technique, one.points, one.possible, one.is_likely)
        for one in rank_techniques(answers | {"place": state}, register)
    ] == [
        (one.technique, one.points, one.possible, one.is_likely)
        for one in rank_techniques(answers, register)
    ]


@given(all_answers, techniques, st.sampled_from(CELLS), registers)
def test_answer_that_is_usual_in_a_technique_never_lowers_it(answers, known, cell, others):
    character, state = cell
    answers = {name: said for name, said in answers.items() if name != character}
    register = others | {"t": known | {cell: "often"}}
    before = verdict_of("t", answers, register)
    after = verdict_of("t", answers | {character: state}, register)
    assert after.points > before.points
    assert after.points - before.points == after.possible - before.possible
    assert after.is_likely or not before.is_likely


@given(all_answers, registers)
def test_shape_or_order_that_is_never_seen_in_a_technique_puts_it_aside(answers, register):
    for one in rank_techniques(answers, register):
        if set(one.contradicting) & set(DECIDING):
            assert not one.is_likely


@given(all_answers, registers, st.sampled_from(DECIDING))
def test_something_else_puts_aside_every_technique_of_which_the_character_is_known(
    answers, register, character
):
    for one in rank_techniques(answers | {character: OTHER}, register):
        known = register[one.technique]
        is_known = any(
            name == character and frequency != "unknown"
            for (name, _state), frequency in known.items()
        )
        assert frequency_of(known, character, OTHER) == ("never" if is_known else "unknown")
        assert not (is_known and one.is_likely)


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
        sides = (verdict.agreeing, verdict.rare, verdict.contradicting, verdict.unknown)
        assert sorted(name for side in sides for name in side) == sorted(answers)


@given(st.sampled_from(CELLS), registers)
def test_answer_weighs_the_more_the_fewer_techniques_show_it(cell, register):
    weight = weight_of(*cell, register)
    assert weight > 0
    one_more = register | {"z": {cell: "always"}}
    one_without = register | {"z": {cell: "never"}}
    assert weight_of(*cell, one_more) < weight_of(*cell, one_without)
    assert weight_of("depth", "flat", {}) == 2 * weight_of("edge", "sharp", {})


@given(all_answers, registers, skips)
def test_next_question_was_neither_answered_nor_skipped_until_none_is_left(
    answers, register, skipped
):
    asked = most_telling(answers, register, CHARACTERS, skipped)
    left = CHARACTERS.keys() - answers.keys() - skipped
    assert asked in left if left else asked is None


@given(all_answers, registers)
def test_too_few_answers_name_no_technique(answers, register):
    few = dict(list(answers.items())[: LEAST_ANSWERS - 1])
    assert not any(one.is_likely for one in rank_techniques(few, register))


def test_rare_and_unknown_do_not_put_a_technique_aside():
    answers = {"order": "rings", "outline": "round", "edge": "sharp", "depth": "flat"}
    cells = (("outline", "round"), ("edge", "sharp"), ("depth", "flat"))
    usual = dict.fromkeys(cells, "always")
    found = rank_techniques(
        answers,
        {
            "other": {},
            "another": {},
            "rare": usual | {("order", "rings"): "rarely"},
            "silent": usual,
            "against": usual | {("order", "rings"): "never"},
        },
    )
    assert {one.technique: one.is_likely for one in found if one.possible} == {
        "rare": True,
        "silent": True,
        "against": False,
    }
    assert next(one.rare for one in found if one.technique == "rare") == ("order",)


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
    # one candidate is left: the next question in the order of the key may refute it
    assert most_telling({"order": "rings"}, register, CHARACTERS) == "outline"


def test_technique_below_the_least_agreement_is_not_named():
    known = {("order", "rings"): "always", ("edge", "soft"): "never", ("depth", "deep"): "never"}
    answers = {"order": "rings", "edge": "soft", "depth": "deep"}
    assert not verdict_of("t", answers, {"t": known}).is_likely
    agreeing = known | {("edge", "soft"): "often", ("depth", "deep"): "often"}
    assert verdict_of("t", answers, {"t": agreeing}).is_likely


def test_states_that_a_technique_always_has_come_first_among_equals():
    register = {
        "often": {("order", "rings"): "often", ("outline", "oval"): "often"},
        "always": {("order", "rings"): "always", ("outline", "oval"): "often"},
    }
    ranked = rank_techniques({"order": "rings", "outline": "oval"}, register)
    assert [one.technique for one in ranked] == ["always", "often"]
    assert places(ranked) == {"always": 1, "often": 2}
    assert {"often", "always"} == USUAL
