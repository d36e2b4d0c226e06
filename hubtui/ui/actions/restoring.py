"""A branch, or some of its files, as they were at an earlier commit; and a history made one commit."""

from __future__ import annotations

from collections.abc import Sequence

from hubtui import format
from hubtui.hub import Hub
from hubtui.jobs.file_changes import Difference, Where, difference
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation
from hubtui.model import Commit, Ref, RefType, TreeEntry
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.committing import Branch, ask_how, branch_here, submit_one
from hubtui.ui.actions.files import chosen_entries
from hubtui.ui.context import Context
from hubtui.ui.location import View
from hubtui.ui.offload import offload
from hubtui.ui.rows.owning import repo_facts
from hubtui.ui.screens.confirm import Confirm

LISTED = 5
"""Files of each kind that the question names before it counts."""
LOST = (
    "What older commits alone hold cannot be reached any more, unless a tag or another branch points at it."
)


@action("commits.restore")
async def restore(context: Context) -> None:
    oid, paths = _wanted(context)
    hub = await context.hub(context.location.account)
    branch = await branch_here(context, await _branch_name(context, hub))
    then = Where(branch.hub, branch.repo, oid)
    if not paths:
        context.say(f"comparing {branch.name} with {oid[:8]} …")
    found = await offload(difference, branch.now, then, paths)
    if not found:
        context.say(f"{branch.name} is as it was at {oid[:8]} already")
        return
    operation = Operation(OperationKind.RESTORE, oid, branch.name, paths)
    asked = await ask_how(context, branch, operation, "goes on")
    if asked is not None and await context.ask(_question(context, branch, asked, found)):
        await submit_one(context, branch, asked, found.size)


def _wanted(context: Context) -> tuple[str, tuple[str, ...]]:
    """The commit, and the files of it that are marked; all of them where the commit itself is chosen."""
    row = context.pane.lines.current
    if isinstance(row, Commit):
        return row.oid, ()
    return context.location.revision, tuple(entry.path for entry in chosen_entries(context))


async def _branch_name(context: Context, hub: Hub) -> str:
    """The branch that one came from to the commit; the default one where that is not known."""
    here = context.location
    assert here.repo is not None
    refs = await offload(hub.list_refs, here.repo)
    branches = {ref.name for ref in refs if ref.ref_type is RefType.BRANCH}
    been = [here.revision, *(at.revision for at in reversed(context.pane.back) if at.repo == here.repo)]
    return next((name for name in been if name in branches), hub.default_revision)


def _question(context: Context, branch: Branch, asked: Operation, found: Difference) -> Confirm:
    row = context.pane.lines.current
    then = [f"as at “{safe(row.title, 60)}”"] if isinstance(row, Commit) else []
    lines = [f"{context.whose(branch.account)} · {branch.words}", *then, *_lines(found)]
    lines.append(
        f"{safe(branch.name)} stays as it is until the pull request is merged."
        if asked.is_proposal
        else "It is one more commit: what there is now stays in the history."
    )
    what = safe(str(asked).removeprefix("restore "))
    return Confirm(f"Restore {what}?", "\n".join(lines), "restore")


def _lines(found: Difference) -> list[str]:
    size = format.size(found.size)
    back = f"{format.plural(len(found.back), 'file')} as before, {size}:"
    gone = f"{format.plural(len(found.gone), 'file')} deleted, not there then:"
    return [*_few(back, found.back), *_few(gone, found.gone)]


def _few(head: str, files: Sequence[TreeEntry]) -> list[str]:
    lines = format.few(files, LISTED, lambda file: f"  {safe(file.path)}  {format.size(file.size)}")
    return [head, *lines] if files else []


@action("commits.squash")
async def squash(context: Context) -> None:
    here, row = context.location, context.pane.lines.current
    branch = await branch_here(context, row.name if here.view is View.REFS and isinstance(row, Ref) else "")
    info = await offload(branch.hub.repo_info, branch.repo)
    details = [
        f"{context.whose(branch.account)} · {branch.words}",
        f"  {repo_facts(info)}",
        f"All commits of {safe(branch.name)} become one; its files stay as they are.",
        LOST,
        "No hub gives a history back.",
    ]
    question = f"Squash the history of {safe(branch.name)}?"
    confirm = Confirm(question, "\n".join(details), "squash", typed=branch.repo.repo_id)
    if await context.ask(confirm):
        await submit_one(context, branch, Operation(OperationKind.SQUASH, "", branch.name))
