"""Help: every command with its keys; Enter runs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from hubtui.commands import AREAS, Command, Scope, key_name
from hubtui.ui.rows.table import AnyCell, Cell, Column, Table, Tone
from hubtui.ui.screens.keyed import Keyed
from hubtui.ui.widgets.key_bar import KeyBar
from hubtui.ui.widgets.list_frame import ListFrame
from hubtui.ui.widgets.text_line import Span


def command_table(reason: Callable[[Command], str]) -> Table[Command]:
    """Commands as rows; what cannot act where help was opened is dim, with why where there is room."""

    def cells(command: Command) -> tuple[AnyCell, ...]:
        why = reason(command)
        return (
            Cell(AREAS[command.area], Tone.DIM),
            Cell(" ".join(key_name(key) for key in command.keys), Tone.DIM if why else Tone.ACCENT),
            Cell(command.help, Tone.DIM if why else Tone.PLAIN, why),
        )

    return Table(
        "command",
        (
            Column("", 11, priority=1),
            Column("keys", 14),
            Column("what it does", least=60, prose=True),
        ),
        cells,
        key=lambda command: command.id,
        text=lambda command: f"{command.area} {command.label} {command.help} {' '.join(command.keys)}",
    )


class Help(ModalScreen[str], Keyed):
    """Returns the command to run, or nothing."""

    CSS_PATH = "help.tcss"

    def __init__(self, commands: Sequence[Command], scope: Scope, reason: Callable[[Command], str]) -> None:
        super().__init__()
        self._commands = commands
        self._table = command_table(lambda command: reason(command) if command.scope & scope else "elsewhere")
        self._here = scope

    @property
    def scope(self) -> Scope:
        return Scope.HELP

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield ListFrame(self._table)
            yield KeyBar()

    def on_mount(self) -> None:
        assert self.frame is not None
        self.frame.show_title(Span("Help", Tone.ACCENT), Span(" · what works here first"))
        commands = [command for command in self._commands if command.id != "app.run"]
        order = list(AREAS)
        commands.sort(key=lambda c: (not c.scope & self._here, c.area == "move", order.index(c.area)))
        self.frame.lines.set_rows(commands)
        self.frame.lines.focus()
