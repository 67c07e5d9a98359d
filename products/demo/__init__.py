"""Invented products, services and sets."""

from pathlib import Path

from kairouan.demonstration import load_file
from products.models import Category, Collection, Product


def load():
    load_file(
        Path(__file__).parent / "catalogue.toml",
        {"category": Category, "collection": Collection, "product": Product},
    )
