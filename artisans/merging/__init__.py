"""Two records of one person made one, and made two again.

`joining` merges, `taking_back` undoes, `ledger` holds what that takes.
"""

from .joining import check_accounts, chosen_fields, counted, merge
from .taking_back import take_back

__all__ = ["check_accounts", "chosen_fields", "counted", "merge", "take_back"]
