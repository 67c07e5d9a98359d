"""Streams that one thread writes while another reads: nothing of a file stands on the
disk in between.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

AT_ONCE = 1024 * 1024  # bytes


@contextmanager
def running(work: Callable[[BinaryIO], object], end: int, mode: str) -> Iterator[list[Exception]]:
    """Do the work on one end of a pipe, in a thread of its own, until the block is
    left; the list holds what it failed with.
    """
    failures: list[Exception] = []

    def do():
        try:
            with open(end, mode) as stream:
                work(cast(BinaryIO, stream))
        except Exception as error:
            failures.append(error)

    thread = threading.Thread(target=do, name="pipe", daemon=True)
    thread.start()
    try:
        yield failures
    finally:
        thread.join()


@contextmanager
def written_through(reads: Callable[[BinaryIO], object]) -> Iterator[BinaryIO]:
    """Give a stream to write, which `reads` is given to read.

    Raises what `reads` raises.
    """
    end_read, end_write = os.pipe()
    with running(reads, end_read, "rb") as failures:
        try:
            with open(end_write, "wb") as stream:
                yield stream
        except BrokenPipeError:  # the reader has failed: its own words say more
            pass
    if failures:
        raise failures[0]


@contextmanager
def read_through(writes: Callable[[BinaryIO], object]) -> Iterator[BinaryIO]:
    """Give a stream to read, which `writes` is given to write.

    Raises what `writes` raises, before what the block makes of half a stream.
    """
    end_read, end_write = os.pipe()
    failed = None
    with running(writes, end_write, "wb") as failures, open(end_read, "rb") as stream:
        try:
            yield stream
        except Exception as error:
            failed = error
        # to its end, whatever happened: a tail that was altered is found, and no writer
        # fails for want of a reader
        while stream.read(AT_ONCE):
            pass
    if failures:
        raise failures[0]
    if failed:
        raise failed
