"""Room for the calls of Python.

CPython keeps the frames of a thread's calls in pieces of memory of 16 KB. It asks the
system for a piece when one is full, and gives it back when the call that began it
returns: a loop whose calls happen to begin a piece asks at every turn. Templates call
deep, and a fifth of a page's time went there.
"""

from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import cast

# words of the frame that claims a piece: the piece is the next power of two, 1 MB, and
# what remains of it holds thousands of calls. The system gives memory for what is used
CLAIMED = 70_000


def with_room(function: Callable) -> Callable:
    """The same function, called where the calls that it makes find room."""

    @wraps(function, updated=())
    def called(*args, **kwargs):
        return function(*args, **kwargs)

    plain = cast(FunctionType, called)
    plain.__code__ = plain.__code__.replace(co_stacksize=CLAIMED)
    return called
