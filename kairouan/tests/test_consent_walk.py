"""Withheld and unpublished values appear nowhere: each is a unique word, looked for
everywhere.

Everywhere is every route of both languages with its structured data and sharing texts,
lists, searches, feeds, the sitemap, and the files of the photographs.
"""

import datetime
import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import translation
from PIL import Image

from artisans.identification.models import Frequency, Observation, Trial, TrialPhoto, TrialReader
from artisans.models import (
    Consent,
    ConsentChannel,
    Family,
    FamilyPhoto,
    FamilyTechnique,
    LearnedFrom,
    Portrait,
    TechniquePhoto,
    TechniqueStep,
    Visibility,
)
from artisans.portraits import accept_portrait
from artisans.tests.factories import ArtisanFactory, FamilyFactory, TechniqueFactory
from enquiries.models import Message
from kairouan.accounts.models import User
from kairouan.portal.models import Page
from kairouan.review.changes import write_change
from kairouan.review.models import Proposal, ProposedPhoto
from kairouan.review.moderation import Status
from kairouan.review.proposals import open_proposal
from products.models import ProductPhoto
from products.tests.factories import CollectionFactory, ProductFactory
from programme.models import Attendance, Certificate, Registration, Session, Support
from programme.tests.factories import ActionFactory, ApplicationFactory, OpeningFactory
from workshops.models import Channel, Label, LabelAward, Membership, OpeningHours, WorkshopPhoto
from workshops.tests.factories import WorkshopFactory

from .walker import (
    BESIDE_A_PAGE,
    LANGUAGES,
    addresses,
    every_moderated_model,
    moderated_models,
    photo_addresses,
    public_routes,
)

pytestmark = pytest.mark.django_db
Item = Consent.Item

# What shows under each consent, in some language: words that stand nowhere else.
WORDS = {
    Item.NAME: ["Qadnomfr", "قدنومي"],
    Item.PORTRAIT: [],  # the name of its file, known once it is saved
    Item.PHOTOS: ["Qadphotofr", "قدصورتي"],
    Item.PHONE: ["77000111", "77 000 111"],
    Item.WHATSAPP: ["20000222"],
    Item.EMAIL: ["qad-mail@demo.example"],
    Item.SOCIAL: ["qadfacebook", "qadinstagram"],
    Item.PLACE: ["Qadadressefr", "قدعنواني", "Qadcheminfr", "قدطريقي", "35.67811", "10.10122"],
    Item.FAMILY_STORY: ["Qadrecitfr", "قدحكايتي"],
}
# What never shows, whatever anybody agreed to.
NEVER = [
    "Qadalias",
    "1913",
    "QAD-ONA-1",
    "Qadheritier",
    "Qadlettre",
    "qad-lecteur@demo.example",
    "Qadcandidate",
    "qad-candidate@demo.example",
    "qadcv",
    "QADCODE7",
    "Qadappui",
    "qad-officier@demo.example",
    "qaddocument",
]


def photo_file() -> ContentFile:
    written = io.BytesIO()
    Image.new("RGB", (900, 700), "peru").save(written, "JPEG")
    return ContentFile(written.getvalue(), name="photo.jpg")


def pictured(model, owner: dict, **texts):
    photo = model(image=photo_file(), **owner, **texts)
    photo.full_clean()
    photo.save()
    photo.make_missing_variants()
    return photo


