"""The tabs above a listing: all of them in whatever width there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hubtui.ui.rows.table import Tone
from hubtui.ui.widgets.text_line import Span


@dataclass(frozen=True, slots=True)
class Tab:
    """A listing that the pane could show instead; `reason` says why it cannot."""

    key: str
    label: str
    command: str
    active: bool = False
    reason: str = ""


LEAST_TAB = 3
"""Letters that a tab keeps however narrow the pane is."""


def tab_spans(tabs: Sequence[Tab], width: int) -> list[Span]:
    """All tabs in this width: the gaps go first, then letters of the longest that is not open."""
    labels, gap = [tab.label for tab in tabs], 2
    keys = sum(len(tab.key) + 1 for tab in tabs if tab.key)

    def over() -> int:
        return 1 + keys + sum(len(label) + 1 + gap for label in labels) - width

    if over() > 0:
        gap = 1
    while over() > 0:
        others = [n for n, tab in enumerate(tabs) if not tab.active and len(labels[n]) > LEAST_TAB]
        if not others:
            break
        longest = max(others, key=lambda n: len(labels[n]))
        labels[longest] = labels[longest].rstrip("…")[:-1]
        labels[longest] = labels[longest][:-1] + "…"
    spans: list[Span] = [Span(" ")]
    for tab, label in zip(tabs, labels, strict=True):
        spans += _tab_span(tab, label, gap)
    return spans


def _tab_span(tab: Tab, label: str, gap: int) -> list[Span]:
    tone = Tone.DIM if tab.reason else Tone.STRONG if tab.active else Tone.PLAIN
    key = Tone.DIM if tab.reason or not tab.key else Tone.ACCENT
    spans = [Span("▪" if tab.active else " ", Tone.ACCENT, tab.command)]
    if tab.key:
        spans.append(Span(f"{tab.key} ", key, tab.command))
    return [*spans, Span(label + " " * gap, tone, tab.command)]
