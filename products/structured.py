"""A product as search engines read it.

The price and the availability are those of the page: none is said that it does not
show.
"""

from kairouan.common.structured import SCHEMA, photo_addresses, thing

from .models import Product, ProductKind, SaleUnit

AVAILABILITIES = {
    Product.Availability.READY: "InStock",
    Product.Availability.TO_ORDER: "MadeToOrder",
    Product.Availability.SOLD: "SoldOut",
}
CURRENCY, KILOGRAM = "TND", "KGM"  # ISO 4217, UN/CEFACT


def describe_product(product: Product, photos: list, request) -> dict:
    """A Product, or a Service; needs `published()`, which says the price that
    stands.
    """
    maker = thing(
        "Organization",
        name=str(product.workshop.name),
        url=request.build_absolute_uri(product.workshop.get_absolute_url()),
    )
    told = {
        "name": str(product.name),
        "description": str(product.description),
        "url": request.build_absolute_uri(product.get_absolute_url()),
        "image": photo_addresses(photos, request),
        "category": str(product.category.name),
        "offers": offer_of(product, maker, request),
    }
    if product.kind == ProductKind.SERVICE:
        return thing("Service", provider=maker, **told)
    return thing(
        "Product",
        sku=str(product.pk),
        material=product.get_metal_display(),
        manufacturer=maker,
        **told,
    )


def offer_of(product: Product, seller: dict, request) -> dict | None:
    """The offer, when a price stands: engines refuse one without."""
    if product.shown_price is None:
        return None
    price = f"{product.shown_price:.3f}"
    common = {
        "priceCurrency": CURRENCY,
        "url": request.build_absolute_uri(product.get_absolute_url()),
        "priceValidUntil": product.price_valid_until,
        "seller": seller,
    }
    if product.availability:
        common["availability"] = (
            f"{SCHEMA}/{AVAILABILITIES[Product.Availability(product.availability)]}"
        )
    starts = product.price_kind == Product.PriceKind.FROM
    # said for its kilo alone: an engine would take `price` for that of the product
    if product.price_unit == SaleUnit.KILOGRAM:
        per_kilo = {
            "minPrice" if starts else "price": price,
            "priceCurrency": CURRENCY,
            "unitCode": KILOGRAM,
        }
        one = thing("QuantitativeValue", value=1, unitCode=KILOGRAM)
        return thing(
            "Offer",
            priceSpecification=thing("UnitPriceSpecification", referenceQuantity=one, **per_kilo),
            **common,
        )
    if starts:
        return thing("AggregateOffer", lowPrice=price, **common)
    return thing("Offer", price=price, **common)