@pytest.fixture
def person(media):
    """A coppersmith of whom everything is recorded: a family that tells its story, a
    workshop with its channels, pupils, letters.
    """
    WORDS[Item.PORTRAIT].clear()
    technique = TechniqueFactory(published=True)
    person = ArtisanFactory(
        name_fr="Qadnomfr",
        name_ar="قدنومي",
        aliases="Qadalias",
        birth_year=1913,
        craft_since_year=1960,
        technique=technique,
    )
    family = FamilyFactory(
        published=True, story_fr="Qadrecitfr", story_ar="قدحكايتي", spokesperson=person
    )
    person.family = family
    person.save()
    FamilyTechnique.objects.create(
        family=family,
        technique=technique,
        told_by=person,
        is_main=True,
        visibility=Visibility.EVERYONE,
    )
    pictured(FamilyPhoto, {"family": family}, alt_fr="La famille", alt_ar="العائلة")
    WORDS[Item.PORTRAIT].append(
        pictured(Portrait, {"artisan": person}, alt_fr="Portrait").stem.rpartition("/")[2]
    )
    pupil = ArtisanFactory(name_fr="Pupille", family=family)
    LearnedFrom.objects.create(pupil=pupil, master=person, told_by=person)
    workshop = WorkshopFactory(
        published=True,
        family=family,
        responsible=person,
        main_technique=technique,
        welcomes_visitors=True,
        quarter="souk",
        address_fr="Qadadressefr",
        address_ar="قدعنواني",
        directions_fr="Qadcheminfr",
        directions_ar="قدطريقي",
        latitude="35.67811",
        longitude="10.10122",
        ona_registration="QAD-ONA-1",
        ona_verified_on=datetime.date(2026, 1, 5),
    )
    workshop.techniques.add(technique)
    Membership.objects.create(workshop=workshop, artisan=person)
    OpeningHours.objects.create(
        workshop=workshop, period="winter", weekday=0, opens="08:00", closes="17:00"
    )
    pictured(WorkshopPhoto, {"workshop": workshop}, alt_fr="Qadphotofr", alt_ar="قدصورتي")
    for kind, value in {
        "phone": "+21677000111",
        "whatsapp": "+21620000222",
        "email": "qad-mail@demo.example",
        "facebook": "qadfacebook",
        "instagram": "qadinstagram",
    }.items():
        Channel.objects.create(workshop=workshop, person=person, kind=kind, value=value)
    LabelAward.objects.create(
        workshop=workshop,
        label=Label.objects.create(name_fr="Label"),
        number="1",
        issued_on=datetime.date(2026, 1, 1),
        document="labels/qaddocument.pdf",
    )
    product = ProductFactory(published=True, workshop=workshop, technique=technique)
    pictured(ProductPhoto, {"product": product}, alt_fr="Une pièce")
    Message.objects.create(
        kind="contact",
        language="fr",
        name="Qadlettre",
        email="qad-lecteur@demo.example",
        text="Qadlettre",
    )
    ApplicationFactory(
        opening=OpeningFactory(published=True, workshop=workshop),
        name="Qadcandidate",
        email="qad-candidate@demo.example",
        text="Qadcandidate",
        notes="Qadcandidate",
        document="applications/qadcv.pdf",
        person=person,
        state="placed",
    )
    training = ActionFactory(published=True, takes_registrations=True, places=3)
    session = Session.objects.create(
        action=training, day=training.starts_on, starts_at="09:00", ends_at="12:00"
    )
    registration = Registration.objects.create(action=training, artisan=person, state="confirmed")
    Attendance.objects.create(session=session, registration=registration, is_present=True)
    Certificate.objects.create(
        registration=registration, code="QADCODE7", hours=3, issued_on=datetime.date(2026, 3, 5)
    )
    Support.objects.create(
        kind="coaching",
        axis="capacity",
        action=training,
        artisan=person,
        what_fr="Qadappui",
        given_on=training.starts_on,
    )
    User.objects.create_superuser(email="qad-officier@demo.example", password="x")
    return person


def give(person, **facts):
    for item in Item.values:
        Consent.objects.create(
            artisan=person,
            item=item,
            given_on=datetime.date(2026, 1, 15),
            given_by_heir="Qadheritier",
            **facts,
        )


def everything_read(client) -> str:
    """All that a visitor can read of the portal, and where it sends them."""
    read = []
    for address in addresses():
        answer = client.get(address)
        assert answer.status_code in (200, 302, 404), address
        text = f"{answer.headers.get('Location', '')} {text_of(answer)}"
        # the page says again what it was asked for, in the link to the other language
        if answer.status_code == 404:
            text = text.replace(address.removeprefix("/fr").removeprefix("/ar"), "")
        read.append(text)
    return "\n".join(read)


def text_of(answer) -> str:
    """Extract the text of a response; of a workbook, that of its parts."""
    if not answer.content.startswith(b"PK"):
        return answer.content.decode()
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return "\n".join(packed.read(name).decode() for name in packed.namelist())


def shown(text: str, words: list[str]) -> set[str]:
    return {word for word in words if word in text}


def found_anywhere(client, word: str) -> int:
    """Count the records that the searches find by a word; the page itself repeats the
    word.
    """
    total = 0
    for language in LANGUAGES:
        with translation.override(language):
            total += client.get(reverse("portal:search"), {"q": word}).context["found"].total
            for listing in ("products:list", "workshops:list"):
                total += (
                    client.get(reverse(listing), {"q": word}).context["page_obj"].paginator.count
                )
    return total


