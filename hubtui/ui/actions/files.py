"""Files of a hub's repo, deleted or renamed where they are, by the confirmation ladder."""

from __future__ import annotations

from collections.abc import Sequence

from hubtui import format
from hubtui.jobs.file_changes import check_renames, files_below
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation
from hubtui.model import TreeEntry
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.committing import Branch, ask_how, branch_here, submit_one
from hubtui.ui.actions.renaming import edit_paths
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.screens.commit import Commitment
from hubtui.ui.screens.confirm import Confirm

LISTED = 8
"""Files that the question names before it counts."""


def chosen_entries(context: Context) -> list[TreeEntry]:
    return [row for row in context.pane.lines.chosen() if isinstance(row, TreeEntry)]


@action("files.delete")
async def delete(context: Context) -> None:
    entries = chosen_entries(context)
    branch = await branch_here(context)
    files = await offload(files_below, branch.now, entries)
    if not files:
        context.say("there is no file in it")
        return
    paths = tuple(file.path for file in files)
    operation = Operation(OperationKind.DELETE_FILES, "", branch.name, paths)
    asked = await ask_how(context, branch, operation, "goes on")
    if asked is not None and await context.ask(_question(context, branch, files, asked)):
        await submit_one(context, branch, asked, sum(file.size for file in files))


def _question(context: Context, branch: Branch, files: Sequence[TreeEntry], asked: Operation) -> Confirm:
    place = f"{context.whose(branch.account)} · {branch.words}"
    total = format.size(sum(file.size for file in files))
    until = f" {safe(branch.name)} stays as it is until the pull request is merged." * asked.is_proposal
    if len(files) == 1:
        details = f"{place}\n{total}; earlier commits keep it.{until}"
        return Confirm(f"Delete {safe(files[0].path)}?", details, "delete")
    lines = format.few(files, LISTED, lambda file: f"  {safe(file.path)}  {format.size(file.size)}")
    commits = format.plural(-(-len(files) // branch.hub.commit_limit), "commit")
    details = "\n".join([place, *lines, f"{total} in {commits}; earlier commits keep them.{until}"])
    question = f"Delete {format.plural(len(files), 'file')}?"
    return Confirm(question, details, "delete", typed=str(len(files)))


@action("files.rename")
async def rename(context: Context) -> None:
    """One by its path; of many, all names are edited at once."""
    entries = chosen_entries(context)
    if len(entries) > 1:
        await edit_paths(context, entries)
        return
    branch, old = await branch_here(context), entries[0].path

    async def check(told: Commitment) -> None:
        await offload(check_renames, branch.now, {old: told.path})

    operation = Operation(OperationKind.RENAME_FILES, "", branch.name, (old,))
    asked = await ask_how(context, branch, operation, "renames it", path=old, check=check)
    if asked is not None:
        await submit_one(context, branch, asked)
