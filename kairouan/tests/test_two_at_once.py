"""Two people at one screen of the space: what each changed stands, and only what both
changed is asked about. Walked over every MemberForm.
"""

import datetime

import pytest
from django.urls import reverse

from artisans.models import FamilyTechnique, Spokesperson
from artisans.space import forms as families
from artisans.tests.factories import (
    ArtisanFactory,
    FamilyFactory,
    LearnedFromFactory,
    TechniqueFactory,
)
from enquiries.bookings.space.forms import OfferForm
from kairouan.common.calendar import today_in_tunis
from kairouan.photos.cleaning import clean_photo
from kairouan.photos.tests import photo_files
from kairouan.space.forms import MemberForm
from kairouan.space.photo_forms import PhotoForm
from products.space import forms as products
from products.tests.factories import ProductFactory
from programme.openings.space.forms import OpeningForm
from programme.tests.factories import OpeningFactory
from workshops.models import Channel, OpeningHours, WorkshopPhoto, WorkshopStep
from workshops.space import forms as workshops
from workshops.tests.factories import WorkshopFactory
from workshops.tests.screens import keeps, shown_on, sign_in

pytestmark = pytest.mark.django_db

# For each form: its address, what both change (mine, then theirs), and what the other
# changes besides. `{…}` are numbers of records.
SCREENS = {
    workshops.WorkshopNamesForm: (
        "space:workshop_names",
        ({"summary_fr": "La mienne"}, {"summary_fr": "La leur"}),
        {"summary_ar": "جملة"},
    ),
    workshops.PresentationForm: (
        "space:workshop_presentation",
        ({"story_fr": "La mienne"}, {"story_fr": "La leur"}),
        {"people_count": "8", "languages": ["ar", "it"]},
    ),
    workshops.TechniquesForm: (
        "space:workshop_techniques",
        ({"family": "{family}"}, {"family": "{other_family}"}),
        {"techniques": ["{technique}"], "main_technique": "{technique}"},
    ),
    workshops.StepsForm: (
        "space:workshop_steps",
        ({"step_raising": "here"}, {"step_raising": "elsewhere"}),
        {"step_tinning": "here"},
    ),
    workshops.WorkshopPlaceForm: (
        "space:workshop_place",
        ({"point": "35.50000, 10.50000"}, {"point": "35.25000, 10.25000"}),
        {"address_fr": "Souk 2"},
    ),
    workshops.WorkshopContactForm: (
        "space:workshop_contact",
        ({"value_0": "moi@demo.example"}, {"value_0": "lui@demo.example"}),
        {"kind_1": "phone", "value_1": "+216 77 000 111", "person_1": "{person}"},
    ),
    workshops.HoursForm: (
        "space:workshop_hours_of_period",
        ({"opens_0_0": "07:00"}, {"opens_0_0": "06:00"}),
        {"opens_1_0": "09:00", "closes_1_0": "18:00"},
    ),
    PhotoForm: (
        "space:workshop_photo",
        ({"alt_fr": "La mienne"}, {"alt_fr": "La leur"}),
        {"alt_ar": "مطرقة"},
    ),
    families.FamilyWordsForm: (
        "space:family_words",
        ({"story_fr": "La mienne"}, {"story_fr": "La leur"}),
        {"since_year": "1930"},
    ),
    families.LinksForm: (
        "space:family_links",
        (
            {"since_year_{person}_{helper}": "1980"},
            {"since_year_{person}_{helper}": "1990"},
        ),
        {"until_year_{helper}_{elder}": "1970"},
    ),
    families.PracticesForm: (
        "space:family_practices",
        ({"since_year_{practised}": "1940"}, {"since_year_{practised}": "1950"}),
        {"source_ar_{practised_too}": "رواية", "main": "{practised_too}"},
    ),
    products.ProductNamesForm: (
        "space:product_names",
        ({"name_fr": "Le mien"}, {"name_fr": "Le leur"}),
        {"name_ar": "إبريق"},
    ),
    products.TextForm: (
        "space:product_text",
        ({"description_fr": "Le mien"}, {"description_fr": "Le leur"}),
        {"description_ar": "نص"},
    ),
    # one field
    products.TechniqueForm: (
        "space:product_technique",
        ({"technique": "{technique}"}, {"technique": "{other_technique}"}),
        {},
    ),
    products.MaterialForm: (
        "space:product_material",
        ({"metal": "brass"}, {"metal": "plated"}),
        {"heat_sources": ["gas"]},
    ),
    products.DimensionsForm: (
        "space:product_dimensions",
        ({"height_cm": "30"}, {"height_cm": "31"}),
        {"weight_g": "900"},
    ),
    products.PriceForm: (
        "space:product_price",
        ({"price": "95"}, {"price": "90"}),
        {"lead_time_days": "12"},
    ),
    products.FactsForm: (
        "space:product_facts",
        ({"price": "95"}, {"price": "90"}),
        {"diameter_cm": "31,5"},
    ),
    OfferForm: (
        "space:tinning_offer",
        ({"capacity": "5"}, {"capacity": "6"}),
        {"ready_in_days": "9"},
    ),
    OpeningForm: (
        "space:opening_edit",
        ({"title_fr": "Le mien"}, {"title_fr": "Le leur"}),
        {"places": "7"},
    ),
}


