"""Many names edited at once, in the user's editor: of files in one commit, of repos one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence

from hubtui import format
from hubtui.errors import BadInput
from hubtui.jobs.bulk import make_bulk
from hubtui.jobs.file_changes import check_renames
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation
from hubtui.model import RepoInfo, TreeEntry
from hubtui.reponames import bad_repo_id
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.committing import ask_how, branch_here, submit_one
from hubtui.ui.actions.repos import chosen_repos, submit
from hubtui.ui.context import Context
from hubtui.ui.editor import edited
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from hubtui.ui.rows.owning import LISTED
from hubtui.ui.screens.confirm import Confirm

Renames = Mapping[str, str]
"""New names by old ones."""


@action("repos.names")
async def edit_names(context: Context) -> None:
    rows = context.pane.lines.chosen()
    if context.location.view is View.FILES:
        await edit_paths(context, [row for row in rows if isinstance(row, TreeEntry)])
    else:
        await _edit_repos(context, await chosen_repos(context))


async def edit_paths(context: Context, entries: Sequence[TreeEntry]) -> None:
    branch = await branch_here(context)

    async def check(renames: Renames) -> None:
        await offload(check_renames, branch.now, renames)

    renames = await _edited(context, [entry.path for entry in entries], check)
    if not renames:
        return
    operation = Operation(
        OperationKind.RENAME_FILES, "", branch.name, (*renames,), new_paths=(*renames.values(),)
    )
    asked = await ask_how(context, branch, operation, "renames")
    if asked is not None:
        await submit_one(context, branch, asked)


async def _edit_repos(context: Context, infos: Sequence[RepoInfo]) -> None:
    renames = await _edited(context, [info.key.repo_id for info in infos], _check_repos)
    if not renames:
        return
    account = context.location.account
    lines = format.few([*renames.items()], LISTED, lambda pair: f"  {safe(pair[0])} → {safe(pair[1])}")
    question = f"Rename {format.plural(len(renames), 'repo')}?"
    if not await context.ask(Confirm(question, "\n".join([context.whose(account), *lines]), "rename")):
        return
    chosen = [info for info in infos if info.key.repo_id in renames]
    name = lambda info: Operation(OperationKind.MOVE, renames[info.key.repo_id])  # noqa: E731
    await submit(context, make_bulk(account, await context.hub(account), chosen, name))


async def _check_repos(renames: Renames) -> None:
    """BadInput for a name that no repo can have, and for one that another of them has or gets."""
    for old, new in renames.items():
        if why := bad_repo_id(new):
            raise BadInput(f"{old}: {why}")
    times = Counter((*renames, *renames.values()))
    if taken := next((new for new in renames.values() if times[new] > 1), ""):
        raise BadInput(f"two of these would be {taken!r}, or one has that name still")


async def _edited(
    context: Context, names: Sequence[str], check: Callable[[Renames], Awaitable[None]]
) -> Renames:
    """What was changed in the user's editor; empty when nothing was. What is not right is told, and can be
    edited on as it was left."""
    if broken := next((name for name in names if "\n" in name), ""):
        raise BadInput(f"a name with a line break is renamed alone: {broken!r}")
    text = "".join(f"{name}\n" for name in names)
    while True:
        text = edited(context.app, text, ".txt")
        try:
            renames = changed_names(names, text)
            await check(renames)
        except BadInput as error:
            if not await context.ask(Confirm("Edit the names again?", safe(str(error), 400), "edit")):
                return {}
        else:
            if not renames:
                context.say("no name was changed")
            return renames


def changed_names(names: Sequence[str], text: str) -> Renames:
    """BadInput when there is not one line for each name."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    if len(lines) != len(names):
        were, came = format.plural(len(names), "name"), format.plural(len(lines), "line")
        raise BadInput(f"{were}, one a line and in their order, became {came}")
    return {old: new for old, new in zip(names, lines, strict=True) if new != old}
