"""The catalogue: products, services and sets; their categories and collections."""

from .catalogue import (
    Finish,
    FoodProof,
    FoodUse,
    Heat,
    Lining,
    Metal,
    Product,
    ProductKind,
    ProductPhoto,
    SaleUnit,
    read_for_page,
)
from .categories import Category
from .collections import Collection, CollectionPhoto

__all__ = [
    "Category",
    "Collection",
    "CollectionPhoto",
    "Finish",
    "FoodProof",
    "FoodUse",
    "Heat",
    "Lining",
    "Metal",
    "Product",
    "ProductKind",
    "ProductPhoto",
    "SaleUnit",
    "read_for_page",
]
