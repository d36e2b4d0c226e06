"""Hugging Face: what happened in a discussion, as it is told."""

from __future__ import annotations

import html
from typing import Any

from hubtui.localhub.huggingface.access import iso
from hubtui.localhub.huggingface.account import avatar, full_name
from hubtui.localhub.records import Event, Facts

HIDDEN = "This comment has been hidden"


def author(name: str) -> dict[str, Any]:
    """Who did something."""
    return {
        "name": name, "fullname": full_name(name), "avatarUrl": avatar(name), "type": "user", "isHf": False,
    }  # fmt: skip


def event_id(event: Event) -> str:
    return f"{event.created:08x}{event.id:016x}"


def told(event: Event) -> dict[str, Any]:
    """An event as an answer shows it."""
    return {
        "id": event_id(event),
        "author": author(event.author),
        "createdAt": iso(event.created),
        "type": event.type,
        "data": _comment(event) if event.type == "comment" else event.data,
    }


def edited(event: Event, text: str, by: str, date: int) -> Facts:
    """The facts of a comment after an edit: what it said before is kept."""
    before = {"raw": event.data["raw"], "author": _writer(event), "date": _date(event)}
    return {"raw": text, "author": by, "date": date, "history": [*event.data.get("history", []), before]}


def hidden(by: str) -> Facts:
    """The facts of a comment once it is hidden: nothing of what it said is kept."""
    return {"raw": HIDDEN, "hidden": True, "hiddenBy": by}


def _comment(event: Event) -> dict[str, Any]:
    history = [_version(each["raw"], each["author"], each["date"]) for each in event.data.get("history", [])]
    shown: dict[str, Any] = {
        "edited": bool(history),
        "hidden": bool(event.data.get("hidden")),
        "latest": _version(event.data["raw"], _writer(event), _date(event)),
        "history": history,
        "numEdits": len(history),
        "reactions": [],
        "identifiedLanguage": {"language": "en", "probability": 1},
    }
    return {**shown, "hiddenBy": event.data["hiddenBy"]} if shown["hidden"] else shown


def _version(raw: str, by: str, date: int) -> dict[str, Any]:
    return {
        "raw": raw, "html": f"<p>{html.escape(raw)}</p>", "updatedAt": iso(date), "author": author(by),
    }  # fmt: skip


def _writer(event: Event) -> str:
    return str(event.data.get("author", event.author))


def _date(event: Event) -> int:
    return int(event.data.get("date", event.created))
