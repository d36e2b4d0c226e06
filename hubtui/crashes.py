"""What should never happen: told in the log and to the user, without tokens and the values of variables."""

from __future__ import annotations

import asyncio
import errno
import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from hubtui.logs import Log, crashed, trace

FILE = "crash.log"
"""Where Python writes when it can do nothing else any more."""
_TERMINAL_LOST = (errno.EIO, errno.EPIPE, errno.EBADF)
"""What Textual's writing thread gets then: the hang-up itself is what ends the program."""


def words(error: BaseException, log: Path | None) -> str:
    """The traceback and what to do with it, for the terminal."""
    found = f" {log} has it too." if log else ""
    return f"{trace(error)}\n\nhubtui has ended because of an error of its own.{found}\n"


@contextmanager
def reported(log: Log, on_thread: Callable[[BaseException], object]) -> Iterator[None]:
    """From here on Python's own reports go to the log, and none is written over the screen.

    `on_thread` is called on a thread that ended by an error.
    """
    before = sys.excepthook, threading.excepthook, sys.unraisablehook

    def main(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            return
        crashed.critical("hubtui has ended", exc_info=error)
        sys.stderr.write(words(error, log.path if log.has_file else None))

    def thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            crashed.critical("a thread has ended", exc_info=args.exc_value)
            if getattr(args.exc_value, "errno", None) not in _TERMINAL_LOST:
                on_thread(args.exc_value)

    def unraisable(args: sys.UnraisableHookArgs) -> None:
        crashed.error("%s", args.err_msg or "an error in a finalizer", exc_info=args.exc_value)

    sys.excepthook, threading.excepthook, sys.unraisablehook = main, thread, unraisable
    logging.captureWarnings(True)
    try:
        with _faults(log.path.with_name(FILE)):
            yield
    finally:
        logging.captureWarnings(False)
        sys.excepthook, threading.excepthook, sys.unraisablehook = before


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """Fatal signals are told in a file, which is there only when there was one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError:
        yield
        return
    faulthandler.enable(descriptor)
    try:
        yield
    finally:
        faulthandler.disable()
        if not os.fstat(descriptor).st_size:
            path.unlink(missing_ok=True)
        os.close(descriptor)


def on_loop(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What asyncio has to report: a task that failed and that nobody waited for."""
    crashed.error("%s", context.get("message", "the event loop"), exc_info=context.get("exception"))
