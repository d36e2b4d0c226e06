"""The footer: the keys of this view, dim where they cannot act, and the status line while there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from hubtui.commands import Command, Scope, key_name
from hubtui.ui.rows.table import Tone
from hubtui.ui.widgets.text_line import Span, TextLine, width_of

GAP = 2
"""Cells between two keys."""


class KeyBar(TextLine):
    """Shows as many keys as there is room for, the most wanted first."""

    def show_keys(self, commands: Iterable[Command], scope: Scope, reason: Callable[[Command], str]) -> None:
        """Those of the commands that the footer has in this scope, and that have a key."""
        commands = sorted(
            (c for c in commands if c.keys and c.footer and c.scope & scope and c.footer_in & scope),
            key=lambda c: c.footer,
        )
        room = self.size.width - 1 + GAP
        spans: list[Span] = [Span(" ")]
        last = commands[-1:]
        for command in commands[:-1]:
            pair = self._pair(command, not reason(command))
            kept = width_of(self._pair(last[0], True)) if last else 0
            if width_of([*spans, *pair]) + kept <= room:
                spans += pair
        for command in last:
            spans += self._pair(command, not reason(command))
        self.show([*spans[:-1], replace(spans[-1], text=spans[-1].text.rstrip())])

    def _pair(self, command: Command, enabled: bool) -> list[Span]:
        key, label = key_name(command.keys[0]), command.label
        tones = (Tone.ACCENT, Tone.PLAIN) if enabled else (Tone.DIM, Tone.DIM)
        return [Span(key, tones[0], command.id), Span(f" {label}{' ' * GAP}", tones[1], command.id)]
