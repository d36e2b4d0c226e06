"""The command palette: the same table, found by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from hubtui.commands import Command, key_name
from hubtui.ui.messages import Invoke
from hubtui.ui.screens.keyed import Keyed

ELSEWHERE = 0.3
"""What a hit counts that does not work where the palette was opened."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A line of the palette."""

    title: str
    help: str
    run: Callable[[], None]
    weight: float = 1.0


class CommandProvider(Provider):
    """Every command: first what works on the screen the palette was opened over, then the rest; last in each
    what moves the cursor."""

    async def discover(self) -> Hits:
        for offer in self._offers():
            yield DiscoveryHit(Content(offer.title), offer.run, text=offer.title, help=offer.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for offer in self._offers():
            score = max(matcher.match(offer.title), matcher.match(offer.help) * 0.8) * offer.weight
            if score > 0:
                yield Hit(score, matcher.highlight(offer.title), offer.run, help=offer.help)

    def _offers(self) -> Iterator[Offer]:
        screen = self.screen
        if not isinstance(screen, Keyed):
            return
        elsewhere: list[Command] = []
        for command in sorted(screen.keyboard.commands, key=lambda command: command.area == "move"):
            if command.scope & screen.scope:
                yield Offer(_title(command), command.help, partial(self._run, command))
            else:
                elsewhere.append(command)
        yield Offer("choose a theme", "Choose among all themes, seen as you go.", self.app.search_themes)
        for command in elsewhere:
            words = f"{command.help} Not here."
            yield Offer(_title(command), words, partial(self._run, command), ELSEWHERE)

    def _run(self, command: Command) -> None:
        self.app.post_message(Invoke(command.id))


def _title(command: Command) -> str:
    return f"{command.label}   {key_name(command.keys[0])}" if command.keys else command.label
