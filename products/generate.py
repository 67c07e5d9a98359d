"""Generated products in any number, with workshops in proportion, to measure the portal
by. Deterministic; marked as demonstration data.
"""

import datetime
from decimal import Decimal

from django.utils import timezone

from artisans.models import Technique
from kairouan.review.moderation import Status
from workshops.models import Workshop

from .models import Category, Finish, FoodUse, Lining, Metal, Product, ProductKind, ProductPhoto

KEY = "generated"
PRODUCTS_PER_WORKSHOP = 40
BATCH = 1000
NAMES = [
    ("Couscoussier", "كسكاس"),
    ("Théière", "برّاد"),
    ("Plateau", "صينية"),
    ("Lanterne", "فنار"),
    ("Cafetière", "زازوة"),
    ("Mortier", "مهراس"),
    ("Marmite", "طنجرة"),
    ("Vase", "مزهرية"),
    ("Aspersoir", "مرش"),
    ("Bougeoir", "شمعدان"),
    ("Sucrier", "سكّرية"),
]
QUALITIES = [
    ("martelé", "مطروق"),
    ("étamé", "مقصدر"),
    ("poli", "مصقول"),
    ("patiné", "معتّق"),
    ("ancien", "قديم"),
    ("de fête", "للأفراح"),
    ("de mariée", "للعروس"),
]


def generate(number: int) -> int:
    """Bring the generated products to `number`; return how many were made.

    Needs the demonstration's techniques and categories.
    """
    have = Product.objects.filter(demonstration_key__startswith=f"{KEY}-").count()
    if have > number:
        surplus = (
            Product.objects.filter(demonstration_key__startswith=f"{KEY}-")
            .order_by("-pk")
            .values("pk")[: have - number]
        )
        Product.objects.filter(pk__in=list(surplus.values_list("pk", flat=True))).delete()
        return 0
    workshops = generate_workshops(number // PRODUCTS_PER_WORKSHOP + 1)
    techniques, categories = (
        list(Technique.objects.published().order_by("pk")),
        list(Category.objects.order_by("pk")),
    )
    if not techniques or not categories:
        raise ValueError(
            "Load the demonstration data first: generated pieces have its techniques and "
            "categories."
        )
    photos = list(
        ProductPhoto.objects.filter(
            product__in=Product.objects.exclude(demonstration_key__startswith=f"{KEY}-")
        )
    )
    for start in range(have, number, BATCH):
        numbers = range(start, min(start + BATCH, number))
        made = Product.objects.bulk_create(
            generated_product(n, workshops, techniques, categories) for n in numbers
        )
        if photos:
            pairs = zip(numbers, made, strict=True)
            ProductPhoto.objects.bulk_create(
                borrowed(photos[n % len(photos)], entry) for n, entry in pairs
            )
    return number - have


def borrowed(photo: ProductPhoto, entry: Product) -> ProductPhoto:
    """A photograph of the demonstration on a generated product: another row, the same
    file.
    """
    texts = {name: getattr(photo, name) for name in ("image", "variants", "alt_fr", "alt_ar")}
    shown = ProductPhoto(
        product=entry, demonstration_key=f"{entry.demonstration_key}-photo", **texts
    )
    shown.width, shown.height = photo.width, photo.height
    shown.follow_translations()
    return shown


def clear() -> int:
    """Take every generated record away; return how many products there were."""
    removed = (
        Product.objects.filter(demonstration_key__startswith=f"{KEY}-")
        .delete()[1]
        .get("products.Product", 0)
    )
    Workshop.objects.filter(demonstration_key__startswith=f"{KEY}-").delete()
    return removed


def generate_workshops(number: int) -> list[Workshop]:
    there = Workshop.objects.filter(demonstration_key__startswith=f"{KEY}-")
    have = there.count()
    made = [
        prepared(
            Workshop(
                demonstration_key=f"{KEY}-{n}",
                slug=f"{KEY}-{n}",
                status=Status.PUBLISHED,
                published_at=timezone.now(),
                name_fr=f"Atelier produit {n}",
                name_ar=f"ورشة عدد {n}",
            )
        )
        for n in range(have, number)
    ]
    Workshop.objects.bulk_create(made, batch_size=BATCH)
    return list(there.order_by("pk")[:number])


def generated_product(n: int, workshops: list, techniques: list, categories: list) -> Product:
    """The n-th product: the same one every time."""
    (french, arabic), (fr_quality, ar_quality) = (
        NAMES[n % len(NAMES)],
        QUALITIES[n // len(NAMES) % len(QUALITIES)],
    )
    priced = n % 5 != 0
    return prepared(
        Product(
            demonstration_key=f"{KEY}-{n}",
            slug=f"{KEY}-{n}",
            status=Status.PUBLISHED,
            published_at=datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
            + datetime.timedelta(minutes=n),
            workshop=workshops[n % len(workshops)],
            technique=techniques[n % len(techniques)],
            category=categories[n % len(categories)],
            kind=ProductKind.SERVICE if n % 23 == 0 else ProductKind.PRODUCT,
            name_fr=f"{french} {fr_quality} {n}",
            name_ar=f"{arabic} {ar_quality} {n}",
            description_fr=f"{french} {fr_quality}, pièce produite pour la mesure.",
            description_ar=f"{arabic} {ar_quality}، قطعة للقياس.",
            metal=Metal.values[n % len(Metal.values)],
            finish=Finish.values[n % len(Finish.values)],
            lining=Lining.TIN if n % 2 else Lining.NONE,
            food_use=FoodUse.FOOD if n % 2 else FoodUse.DECORATIVE,
            price_kind=Product.PriceKind.FIXED if priced else Product.PriceKind.ON_REQUEST,
            price=Decimal(20 + n * 7 % 900) if priced else None,
            price_confirmed_on=datetime.date(2026, 1, 1) if priced else None,
            availability=Product.Availability.values[n % 3],
            height_cm=Decimal(10 + n % 40),
        )
    )


def prepared(entry):
    """A record as `save()` would leave it, for bulk_create."""
    entry.follow_translations()
    entry.fold_texts()
    return entry
