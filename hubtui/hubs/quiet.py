"""Keeps the SDKs off the terminal: no log handlers, no progress bars on a screen that is not theirs."""

from __future__ import annotations

import logging
import threading


def silence_logger(name: str) -> None:
    """Take the handlers an SDK put on its own logger; its records go to the log, or nowhere."""
    logger = logging.getLogger(name)
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    logger.addHandler(logging.NullHandler())  # without any, Python prints warnings on the terminal
    logger.propagate = True


def share_tqdm_lock() -> None:
    """Give tqdm a thread lock: its own starts a process, which fails under a terminal that Textual owns."""
    import tqdm
    import tqdm.asyncio
    import tqdm.auto

    lock = threading.RLock()
    for bar in (tqdm.tqdm, tqdm.auto.tqdm, tqdm.asyncio.tqdm):
        bar.set_lock(lock)
