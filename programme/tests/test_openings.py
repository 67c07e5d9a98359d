"""Openings before the public, applications and their papers, what the team does with
them, and that they are forgotten.
"""

import datetime
import io
import time

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core import signing
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains

from artisans.models import Artisan
from artisans.tests.factories import ArtisanFactory
from enquiries.spam import MOST_PER_HOUR, SALT
from kairouan.accounts.models import User
from kairouan.common.calendar import today_in_tunis
from kairouan.common.storage import private_storage
from kairouan.common.tests.delivering import deliver_waiting
from kairouan.publication.tests.stamps import current_stamp
from programme.openings.models import Application, ApplicationState, JobOpening, Placement
from programme.tests.factories import ApplicationFactory, OpeningFactory
from workshops.models import Membership
from workshops.tests.factories import WorkshopFactory

pytestmark = pytest.mark.django_db
State = ApplicationState
LIST = "programme:opening_list"
TODAY = datetime.date(2026, 11, 25)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def papers(settings, tmp_path):
    """Private files in a folder of the test's own."""
    private = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "private"},
    }
    settings.STORAGES = settings.STORAGES | {"private": private}
    field = Application._meta.get_field("document")
    before, field.storage = field.storage, private_storage()
    yield tmp_path / "private" / "applications"
    field.storage = before


@pytest.fixture
def opening():
    return OpeningFactory(published=True, slug="apprenti", title_fr="Apprenti au martelage")


def apply_to(opening) -> str:
    return reverse("programme:opening_apply", args=[opening.slug])


def sent(**changes) -> dict:
    return {
        "name": "Sirine",
        "phone": "98 123 456",
        "email": "",
        "diploma": "Licence de design",
        "text": "J’aime le cuivre.",
        "token": signing.dumps(int(time.time()) - 60, salt=SALT),
    } | changes


def photo_bytes(kind="JPEG") -> bytes:
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Qadappareil"
    Image.new("RGB", (300, 200), "peru").save(written, kind, exif=exif)
    return written.getvalue()


# Before the public


def test_posting_is_dated_by_the_day_in_tunis(client, opening):
    """Half past midnight there, while it is still the day before in UTC."""
    late = datetime.datetime(2026, 11, 24, 23, 30, tzinfo=datetime.UTC)
    JobOpening.objects.filter(pk=opening.pk).update(published_at=late)
    response = client.get(opening.get_absolute_url())
    assertContains(response, '"datePosted":"2026-11-25"')


def test_opening_is_public_until_its_last_day_in_tunis(client, in_tunis):
    opening = OpeningFactory(published=True, expires_on=TODAY)
    in_tunis(TODAY)
    assertContains(client.get(reverse(LIST)), opening.title_fr)
    assert client.get(opening.get_absolute_url()).status_code == 200
    in_tunis(TODAY + datetime.timedelta(days=1))
    assertNotContains(client.get(reverse(LIST)), opening.title_fr)
    for address in (opening.get_absolute_url(), apply_to(opening)):
        assert client.get(address).status_code == 404
    assert client.post(apply_to(opening), sent()).status_code == 404


def test_opening_of_a_workshop_without_a_page_is_nowhere(client):
    opening = OpeningFactory(published=True, workshop=WorkshopFactory())
    assertNotContains(client.get(reverse(LIST)), opening.title_fr)
    assert client.get(opening.get_absolute_url()).status_code == 404


def test_openings_are_listed_by_deadline_and_filtered(client):
    def ends_in(days, **facts):
        return OpeningFactory(
            published=True, expires_on=today_in_tunis() + datetime.timedelta(days=days), **facts
        )

    far, near = (
        ends_in(40, kind="job"),
        ends_in(2, kind="internship", workshop__delegation="chebika"),
    )
    page = client.get(reverse(LIST))
    assert list(page.context["page_obj"]) == [near, far]
    assert list(client.get(reverse(LIST), {"kind": "job"}).context["page_obj"]) == [far]
    assert list(client.get(reverse(LIST), {"delegation": "chebika"}).context["page_obj"]) == [near]


