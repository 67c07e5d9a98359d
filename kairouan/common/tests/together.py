"""Things done at the same moment, as two people or two taps do them."""

import threading
from collections.abc import Callable

from django.db import connections


def together(*steps: Callable) -> list:
    """Run each step in a thread and a connection of its own, all let go at the same
    moment. Gives what each returned; raises what one of them raised.

    For tests with `transaction=True`: what they wrote is there for the other
    connections.
    """
    gate, given, raised = threading.Barrier(len(steps)), [None] * len(steps), []

    def run(number: int, step: Callable):
        gate.wait(timeout=30)
        try:
            given[number] = step()
        except Exception as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(number, step)) for number, step in enumerate(steps)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if raised:
        raise raised[0]
    return given
