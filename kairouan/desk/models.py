"""The records of this room. Each stands in the module of its subject."""

from .glossary import Term
from .sheets.imports import SheetImport

__all__ = ["SheetImport", "Term"]
