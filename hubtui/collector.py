"""How often Python looks for garbage in a program that keeps a hundred thousand rows on an event loop, and
whose short commands end before there is any."""

from __future__ import annotations

import gc

YOUNG, MIDDLE, FULL = 5_000, 20, 100
"""Allocations before a young collection, young ones before a middle one, middle ones before a full one.

A full collection walks over all there is: with 100,000 files read it holds the event loop for 60-280 ms on
two cores (CPython 3.11), and Python's own 700, 10, 10 asks for ten of them while the files are read. Young
and middle ones, a few ms each, find nearly all garbage of a terminal UI.
"""


def collect_rarely() -> None:
    """Begin full collections rarely, until the process ends."""
    gc.set_threshold(YOUNG, MIDDLE, FULL)


def collect_no_more() -> None:
    """The process is about to end: nothing of what there is need be looked through, which Python does several
    times and which is a sixth of what a short command takes a processor."""
    gc.freeze()
