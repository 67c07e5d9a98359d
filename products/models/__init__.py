"""The catalogue: pieces, services and sets; their categories and collections."""

from .catalogue import (
    READ_WITH_A_PIECE,
    Finish,
    FoodProof,
    FoodUse,
    Heat,
    Lining,
    Metal,
    Product,
    ProductPicture,
)
from .categories import Category
from .collections import Collection, CollectionPicture

__all__ = [
    "READ_WITH_A_PIECE",
    "Category",
    "Collection",
    "CollectionPicture",
    "Finish",
    "FoodProof",
    "FoodUse",
    "Heat",
    "Lining",
    "Metal",
    "Product",
    "ProductPicture",
]
