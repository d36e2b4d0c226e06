"""The keymaps as data: by command id, the keys that differ from the default ones."""

from __future__ import annotations

from collections.abc import Mapping

Keys = tuple[str, ...]

MC: Mapping[str, Keys] = {
    "move.down": ("down",),
    "move.up": ("up",),
    "move.first": ("home",),
    "move.last": ("end",),
    "move.half_down": ("alt+down",),
    "move.half_up": ("alt+up",),
    "move.page_down": ("pagedown", "ctrl+v"),
    "move.page_up": ("pageup", "alt+v"),
    "pane.open": ("enter", "right", "ctrl+pagedown"),
    "pane.out": ("backspace", "left", "ctrl+pageup"),
    "pane.back": ("alt+y",),
    "pane.forward": ("alt+u",),
    "pane.swap": ("ctrl+u",),
    "pane.same": ("alt+i",),
    "mark.toggle": ("insert", "ctrl+t", "space"),
    "find.filter": ("alt+s", "/"),
    "copy.start": ("f5", "c"),
    "jobs.open": ("ctrl+x j", "w"),
    "jobs.items": ("enter", "right"),
    "look.details": ("ctrl+x i", "I"),
    "look.preview": ("f3", "p"),
    "app.goto": ("alt+c", ":"),
    "app.help": ("f1", "?"),
    "app.palette": ("f9", "ctrl+p"),
    "app.quit": ("f10", "q"),
}
"""Midnight Commander's: its F-keys, its alt and ctrl+x keys, and arrows where the default has hjkl."""

PLAIN: Mapping[str, Keys] = {
    "move.down": ("down",),
    "move.up": ("up",),
    "move.first": ("home",),
    "move.last": ("end",),
    "move.half_down": ("ctrl+down",),
    "move.half_up": ("ctrl+up",),
    "move.page_down": ("pagedown",),
    "pane.open": ("enter", "right"),
    "pane.out": ("backspace", "left"),
    "pane.back": ("alt+left",),
    "pane.forward": ("alt+right",),
    "pane.swap": ("ctrl+u",),
    "pane.same": ("ctrl+o",),
    "pane.zoom": ("ctrl+w",),
    "view.next": ("ctrl+right", "]"),
    "view.previous": ("ctrl+left", "["),
    "mark.range": ("ctrl+v",),
    "mark.all": ("ctrl+a",),
    "mark.none": ("ctrl+n",),
    "find.filter": ("ctrl+f", "/"),
    "sort.name": (", 1",),
    "sort.size": (", 2",),
    "sort.modified": (", 3",),
    "sort.downloads": (", 4",),
    "sort.likes": (", 5",),
    "copy.start": ("f5",),
    "plan.overwrite": ("f6",),
    "plan.skip": ("f7",),
    "jobs.open": ("f2",),
    "jobs.items": ("enter", "right"),
    "jobs.cancel": ("delete",),
    "jobs.retry": ("f5",),
    "look.details": ("ctrl+d",),
    "look.preview": ("f3",),
    "text.id": ("ctrl+y 1",),
    "text.url": ("ctrl+y 2",),
    "text.oid": ("ctrl+y 3",),
    "text.all": ("ctrl+y 4",),
    "text.show": ("ctrl+y 5",),
    "app.goto": ("ctrl+l", ":"),
    "app.help": ("f1", "?"),
    "app.palette": ("f9", "ctrl+p"),
    "app.theme": ("ctrl+t",),
    "app.quit": ("f10", "ctrl+q"),
}
"""Arrows, Enter, Esc, Tab, F-keys, ctrl keys, digits and signs: no letter does anything by itself."""

KEYMAPS: Mapping[str, Mapping[str, Keys]] = {"default": {}, "mc": MC, "plain": PLAIN}
