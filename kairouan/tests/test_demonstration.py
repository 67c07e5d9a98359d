"""The demonstration data: what it must exercise, and how it loads."""

import contextlib
import datetime
import io
import re
from collections import Counter

import polib
import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext

from artisans.identification.models import TrialAnswer, TrialPhoto
from artisans.identification.templatetags.identification import key_address
from artisans.models import Family, Merge, Technique
from artisans.tests.factories import FamilyFactory
from kairouan.accounts.demo import ACCOUNTS
from kairouan.accounts.models import Access, User
from kairouan.common.catalogues import path_of
from kairouan.common.models import OutgoingMessage, Work
from kairouan.demonstration import MEDIA, manifest
from kairouan.photos.base import every_photo_model
from kairouan.publication.models import FormerAddress
from kairouan.review.models import Notice, Proposal
from kairouan.review.moderation import Moderated, Status
from kairouan.sounds.base import every_sound_model
from kairouan.tests.libraries import library_texts
from kairouan.tests.many import LETTERS
from kairouan.tests.reading import Reading
from kairouan.tests.test_admin import BY_NAME, OURS, address, filled_in
from products.models import Collection, FoodUse, Lining, Product
from programme.models import Action, Attendance, Axis, Opinion
from programme.results.models import FrozenQuarter, ResultsRelease
from workshops.models import Membership, OpeningHours, Season, Workshop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def everything() -> dict:
    """Every row of every record, moments of change included."""
    models = [
        model
        for model in apps.get_models()
        if any(field.name == "demonstration_key" for field in model._meta.fields)
    ]
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models
    }


def test_loading_again_changes_nothing():
    before = everything()
    call_command("load_demo")
    assert everything() == before


def test_demonstration_reserves_no_unused_address():
    assert not FormerAddress.objects.exists()


def test_demonstration_refuses_a_database_with_a_real_record():
    FamilyFactory()
    with pytest.raises(CommandError, match="not demonstration data"):
        call_command("load_demo")


def test_demonstration_refuses_a_real_installation(settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="KAIROUAN_DEMONSTRATION"):
        call_command("load_demo")


def shown_files(model) -> list[str]:
    """The files of the demonstration's media that records of a kind show."""
    keys = model.objects.exclude(demonstration_key="").values_list("demonstration_key", flat=True)
    return [key.rpartition("/photos/")[2] for key in keys]


def test_one_picture_stands_for_one_thing():
    """A trial asks of pieces that stand in the catalogue: it shows their pictures
    again, and those of pieces that are nobody's, which nothing else shows.
    """
    counts = Counter(
        file
        for model in every_photo_model()
        if model is not TrialPhoto
        for file in shown_files(model)
    )
    assert [file for file, count in counts.items() if count > 1] == []
    foreign = {file for file, row in manifest().items() if row["kind"] == "foreign"}
    assert foreign <= set(shown_files(TrialPhoto))
    assert counts.keys() == manifest().keys() - foreign
    assert manifest().keys() == {path.name for path in MEDIA.glob("*.jpg")}


def test_every_product_is_seen_but_two_that_show_what_stands_for_a_picture():
    unseen = Product.objects.published().filter(photos=None)
    assert {product.demonstration_key for product in unseen} == {
        "suspension-globe",
        "tournee-ramadan",
    }


def test_demonstration_has_enough_records_of_every_kind():
    assert Technique.objects.published().count() == 8
    assert Family.objects.published().count() == 8
    assert Workshop.objects.count() == 14
    assert Workshop.objects.published().count() == 13
    assert Product.objects.published().filter(kind="product").count() == 44
    assert Product.objects.published().exclude(kind="product").count() == 8
    assert Collection.objects.published().count() == 5
    assert Action.objects.published().count() >= 10
    assert set(Action.objects.published().values_list("axis", flat=True)) == set(Axis.values)


def test_each_hammering_is_the_first_that_the_key_finds_by_its_own_features(client):
    """The features on a technique's page and its row in the grid must not contradict
    each other.
    """
    for technique in Technique.objects.published():
        page = client.get(key_address(technique))
        first = page.context["likely"][0]
        assert first.technique == technique
        assert {each.side for each in first.evidence} <= {"for", "rare"}, technique
        assert page.context["answered"] == 4, technique


def test_demonstration_members_manage_workshops():
    """An owner and a helper of the same workshop, an owner of one that publishes
    without review, one who waits, one who is invited.
    """
    kept = {
        (account, workshop, role, trusted)
        for account, workshop, role, trusted in Membership.objects.filter(
            artisan__account__isnull=False, until=None
        ).values_list(
            "artisan__account__demonstration_key",
            "workshop__demonstration_key",
            "role",
            "workshop__is_trusted",
        )
    }
    assert kept == {
        ("member-owner", "atelier-ben-jemaa", "owner", False),
        ("member-helper", "atelier-ben-jemaa", "helper", False),
        ("member-email", "maison-el-gharbi", "owner", True),
        ("member-waiting", "atelier-chebika", "owner", False),
        ("member-invited", "zouari-et-filles", "owner", False),
    }


