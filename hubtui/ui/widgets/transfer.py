"""What is being transferred, in a few words for a title or the top line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubtui import format
from hubtui.ui.rows.table import Tone
from hubtui.ui.widgets.text_line import Span

if TYPE_CHECKING:
    from hubtui.jobs.job import EngineView


def transfer(view: EngineView) -> list[Span]:
    """What runs, how far, how fast and how long still; nothing when nothing runs."""
    if not view.running and not view.queued:
        return _at_rest(view)
    counts = ((view.running, "running"), (view.queued, "queued"), (view.paused, "paused"))
    parts = [", ".join(f"{number} {words}" for number, words in counts if number)]
    if view.bytes_total:
        parts.append(f"{view.bytes_done * 100 // view.bytes_total} %")
    if view.rate is not None:
        parts.append(format.rate(view.rate))
    if view.eta is not None:
        parts.append(f"ETA {format.duration(view.eta)}")
    return [Span("  ".join(parts) + " ", Tone.ACCENT, "jobs.open")]


def _at_rest(view: EngineView) -> list[Span]:
    counts = ((view.paused, "paused"), (view.interrupted, "interrupted"))
    words = ", ".join(f"{number} {words}" for number, words in counts if number)
    return [Span(f"{words} ", Tone.WARN, "jobs.open")] if words else []