@pytest.mark.parametrize("shown", [1, 12])
def test_pages_cost_the_same_whatever_the_number_of_openings(
    client, shown, django_assert_num_queries
):
    openings = OpeningFactory.create_batch(shown, published=True)
    client.get(reverse(LIST))
    caches["pages"].clear()
    with django_assert_num_queries(2):  # the stamp, the page
        client.get(reverse(LIST))
    with django_assert_num_queries(2):  # the stamp, the opening with its workshop
        client.get(openings[0].get_absolute_url())


# Applying


def test_application_arrives_on_the_officers_desk_and_changes_no_page(client, officer, opening):
    before = current_stamp()
    answer = client.post(
        apply_to(opening).replace("/fr/", "/ar/"), sent(phone="٩٨ ١٢٣ ٤٥٦", text="أحبّ النحاس")
    )
    assert (answer.status_code, answer.url) == (302, "/ar/programme/offres/candidature-envoyee/")
    application = Application.objects.get()
    facts = (
        application.opening,
        application.state,
        application.language,
        application.phone,
        application.document.name,
    )
    assert facts == (opening, State.NEW, "ar", "+21698123456", "")
    assert application.purge_on == today_in_tunis() + datetime.timedelta(days=365)
    assert current_stamp() == before
    assertContains(officer.get(reverse("admin:openings_application_changelist")), "Sirine")
    assertContains(
        officer.get(reverse("admin:openings_application_change", args=[application.pk])),
        "أحبّ النحاس",
    )


def test_form_sets_no_cookie_and_is_kept_by_no_cache(client, opening):
    for answer in (client.get(apply_to(opening)), client.post(apply_to(opening), sent())):
        assert not answer.cookies
    assert "no-store" in client.get(apply_to(opening)).headers["Cache-Control"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": "", "email": ""}, None),
        ({"phone": "12"}, "phone"),
        ({"text": ""}, "text"),
        ({"text": "a" * 2001}, "text"),
        ({"diploma": "a" * 161}, "diploma"),
        ({"token": "x"}, None),
    ],
)
def test_wrong_application_comes_back_with_all_that_was_typed(client, opening, change, field):
    typed = sent(email="sirine@demo.example") | change
    answer = client.post(apply_to(opening), typed)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors.get(field or "__all__")
    for name in typed.keys() - {"token"}:
        assert form[name].value() == typed[name]
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, "pdf"), (photo_bytes(), "jpg"), (photo_bytes("PNG"), "jpg")],
    ids=["PDF", "JPEG", "PNG"],
)
def test_paper_is_kept_apart_under_a_name_that_says_nothing(client, opening, papers, content, kind):
    paper = SimpleUploadedFile(
        "CV de Sirine " + "x" * 200 + ".exe", content, "application/x-anything"
    )
    assert client.post(apply_to(opening), sent(document=paper)).status_code == 302
    (kept,) = papers.iterdir()
    assert len(kept.stem) == 32 and kept.suffix == f".{kind}"
    assert b"Qadappareil" not in kept.read_bytes()
    application = Application.objects.get()
    for address in (
        f"/media/{application.document.name}",
        f"/media/private/{application.document.name}",
        f"/{application.document.name}",
    ):
        assert client.get(address).status_code == 404


HOSTILE = {
    "page that calls itself a PDF": (
        b"<html><script>alert(1)</script>%PDF-1.4 %%EOF",
        "Envoyez un PDF",
    ),
    "half a PDF": (PDF[:40], "Envoyez un PDF"),
    "archive": (b"PK\x03\x04" + b"x" * 500, "Envoyez un PDF"),
    "program": (b"MZ" + b"x" * 500, "Envoyez un PDF"),
    "damaged photograph": (photo_bytes()[:60], "n’est pas une photo lisible"),
    "drawing with a script": (
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "Envoyez un PDF",
    ),
    "nothing": (b"", "Ce fichier est vide."),
    "too heavy": (PDF + b"x" * (5 * 1024 * 1024) + b"%%EOF", "pèse plus de 5 Mo"),
}


