"""One function per command, read top to bottom: ask, do off the event loop, show."""

from hubtui.ui.actions import (
    accounts,
    app,
    beside,
    bookmarks,
    cards,
    copying,
    discussing,
    discussions,
    jobs,
    looking,
    marking,
    moving,
    panes,
    searching,
    texts,
    web,
)
from hubtui.ui.actions._registry import ACTIONS

__all__ = [
    "ACTIONS",
    "accounts",
    "app",
    "beside",
    "bookmarks",
    "cards",
    "copying",
    "discussing",
    "discussions",
    "jobs",
    "looking",
    "marking",
    "moving",
    "panes",
    "searching",
    "texts",
    "web",
]
