"""The command palette: the same table, found by name."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from hubtui.commands import Command, key_name
from hubtui.ui.messages import Invoke
from hubtui.ui.screens.keyed import Keyed


class CommandProvider(Provider):
    """What works on the screen the palette was opened over."""

    async def discover(self) -> Hits:
        for command in self._commands():
            title = self._title(command)
            yield DiscoveryHit(Content(title), partial(self._run, command), text=title, help=command.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in self._commands():
            title = self._title(command)
            score = max(matcher.match(title), matcher.match(command.help) * 0.8)
            if score > 0:
                yield Hit(score, matcher.highlight(title), partial(self._run, command), help=command.help)

    def _commands(self) -> list[Command]:
        screen = self.screen
        return [*screen.keyboard.in_scope(screen.scope)] if isinstance(screen, Keyed) else []

    def _title(self, command: Command) -> str:
        return f"{command.label}   {key_name(command.keys[0])}" if command.keys else command.label

    def _run(self, command: Command) -> None:
        self.app.post_message(Invoke(command.id))
