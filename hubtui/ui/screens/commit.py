"""What a commit is called and where it goes: to the branch, or as a pull request to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass

from textual.widget import Widget

from hubtui.text import safe
from hubtui.ui.screens.form import Form
from hubtui.ui.widgets.entry import Entry
from hubtui.ui.widgets.selector import Option, Selector

BRANCH, PROPOSAL = "branch", "proposal"


@dataclass(frozen=True, slots=True)
class Commitment:
    """What was filled in."""

    message: str = ""
    """Empty: as it is called by itself."""
    is_proposal: bool = False
    path: str = ""
    """The new one, where one was asked for."""


class CommitForm(Form[Commitment]):
    """Returns what was filled in; Enter alone takes it as it stands. `path` is what is to be written anew,
    None where nothing is; `check` raises HubtuiError for what cannot be. `why_branch_alone` says why no pull
    request can be made; empty when it can."""

    NOTES = 3

    def __init__(
        self,
        title: str,
        verb: str,
        subject: str,
        branch: str,
        *,
        why_branch_alone: str = "",
        proposes: bool = False,
        path: str | None = None,
        check: Callable[[Commitment], Awaitable[None]] | None = None,
    ) -> None:
        super().__init__(title, verb)
        self._subject, self._branch, self._path, self._check = subject, branch, path, check
        self._why_branch_alone, self._proposes = why_branch_alone, proposes

    def fields(self) -> Iterator[tuple[str, Widget]]:
        if self._path is not None:
            yield "Path", Entry(id="path")
        yield "Message", Entry(placeholder=safe(self._subject, 200), id="message")
        yield "Commit to", Selector([*self._targets()], id="target")

    def _targets(self) -> Iterator[Option]:
        branch = safe(self._branch, 60)
        alone = f" ({self._why_branch_alone})" if self._why_branch_alone else ""
        yield Option(BRANCH, f"{branch}{alone}")
        if not self._why_branch_alone:
            yield Option(PROPOSAL, f"a pull request to {branch}")

    def on_mount(self) -> None:
        super().on_mount()
        if self._proposes and not self._why_branch_alone:
            self.query_one(Selector).choose(PROPOSAL)
        if self._path is not None:
            entry = self.query_one("#path", Entry)
            entry.value = self._path
            entry.cursor_position = len(self._path)
        self.inputs[0].focus()

    def hints(self) -> Sequence[str]:
        match self.focused.id if self.focused else None:
            case "path":
                return ["Its path in the repo; folders are made as they are named."]
            case "target":
                return ["A pull request leaves the branch as it is until somebody merges it."]
            case _:
                return ["What the history calls it; left empty, what is shown in grey."]

    async def attempt(self) -> Commitment:
        path = self.query_one("#path", Entry).value.strip() if self._path is not None else ""
        is_proposal = self.query_one(Selector).value == PROPOSAL
        made = Commitment(self.query_one("#message", Entry).value.strip(), is_proposal, path)
        if self._check is not None:
            await self._check(made)
        return made
