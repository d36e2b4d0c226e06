"""Signals that end a command: it stops where it is, says so, and what it was at can be taken up again."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(KeyboardInterrupt):
    """By the signal of this number."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number
        """The exit code."""


@contextmanager
def interrupted_by_signals() -> Iterator[None]:
    """The first signal is raised as Interrupted in the main thread. The end that follows comes in time by
    itself: further ones change nothing. What whoever started it wants ignored, as `nohup` does, is."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted(number)

    before = {each: kept for each in ENDING if (kept := signal.getsignal(each)) is not signal.SIG_IGN}
    for each in before:
        signal.signal(each, interrupt)
    try:
        yield
    except Interrupted:
        forget_lost_terminal()
        before.clear()
        raise
    finally:
        for each, kept in before.items():
            signal.signal(each, kept)


def forget_lost_terminal() -> None:
    """After a hang-up what is still to be written has nowhere to go, and would decide the exit code."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