def files_given(client, stem: str) -> set[int]:
    """The answers to every file of the photograph."""
    return {client.get(address).status_code for address in photo_addresses()[stem]}


def bound_photos(person) -> list[str]:
    """The photographs that hang on the person's consent, by the stem of their files."""
    photos = [person.portrait, WorkshopPhoto.objects.get()]
    return [photo.stem.rpartition("/")[2] for photo in photos]


ALL_WORDS = [word for words in WORDS.values() for word in words]


def assert_nothing_shows(client, person):
    read = everything_read(client)
    assert shown(read, [*ALL_WORDS, *WORDS[Item.PORTRAIT], *NEVER]) == set()
    assert [word for word in ALL_WORDS if found_anywhere(client, word)] == []
    assert [files_given(client, stem) for stem in bound_photos(person)] == [{404}, {404}]


def test_nothing_shows_before_consent(client, person):
    assert_nothing_shows(client, person)


def test_everything_shows_with_it_and_nothing_the_moment_it_is_withdrawn(client, person):
    give(person)
    read = everything_read(client)
    assert shown(read, ALL_WORDS + WORDS[Item.PORTRAIT]) == {*ALL_WORDS, *WORDS[Item.PORTRAIT]}, (
        "the walk does not see these"
    )
    assert shown(read, NEVER) == set()
    assert [files_given(client, stem) for stem in bound_photos(person)] == [{200}, {200}]
    person.consents.update(withdrawn_on=datetime.date(2026, 1, 20))
    assert_nothing_shows(client, person)


def test_portrait_that_a_family_sent_shows_once_the_person_has_said_yes_to_it(client, person):
    """Whatever they agreed to before they saw it."""
    Portrait.objects.update(family=person.family, awaits_answer=True)
    person.refresh_from_db()
    give(person)
    portrait = person.portrait
    (stem,) = WORDS[Item.PORTRAIT]
    assert shown(everything_read(client), [stem]) == set()
    assert files_given(client, stem) == {404}
    accept_portrait(portrait, ConsentChannel.WEB, by=None)
    assert shown(everything_read(client), [stem]) == {stem}, "the walk does not see it"
    assert files_given(client, stem) == {200}
    person.consents.filter(item=Item.PORTRAIT).update(withdrawn_on=datetime.date(2026, 1, 20))
    assert shown(everything_read(client), [stem]) == set()
    assert files_given(client, stem) == {404}


def test_nothing_shows_the_day_after_a_consent_has_ended(client, person, in_tunis):
    give(person, until=datetime.date(2026, 3, 1))
    in_tunis(datetime.date(2026, 3, 1))
    assert shown(everything_read(client), ALL_WORDS) == set(ALL_WORDS)
    in_tunis(datetime.date(2026, 3, 2))
    assert_nothing_shows(client, person)


@pytest.mark.parametrize("item", Item.values)
def test_each_consent_shows_its_own_thing_and_no_other(client, person, item):
    Consent.objects.create(artisan=person, item=item, given_on=datetime.date(2026, 1, 15))
    read = everything_read(client)
    for other, words in WORDS.items():
        assert shown(read, words) == (set(words) if other == item else set()), other


# What a technique says of itself, in some language, and where it is: words that stand
# nowhere else.
OF_TECHNIQUE = {
    f"{name}_{code}": f"{'Qad' if code == 'fr' else 'ظقض'}{name}{code}"
    for name in ("name", "summary", "description", "recognise", "hammer")
    for code in LANGUAGES
}


