"""What every change of a branch begins with: the branch as it is, and what the commit is to be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from hubtui.hub import Hub
from hubtui.jobs.bulk import BulkItem, BulkPlan
from hubtui.jobs.file_changes import Where
from hubtui.jobs.operations import Operation, Seen
from hubtui.model import Capability, RepoKey
from hubtui.text import safe
from hubtui.ui.actions.repos import submit
from hubtui.ui.context import Context
from hubtui.ui.offload import offload
from hubtui.ui.screens.commit import CommitForm, Commitment


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch as it was looked at: what is agreed to is agreed to of this head."""

    account: str
    hub: Hub
    repo: RepoKey
    name: str
    head: str

    @property
    def now(self) -> Where:
        return Where(self.hub, self.repo, self.head)

    @property
    def words(self) -> str:
        return f"{safe(str(self.repo))} @ {safe(self.name)}"


async def branch_here(context: Context, name: str = "") -> Branch:
    """The one that the pane shows, or the named one of its repo."""
    here = context.location
    assert here.repo is not None
    hub = await offload(context.session.hub_to_write, here.account)
    name = name or here.revision
    head = await offload(hub.resolve, here.repo, name)
    return Branch(here.account, hub, here.repo, name, head)


async def ask_how(
    context: Context,
    branch: Branch,
    operation: Operation,
    verb: str,
    *,
    path: str | None = None,
    check: Callable[[Commitment], Awaitable[None]] | None = None,
) -> Operation | None:
    """The operation with a message and as a pull request, as the user wants it; None when it was left."""
    can = branch.hub.supports(Capability.PROPOSE, branch.repo.repo_type)
    subject = operation.subject if path is None else f"{operation.subject}…"
    form = CommitForm(
        f"{safe(subject, 60)}: {branch.words}",
        verb,
        subject,
        branch.name,
        why_branch_alone="" if can else f"{branch.hub.title} has no pull requests",
        proposes=not is_own(context, branch.account, branch.repo),
        path=path,
        check=check,
    )
    told = await context.ask(form)
    if told is None:
        return None
    asked = replace(operation, message=told.message, is_proposal=told.is_proposal)
    return replace(asked, new_paths=(told.path,)) if path is not None else asked


def is_own(context: Context, account: str, repo: RepoKey) -> bool:
    """Whether the account or an organisation of its owns the repo: to others a pull request is made."""
    user = context.users.get(account)
    return user is None or repo.namespace in (user.name, *(one.name for one in user.organisations))


async def submit_one(context: Context, branch: Branch, operation: Operation, size: int = 0) -> None:
    """Queue what was agreed to of this branch."""
    item = BulkItem(branch.account, branch.repo, operation, Seen(head=branch.head), size)
    await submit(context, BulkPlan((item,)))
