"""The records of this room. Each stands in the module of its subject."""

from .glossary import Term
from .sheets.imports import ImportState, SheetImport

__all__ = ["ImportState", "SheetImport", "Term"]