def every_form(parent=MemberForm) -> list[type[MemberForm]]:
    """List the member forms that are shown: with columns or relations of their own."""
    found = [child for child in parent.__subclasses__() for child in [child, *every_form(child)]]
    return list(dict.fromkeys(found))


def test_every_member_form_is_tested_for_edit_conflicts():
    assert {form for form in every_form() if form._meta.model} == set(SCREENS)


@pytest.fixture
def two(client, media):
    """Gives, for a form, its address and a way to fill in the numbers.

    The owner is signed in, and their helper is `helper`.
    """
    owner, helper = ArtisanFactory(), ArtisanFactory()
    workshop = WorkshopFactory(published=True, responsible=owner, people_count=5)
    keeps(owner, workshop)
    keeps(helper, workshop, "helper")
    Channel.objects.create(
        workshop=workshop, person=owner, kind="email", value="avant@demo.example"
    )
    WorkshopStep.objects.create(workshop=workshop, step="cutting")
    for weekday in (0, 1):
        OpeningHours.objects.create(
            workshop=workshop, period="winter", weekday=weekday, opens="08:00", closes="17:00"
        )
    photo = WorkshopPhoto.holding(
        clean_photo(photo_files.jpeg()), workshop=workshop, alt_fr="Avant"
    )
    photo.save()
    product = ProductFactory(published=True, workshop=workshop, priced=True, metal="copper")
    opening = OpeningFactory(
        published=True, workshop=workshop, expires_on=today_in_tunis() + datetime.timedelta(days=20)
    )
    family = FamilyFactory(published=True)
    for person in (owner, helper):
        Spokesperson.objects.create(family=family, artisan=person)
        person.family = family
        person.save()
    elder = ArtisanFactory(family=family)
    LearnedFromFactory(pupil=owner, master=helper)
    LearnedFromFactory(pupil=helper, master=elder)
    practised, practised_too = TechniqueFactory.create_batch(2, published=True)
    for technique in (practised, practised_too):
        FamilyTechnique.objects.create(family=family, technique=technique)
    of = {
        "space:family_words": [family.pk],
        "space:family_practices": [family.pk],
        "space:family_links": [family.pk],
        "space:workshop_hours_of_period": [workshop.pk, "winter"],
        "space:workshop_photo": [workshop.pk, str(photo.pk)],
        "space:opening_edit": [opening.pk],
    }
    numbers = {
        "family": FamilyFactory(published=True).pk,
        "other_family": FamilyFactory(published=True).pk,
        "technique": TechniqueFactory(published=True).pk,
        "other_technique": TechniqueFactory(published=True).pk,
        "person": owner.pk,
        "helper": helper.pk,
        "elder": elder.pk,
        "practised": practised.pk,
        "practised_too": practised_too.pk,
    }

    def filled(value):
        if isinstance(value, dict | list):
            return (
                {name.format(**numbers): filled(each) for name, each in value.items()}
                if isinstance(value, dict)
                else [filled(each) for each in value]
            )
        return value.format(**numbers)

    def screen(form):
        name, (mine, theirs), besides = SCREENS[form]
        number = product.pk if name.startswith("space:product_") else workshop.pk
        return (
            reverse(name, args=of.get(name, [number])),
            filled(mine),
            filled(theirs),
            filled(besides),
        )

    return screen, lambda: sign_in(client, owner), lambda: sign_in(client, helper)


def listed(values: dict) -> dict[str, list[str]]:
    return {
        name: [str(each) for each in (value if isinstance(value, list) else [value])]
        for name, value in values.items()
    }


def stands(client, page, wanted: dict) -> bool:
    """Return whether the screen, opened again, shows these values."""
    now = shown_on(client, page)
    return listed({name: now[name] for name in wanted}) == listed(wanted)


@pytest.mark.parametrize(
    "form", SCREENS, ids=lambda form: f"{form.__module__.split('.')[0]}.{form.__name__}"
)
def test_changes_of_two_people_to_different_fields_both_stand(client, two, form):
    screen, owner, helper = two
    page, mine, _theirs, besides = screen(form)
    owner()
    late = shown_on(client, page) | mine
    helper()
    assert client.post(page, shown_on(client, page) | besides).status_code == 302
    owner()
    assert client.post(page, late).status_code == 302
    assert stands(client, page, mine | besides)


@pytest.mark.parametrize("choice", ["mine", "theirs"])
@pytest.mark.parametrize(
    "form", SCREENS, ids=lambda form: f"{form.__module__.split('.')[0]}.{form.__name__}"
)
def test_settling_a_conflict_overwrites_no_other_field(client, two, form, choice):
    screen, owner, helper = two
    page, mine, theirs, besides = screen(form)
    owner()
    late = shown_on(client, page) | mine
    helper()
    assert client.post(page, shown_on(client, page) | theirs | besides).status_code == 302
    owner()
    answer = client.post(page, late)
    assert answer.status_code == 422
    back = answer.context["form"]
    asked = [field.theirs["name"] for field in back.fields.values() if hasattr(field, "theirs")]
    assert len(asked) == 1
    assert (
        client.post(page, {**dict(back.data.lists()), f"choose-{asked[0]}": choice}).status_code
        == 302
    )
    assert stands(client, page, (mine if choice == "mine" else theirs) | besides)
