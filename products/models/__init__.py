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
    ProductPicture,
    SaleUnit,
    read_for_page,
)
from .categories import Category
from .collections import Collection, CollectionPicture

__all__ = [
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
    "ProductKind",
    "ProductPicture",
    "SaleUnit",
    "read_for_page",
]
