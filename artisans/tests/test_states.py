"""States of the key as officers keep them: worded, drawn, added, retired; what a trial
keeps of them.
"""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import translation
from django.utils.translation import override
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from reversion.models import Version

from artisans.identification.characters import CHARACTERS, RECORDED, told_answers
from artisans.identification.first_states import FIRST_STATES, first_rows
from artisans.identification.models import (
    CharacterState,
    Observation,
    ReaderKind,
    Trial,
    TrialAnswer,
    TrialPhoto,
    TrialReader,
)
from artisans.identification.trials import close_trial, keep_answer, open_trial
from artisans.marks.blow import Blow
from artisans.models import Family, Technique
from artisans.sheets import TechniqueSheet
from artisans.tests.factories import ArtisanFactory, FamilyFactory, TechniqueFactory
from artisans.tests.test_key import KEY, seen
from artisans.tests.test_mark_desk import NO_ROWS
from kairouan.common.states import current_states, of_states
from kairouan.photos.cleaning import clean_photo
from kairouan.photos.tests import photo_files as files
from kairouan.review.moderation import publish
from workshops.tests.screens import sign_in

pytestmark = pytest.mark.django_db

LOZENGE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<path d="M16 4 26 16 16 28 6 16z" fill="none" stroke="#000" stroke-width="2"/></svg>'
)
EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"/>'
ADD, LIST = (f"admin:identification_characterstate_{page}" for page in ("add", "changelist"))
WORDS = {"label_fr": "losange", "label_ar": "معيّن"}


def svg(text: str = LOZENGE) -> SimpleUploadedFile:
    return SimpleUploadedFile("dessin.svg", text.encode(), "image/svg+xml")


def page_of(state: CharacterState, page="change") -> str:
    return reverse(f"admin:identification_characterstate_{page}", args=[state.pk])


def add(officer, language="ar", **typed):
    """Send the desk's form of a new state, in that language."""
    with override(language):
        address = reverse(ADD)
    wanted = {"character": "outline", "drawing_file": svg()} | WORDS | typed
    return officer.post(address, {name: value for name, value in wanted.items() if value})


def change(officer, state, **typed):
    """Send the desk's form of a state as it is shown, with what is typed."""
    form = officer.get(page_of(state)).context["adminform"].form
    shown = {
        name: value
        for name in form.fields
        if (value := form.get_initial_for_field(form.fields[name], name)) not in (None, False)
    }
    return officer.post(page_of(state), {**shown, **typed})


def state_of(code: str) -> CharacterState:
    character, _dot, code = code.partition(".")
    return CharacterState.objects.get(character=character, code=code)


def lozenge(**columns) -> CharacterState:
    return CharacterState.objects.create(
        **{"character": "outline", "drawing": "sent", "sent_drawing": LOZENGE} | WORDS | columns
    )


def errors(answer) -> dict[str, list[str]]:
    return dict(answer.context["adminform"].form.errors)


# What the portal gives


def test_states_of_the_portal_are_those_it_had_in_each_language():
    assert {
        (state.character, state.code): (state.label_fr, state.label_ar)
        for state in CharacterState.objects.all()
    } == {
        (character, code): words
        for character, states in FIRST_STATES.items()
        for code, words in states.items()
    }
    assert {character.key for character in RECORDED} == FIRST_STATES.keys()
    for character in RECORDED:
        assert character.codes == [*FIRST_STATES[character.key]], "in their order"
    assert {state.translation_state for state in CharacterState.objects.all()} == {"current"}


def test_word_edited_in_one_language_leaves_the_other_to_review():
    state = state_of("outline.hexagon")
    state.label_fr = "à six côtés"
    state.save()
    assert state.translation_state == "to_review"


def test_emptied_database_has_its_states_again():
    CharacterState.objects.all()._raw_delete("default")
    call_command("migrate", verbosity=0)
    assert CharacterState.objects.count() == len(first_rows())