@pytest.fixture
def kept_words(media):
    """The words of a technique of which everything is recorded: what leads to it, its
    former address, its photographs and those of trials.
    """
    technique = TechniqueFactory(
        published=True, drawing="spirale", outline="stroke", slug="qad-ancienne", **OF_TECHNIQUE
    )
    technique.slug = "qad-martelage"
    technique.save()
    TechniqueStep.objects.create(technique=technique, title_fr="Qadtitre", text_ar="ظقضنص")
    texts = {"alt_fr": "Qadalt", "alt_ar": "ظقضalt"}
    own = pictured(TechniquePhoto, {"technique": technique}, **texts)
    Observation.objects.create(
        technique=technique, state="order.rays", frequency=Frequency.ALWAYS, source_fr="Qadobs"
    )
    family = FamilyFactory(published=True, name_fr="Rezgui")
    pictured(FamilyPhoto, {"family": family}, alt_fr="La famille", alt_ar="العائلة")
    practice = FamilyTechnique.objects.create(
        family=family, technique=technique, is_main=True, source_fr="Qadsource"
    )
    person = ArtisanFactory(family=family, technique=technique)
    workshop = WorkshopFactory(
        published=True, family=family, main_technique=technique, welcomes_visitors=True
    )
    workshop.techniques.add(technique)
    Membership.objects.create(workshop=workshop, artisan=person)
    product = ProductFactory(published=True, workshop=workshop, technique=technique)
    ProductFactory(published=True, technique=technique)  # of the same hammering, elsewhere
    stems = [own.stem.rpartition("/")[2]]
    for closed in (False, True):
        moment = product.published_at
        trial = Trial.objects.create(opened_at=moment, closed_at=moment if closed else None)
        TrialReader.objects.create(trial=trial, kind="visitor")
        photo = pictured(TrialPhoto, {"trial": trial, "technique": technique})
        stems.append(photo.stem.rpartition("/")[2])
    words = [*OF_TECHNIQUE.values(), "Qadtitre", "ظقضنص", "Qadalt", "ظقضalt"]
    return practice, [*words, "Qadsource", "qad-martelage", "#m-spirale", *stems], stems


def test_technique_that_a_family_keeps_shows_nowhere(client, kept_words):
    """Shown to everyone, then kept by an `update()` that no model sees: pages, lists,
    searches, key, trials and files, at once.
    """
    practice, words, stems = kept_words
    names = [OF_TECHNIQUE[f"{name}_{code}"] for name in ("name", "summary") for code in LANGUAGES]
    practices = FamilyTechnique.objects.filter(pk=practice.pk)
    practices.update(visibility=Visibility.EVERYONE)
    assert shown(everything_read(client), words) == set(words), "the walk does not see these"
    assert [word for word in names if not found_anywhere(client, word)] == []
    assert [files_given(client, stem) for stem in stems] == [{200}] * len(stems)
    for kept in (Visibility.FAMILY, Visibility.MEMBERS):
        practices.update(visibility=kept)
        assert shown(everything_read(client), [*words, "Qad", "ظقض", "qad-"]) == set()
        assert [word for word in OF_TECHNIQUE.values() if found_anywhere(client, word)] == []
        assert [files_given(client, stem) for stem in stems] == [{404}] * len(stems)


def test_technique_shows_while_one_family_shows_it_and_names_no_other(client, kept_words):
    practice, _words, _stems = kept_words
    other = FamilyFactory(published=True)
    FamilyTechnique.objects.create(
        family=other, technique=practice.technique, visibility=Visibility.EVERYONE
    )
    page = client.get(practice.technique.get_absolute_url())
    assert [one.family for one in page.context["technique"].public_practices] == [other]
    page = client.get(practice.family.get_absolute_url())
    assert page.context["family"].public_practices == []


def test_former_address_of_a_technique_tells_nothing_once_it_is_kept(client, kept_words):
    practice, _words, _stems = kept_words
    former = reverse("artisans:technique_detail", args=["qad-ancienne"])
    assert client.get(former).status_code == 404
    FamilyTechnique.objects.update(visibility=Visibility.EVERYONE)
    assert client.get(former).url == practice.technique.get_absolute_url()


@pytest.mark.parametrize(
    ("is_said", "visibility", "is_told"),
    [
        (True, Visibility.MEMBERS, True),
        (True, Visibility.EVERYONE, False),
        (False, "family", False),
    ],
)
def test_family_page_says_that_more_is_kept_when_the_family_wants_it(
    client, kept_words, is_said, visibility, is_told
):
    practice, _words, _stems = kept_words
    FamilyTechnique.objects.filter(pk=practice.pk).update(visibility=visibility)
    Family.objects.update(says_it_keeps=is_said)
    page = client.get(practice.family.get_absolute_url()).content.decode()
    assert ("La famille garde d’autres martelages" in page) == is_told


FACTORIES = {
    "product": ProductFactory,
    "collection": CollectionFactory,
    "workshop": WorkshopFactory,
    "family": FamilyFactory,
    "technique": TechniqueFactory,
    "action": ActionFactory,
    "opening": OpeningFactory,
}


