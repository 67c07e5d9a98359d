"""Blind trials of the key: prepared on the desk, answered by who holds a link, closed,
and published as they came out.
"""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from reversion.models import Version

from artisans.identification.measure import FOREIGN, PASSED, TIED, TOO_FEW, measures_of
from artisans.identification.models import ReaderKind, Trial, TrialAnswer, TrialPhoto, TrialReader
from artisans.identification.scoring import RULE
from artisans.identification.trials import close_trial, keep_answer, open_trial, photos_for
from artisans.models import Technique
from artisans.tests.factories import TechniqueFactory
from artisans.tests.test_key import KEY, seen
from kairouan.accounts.models import User
from kairouan.photos.cleaning import clean_photo
from kairouan.photos.tests import photo_files as files
from kairouan.portal.roles import REVIEWER, TRANSLATOR

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

RINGS, RAYS = {"order": "rings", "depth": "deep"}, {"order": "rays", "depth": "deep"}
NOTHING = {"order": "free", "depth": "deep"}
VISITOR, COPPERSMITH = ReaderKind.VISITOR, ReaderKind.COPPERSMITH
TRIALS = "artisans:trials"


def shown(trial, technique=None) -> TrialPhoto:
    photo = TrialPhoto.holding(
        clean_photo(files.jpeg((64, 48))),
        trial=trial,
        technique=technique,
        is_foreign=technique is None,
    )
    photo.save()
    return photo


@pytest.fixture
def grains(db):
    technique = TechniqueFactory(
        published=True, drawing="grain-dorge", rank=1, name_fr="Grain d’orge", name_ar="حبّة الشعير"
    )
    return seen(
        technique,
        order__rings="always",
        order__rays="never",
        order__free="never",
        depth__deep="always",
    )


@pytest.fixture
def rays(db):
    technique = TechniqueFactory(
        published=True, drawing="rayons", rank=2, name_fr="Rayons", name_ar="أشعّة"
    )
    return seen(
        technique,
        order__rays="always",
        order__rings="never",
        order__free="never",
        depth__deep="always",
    )


@pytest.fixture
def trial(grains, rays):
    """Prepared: a picture of each technique, and one of none of ours."""
    trial = Trial.objects.create()
    for technique in (grains, rays, None):
        shown(trial, technique)
    return trial


@pytest.fixture
def reader(trial):
    return TrialReader.objects.create(trial=trial, kind=VISITOR)


@pytest.fixture
def opened(trial, reader):
    open_trial(trial, None)
    trial.refresh_from_db()
    reader.refresh_from_db()
    return trial


def address(reader) -> str:
    return reverse("artisans:trial", args=[reader.token])


def measure_of(trial):
    techniques = {technique.pk: technique for technique in Technique.objects.published()}
    return measures_of([trial], techniques)[0]


# Its life