# Added on the desk


def test_ninth_answer_is_added_in_arabic_asked_in_both_languages_and_finds_its_technique(
    officer, client
):
    other = seen(TechniqueFactory(published=True, order="rows"), outline__round="always")
    assertRedirects(add(officer), "/ar/admin/identification/characterstate/")
    state = CharacterState.objects.get(label_fr="losange")
    assert (state.code, state.rank, state.drawing) == ("losange", 9, "sent")
    assert Version.objects.get_for_object(state).count() == 1
    made = officer.post(
        reverse("admin:artisans_technique_add"),
        NO_ROWS
        | {"name_fr": "Losanges", "outline": "losange", "order": "rows", "rank": "0"}
        | {"drawing": "", "written_in": "fr"},
    )
    technique = Technique.objects.get(name_fr="Losanges")
    assert made.status_code == 302
    publish(technique)
    client.logout()
    for language, words in (("fr", "Losange"), ("ar", "معيّن")):
        with translation.override(language):
            page = client.get(reverse(KEY))
            assertContains(page, f"<span>{words}</span>")
            assertContains(page, "?outline=losange#question")
            assertContains(page, 'stroke="currentColor"')
            found = client.get(reverse(KEY), {"outline": "losange", "order": "rows"})
            assert [one.technique for one in found.context["likely"]] == [technique]
            assert [one.technique for one in found.context["others"]] == [other]
            assertContains(client.get(reverse("artisans:key_card")), words.lower())
            assertContains(client.get(reverse("artisans:technique_list")), words.lower())
            assertContains(client.get(technique.get_absolute_url()), words.lower())


def test_cell_of_the_grid_with_a_new_state_is_written_and_known_to_the_key(officer, client):
    technique = seen(TechniqueFactory(published=True), order__rows="always")
    lozenge()
    grid = reverse("admin:identification_observation_grid")
    assertContains(officer.get(grid), "losange")
    officer.post(grid, {f"{technique.pk}:outline.losange": "unknown:always"})
    assert Observation.objects.get(state="outline.losange").frequency == "always"
    page = client.get(reverse(KEY), {"outline": "losange", "order": "rows"})
    assert [one.technique for one in page.context["likely"]] == [technique]
    assertContains(page, "Contour du coup : losange")


@pytest.mark.parametrize(
    ("typed", "column", "french", "arabic"),
    [
        ({"label_ar": ""}, "label_ar", "dans chaque langue", "بكلّ لغة"),
        ({"label_fr": ""}, "label_fr", "dans chaque langue", "بكلّ لغة"),
        ({"label_fr": "Hexagone"}, "label_fr", "déjà une réponse", "موجودة في إجابات"),
        ({"label_ar": "سُداسي"}, "label_ar", "déjà une réponse", "موجودة في إجابات"),
        ({"drawing_file": ""}, "drawing", "Choisissez un dessin", "يُختار رسم"),
        ({"drawing_file": svg(EMPTY)}, "drawing_file", "vide", "فارغ"),
        (
            {"drawing_file": svg(LOZENGE.replace("<path", "<script/><path"))},
            "drawing_file",
            "script",
            "script",
        ),
        ({"character": "size"}, "character", "", ""),
        ({"character": "depth", "nearest": "round"}, "nearest", "même question", "السؤال نفسه"),
        (
            {"drawing_file": "", "drawing": "outline-round"},
            "__all__",
            "montre déjà ce dessin",
            "تُظهر هذا الرسم",
        ),
    ],
)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_state_that_cannot_stand_is_refused_in_a_sentence(
    officer, language, typed, column, french, arabic
):
    if file := typed.get("drawing_file"):
        file.seek(0)
    answer = add(officer, language, **typed)
    assert answer.status_code == 200
    assert (french if language == "fr" else arabic) in " ".join(errors(answer)[column])
    assert CharacterState.objects.count() == len(first_rows())


