"""The catalogue: pieces, services and sets; their categories and collections."""

from .catalogue import Finish, FoodUse, Heat, Lining, Metal, Product, ProductPicture
from .categories import Category
from .collections import Collection, CollectionPicture

__all__ = [
    "Category",
    "Collection",
    "CollectionPicture",
    "Finish",
    "FoodUse",
    "Heat",
    "Lining",
    "Metal",
    "Product",
    "ProductPicture",
]
