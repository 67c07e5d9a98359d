"""The programme on the officers' desk."""

from .actions import ActionAdmin
from .partners import PartnerAdmin

__all__ = ["ActionAdmin", "PartnerAdmin"]