@pytest.mark.parametrize(
    "status", [status for status in Status.values if status != Status.PUBLISHED]
)
def test_unpublished_records_appear_nowhere(client, media, status):
    """Also when it was online once: an archived record keeps its address to itself."""
    technique = TechniqueFactory(published=True)
    hidden = []
    for name, factory in FACTORIES.items():
        text = "title" if name in ("action", "opening") else "name"
        texts = {f"{text}_fr": f"Qad{name}fr", f"{text}_ar": f"ظقض{name}"}
        hidden.append(factory(published=True, status=status, **texts, slug=f"qad-{name}"))
    by_name = dict(zip(FACTORIES, hidden, strict=True))
    Page.objects.create(
        key="histoire",
        title_fr="Qadpagefr",
        title_ar="ظقضpage",
        body_fr="Qadpagefr",
        status=status,
        slug="histoire",
    )
    # Published records that lead to those that are not.
    product = ProductFactory(
        published=True,
        technique=by_name["technique"],
        collection=by_name["collection"],
        part_of=by_name["product"],
        workshop__family=by_name["family"],
    )
    product.workshop.techniques.add(by_name["technique"])
    public = {"is_main": True, "visibility": Visibility.EVERYONE}
    FamilyTechnique.objects.create(
        family=FamilyFactory(published=True), technique=by_name["technique"], **public
    )
    FamilyTechnique.objects.create(family=by_name["family"], technique=technique, **public)
    photo = pictured(ProductPhoto, {"product": by_name["product"]}, alt_fr="Qadaltfr")
    words = ["Qad", "ظقض", "qad-", photo.stem.rpartition("/")[2]]
    assert shown(everything_read(client), words) == set()
    assert [
        word
        for name in FACTORIES
        for word in (f"Qad{name}fr", f"ظقض{name}")
        if found_anywhere(client, word)
    ] == []
    assert files_given(client, photo.stem.rpartition("/")[2]) == {404}


def test_change_that_waits_is_nowhere(client, media):
    """Texts, relations and photographs of changes begun, sent, and sent back; found by
    no search, given by no address.
    """
    owner = ArtisanFactory(account=User.objects.create_user(phone="+21698123456"))
    hidden_technique = TechniqueFactory(published=True, name_fr="Frappe visible")
    workshops = WorkshopFactory.create_batch(3, published=True)
    stems = []
    for workshop, state in zip(workshops, ("draft", "submitted", "sent_back"), strict=True):
        product = ProductFactory(published=True, workshop=workshop)
        write_change(
            workshop,
            {"name_fr": "Qadchangefr", "story_ar": "ظقضtغيير", "techniques": [hidden_technique.pk]},
            owner.account,
        )
        write_change(product, {"name_fr": "Qadpiecefr", "description_ar": "ظقضوصف"}, owner.account)
        for record in (workshop, product):
            photo = pictured(
                ProposedPhoto,
                {"proposal": open_proposal(record)},
                alt_fr="Qadphotofr",
                alt_ar="ظقضصورة",
            )
            stems.append(photo.stem.rpartition("/")[2])
        Proposal.objects.about(workshop).update(state=state, reason="Qadmotif")
    read = everything_read(client)
    assert "Frappe visible" in read, "the walk does not see the technique's own page"
    assert (
        shown(read, ["Qadchangefr", "Qadpiecefr", "Qadphotofr", "Qadmotif", "ظقض", *stems]) == set()
    )
    assert [
        word for word in ("Qadchangefr", "Qadpiecefr", "ظقضوصف") if found_anywhere(client, word)
    ] == []
    assert {status for stem in stems for status in files_given(client, stem)} == {404}


def test_officer_sees_the_photos_that_are_being_prepared(client, officer, media):
    photo = pictured(ProductPhoto, {"product": ProductFactory()}, alt_fr="Une pièce")
    answer = officer.get(photo.image.url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_walk_knows_every_route_and_every_record_with_a_page():
    """A new route that takes a parameter must say here where its addresses come
    from.
    """
    known = {
        "short_address",
        "sitemap_section",
        "photograph",
        "sound",
        "media",
        "public_marks",  # drawings, without a word
        "programme:certificate",
        "programme:result",
        "artisans:trial",
        # behind a secret link, of what a buyer wrote
        "quote_links:part",
        "quote_links:photo",
        "quote_links:seen",
        "bookings:book",  # of a workshop that re-tins
        *BESIDE_A_PAGE,
        *moderated_models(),
    }
    assert {name for name, takes in public_routes() if takes} == known
    assert {*moderated_models().values(), Page} == set(every_moderated_model())
