"""Process supervisor: start each worker, start it again with exponential back-off when
it ends.

The standard library alone: gunicorn's master runs it, which knows nothing of Django.
"""

import ctypes
import logging
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

MANAGE = Path(__file__).resolve().parents[3] / "manage.py"
# two processes: a code never waits behind a photograph or a list
COMMANDS = ("deliver_messages", "run_tasks")
FIRST_DELAY, LONGEST_DELAY = 1, 30  # seconds before a worker that ended is started again
RAN_WELL = 60  # seconds after which the next delay is the first one again
LOOKS_EVERY = 0.5  # seconds
TIME_TO_END = 20  # seconds to finish what is in hand
PR_SET_PDEATHSIG = 1  # linux/prctl.h

logger = logging.getLogger(__name__)


class Child:
    """One supervised process.

    Its name outlives it: what a dead one left in hand is its successor's at once.
    """

    def __init__(self, command: list[str]):
        self.command = command
        self.process: subprocess.Popen | None = None
        self.started_at = 0.0
        self.start_at = 0.0
        self.delay = FIRST_DELAY

    def look(self, now: float):
        """Start the process when it is due; when it has ended, say when it will be."""
        if self.process is not None and self.process.poll() is not None:
            if now - self.started_at >= RAN_WELL:
                self.delay = FIRST_DELAY
            logger.error("%s ended: started again in %s s", self.command[-1], self.delay)
            self.process, self.start_at = None, now + self.delay
            self.delay = min(self.delay * 2, LONGEST_DELAY)
        if self.process is None and now >= self.start_at:
            self.process, self.started_at = subprocess.Popen(self.command), now


class Supervisor:
    """Keeps the workers of this machine running.

    Whoever holds it looks after them every half second, always from one thread: beside
    a `fork` of another one, a process being started would wait for ever for its pipe to
    be closed.
    """

    def __init__(self, commands: list[list[str]]):
        self.children = [Child(command) for command in commands]

    def look(self, *_signal):
        for child in self.children:
            try:
                child.look(time.monotonic())
            except OSError:  # no process to be had: the next look tries again
                logger.exception("%s could not be started", child.command[-1])

    def end(self):
        """Let each finish what it has in hand; after that, do not."""
        running = [
            child.process
            for child in self.children
            if child.process and child.process.poll() is None
        ]
        for process in running:
            process.terminate()
        last = time.monotonic() + TIME_TO_END
        for process in running:
            try:
                process.wait(max(0, last - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def supervisor_of_workers() -> Supervisor:
    """The workers of this machine, under a name that no other machine has."""
    place = secrets.token_hex(8)
    parent = ["--parent", str(os.getpid())]
    return Supervisor(
        [
            [sys.executable, str(MANAGE), command, *parent, "--name", f"{place}.{command}"]
            for command in COMMANDS
        ]
    )


def end_with_parent(parent: int):
    """Have this process asked to end (SIGTERM) when its supervisor is gone, however
    that came about.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # gone before it was asked for
        sys.exit(0)
