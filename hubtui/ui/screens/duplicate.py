"""Under which name, or in which namespace, a hub duplicates repos, and who sees the duplicates."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass

from textual.widget import Widget

from hubtui.model import Visibility
from hubtui.ui.screens.form import Form
from hubtui.ui.widgets.entry import Entry
from hubtui.ui.widgets.selector import Option, Selector

AS_IT_IS = "as the repo"
COMES = "All branches and tags come along with their history; discussions, likes and settings do not."


@dataclass(frozen=True, slots=True)
class Twin:
    """What was filled in."""

    to: str
    """The new `namespace/name`; of several repos their namespace."""
    visibility: Visibility | None = None
    """None: for no more people than those who see the repo."""


class Duplicate(Form[Twin]):
    """Returns what was filled in, once `check` has nothing against it."""

    NOTES = 3

    def __init__(
        self,
        title: str,
        to: str,
        where: str,
        visibilities: Sequence[Visibility],
        check: Callable[[Twin], Awaitable[None]],
    ) -> None:
        super().__init__(title, "duplicates")
        self._to, self._where, self._check = to, where, check
        self._visibilities = visibilities

    def fields(self) -> Iterator[tuple[str, Widget]]:
        yield "To", Entry(id="to")
        options = [Option(one.value, one.value) for one in self._visibilities]
        yield "Visibility", Selector([Option("", AS_IT_IS), *options], id="who")

    def on_mount(self) -> None:
        super().on_mount()
        entry = self.query_one("#to", Entry)
        entry.value = self._to
        entry.cursor_position = len(self._to)
        entry.focus()

    def hints(self) -> Sequence[str]:
        if self.focused is not None and self.focused.id == "who":
            return [f"{AS_IT_IS.capitalize()}: what is gated becomes private. What opens it is asked about."]
        return [self._where, COMES]

    async def attempt(self) -> Twin:
        who = self.query_one("#who", Selector).value
        told = Twin(self.query_one("#to", Entry).value.strip(), Visibility(who) if who else None)
        await self._check(told)
        return told