def test_demonstration_has_every_choice_of_a_product():
    products = Product.objects.published()
    for column, values in {
        "price_kind": Product.PriceKind.values,
        "availability": Product.Availability.values,
        "food_use": FoodUse.values,
        "lining": Lining.values,
    }.items():
        assert set(products.values_list(column, flat=True)) == set(values), column
    assert products.filter(is_unique=True).exists()
    assert products.filter(price__isnull=False, shown_price=None).exists()
    workshops = Workshop.objects.published()
    assert workshops.filter(name_fr="", summary_fr="", story_fr="").exists()
    assert workshops.filter(name_ar="", summary_ar="", story_ar="").exists()
    assert OpeningHours.objects.filter(period="ramadan").exists()
    assert Season.objects.in_force(datetime.date(2027, 2, 20)) == "ramadan"


def test_every_rendering_is_used_with_its_two_alternative_texts():
    used = set()
    for model in every_photo_model():
        for photo in model.objects.all():
            used.add(photo.demonstration_key.rpartition("/")[2])
            assert photo.credit_fr and photo.credit_ar
            # those of a trial must tell nothing
            assert bool(photo.alt_fr and photo.alt_ar) == model.is_for_translators
    assert used == set(manifest())
    assert {path.name for path in MEDIA.glob("*.jpg")} == set(manifest())


def test_every_sound_is_computed_says_so_and_is_told_in_both_languages():
    sounds = [sound for model in every_sound_model() for sound in model.objects.all()]
    assert {sound.demonstration_key.rpartition("/")[2] for sound in sounds} == {
        path.name for path in MEDIA.glob("*.webm")
    }
    for sound in sounds:
        assert "synthèse" in sound.credit_fr and "مولّد بالحاسوب" in sound.credit_ar
        assert sound.description_fr and sound.description_ar


def test_every_page_of_every_public_record_opens_in_both_languages(client):
    for model in [model for model in apps.get_models() if issubclass(model, Moderated)]:
        for entry in model.objects.published():
            for language in ("fr", "ar"):
                address = entry.get_absolute_url().replace("/fr/", f"/{language}/", 1)
                answer = client.get(address)
                assert answer.status_code == 200, address
                page = answer.content.decode()
                assert page.count("<h1") == 1, address


def test_nothing_that_is_not_published_has_a_page(client):
    hidden = [
        entry
        for model in apps.get_models()
        if issubclass(model, Moderated)
        for entry in model.objects.exclude(status=Status.PUBLISHED)
    ]
    assert hidden
    for entry in hidden:
        if entry.slug:
            assert client.get(entry.get_absolute_url()).status_code == 404


def test_demonstration_says_so_on_every_page(client, settings):
    assert "sont inventés" in client.get("/fr/catalogue/").content.decode()
    settings.DEMONSTRATION = False
    assert "sont inventés" not in client.get("/fr/catalogue/").content.decode()


def test_demonstration_has_records_in_every_state():
    assert set(Proposal.objects.values_list("state", flat=True)) == {"draft", "submitted"}
    kept = Product.objects.filter(workshop__memberships__artisan__account__isnull=False)
    assert {"draft", "submitted", "sent_back", "published"} <= set(
        kept.values_list("status", flat=True)
    )
    assert Notice.objects.unread().exists()


def test_accounts_are_printed_with_a_link_that_opens(client):
    said = io.StringIO()
    call_command("demo_accounts", stdout=said)
    officers = [account for account in ACCOUNTS if "secret" in account]
    assert said.getvalue().count("\n") == len(ACCOUNTS) + len(officers) + 2
    link = re.search(r"/ar/espace/invitation/\S+", said.getvalue())[0]
    assert client.get(link).status_code == 200
    assert client.post(link).headers["Location"] == "/ar/espace/"


# Written on screens of their own, or by the portal itself.
ONLY_READ = (
    Access,
    Attendance,
    FrozenQuarter,
    Merge,
    Opinion,
    OutgoingMessage,
    Proposal,
    ResultsRelease,
    TrialAnswer,
    Work,
)


