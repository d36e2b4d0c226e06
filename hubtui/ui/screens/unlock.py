"""Passphrases: of a vault that there is, and of one to be made. And waiting for what can take long."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from hubtui.errors import BadInput
from hubtui.ui.rows.table import Tone
from hubtui.ui.screens.form import Form
from hubtui.ui.widgets.secret_entry import SecretEntry
from hubtui.ui.widgets.selector import Option, Selector
from hubtui.ui.widgets.text_line import FrameBottom, FrameTop, Span, TextLine

SHORTEST = 8


class Passphrase:
    """What was typed; its repr and str are masked."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Passphrase(********)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Passphrase) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


class Unlock(Form[bool]):
    """Asks for a vault's passphrase until it is right. Returns True then."""

    NOTES = 3

    def __init__(self, title: str, why: str, submit: Callable[[Passphrase], Awaitable[None]]) -> None:
        super().__init__(title, "unlocks it")
        self._why, self._submit = why, submit

    def fields(self) -> Iterator[tuple[str, Widget]]:
        yield "Passphrase", SecretEntry(Passphrase, placeholder="it is never shown", id="passphrase")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#passphrase").focus()

    def hints(self) -> Sequence[str]:
        return [self._why]

    async def attempt(self) -> bool:
        entry = self.query_one("#passphrase", SecretEntry)
        if entry.is_empty:
            raise BadInput("type the passphrase first")
        await self._submit(entry.take())
        return True


class MakeVault(Form[bool]):
    """Asks twice for the passphrase of a new vault. Returns True once the vault is there."""

    NOTES = 5

    def __init__(self, submit: Callable[[Passphrase], Awaitable[None]]) -> None:
        super().__init__("A vault for tokens", "makes it")
        self._submit = submit

    def fields(self) -> Iterator[tuple[str, Widget]]:
        yield "Passphrase", SecretEntry(Passphrase, placeholder="a few words that only you know", id="first")
        yield "Again", SecretEntry(Passphrase, id="second")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#first").focus()

    def hints(self) -> Sequence[str]:
        return [
            "One encrypted file for the tokens of all accounts; the passphrase is asked for once a session.",
            "It cannot be recovered: when it is lost, make a new vault and sign in again.",
        ]

    async def attempt(self) -> bool:
        first, second = self.query_one("#first", SecretEntry), self.query_one("#second", SecretEntry)
        if first.length < SHORTEST:
            first.focus()
            raise BadInput(f"a passphrase has at least {SHORTEST} characters")
        if second.is_empty:
            second.focus()
            raise BadInput("type it again, so that a slip does not lock the vault for good")
        passphrase, again = first.take(), second.take()
        if passphrase != again:
            first.focus()
            raise BadInput("these were two different passphrases; type both again")
        await self._submit(passphrase)
        return True


class Ways(Form[str]):
    """What is wrong with a place for tokens, and the ways on. Returns the one that was chosen."""

    NOTES = 5

    def __init__(self, title: str, words: str, ways: Sequence[Option]) -> None:
        super().__init__(title, "does it")
        self._words, self._ways = words, ways

    def fields(self) -> Iterator[tuple[str, Widget]]:
        yield "Do", Selector(self._ways, id="way")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#way").focus()

    def on_selector_changed(self) -> None:
        self.say("\n".join(self.hints()))

    def hints(self) -> Sequence[str]:
        chosen = self.query_one("#way", Selector).chosen
        return [self._words, chosen.about if chosen else ""]

    async def attempt(self) -> str:
        return self.query_one("#way", Selector).value


class Waiting(ModalScreen[None]):
    """Says what is being waited for; Esc stops waiting."""

    CSS_PATH = "form.tcss"

    def __init__(self, title: str, words: str) -> None:
        super().__init__()
        self._title, self._words = title, words

    def compose(self) -> ComposeResult:
        with Vertical(classes="form"):
            top, line, bottom = FrameTop(), TextLine(classes="sides"), FrameBottom()
            top.show([Span(f" {self._title} ", Tone.ACCENT)])
            line.show([Span(f"  {self._words}")])
            bottom.show([], [Span(" Esc stops waiting ", Tone.DIM)])
            yield from (top, line, bottom)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        if event.key == "escape":
            self.dismiss(None)