def test_code_is_a_free_latin_name_that_fits_its_columns():
    states = [
        lozenge(label_fr="losange très allongé", label_ar="أ"),
        lozenge(label_fr="losange très allongé, penché", label_ar="ب"),
        lozenge(label_fr="معيّن", label_ar="ج"),
        lozenge(label_fr="Other", label_ar="د"),
    ]
    assert [state.code for state in states] == ["losange-tres", "losange-t-2", "outline", "other-2"]
    lengths = [len(f"{character.key}.") + 12 for character in RECORDED]
    assert max(lengths) <= Observation._meta.get_field("state").max_length
    assert all(Technique._meta.get_field(key).max_length >= 12 for key in ("outline", "surface"))


def test_words_and_drawing_of_a_state_are_changed_and_its_code_stays(officer, client):
    TechniqueFactory(published=True)
    state = state_of("depth.flat")
    change(officer, state, label_fr="à plat", drawing_file=svg())
    state.refresh_from_db()
    assert (state.code, state.label_fr, state.drawing) == ("flat", "à plat", "sent")
    page = client.get(reverse(KEY))
    assertContains(page, "À plat")
    assertNotContains(page, "#depth-flat")


def test_state_goes_back_to_a_former_version(officer):
    state = lozenge()
    change(officer, state, label_fr="losange un")
    first = Version.objects.get_for_object(state).last()
    change(officer, state, label_fr="losange deux")
    assertContains(officer.get(page_of(state, "history")), "losange deux")
    back = reverse("admin:identification_characterstate_revision", args=[state.pk, first.pk])
    assertContains(officer.get(back), "losange un")


def test_state_is_found_by_its_words_in_either_language_on_the_desk(officer):
    lozenge()
    for words in ("losange", "معيّن"):
        assertContains(officer.get(reverse(LIST), {"q": words}), "losange")
    assertContains(officer.get(reverse(LIST)), "#outline-hexagon")


# Retired


def retire(code: str):
    state = state_of(code)
    state.is_retired = True
    state.full_clean()
    state.save()
    return state


def test_retired_state_is_asked_no_more_and_stays_where_it_stands(client):
    technique = seen(
        TechniqueFactory(published=True, outline="oval", order="rings"),
        outline__oval="always",
        order__rings="always",
    )
    retire("outline.oval")
    page = client.get(reverse(KEY), {"outline": "oval", "order": "rings"})
    assertNotContains(page, "outline=oval#")
    assert page.context["answers"] == {"order": "rings"}, "no answer any more"
    assertNotContains(client.get(reverse("artisans:key_card")), "#outline-oval")
    own = client.get(technique.get_absolute_url())
    assertContains(own, "ovale")
    assertContains(own, f'href="{reverse(KEY)}?order=rings"')
    assertContains(client.get(reverse("artisans:technique_list")), "ovale")


def test_retired_state_is_offered_to_the_technique_that_has_it_alone(officer):
    having, other = TechniqueFactory(outline="oval"), TechniqueFactory(outline="round")
    retire("outline.oval")
    for technique, is_offered in ((having, True), (other, False)):
        page = officer.get(reverse("admin:artisans_technique_change", args=[technique.pk]))
        offered = dict(page.context["adminform"].form.fields["outline"].choices)
        assert ("oval" in offered) is is_offered
    having.full_clean()
    other.outline = "oval"
    with pytest.raises(ValidationError, match="est retiré"):
        other.full_clean()


def test_retired_state_is_proposed_to_no_family(client):
    family = FamilyFactory(published=True)
    person = sign_in(client, ArtisanFactory(family=family))
    Family.objects.get(pk=family.pk).spokespersons.create(artisan=person)
    lozenge()
    retire("outline.oval")
    page = client.get(reverse("space:hammering_new", args=[family.pk]))
    assertContains(page, "losange")
    assertNotContains(page, "#outline-oval")