@pytest.mark.parametrize(("content", "sentence"), HOSTILE.values(), ids=HOSTILE.keys())
def test_paper_that_is_none_is_refused_and_what_was_typed_stays(
    client, opening, papers, content, sentence
):
    paper = SimpleUploadedFile("cv.pdf", content, "application/pdf")
    answer = client.post(apply_to(opening), sent(document=paper, text="Dix minutes à écrire."))
    assertContains(answer, sentence, status_code=422)
    assertContains(answer, "Dix minutes à écrire.", status_code=422)
    assert not Application.objects.exists()
    assert not papers.exists()


def test_more_than_is_taken_at_once_is_said(client, opening, monkeypatch):
    monkeypatch.setattr("kairouan.photos.uploads.PhotoHandler.most_at_once", 1000)
    answer = client.post(
        apply_to(opening), sent(document=SimpleUploadedFile("cv.pdf", PDF + b"x" * 2000))
    )
    assertContains(answer, "pèse plus de 5 Mo", status_code=413)


@pytest.mark.parametrize(
    "sign",
    [
        {"leave_empty": "https://offers.example"},
        {"text": "http://a.example http://b.example www.c.example"},
    ],
)
def test_likely_spam_is_held_and_not_dropped(client, opening, sign):
    assert client.post(apply_to(opening), sent(**sign)).status_code == 302
    assert Application.objects.get().state == State.HELD


def test_sixth_person_of_one_address_is_kept_aside_and_refused_nothing(client, opening):
    for _ in range(MOST_PER_HOUR):
        client.post(apply_to(opening), sent())
    answer = client.post(apply_to(opening), sent(text="La sixième."))
    assert (answer.status_code, answer.url) == (302, "/fr/programme/offres/candidature-envoyee/")
    assert Application.objects.get(text="La sixième.").state == State.HELD
    assert Application.objects.filter(state=State.NEW).count() == MOST_PER_HOUR


# What the team does with it


