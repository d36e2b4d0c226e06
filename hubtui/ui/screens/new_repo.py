"""A new repo: its name, who sees it, its licence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass

from textual.widget import Widget

from hubtui.errors import BadInput
from hubtui.model import RepoKey, RepoType, Visibility
from hubtui.reponames import bad_repo_id
from hubtui.text import safe
from hubtui.ui.screens.form import Form
from hubtui.ui.widgets.entry import Entry
from hubtui.ui.widgets.selector import Option, Selector


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was filled in."""

    repo: RepoKey
    visibility: Visibility
    license: str
    sdk: str = ""
    """What a space runs on."""


class NewRepo(Form[RepoKey]):
    """Returns the repo, once the hub has made it."""

    def __init__(
        self,
        repo_type: RepoType,
        namespace: str,
        visibilities: Sequence[Visibility],
        sdks: Sequence[str],
        make: Callable[[Wanted], Awaitable[RepoKey]],
    ) -> None:
        super().__init__(f"New {repo_type}", "makes it")
        self._repo_type, self._namespace, self._make = repo_type, namespace, make
        self._visibilities = visibilities
        self._sdks = sdks if repo_type is RepoType.SPACE else ()

    def fields(self) -> Iterator[tuple[str, Widget]]:
        yield "Name", Entry(placeholder="namespace/name", id="repo")
        yield "Visibility", Selector([Option(one.value, one.value) for one in self._visibilities], id="who")
        if self._sdks:
            yield "Runs on", Selector([Option(one, one) for one in self._sdks], id="sdk")
        yield "Licence", Entry(placeholder="apache-2.0, mit, ... or nothing yet", id="license")

    def on_mount(self) -> None:
        super().on_mount()
        entry = self.query_one("#repo", Entry)
        entry.value = f"{self._namespace}/" if self._namespace else ""
        entry.cursor_position = len(entry.value)
        entry.focus()

    def hints(self) -> Sequence[str]:
        match self.focused.id if self.focused else None:
            case "who":
                return ["Begin private: it can be opened later, and what was seen once cannot be unseen."]
            case "sdk":
                return ["What the hub starts the app with; the README can name another one later."]
            case "license":
                return ["An SPDX id. Hugging Face reads it from the README; ModelScope keeps it itself."]
            case _:
                return [f"A {self._repo_type} of yours or of an organisation that you write in."]

    async def attempt(self) -> RepoKey:
        repo_id = self.query_one("#repo", Entry).value.strip()
        if why := bad_repo_id(repo_id):
            raise BadInput(safe(why))
        visibility = Visibility(self.query_one("#who", Selector).value)
        licence = self.query_one("#license", Entry).value.strip()
        sdk = self.query_one("#sdk", Selector).value if self._sdks else ""
        return await self._make(Wanted(RepoKey(self._repo_type, repo_id), visibility, licence, sdk))