def test_measure_is_worded_and_never_retired(officer):
    state = state_of("size.fine")
    change(officer, state, label_fr="tout petit", is_retired="on")
    state.refresh_from_db()
    assert (state.label_fr, state.is_retired) == ("tout petit", False)
    state.is_retired = True
    with pytest.raises(ValidationError, match="millimètres"):
        state.full_clean()


@pytest.mark.parametrize("held_by", ["technique", "cell", "answer", "trial", "nothing"])
def test_state_that_something_holds_is_not_deleted(officer, media, held_by):
    state = lozenge()
    if held_by == "technique":
        TechniqueFactory(outline="losange", name_fr="Frappe losange")
    elif held_by == "cell":
        seen(TechniqueFactory(), outline__losange="rarely")
    elif held_by != "nothing":
        reader = opened_trial()
        if held_by == "answer":
            Trial.objects.update(states=[])
            keep_answer(reader, reader.trial.photos.get(), {"outline": "losange"})
    answer = officer.post(page_of(state, "delete"), {"post": "yes"})
    listed = {"action": "delete_selected", "_selected_action": [state.pk], "post": "yes"}
    if held_by == "nothing":
        assertRedirects(answer, reverse(LIST))
        assert not CharacterState.objects.filter(pk=state.pk).exists()
        return
    officer.post(reverse(LIST), listed)
    assert CharacterState.objects.filter(pk=state.pk).exists()
    assert state.holders()
    with pytest.raises(ValidationError, match="se retire"):
        state.delete()


# The mark


def test_mark_draws_a_new_state_as_the_nearest_it_knows_or_leaves_it_out():
    near, unlike = lozenge(nearest="square"), lozenge(label_fr="étoile", label_ar="نجمة")
    marks = {
        state.code: TechniqueFactory(outline=state.code, order="rings").mark
        for state in (near, unlike)
    }
    assert marks == {
        "losange": Blow(outline="square", order="rings").name,
        "etoile": Blow(order="rings").name,
    }


def test_mark_follows_the_nearest_as_it_is_changed(officer, client):
    state = lozenge(nearest="square")
    technique = TechniqueFactory(published=True, outline="losange", order="rings")
    drawn = seen(TechniqueFactory(outline="losange", drawing="ondes"), order__rings="always")
    change(officer, state, nearest="scale")
    technique.refresh_from_db()
    drawn.refresh_from_db()
    assert technique.mark == Blow(outline="scale", order="rings").name
    assert drawn.mark == "ondes", "one of the house is not drawn from its blow"


# Lists in and out


def test_list_of_techniques_says_and_reads_a_new_state_in_either_language():
    lozenge()
    technique = TechniqueFactory(reference="T1", outline="losange")
    sheet = TechniqueSheet()
    cell = sheet.fields["outline"].widget
    assert cell.render("losange") == "losange"
    assert (cell.clean("Losange"), cell.clean("معيّن"), cell.clean("سداسي")) == (
        "losange",
        "losange",
        "hexagon",
    )
    with translation.override("ar"):
        assert cell.render(technique.outline) == "معيّن"
        assert "معيّن" in cell.allowed()
    with pytest.raises(ValueError, match="dans la liste"):
        cell.clean("étoile")


# Trials


def opened_trial() -> TrialReader:
    """A reader of a trial that is open, with a picture of nobody's piece."""
    trial = Trial.objects.create()
    photo = TrialPhoto.holding(clean_photo(files.jpeg((64, 48))), trial=trial, is_foreign=True)
    photo.save()
    open_trial(trial, None)
    return TrialReader.objects.create(trial=Trial.objects.get(), kind=ReaderKind.VISITOR)


