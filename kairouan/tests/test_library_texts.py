"""Arabic texts of the libraries on our pages: in our words, all of it, and formatted
with every number.
"""

import json
import re

import polib
import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from pytest_django.asserts import assertContains

from artisans.tests.factories import FamilyFactory
from kairouan.accounts.models import User
from kairouan.common.catalogues import library_paths, path_of
from kairouan.common.catalogues.placeholders import plural_of, wrong_placeholders
from kairouan.common.languages import CODES
from kairouan.tests.test_admin import address, filled_in
from products.models import Collection
from products.tests.factories import CollectionFactory

from .libraries import DJANGO, FOLDERS, entries

DESK = [
    ("django.contrib.admin", "django"),
    ("django.contrib.admin", "djangojs"),
    ("django.contrib.auth", "django"),
    ("reversion", "django"),
]
OTHERS = [(library, "django") for library in FOLDERS if (library, "django") not in DESK]


def ours(domain: str, code: str = "ar") -> dict[tuple, polib.POEntry]:
    """Our words for the libraries, by context and text."""
    (path,) = [path for path in library_paths(code) if path.stem == domain]
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path))}


@pytest.mark.parametrize(("library", "domain"), DESK)
def test_all_that_the_desk_takes_from_a_library_is_in_our_words(library, domain):
    """A release of the library that says something new fails here, before it says it in
    French or in another Arabic.
    """
    assert entries(library, domain).keys() - ours(domain).keys() == set()


@pytest.mark.parametrize(("library", "domain"), OTHERS)
def test_nothing_of_the_other_libraries_is_left_in_french(library, domain):
    translated = {
        key for key, entry in entries(library, domain, ["ar"]).items() if entry.translated()
    }
    assert entries(library, domain).keys() - translated - ours(domain).keys() == set()


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_what_we_say_is_still_said_by_a_library(domain, code):
    known = {key for library in FOLDERS for key in entries(library, domain)}
    assert ours(domain, code).keys() - known == set()


@pytest.mark.parametrize(("library", "domain"), OTHERS)
def test_what_a_library_says_itself_can_be_formatted_with_every_number(library, domain):
    path = FOLDERS[library] / "locale" / "ar" / "LC_MESSAGES" / f"{domain}.po"
    plural = plural_of(polib.pofile(str(path)))
    wrong = {
        (key, complaint)
        for key, entry in entries(library, domain, ["ar"]).items()
        if entry.translated() and key not in ours(domain)
        for complaint in wrong_placeholders(entry, plural, must_name=False)
    }
    assert wrong == set()


# One word for one thing: a password is كلمة العبور, and nobody is told what to do in
# the masculine.
LEFT = [
    "كلمة المرور",
    "كلمة السر",
    "وزارة الخارجية",
    "غيّر\\b",
    "احفظ",
    "احذف",
    "اختر\\b",
    "أضف\\b",
    "أدخل\\b",
    "متأكد",
    "لا شي محدد",
]


def test_rows_of_a_record_are_drawn_as_django_draws_them():
    """But for the cells of the heading that hold nothing: a release that draws them
    otherwise fails here.
    """
    nothing_more = (
        "{% if inline_admin_formset.formset.can_delete and "
        "inline_admin_formset.has_delete_permission %}"
    )
    deleting = '{% translate "Delete?" %}'
    template = "templates/admin/edit_inline/tabular.html"
    stock = (DJANGO / "contrib/admin" / template).read_text()
    stock = stock.replace('<th class="original"></th>', '<td class="original"></td>')
    stock = stock.replace(
        f"<th>{nothing_more}{deleting}{{% endif %}}</th>",
        f"{nothing_more}<th>{deleting}</th>{{% else %}}<td></td>{{% endif %}}",
    )
    assert (settings.BASE_DIR / template).read_text().partition("%}\n")[2] == stock


