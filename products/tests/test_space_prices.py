"""One change of price for many products."""

import datetime
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from reversion.models import Revision

from kairouan.review.moderation import Status
from kairouan.review.proposals import open_proposal
from products.models import Product
from products.space.prices import By, PriceChange, Rounding
from products.tests.factories import ProductFactory
from workshops.models import Membership
from workshops.tests.factories import WorkshopFactory

from .screens import address, member, send_form

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 25)
TEN_MORE = {"way": "up", "amount": "10", "by": "percent", "rounding": "dinar"}


def looked_at(client, chosen, **typed):
    """The page of the new prices."""
    query = urlencode(TEN_MORE | {"products": [each.pk for each in chosen]} | typed, doseq=True)
    return client.get(f"{reverse('space:product_prices_preview')}?{query}")


def done(client, page, **more):
    """The second button of that page."""
    sent = dict(page.context["typed"]) | {
        "products": [line.product.pk for line in page.context["lines"]]
    }
    sent |= {f"seen-{line.product.pk}": line.seen for line in page.context["lines"]}
    return client.post(reverse("space:product_prices_preview"), sent | more, follow=True)


def said(page) -> str:
    return " ".join(str(message) for message in page.context["messages"])


@pytest.fixture
def products(workshop):
    return [
        ProductFactory(
            published=True,
            workshop=workshop,
            priced=True,
            price=Decimal(price),
            name_fr=f"Pièce {price}",
        )
        for price in ("85.500", "100.000", "1234.250")
    ]


def test_every_product_is_ticked_at_first(client, owner, products):
    form = client.get(reverse("space:product_prices")).context["form"]
    assert sorted(form["products"].value()) == [each.pk for each in products]
    assert str(form["products"]).count("checked") == 3


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, ["94.000", "110.000", "1358.000"]),
        ({"rounding": "half"}, ["94.000", "110.000", "1357.500"]),
        ({"rounding": "none"}, ["94.050", "110.000", "1357.675"]),
        ({"way": "down", "amount": "5", "rounding": "none"}, ["81.225", "95.000", "1172.538"]),
        ({"amount": "−5", "rounding": "none"}, ["81.225", "95.000", "1172.538"]),
        ({"way": "down", "amount": "+٥ ٪", "rounding": "half"}, ["90.000", "105.000", "1296.000"]),
        (
            {"by": "dinars", "amount": "2,500", "rounding": "none"},
            ["88.000", "102.500", "1236.750"],
        ),
        (
            {"by": "dinars", "amount": "10 DT", "way": "down", "rounding": "dinar"},
            ["76.000", "90.000", "1224.000"],
        ),
    ],
)
def test_new_prices_are_shown_before_anything_changes(client, owner, products, typed, expected):
    page = looked_at(client, products, **typed)
    assert page.status_code == 200
    lines = sorted(page.context["lines"], key=lambda line: line.product.pk)
    assert [str(line.new) for line in lines] == expected
    assert [open_proposal(each) for each in products] == [None, None, None]


def test_confirmed_prices_wait_in_one_revision_and_the_public_pages_do_not_move(
    client, keeper, products, in_tunis
):
    in_tunis(TODAY)
    public = [client.get(each.get_absolute_url()).content for each in products]
    revisions = Revision.objects.count()
    page = looked_at(client, products)
    answer = done(client, page)
    assert "Le prix de 3 pièces est changé." in said(answer)
    assert "envoyez à la relecture" in said(answer)
    assert Revision.objects.count() <= revisions + 1
    assert [open_proposal(each).wanted for each in products] == [
        {"price": price, "price_confirmed_on": "2026-11-25"}
        for price in ("94.000", "110.000", "1358.000")
    ]
    assert {open_proposal(each).state for each in products} == {"draft"}
    assert [client.get(each.get_absolute_url()).content for each in products] == public


def test_prices_are_sent_to_be_read_with_the_same_button(client, owner, products):
    send_form(client, address("names", products[0]), name_fr="À moitié écrite")
    page = looked_at(client, products)
    assert page.context["waits"]
    done(client, page, send="1")
    assert [open_proposal(each).state for each in products] == ["draft", "submitted", "submitted"]


def test_prices_of_a_trusted_workshop_and_of_drafts_change_at_once_in_one_revision(
    client, owner, workshop, products
):
    workshop.is_trusted = True
    workshop.save()
    draft = ProductFactory(workshop=workshop, priced=True, price=Decimal("20.000"))
    revisions = Revision.objects.count()
    page = looked_at(client, [*products, draft])
    assert not page.context["waits"]
    done(client, page)
    assert sorted(Product.objects.values_list("price", flat=True)) == [22, 94, 110, 1358]
    assert Revision.objects.count() == revisions + 1
    assert Revision.objects.latest("pk").version_set.count() == 4


def test_price_change_leaves_out_products_without_a_price_and_says_so(
    client, owner, workshop, products
):
    on_request = ProductFactory(published=True, workshop=workshop)
    page = looked_at(
        client, [*products, on_request], way="down", by="dinars", amount="90", rounding="dinar"
    )
    assert {line.product.pk: line.why_not for line in page.context["left_out"]} == {
        on_request.pk: "Prix sur demande : rien à changer.",
        products[0].pk: "Le prix serait nul.",
    }
    page = looked_at(client, products[1:2], amount="0,1")
    assert [line.why_not for line in page.context["left_out"]] == ["Le prix reste le même."]
    assert "Aucun prix ne changerait." in page.content.decode()
    dear = ProductFactory(
        published=True, workshop=workshop, priced=True, price=Decimal("9999999.000")
    )
    assert [line.why_not for line in looked_at(client, [dear]).context["left_out"]] == [
        "Le prix serait trop grand."
    ]