def test_trial_keeps_the_states_it_was_opened_with(client, officer, media):
    seen(TechniqueFactory(published=True), outline__oval="always", order__rings="always")
    reader = opened_trial()
    page = reverse("artisans:trial", args=[reader.token])
    photo = reader.trial.photos.get()
    before = client.get(page, {"image": photo.pk, "outline": "oval"}).content.decode()
    state = retire("outline.oval")
    CharacterState.objects.filter(pk=state.pk).update(
        label_fr="œuf", drawing="sent", sent_drawing=LOZENGE, photo=""
    )
    lozenge()
    after = client.get(page, {"image": photo.pk, "outline": "oval"}).content.decode()
    assert after == before
    assert "Ovale" in after and "osange" not in after
    client.post(page, {"image": photo.pk, "outline": "oval", "order": "rings"})
    answer = TrialAnswer.objects.get()
    assert answer.seen == {"outline": "oval", "order": "rings"}
    close_trial(Trial.objects.get(), None)
    listed = officer.get(reverse("admin:identification_trialanswer_changelist"))
    assertContains(listed, "Contour du coup : ovale")
    assertNotContains(listed, "œuf")
    kept = officer.get(reverse("admin:identification_trial_change", args=[reader.trial_id]))
    assertContains(kept, "ovale")
    assertContains(kept, "#outline-oval")
    assertNotContains(kept, "losange")


def test_results_of_a_closed_trial_are_the_same_whatever_becomes_of_the_states(client, media):
    technique = seen(
        TechniqueFactory(published=True), outline__oval="always", order__rings="always"
    )
    reader = opened_trial()
    keep_answer(reader, reader.trial.photos.get(), {"outline": "oval", "order": "rings"})
    close_trial(reader.trial, None)
    before = client.get(reverse("artisans:trials")).context["measures"][0]
    assert before.given[0].said == technique.pk
    retire("outline.oval")
    after = client.get(reverse("artisans:trials")).context["measures"][0]
    assert (after.given, after.table) == (before.given, before.table)
    assert "states" in after.trial.get_deferred_fields(), "not read for the results"


def test_trial_opened_later_offers_the_states_of_that_day(media):
    lozenge()
    retire("outline.oval")
    kept = opened_trial().trial.seen_states
    codes = {state.code for state in kept.offered("outline")}
    assert "losange" in codes and "oval" not in codes
    assert {row["character"] for row in kept.rows} == {character.key for character in CHARACTERS}


# How they are read


@pytest.mark.parametrize("number", [0, 6])
def test_key_reads_the_states_with_the_edition(client, number, django_assert_num_queries):
    TechniqueFactory(published=True)
    for each in range(number):
        lozenge(label_fr=f"forme {each}", label_ar=f"شكل {each}")
    with django_assert_num_queries(5):
        page = client.get(reverse(KEY))
    assertContains(page, "Forme ", number)


def test_states_are_read_once_in_a_request_and_again_once_written(django_assert_num_queries):
    with of_states():
        with django_assert_num_queries(1):
            assert current_states().find("outline", "losange") is None
            assert told_answers({"order": "rings", "outline": "oval"}) == [
                "Contour du coup : ovale",
                "Disposition : en anneaux",
            ]
        lozenge()
        assert current_states().find("outline", "losange").label == "losange"


@pytest.mark.django_db(transaction=True)
def test_migration_writes_the_states_and_the_copy_of_each_trial_that_was_opened():
    """Over a database that has rows."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes("identification")
    call_command("migrate", "identification", "0003", verbosity=0)
    former = MigrationExecutor(connection).loader.project_state(
        ("identification", "0003_answer_rule")
    )
    trials = former.apps.get_model("identification", "Trial").objects
    prepared = trials.create()
    opened = trials.create(opened_at="2026-11-01T12:00Z")
    technique = former.apps.get_model("artisans", "Technique").objects.create(outline="oval")
    call_command("migrate", *latest[0], verbosity=0)
    assert CharacterState.objects.count() == len(first_rows())
    assert Trial.objects.get(pk=prepared.pk).states == []
    assert Trial.objects.get(pk=opened.pk).states == first_rows()
    assert Technique.objects.get(pk=technique.pk).get_outline_display() == "ovale"