def test_rows_one_below_the_other_are_drawn_as_django_draws_them():
    """But for the colon, which stands after a space in French."""
    template = "templates/admin/edit_inline/stacked.html"
    stock = (DJANGO / "contrib/admin" / template).read_text()
    stock = stock.replace("|capfirst }}:</b> ", '|capfirst }}{{ _(" : ") }}</b>')
    assert (settings.BASE_DIR / template).read_text().partition("%}\n")[2] == stock


@pytest.mark.parametrize("word", LEFT)
def test_word_that_readers_stumbled_on_is_gone(word):
    said = [
        text
        for domain in ("django", "djangojs")
        for entry in ours(domain).values()
        for text in (entry.msgstr, *entry.msgstr_plural.values())
    ]
    assert [text for text in said if re.search(rf"(^|\s){word}", text)] == []


def test_password_has_one_name():
    catalogue = polib.pofile(str(path_of("ar")))
    said = " ".join(
        text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())
    )
    assert "كلمة العبور" in said and "كلمة المرور" not in said and "كلمة السر" not in said


def test_mfa_is_not_a_ministry():
    with translation.override("ar"):
        assert gettext("MFA") == "التحقّق الثاني"


@pytest.mark.django_db
def test_desk_says_changed_after_a_change_and_added_after_an_addition(officer):
    family = FamilyFactory(name_fr="", name_ar="العلاني")
    with translation.override("ar"):
        page = address(type(family), "change", family.pk)
        for button in ("_save", "_continue"):
            sent = filled_in(officer.get(page)) | {button: "1"}
            assertContains(officer.post(page, sent, follow=True), "تمّ التعديل")
        added = officer.post(
            address(type(family), "add"), sent | {"name_ar": "المرابط", "slug": ""}, follow=True
        )
        assertContains(added, "تمّت الإضافة")
        assertContains(
            officer.post(address(type(family), "delete", family.pk), {"post": "yes"}, follow=True),
            "تمّ الحذف",
        )


@pytest.mark.django_db
def test_scripts_of_the_desk_speak_arabic(officer):
    with translation.override("ar"):
        script = officer.get(reverse("admin:jsi18n"))
    said = json.loads(re.search(r"newcatalog = ({.*?});", script.content.decode(), re.S)[1])
    assert said["Choose all %s"] == "اختيار الكلّ: %s"
    assert said["January"] == "جانفي"


@pytest.mark.django_db
def test_permissions_are_chosen_in_the_readers_words(officer):
    account = User.objects.create_user(email="agent@tests.example", is_staff=True)
    with translation.override("ar"):
        page = officer.get(address(User, "change", account.pk)).content.decode()
    assert "الورشات · وسيلة اتّصال · إضافة" in page
    assert "Can add" not in page and "stockés" not in page


@pytest.mark.django_db
def test_rights_that_one_may_not_give_are_read_in_the_readers_words(client, officer):
    """Of an account, and of a role."""
    reader = User.objects.create_user(email="audit@tests.example", is_staff=True)
    reader.groups.add(Group.objects.get(name__startswith="Audit"))
    reader.user_permissions.add(Permission.objects.get(codename="change_user"))
    client.force_login(reader)
    with translation.override("ar"):
        for entry in (reader, Group.objects.first()):
            page = client.get(address(type(entry), "change", entry.pk)).content.decode()
            assert "· عرض<br>" in page or "· تعديل<br>" in page or "· تعديل</div>" in page, entry
            assert "Can " not in page


@pytest.mark.django_db
def test_deletion_names_records_and_not_the_links_between_them(officer):
    role = Group.objects.first()
    with translation.override("ar"):
        page = officer.get(address(Group, "delete", role.pk))
    assertContains(page, role.name)
    assert "Group_permissions" not in page.content.decode()


@pytest.mark.django_db
def test_page_of_a_record_without_a_preview_is_none(officer):
    assert officer.get(address(Collection, "preview", CollectionFactory().pk)).status_code == 404
