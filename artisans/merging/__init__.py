"""Two records of one person made one, and made two again.

`joining` merges, `undoing` undoes, `ledger` holds what that takes.
"""

from .joining import check_accounts, chosen_fields, merge, related_row_counts
from .undoing import take_back

__all__ = ["check_accounts", "chosen_fields", "merge", "related_row_counts", "take_back"]
