"""Generated products and techniques in any number, with workshops in proportion, to
measure the portal by. Deterministic; marked as demonstration data.
"""

import datetime
from decimal import Decimal

from django.utils import timezone

from artisans.identification.models import Frequency, Observation
from artisans.marks.blow import SIGNS
from artisans.models import Family, FamilyTechnique, Technique, TechniquePhoto, Visibility
from kairouan.review.moderation import Status
from workshops.models import Workshop

from .models import Category, Finish, FoodUse, Lining, Metal, Product, ProductKind, ProductPhoto

KEY = "generated"
PRODUCTS_PER_WORKSHOP = 40
BATCH = 1000
FIRST_RANK = 1000  # of the generated techniques, after all others
STRIDE = 1237  # through the blows: prime, so that neighbours differ in all of it
BLOWS = [(key, [*SIGNS[key]]) for key in ("order", "outline", "edge", "direction", "spacing")]
SIZES = [(1, 3), (4, 7), (8, 13), (14, 20)]
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


def generate_techniques(number: int) -> int:
    """Bring the published techniques to `number`, each with a blow of its own, what is
    seen of it in the key, a photograph, a family and workshops; return how many are
    generated.

    Techniques that were not generated stay. The generated products and workshops are
    shared out among all.
    """
    generated = Technique.objects.filter(demonstration_key__startswith=f"{KEY}-")
    wanted = max(0, number - Technique.objects.published().exclude(pk__in=generated).count())
    surplus = generated.filter(rank__gte=FIRST_RANK + wanted)
    photos = list(TechniquePhoto.objects.exclude(technique__in=generated).order_by("pk"))
    families = list(Family.objects.published().order_by("pk"))
    for n in range(generated.count(), wanted):
        technique = generated_technique(n)
        technique.save()
        Observation.objects.bulk_create(
            Observation(
                technique=technique,
                state=f"{character}.{state}",
                frequency=Frequency.ALWAYS,
                demonstration_key=f"{technique.demonstration_key}-{character}",
            )
            for character, state in technique.blow._asdict().items()
        )
        if photos:
            borrowed(photos[n % len(photos)], technique).save()
        if families:
            FamilyTechnique.objects.create(
                family=families[n % len(families)],
                technique=technique,
                visibility=Visibility.EVERYONE,
                demonstration_key=f"{technique.demonstration_key}-family",
            )
    share_out(list(Technique.objects.published().exclude(pk__in=surplus).order_by("pk")))
    remove_techniques(surplus)
    return wanted


def remove_techniques(techniques):
    FamilyTechnique.objects.filter(technique__in=techniques).delete()
    techniques.delete()


def share_out(techniques: list[Technique]):
    """Give each generated product and workshop a technique, in turn."""
    generated = {"demonstration_key__startswith": f"{KEY}-"}
    products = list(Product.objects.filter(**generated).order_by("pk"))
    for n, product in enumerate(products):
        product.technique = techniques[n % len(techniques)]
    Product.objects.bulk_update(products, ["technique"], batch_size=BATCH)
    workshops = list(Workshop.objects.filter(**generated).order_by("pk"))
    for n, workshop in enumerate(workshops):
        workshop.main_technique = techniques[n % len(techniques)]
        workshop.techniques.set([workshop.main_technique])
    Workshop.objects.bulk_update(workshops, ["main_technique"], batch_size=BATCH)


def generated_technique(n: int) -> Technique:
    """The n-th technique: the same one every time, no two with one blow."""
    place = n * STRIDE
    state = {}
    for character, states in BLOWS:
        place, left = divmod(place, len(states))
        state[character] = states[left]
    smallest, largest = SIZES[place % len(SIZES)]
    return Technique(
        demonstration_key=f"{KEY}-technique-{n}",
        slug=f"{KEY}-technique-{n}",
        status=Status.PUBLISHED,
        published_at=timezone.now(),
        rank=FIRST_RANK + n,
        name_fr=f"Martelage {n + 1}",
        name_ar=f"طَرق عدد {n + 1}",
        summary_fr="Technique produite pour la mesure",
        summary_ar="طريقة للقياس",
        recognise_fr="Regardez la forme d’un coup, puis ce qui le sépare du suivant.",
        recognise_ar="يُنظر إلى شكل الضربة ثمّ إلى ما يفصلها عن التي تليها.",
        size_min_mm=smallest,
        size_max_mm=largest,
        **state,
    )


def borrowed(photo, entry):
    """A photograph of the demonstration on a generated record: another row, the same
    file.
    """
    texts = {name: getattr(photo, name) for name in ("image", "variants", "alt_fr", "alt_ar")}
    owner = {photo.shows: entry}
    shown = type(photo)(demonstration_key=f"{entry.demonstration_key}-photo", **owner, **texts)
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
    remove_techniques(Technique.objects.filter(demonstration_key__startswith=f"{KEY}-"))
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