def test_photo_of_a_trial_has_one_true_technique(trial, grains):
    for truth in (
        {"technique": grains, "is_foreign": True},
        {"technique": None, "is_foreign": False},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            TrialPhoto.objects.filter(trial=trial).update(**truth)


def test_trial_is_opened_with_photos_that_the_key_may_name(trial, rays):
    with pytest.raises(ValidationError, match="images"):
        open_trial(Trial.objects.create(), None)
    Technique.objects.filter(pk=rays.pk).update(status="draft")
    with pytest.raises(ValidationError, match="Rayons"):
        open_trial(trial, None)
    Technique.objects.filter(pk=rays.pk).update(status="published")
    open_trial(trial, None)
    with pytest.raises(ValidationError, match="déjà"):
        open_trial(trial, None)
    trial.refresh_from_db()
    assert trial.is_open


def test_trial_is_closed_once_and_takes_nothing_more(opened, reader):
    photo = opened.photos.first()
    close_trial(opened, None)
    for step in (close_trial, open_trial):
        with pytest.raises(ValidationError):
            step(opened, None)
    with pytest.raises(ValidationError, match="clos"):
        keep_answer(reader, photo, RINGS)
    assert not TrialAnswer.objects.exists()


def test_first_answer_is_the_one_and_what_the_key_made_of_it_stays(opened, reader, grains):
    photo = opened.photos.get(technique=grains)
    keep_answer(reader, photo, RINGS)
    keep_answer(reader, photo, RAYS)
    grains.observations.filter(state="order.rings").update(frequency="never")
    answer = TrialAnswer.objects.get()
    assert (answer.seen, answer.first, answer.named, answer.truth_place) == (RINGS, grains, 1, 1)


def test_trial_with_an_answer_cannot_be_deleted_nor_a_technique_of_it(opened, reader, grains):
    keep_answer(reader, opened.photos.first(), RINGS)
    for kept in (opened, grains):
        with pytest.raises(ProtectedError):
            kept.delete()


def test_trial_shows_each_reader_a_stable_order_of_their_own(opened):
    for _more in range(5):
        shown(opened)
    orders = [
        tuple(p.pk for p in photos_for(TrialReader.objects.create(trial=opened, kind=VISITOR)))
        for _reader in range(6)
    ]
    assert len(set(orders)) > 1
    assert all(set(order) == set(opened.photos.values_list("pk", flat=True)) for order in orders)
    again = opened.readers.last()
    assert tuple(photo.pk for photo in photos_for(again)) == orders[-1]


def counted(measure) -> list[tuple[int, int]]:
    return [(share.right, share.of) for share in measure.shares]


# What came of it


def answers_of_everyone(trial, readers: int, kind=VISITOR):
    """Each sees rings everywhere, but on the picture of none of ours something that
    nobody does.
    """
    for _number in range(readers):
        reader = TrialReader.objects.create(trial=trial, kind=kind)
        for photo in trial.photos.all():
            keep_answer(reader, photo, NOTHING if photo.is_foreign else RINGS)


def test_measure_counts_what_was_right_and_what_was_taken_for_what(opened, grains, rays):
    answers_of_everyone(opened, 2)
    answers_of_everyone(opened, 1, COPPERSMITH)
    last = TrialReader.objects.create(trial=opened, kind=VISITOR)
    keep_answer(last, opened.photos.get(is_foreign=True), RINGS)  # taken for one of ours
    keep_answer(last, opened.photos.get(technique=rays), {})  # passed over
    measure = measure_of(opened)
    assert measure.kinds == [("dinandier ou dinandière", 1), ("visiteur ou acheteur", 3)]
    assert (len(measure.truths), measure.foreign_photos, len(measure.given)) == (3, 1, 11)
    assert counted(measure) == [(3, 7), (3, 7), (3, 4)]
    assert measure.outcomes == [grains.pk, rays.pk, FOREIGN, PASSED]
    assert [
        (heading.name, [count for count, _right in cells]) for heading, cells in measure.table
    ] == [
        ("Grain d’orge", [3, 0, 0, 0]),
        ("Rayons", [3, 0, 0, 1]),
        ("Hors registre", [1, 0, 3, 0]),
    ]
    assert [
        [right for _count, right in cells].index(True) for _heading, cells in measure.table
    ] == [0, 1, 2]


def test_techniques_that_the_answers_do_not_part_are_none_first(opened, reader, grains, rays):
    for technique in (grains, rays):
        seen(technique, edge__sharp="always")
    keep_answer(reader, opened.photos.get(technique=grains), {"depth": "deep", "edge": "sharp"})
    measure = measure_of(opened)
    assert measure.given[0].said == TIED
    assert counted(measure) == [(0, 1), (1, 1), (0, 0)]


def test_one_answer_neither_names_nor_refuses_and_is_counted_apart(opened, reader):
    keep_answer(reader, opened.photos.get(is_foreign=True), {"order": "free"})
    measure = measure_of(opened)
    assert measure.given[0].said == TOO_FEW
    assert counted(measure) == [(0, 0), (0, 0), (0, 1)]


def test_something_else_refuses_a_piece_and_is_right_of_what_is_nobodys(opened, reader):
    keep_answer(reader, opened.photos.get(is_foreign=True), {"order": "other", "depth": "deep"})
    assert counted(measure_of(opened)) == [(0, 0), (0, 0), (1, 1)]


def test_trial_says_which_version_of_the_rule_judged_it(client, opened, reader):
    """An answer of before the column was judged by the first, which refused after one
    answer already.
    """
    keep_answer(reader, opened.photos.get(is_foreign=True), {"order": "free"})
    assert measure_of(opened).rules == [RULE]
    TrialAnswer.objects.update(rule=1)
    measure = measure_of(opened)
    assert measure.rules == [1] and measure.given[0].said == FOREIGN
    close_trial(opened, None)
    assertContains(client.get(reverse(TRIALS)), "version 1")


def test_answers_that_a_program_made_are_said_to_be(client, opened):
    answers_of_everyone(opened, 10, ReaderKind.MADE)
    close_trial(opened, None)
    assertContains(client.get(reverse(KEY)), "personne ne les a données")
    assertContains(client.get(reverse(TRIALS)), "Personne n’a répondu à cet essai.")


def test_answers_of_people_are_not_said_to_be_made(client, opened):
    answers_of_everyone(opened, 10)
    answers_of_everyone(opened, 1, ReaderKind.MADE)
    close_trial(opened, None)
    assertNotContains(client.get(reverse(KEY)), "personne ne les a données")


def test_technique_taken_back_since_is_not_named(opened, reader, grains):
    keep_answer(reader, opened.photos.get(technique=grains), RINGS)
    Technique.objects.filter(pk=grains.pk).update(status="archived")
    names = [heading.name for heading, _cells in measure_of(opened).table]
    assert names == ["Rayons", "Martelage retiré du registre", "Hors registre"]


def test_page_of_the_key_says_that_it_was_not_tried(client, opened):
    assertContains(client.get(reverse(KEY)), "La clé n’a pas encore été essayée")
    assertContains(client.get(reverse(TRIALS)), "Aucun essai n’est encore clos.")


@pytest.mark.parametrize("readers", [9, 10])
def test_too_few_answers_are_no_figure(client, opened, readers):
    answers_of_everyone(opened, readers)
    close_trial(opened, None)
    key, results = client.get(reverse(KEY)), client.get(reverse(TRIALS))
    if readers == 9:
        assertContains(key, "a reçu trop peu de réponses")
        assertContains(
            results, "Trop peu de réponses pour en tirer un chiffre : <bdi>27</bdi> reçues"
        )
        for page in (key, results):
            assertNotContains(page, "nommé en premier")
    else:
        # the sentence on the page of the key, its tables on their own
        assertContains(
            key,
            "nommé en premier <bdi>10</bdi> fois sur <bdi>20</bdi>, et une pièce d’ailleurs "
            "refusée à raison <bdi>10</bdi> fois sur <bdi>10</bdi>.",
        )
        assertNotContains(key, "Les confusions")
        assertContains(
            results,
            "Le bon martelage, nommé en premier</dt>\n<dd>\n<bdi>10</bdi> sur <bdi>20</bdi>",
        )


def test_many_answers_of_one_person_are_too_few(opened, reader):
    for _more in range(40):
        keep_answer(reader, shown(opened), NOTHING)
    assert not measure_of(opened).is_enough


def test_latest_trial_is_published_and_the_earlier_ones_are_kept_beside(client, opened, grains):
    answers_of_everyone(opened, 10)
    close_trial(opened, None)
    later = Trial.objects.create()
    shown(later, grains)
    TrialReader.objects.create(trial=later, kind=VISITOR)
    open_trial(later, None)
    assert client.get(reverse(KEY)).context["measure"].trial == opened
    close_trial(later, None)
    page = client.get(reverse(KEY))
    assert page.context["measure"].trial == later
    assertContains(page, "a reçu trop peu de réponses")
    assert [measure.trial for measure in client.get(reverse(TRIALS)).context["measures"]] == [
        later,
        opened,
    ]


def test_results_are_read_in_arabic(client, opened):
    answers_of_everyone(opened, 10)
    close_trial(opened, None)
    with translation.override("ar"):
        pages = [client.get(reverse(name)) for name in (KEY, TRIALS)]
    for page in pages:
        assertContains(page, "<bdi>10</bdi> من <bdi>20</bdi>")
    assertContains(pages[1], "حبّة الشعير")


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_whatever_the_trials(
    client, opened, grains, count, django_assert_num_queries
):
    answers_of_everyone(opened, 2)
    close_trial(opened, None)
    for _more in range(count):
        another = Trial.objects.create()
        shown(another, grains)
        open_trial(another, None)
        close_trial(another, None)
    with django_assert_num_queries(6):
        client.get(reverse(KEY))
    with django_assert_num_queries(5):
        client.get(reverse(TRIALS))


# Answering


def test_reader_answers_photo_after_photo_and_is_thanked(client, opened, reader):
    for number, photo in enumerate(photos_for(reader), start=1):
        page = client.get(address(reader))
        assertContains(page, f"Image {number} sur 3")
        assert page.context["photo"] == photo
        assert not page.cookies
        sent = {"image": photo.pk} | (RINGS if number < 3 else {"passer": "1"})
        assertRedirects(client.post(address(reader), sent), address(reader))
    assertContains(client.get(address(reader)), "Merci")
    assert [answer.seen for answer in reader.answers.all()] == [RINGS, RINGS, {}]


def test_page_of_a_reader_tells_nothing_of_what_is_true(client, opened, reader, grains):
    """Not in its words while nothing is answered, nor in the addresses of its picture,
    which the public may ask for.
    """
    page = client.get(address(reader)).content.decode()
    article = page[page.index('<figure class="key__trial"') : page.index("</figure>")]
    photo = photos_for(reader)[0]
    assert photo.image.url in article
    for told in (*Technique.objects.values_list("mark", "name_fr", "name_ar"), ("registre",)):
        assert not any(word in article for word in told)
    assert client.get(photo.image.url).status_code == 200


def test_photo_is_not_served_before_its_trial_is_opened(client, trial):
    assert client.get(trial.photos.first().image.url).status_code == 404


def test_trial_ranks_answers_with_the_public_key(client, opened, reader):
    photo = photos_for(reader)[0]
    page = client.get(address(reader), {"image": photo.pk} | RINGS)
    assertContains(page, "Cela ressemble au martelage « Grain d’orge »")
    # what the address says is what is sent
    assertContains(page, '<input type="hidden" name="order" value="rings">')
    assert not TrialAnswer.objects.exists()


def test_answers_to_a_photo_that_is_behind_are_not_carried_over(client, opened, reader):
    first, second, _third = photos_for(reader)
    client.post(address(reader), {"image": first.pk} | RINGS)
    assertRedirects(client.get(address(reader), {"image": first.pk} | RINGS), address(reader))
    client.post(address(reader), {"image": first.pk} | RAYS)
    assert TrialAnswer.objects.get().seen == RINGS
    assert client.get(address(reader)).context["photo"] == second


def test_empty_answer_is_not_taken_for_a_photo_passed_over(client, opened, reader):
    photo = photos_for(reader)[0]
    answer = client.post(address(reader), {"image": photo.pk})
    assertContains(answer, "Répondez à une question au moins", status_code=422)
    assert not TrialAnswer.objects.exists()


@pytest.mark.parametrize(
    "sent", [{}, {"image": "0"}, {"image": "x\x00"}, {"image": "99999999999999999999"}]
)
def test_answer_to_no_photo_of_the_trial_is_passed_over(client, opened, reader, sent):
    assertRedirects(client.post(address(reader), sent | RINGS), address(reader))
    assert not TrialAnswer.objects.exists()


def test_link_serves_while_the_trial_is_open(client, trial, reader):
    assertContains(client.get(address(reader)), "pas encore ouvert")
    open_trial(trial, None)
    assertContains(client.get(address(reader)), "Image 1 sur 3")
    close_trial(trial, None)
    assertContains(
        client.post(address(reader), {"image": trial.photos.first().pk} | RINGS),
        "Cet essai est clos",
    )
    assert not TrialAnswer.objects.exists()


@pytest.mark.parametrize("token", ["x", "a" * 500, "\x00"])
def test_unknown_link_is_not_found(client, opened, token):
    assert client.get(f"/fr/martelages/reconnaitre/essai/{token}/").status_code == 404


def test_page_of_a_reader_is_left_to_no_engine_and_no_cache(client, opened, reader):
    page = client.get(address(reader))
    assertContains(page, '<meta name="robots" content="noindex">')
    assert "no-store" in page.headers["Cache-Control"]


# On the desk


def desk(trial, name="change"):
    return reverse(f"admin:identification_trial_{name}", args=[trial.pk])


def empty_forms(**counts) -> dict:
    return {
        f"{prefix}-{name}": counts.get(f"{prefix}_{name}", "0")
        for prefix in ("photos", "readers")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }


def test_officer_prepares_opens_and_closes_a_trial(officer, grains):
    photo = SimpleUploadedFile(
        "grain-dorge.jpg", files.written(files.quartered()), content_type="image/jpeg"
    )
    sent = empty_forms(photos_TOTAL_FORMS="1", readers_TOTAL_FORMS="1") | {
        "photos-0-image": photo,
        "photos-0-technique": grains.pk,
        "readers-0-kind": "visitor",
    }
    assert officer.post(reverse("admin:identification_trial_add"), sent).status_code == 302
    trial = Trial.objects.get()
    assert "grain" not in trial.photos.get().image.name
    assertContains(officer.get(desk(trial)), address(trial.readers.get()))
    for step, said in (("ouvrir", "Les personnes répondent"), ("clore", "Plus aucune réponse")):
        page = reverse("admin:identification_trial_step", args=[trial.pk, step])
        assertContains(officer.get(page), said)
        assertRedirects(officer.post(page), desk(trial))
    trial.refresh_from_db()
    assert trial.closed_at
    assert [v.revision.get_comment() for v in Version.objects.get_for_object(trial)][:2] == [
        "Essai clos",
        "Essai ouvert",
    ]


def test_photo_without_its_truth_is_refused_in_words(officer):
    photo = SimpleUploadedFile(
        "photo.jpg", files.written(files.quartered()), content_type="image/jpeg"
    )
    sent = empty_forms(photos_TOTAL_FORMS="1") | {"photos-0-image": photo}
    assertContains(
        officer.post(reverse("admin:identification_trial_add"), sent),
        "Choisissez le vrai martelage",
    )
    assert not Trial.objects.exists()


def test_step_that_cannot_be_taken_is_said(officer):
    trial = Trial.objects.create()
    answer = officer.post(
        reverse("admin:identification_trial_step", args=[trial.pk, "ouvrir"]), follow=True
    )
    assertContains(answer, "Ajoutez d’abord les images")
    assert (
        officer.get(
            reverse("admin:identification_trial_step", args=[trial.pk, "effacer"])
        ).status_code
        == 404
    )


def test_photos_of_an_opened_trial_are_not_changed(officer, opened, rays):
    photo, reader = opened.photos.first(), opened.readers.get()
    sent = empty_forms(
        photos_TOTAL_FORMS="1",
        photos_INITIAL_FORMS="1",
        readers_TOTAL_FORMS="2",
        readers_INITIAL_FORMS="1",
    ) | {
        "photos-0-id": photo.pk,
        "photos-0-trial": opened.pk,
        "photos-0-technique": rays.pk,
        "photos-0-DELETE": "on",
        "readers-0-id": reader.pk,
        "readers-0-trial": opened.pk,
        "readers-0-kind": "visitor",
        "readers-1-trial": opened.pk,
        "readers-1-kind": "apprentice",
    }
    assert officer.post(desk(opened), sent).status_code == 302
    photo.refresh_from_db()
    assert photo.technique != rays and opened.photos.count() == 3
    assert opened.readers.count() == 2  # who answers may still be added


def test_trial_once_opened_is_not_deleted_from_its_list(officer, opened):
    sent = {"action": "delete_selected", "_selected_action": [opened.pk], "post": "yes"}
    assert officer.post(reverse("admin:identification_trial_changelist"), sent).status_code == 403
    prepared = Trial.objects.create()
    officer.post(
        reverse("admin:identification_trial_changelist"), sent | {"_selected_action": [prepared.pk]}
    )
    assert list(Trial.objects.all()) == [opened]


def test_closed_trial_is_kept_as_it_is(officer, opened):
    keep_answer(opened.readers.get(), opened.photos.first(), RINGS)
    close_trial(opened, None)
    assert officer.post(desk(opened), empty_forms()).status_code == 403
    assert officer.post(desk(opened, "delete"), {"post": "yes"}).status_code == 403
    former = Version.objects.get_for_object(opened).last()
    page = reverse("admin:identification_trial_revision", args=[opened.pk, former.pk])
    assert officer.post(page, empty_forms()).status_code == 403
    assert Trial.objects.get().closed_at and TrialAnswer.objects.count() == 1
    assertContains(officer.get(desk(opened)), "clos et gardé tel quel")


def test_answers_are_read_one_by_one_once_the_trial_is_closed(officer, opened, grains):
    answers = reverse("admin:identification_trialanswer_changelist")
    keep_answer(opened.readers.get(), opened.photos.get(technique=grains), RINGS)
    assertNotContains(officer.get(answers), "Disposition")
    close_trial(opened, None)
    assertContains(officer.get(answers), "Disposition : en anneaux")


def test_officer_who_saves_writes_over_no_closing(opened):
    """The one who saves has read the trial a moment before another closes it."""
    read_before = Trial.objects.get()
    close_trial(opened, None)
    admin.site.get_model_admin(Trial).save_model(None, read_before, None, change=True)
    assert Trial.objects.get().closed_at


def test_reader_who_answered_is_not_deleted(officer, opened):
    reader = opened.readers.get()
    keep_answer(reader, opened.photos.first(), RINGS)
    sent = empty_forms(readers_TOTAL_FORMS="1", readers_INITIAL_FORMS="1") | {
        "readers-0-id": reader.pk,
        "readers-0-trial": opened.pk,
        "readers-0-kind": "visitor",
        "readers-0-DELETE": "on",
    }
    assert officer.post(desk(opened), sent).status_code == 200
    assert opened.readers.count() == 1


@pytest.mark.parametrize(("role", "may"), [(REVIEWER, True), (TRANSLATOR, False)])
def test_roles_that_may_open_a_trial(client, trial, role, may):
    agent = User.objects.create_user(email="agent@tests.example", is_staff=True)
    agent.groups.add(Group.objects.get(name=role))
    client.force_login(agent)
    client.post(reverse("admin:identification_trial_step", args=[trial.pk, "ouvrir"]))
    trial.refresh_from_db()
    assert trial.is_open == may