@pytest.mark.parametrize("model", [model for model in OURS if model not in ONLY_READ], **BY_NAME)
def test_record_opens_and_saving_it_untouched_changes_nothing(officer, model):
    """Every first record of the demonstration: its change form, its history, its delete
    page; then its form sent back as it came.
    """
    entry = model._default_manager.order_by("pk").first()
    assert entry is not None, "the demonstration has no such record"
    for language in ("fr", "ar"):
        with translation.override(language):
            for page in ("change", "history", "delete"):
                assert (
                    officer.get(address(model, page, entry.pk)).headers["Content-Language"]
                    == language
                )
    before = snapshot(entry)
    form = officer.get(address(model, "change", entry.pk))
    answer = officer.post(address(model, "change", entry.pk), filled_in(form))
    assert answer.status_code == 302, re.findall(
        r'<ul class="errorlist[^>]*>.*?</ul>', answer.content.decode(), re.S
    )
    assert snapshot(model._default_manager.get(pk=entry.pk)) == before


def snapshot(entry) -> dict:
    """The record and its own rows, but for the moment of the last change."""
    moments = {"updated_at"}
    rows = {
        "": [
            {
                name: value
                for name, value in vars(entry).items()
                if not name.startswith("_") and name not in moments
            }
        ]
    }
    for relation in entry._meta.related_objects:
        if relation.one_to_many and relation.related_model._meta.app_label == entry._meta.app_label:
            names = [
                field.attname
                for field in relation.related_model._meta.concrete_fields
                if field.name not in moments
            ]
            rows[relation.get_accessor_name()] = list(
                getattr(entry, relation.get_accessor_name()).order_by("pk").values(*names)
            )
    return rows


# The desk in the reader's language

ALSO = [
    "admin:index",
    "admin:review_queue",
    "admin:translations",
    "admin:identification_observation_grid",
    "admin:newcomer",
    "admin:password_change",
    "admin:artisans_artisan_said",
    "account",
    "account_change_password",
    "mfa_index",
    "second_factor_codes",
    "programme:attendance_sessions",
]
OF_A_KIND = ("changelist", "add", "recoverlist", "import")
OF_A_RECORD = ("change", "history", "delete", "review", "password_change")
LATIN = re.compile(r"[A-Za-zÀ-ÿœ’']{2,}(?:[ \xa0.,:;()-]+[A-Za-zÀ-ÿœ’']{2,}){2,}")


def pages_of_the_desk() -> list[str]:
    found = [reverse(name) for name in ALSO]
    for model in admin.site._registry:
        entry = model._default_manager.order_by("pk").first()
        named = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        has_recovery = getattr(model, "may_be_returned", True)
        for page in (
            page
            for page in OF_A_KIND + (OF_A_RECORD if entry else ())
            if page != "recoverlist" or has_recovery
        ):
            with contextlib.suppress(NoReverseMatch):
                found.append(
                    reverse(f"{named}_{page}", args=[entry.pk] if page in OF_A_RECORD else [])
                )
    return [*found, reverse("admin:auth_user_password_change", args=[User.objects.first().pk])]


def spoken_by_records() -> str:
    """Every text that a person wrote down."""
    models = [
        model
        for model in apps.get_models()
        if not model._meta.app_label.startswith(("reversion", "contenttypes"))
    ]
    columns = [
        (model, column.attname)
        for model in models
        if model is not Permission
        for column in model._meta.concrete_fields
        if column.get_internal_type()
        in ("CharField", "TextField", "EmailField", "URLField", "JSONField")
    ]
    texts = [
        str(value)
        for model, name in columns
        for value in model._base_manager.values_list(name, flat=True)
    ]
    return "\n".join(" ".join(text.split()) for text in ["", *texts, ""])


def interface_in_other_words(language: str) -> set[str]:
    """The texts, word for word, of our sources and of the libraries that the interface
    says otherwise in this language.
    """
    english, french = (
        library_texts("en"),
        library_texts("fr") | {entry.msgid for entry in polib.pofile(str(path_of("ar")))},
    )
    with translation.override(language):
        said_otherwise = {text for text in english | french if gettext(text) != text}
    foreign = said_otherwise | (french if language == "ar" else set())
    return {
        text
        for text in foreign
        if len(text) > 3 and LETTERS["fr"].search(text) and "%" not in text and "{" not in text
    }


@pytest.mark.any_database
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_desk_says_nothing_in_another_language(officer, language):
    with translation.override(language):
        pages = pages_of_the_desk()
    written, foreign = spoken_by_records(), interface_in_other_words(language)
    wrong, read = set(), 0
    for page in pages:
        answer = officer.get(page, follow=True)
        if answer.status_code == 403:  # what nobody adds or deletes there
            continue
        assert answer.status_code == 200, page
        read += 1
        for text in Reading(answer.content.decode()).texts:
            if text.strip(" :.…") in foreign and f"\n{text}\n" not in written:
                wrong.add((page, text))
            if language == "ar":
                wrong |= {
                    (page, run[0])
                    for run in LATIN.finditer(text)
                    if run[0].strip(" .,") not in written
                }
    assert read > 200
    assert "\n".join(sorted(map(str, wrong))) == ""