def test_price_that_moved_since_it_was_shown_is_left_alone_and_said(client, owner, products):
    page = looked_at(client, products)
    send_form(client, address("price", products[0]), price="99")
    answer = done(client, page)
    assert "Pièce 85.500 : Son prix vient de changer" in said(answer)
    assert [open_proposal(each).wanted["price"] for each in products] == [
        "99.000",
        "110.000",
        "1358.000",
    ]
    live = Product.objects.get(pk=products[1].pk)
    assert live.price == 100


def test_same_button_pressed_twice_raises_prices_once(client, owner, products):
    page = looked_at(client, products)
    done(client, page)
    answer = done(client, page)
    assert "Son prix vient de changer" in said(answer)
    assert open_proposal(products[1]).wanted["price"] == "110.000"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"amount": ""}, "Écrivez le montant, par exemple 10."),
        ({"amount": "dix"}, "Écrivez seulement des chiffres, par exemple 140"),
        ({"amount": "5000"}, "Écrivez un nombre plus petit"),
        ({"amount": "0"}, "Écrivez un nombre plus grand"),
        ({"by": "euros"}, "Sélectionnez un choix valide"),
        ({"rounding": "\x00"}, "Sélectionnez un choix valide"),
        ({"way": "sideways"}, "Sélectionnez un choix valide"),
        ({"products": []}, "Choisissez une pièce au moins."),
        ({"products": ["x"]}, "Sélectionnez un choix valide"),
        ({"by": "dinars", "amount": "1.500"}, "1500 dinars, ou 1 dinar 500 millimes ?"),
    ],
)
def test_bad_input_is_said_and_what_was_typed_comes_back(client, owner, products, typed, sentence):
    page = looked_at(client, products, **typed)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    for name, value in typed.items():
        assert page.context["form"][name].value() == value


def test_ambiguous_amount_is_answered_by_one_tap(client, owner, products):
    page = looked_at(
        client, products, by="dinars", amount="-1.500", rounding="none", **{"amount-means": "1,500"}
    )
    assert sorted(line.new for line in page.context["lines"]) == [
        84,
        Decimal("98.5"),
        Decimal("1232.75"),
    ]
    done(client, page)
    assert open_proposal(products[0]).wanted["price"] == "84.000"


def test_products_of_others_and_withdrawn_ones_are_not_there(client, owner, workshop, products):
    foreign = ProductFactory(published=True, priced=True)
    withdrawn = ProductFactory(workshop=workshop, priced=True, status=Status.ARCHIVED)
    for other in (foreign, withdrawn):
        assert looked_at(client, [other]).status_code == 422
        sent = TEN_MORE | {"products": [other.pk], f"seen-{other.pk}": "85.500"}
        assert client.post(reverse("space:product_prices_preview"), sent).status_code == 422
        other.refresh_from_db()
        assert other.price == Decimal("85.500")


@pytest.mark.parametrize("role", ["worker", "apprentice"])
def test_worker_who_is_no_member_changes_no_price(client, workshop, products, role):
    client.force_login(member(workshop, role).account)
    assert looked_at(client, products).status_code == 422
    assert "Aucune pièce ici." in client.get(reverse("space:product_prices")).content.decode()


def test_looking_costs_the_same_with_one_product_and_many(client, owner, workshop, products):
    def cost(chosen):
        with CaptureQueriesContext(connection) as captured:
            assert looked_at(client, chosen).status_code == 200
        return len(captured)

    looked_at(client, products)
    few = cost(products[:1])
    other = WorkshopFactory(published=True)
    Membership.objects.create(workshop=other, artisan=owner)
    more = ProductFactory.create_batch(6, published=True, priced=True, workshop=other)
    assert cost([*products, *more]) == few


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.decimals(min_value=Decimal("0.001"), max_value=Decimal("9999999"), places=3),
    st.decimals(min_value=Decimal("-1000"), max_value=Decimal("1000"), places=2),
    st.sampled_from(By.values),
    st.sampled_from(Rounding.values),
)
def test_new_price_is_a_whole_number_of_the_step_it_is_rounded_to(old, amount, by, rounding):
    new = PriceChange(amount, by, rounding).of(old)
    step = {"dinar": Decimal(1), "half": Decimal("0.5"), "none": Decimal("0.001")}[rounding]
    exact = old * (100 + amount) / 100 if by == "percent" else old + amount
    assert new % step == 0
    assert abs(new - exact) <= step / 2
    assert -new.as_tuple().exponent == 3


def test_day_of_a_price_is_the_day_it_was_changed(client, owner, workshop, in_tunis):
    in_tunis(TODAY)
    draft = ProductFactory(workshop=workshop, priced=True)
    done(client, looked_at(client, [draft]))
    draft.refresh_from_db()
    assert draft.price_confirmed_on == TODAY