def colleague(client, *permissions):
    """Signs in someone of the team who may do these things and no other."""
    user = User.objects.create_user(email="equipe@tests.example", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return user


def with_document(**facts) -> Application:
    application = ApplicationFactory(**facts)
    application.document.save("x.pdf", ContentFile(PDF))
    return application


def test_paper_is_opened_by_who_may_read_applications_and_the_log_says_who(client):
    application = with_document()
    address = reverse("admin:openings_application_document", args=[application.pk])
    assert client.get(address).status_code == 302
    user = colleague(client, "view_application")
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert (
        answer.headers["Content-Disposition"]
        == f'attachment; filename="application-{application.pk}.pdf"'
    )
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (user, str(application.pk))


def test_paper_is_refused_to_others_of_the_team_and_nothing_is_logged(client):
    application = with_document()
    colleague(client, "view_opening")
    assert (
        client.get(
            reverse("admin:openings_application_document", args=[application.pk])
        ).status_code
        == 403
    )
    assert not LogEntry.objects.exists()


def test_paper_that_is_not_there_is_not_found(officer):
    for number in (ApplicationFactory().pk, 999_999, "9" * 40, "x"):
        assert (
            officer.get(reverse("admin:openings_application_document", args=[number])).status_code
            == 404
        )


def decide(officer, application, button):
    answer = officer.post(
        reverse("admin:openings_application_change", args=[application.pk]),
        {"notes": "Vue.", "person": "", button: "1"},
        follow=True,
    )
    application.refresh_from_db()
    return answer


def test_officer_puts_forward_and_the_workshop_is_told(officer, mailoutbox):
    application = ApplicationFactory()
    owner = ArtisanFactory(account=User.objects.create_user(email="maitre@tests.example"))
    Membership.objects.create(workshop=application.opening.workshop, artisan=owner)
    decide(officer, application, "_put_forward")
    deliver_waiting()
    assert (application.state, application.notes) == (State.PUT_FORWARD, "Vue.")
    assert application.handled_by.is_superuser
    assert [message.to for message in mailoutbox] == [["maitre@tests.example"]]
    assert application.name not in mailoutbox[0].body  # the space says who, to who is signed in
    assertContains(decide(officer, application, "_put_forward"), "cette étape n’est pas possible")
    decide(officer, application, "_decline")
    assert application.state == State.DECLINED


def test_application_is_read_only_on_the_desk(officer):
    application = ApplicationFactory(text="Mes mots.")
    officer.post(
        reverse("admin:openings_application_change", args=[application.pk]),
        {"notes": "", "person": "", "text": "D’autres mots.", "state": "placed"},
    )
    application.refresh_from_db()
    assert (application.text, application.state) == ("Mes mots.", State.NEW)


def test_officer_places_someone_known(officer):
    application, person = (
        ApplicationFactory(diploma="Licence de design", language="fr"),
        ArtisanFactory(),
    )
    address = reverse("admin:openings_application_place", args=[application.pk])
    assert officer.get(address).status_code == 200
    officer.post(
        address, {"person": person.pk, "sex": "", "birth_year": "", "starts_on": "01/12/2026"}
    )
    placement = Placement.objects.get()
    application.refresh_from_db()
    assert (application.state, application.person, application.placement) == (
        State.PLACED,
        person,
        placement,
    )
    made = (
        placement.workshop,
        placement.opening,
        placement.kind,
        placement.diploma_fr,
        placement.starts_on,
    )
    assert made == (
        application.opening.workshop,
        application.opening,
        application.opening.kind,
        "Licence de design",
        datetime.date(2026, 12, 1),
    )
    assertContains(
        officer.post(address, {"person": person.pk, "starts_on": "01/12/2026"}),
        "cette étape n’est pas possible",
    )
    assert Placement.objects.count() == 1


def test_officer_places_someone_new_and_makes_their_record(officer):
    application = ApplicationFactory(language="ar", name="سيرين")
    address = reverse("admin:openings_application_place", args=[application.pk])
    for typed, sentence in (
        ({"starts_on": "01/12/2026"}, "indiquez le sexe"),
        ({"sex": "female", "starts_on": "demain"}, "date"),
        ({"person": "999999", "starts_on": "01/12/2026"}, "choix"),
        ({"sex": "female", "birth_year": "9" * 30, "starts_on": "01/12/2026"}, "2100"),
    ):
        assertContains(officer.post(address, typed), sentence)
    assert not Placement.objects.exists()
    officer.post(address, {"sex": "female", "birth_year": "2003", "starts_on": "01/12/2026"})
    person = Artisan.objects.get(name_ar="سيرين")
    assert (person.sex, person.birth_year, Placement.objects.get().artisan) == (
        "female",
        2003,
        person,
    )


def test_placing_asks_for_the_right_to_make_placements(client):
    application = ApplicationFactory()
    colleague(client, "view_application", "change_application")
    assert (
        client.get(reverse("admin:openings_application_place", args=[application.pk])).status_code
        == 403
    )
    assert not Placement.objects.exists()


# Forgetting


def test_applications_are_forgotten_with_their_papers_when_their_day_has_passed(
    papers, django_capture_on_commit_callbacks
):
    due, kept = (
        with_document(purge_on=today_in_tunis() + datetime.timedelta(days=days)) for days in (-1, 0)
    )
    Application.objects.update(sender="x")
    call_command("purge_applications")
    assert Application.objects.count() == 2
    Application.objects.update(created_at=timezone.now() - datetime.timedelta(hours=25))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("purge_applications", apply=True)
    assert list(Application.objects.values_list("pk", "sender")) == [(kept.pk, "")]
    assert [path.name for path in papers.iterdir()] == [kept.document.name.rpartition("/")[2]]
    assert JobOpening.objects.filter(pk=due.opening_id).exists()
