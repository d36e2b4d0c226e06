"""Strings that strangers may put where hubtui shows names, titles and texts."""

from __future__ import annotations

HOSTILE = (
    "[/]",
    "[@click=app.exit]go[/]",
    "[bold red]fix [WIP] bug [#123]",
    "$primary {nothing} %s %d",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b]0;evil title\x07",
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[H\x9b31m",
    "\x1bP+q544e\x1b\\ \x1b_apc\x1b\\ \x1b^pm\x1b\\",
    "\x1bc\x1b[?1049l\x1b[?25h",
    "\x90dcs\x9c \x9dosc\x9c",
    "\x07\x08\x7f\x00",
    "\u202egnp.exe",
    "\u200bzero\u200dwidth\ufeff\u2066isolate\u2069",
    "z" + "\u0337\u031b\u0359\u0340\u0301" * 30,
    "a" * 3000,
    "\u65e5\u672c\u8a9e\u306e\u30e2\u30c7\u30eb" * 20,
    "\U0001f469\u200d\U0001f680\U0001f1ea\U0001f1fa\U0001f3f4",
    "tab\tand\nnewline\r\nreturn",
    "--delete-everything; rm -rf ~ `id` $(id)",
    "<U+202E> \ufffd \ue000 \U000e0041",
)
