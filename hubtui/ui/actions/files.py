"""Files of a hub's repo, deleted or renamed where they are, by the confirmation ladder."""

from __future__ import annotations

from collections.abc import Sequence

from hubtui import format
from hubtui.errors import BadInput
from hubtui.jobs.file_changes import Where, commits_needed, delete_files, files_below, rename_files
from hubtui.jobs.names import why_not
from hubtui.model import TreeEntry
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.loading import reload
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.screens.confirm import Confirm
from hubtui.ui.screens.prompt import Prompt

LISTED = 8
"""Files that the question names before it counts."""


async def _where(context: Context) -> Where:
    here = context.location
    assert here.repo is not None
    hub = await offload(context.session.hub_to_write, here.account)
    return Where(hub, here.repo, here.revision)


def _chosen(context: Context) -> list[TreeEntry]:
    return [row for row in context.pane.lines.chosen() if isinstance(row, TreeEntry)]


@action("files.delete")
async def delete(context: Context) -> None:
    where, entries = await _where(context), _chosen(context)
    files = await offload(files_below, where, entries)
    if not files:
        context.say("there is no file in it")
        return
    if not await context.ask(_question(context, where, files)):
        return
    words = safe(files[0].path) if len(files) == 1 else format.plural(len(files), "file")
    await offload(delete_files, where, files, f"Delete {words}")
    context.pane.forget_marks()
    context.say(f"{words} deleted from {where.repo}; the history keeps what was there")
    await _changed(context, where)


def _question(context: Context, where: Where, files: Sequence[TreeEntry]) -> Confirm:
    account = context.location.account
    place = f"{context.whose(account)} · {safe(str(where.repo))} @ {safe(where.revision)}"
    total = format.size(sum(file.size for file in files))
    if len(files) == 1:
        details = f"{place}\n{total}; earlier commits keep it."
        return Confirm(f"Delete {safe(files[0].path)}?", details, "delete")
    lines = format.few(files, LISTED, lambda file: f"  {safe(file.path)}  {format.size(file.size)}")
    commits = format.plural(commits_needed(where.hub, len(files)), "commit")
    details = "\n".join([place, *lines, f"{total} in {commits}; earlier commits keep them."])
    question = f"Delete {format.plural(len(files), 'file')}?"
    return Confirm(question, details, "delete", typed=str(len(files)))


@action("files.rename")
async def rename(context: Context) -> None:
    entries = _chosen(context)
    if len(entries) != 1:
        context.say("rename one file or folder at a time")
        return
    old = entries[0].path

    def check(typed: str) -> None:
        if why := why_not(typed):
            raise BadInput(why)
        if typed == old:
            raise BadInput("that is its name")
        if typed.startswith(f"{old}/"):
            raise BadInput("a folder does not go into itself")

    hint = ["its path in the repo; folders are made as they are named; one commit"]
    new = await context.ask(Prompt(f"Rename {safe(old)}", sign="→", value=old, hint=hint, check=check))
    if not new:
        return
    where = await _where(context)
    files = await offload(files_below, where, entries)
    await offload(rename_files, where, files, old, new, f"Rename {old} to {new}")
    context.pane.forget_marks()
    context.say(f"{old} is {new} now")
    await _changed(context, where)


async def _changed(context: Context, where: Where) -> None:
    """Forget what was listed of the repo, and list it anew where it is shown."""
    account = context.location.account
    context.session.catalog.forget(account, where.repo)
    for pane in (context.pane, context.other):
        if pane.location and (pane.location.account, pane.location.repo) == (account, where.repo):
            await reload(context, pane)
