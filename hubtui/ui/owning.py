"""What an owner can do with repos from here: what is offered, and why it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hubtui.hub import Hub
from hubtui.jobs.bulk import BulkItem, make_bulk
from hubtui.jobs.operations import OFF, ON, Operation, OperationKind
from hubtui.model import Capability, Collection, Gating, RepoInfo, RepoType, Visibility, is_oid
from hubtui.text import safe
from hubtui.ui.rows.owning import Setting

if TYPE_CHECKING:
    from hubtui.ui.context import Context

SETS = (Capability.SET_VISIBILITY, Capability.SET_GATING, Capability.SET_DISCUSSIONS, Capability.LIKE)
_VISIBILITY_WORDS = {
    Visibility.PRIVATE: "the owner, or the organisation's members, alone see it",
    Visibility.PROTECTED: "everybody uses the app, nobody else sees the content",
    Visibility.INTERNAL: "everybody who is signed in to the organisation sees it",
    Visibility.PUBLIC: "everybody sees it",
}
_GATING_WORDS = {
    Gating.OFF: "whoever sees it reads it",
    Gating.AUTO: "whoever asks is let in",
    Gating.MANUAL: "whom the owner lets in reads it",
}


def settings(
    account: str, hub: Hub, infos: Sequence[RepoInfo], collections: Sequence[Collection] = ()
) -> list[Setting]:
    """All that the hub lets be said of these repos, in order."""
    made = []
    for label, words, operation in _offers(hub, {info.key.repo_type for info in infos}, collections):
        plan = make_bulk(account, hub, infos, lambda _, operation=operation: operation)  # type: ignore[misc]
        open_items = [item for item in plan.items if not item.why]
        reason = "" if open_items else _reason(plan.items)
        made.append(Setting(operation, label, words, plan, reason))
    return made


def _reason(items: Sequence[BulkItem]) -> str:
    reasons = {item.why for item in items}
    return reasons.pop() if len(reasons) == 1 else "none of them can be"


def _offers(
    hub: Hub, repo_types: set[RepoType], collections: Sequence[Collection]
) -> Iterator[tuple[str, str, Operation]]:
    def able(capability: Capability) -> bool:
        return any(hub.supports(capability, repo_type) for repo_type in repo_types)

    if able(Capability.SET_VISIBILITY):
        known = {one for repo_type in repo_types for one in hub.visibilities.get(repo_type, ())}
        for visibility in Visibility:
            if visibility in known:
                words = _VISIBILITY_WORDS[visibility]
                yield f"{visibility}", words, Operation(OperationKind.VISIBILITY, visibility)
    if able(Capability.SET_GATING):
        for gating in hub.gatings:
            label = f"gate {gating}" if gating else "gate off"
            yield label, _GATING_WORDS[gating], Operation(OperationKind.GATING, gating)
    if able(Capability.SET_DISCUSSIONS):
        yield "discussions on", "everybody may open one", Operation(OperationKind.DISCUSSIONS, ON)
        yield "discussions off", "nobody may open one", Operation(OperationKind.DISCUSSIONS, OFF)
    if able(Capability.LIKE):
        yield "like", "with this account", Operation(OperationKind.LIKE, ON)
        yield "unlike", "take the like back", Operation(OperationKind.LIKE, OFF)
    if able(Capability.ADD_TO_COLLECTION):
        for collection in collections:
            operation = Operation(OperationKind.COLLECT, collection.slug)
            yield f"into {safe(collection.title, 30)}", "add to the collection", operation


# Why not


def may_set(context: Context) -> str:
    return _refusal(context, SETS, "lets nothing be said of")


def may_delete(context: Context) -> str:
    return _refusal(context, (Capability.DELETE_REPO,), "lets nobody delete")


def may_move(context: Context) -> str:
    return _refusal(context, (Capability.MOVE,), "lets nobody rename")


def may_answer(context: Context) -> str:
    here, repo = context.pane.location, context.repo
    if here is None or repo is None or here.folder:
        return "no hub's repo here"
    if not context.supports(here.account, Capability.ACCESS_REQUESTS, repo.repo_type):
        return f"{context.hub_title(here.account)} tells nobody who asks to read {repo.repo_type.plural}"
    row = context.pane.lines.current
    if isinstance(row, RepoInfo) and not row.gated:
        return f"{safe(str(repo))} is not gated: nobody has to ask"
    return "" if context.users.get(here.account) else "not signed in"


def may_weigh(context: Context) -> str:
    here, repo = context.pane.location, context.repo
    if here is None or repo is None or here.folder:
        return "no hub's repo here"
    if not context.supports(here.account, Capability.LARGE_FILES, repo.repo_type):
        return f"{context.hub_title(here.account)} tells nobody what takes space; the About tab has the files"
    return _may_write(context, here.account)


def may_write_files(context: Context) -> str:
    here = context.pane.location
    if here is None or here.folder:
        return "files of this machine are left to other programs"
    if context.pane.lines.current is None and not len(context.pane.lines.marks):
        return "nothing is listed"
    if not context.supports(here.account, Capability.WRITE, here.repo_type):
        return f"{context.hub_title(here.account)} takes no commits to {here.repo_type.plural}"
    if is_oid(here.revision) or here.revision.startswith("refs/"):
        return "this is how it was: open a branch to change it"
    return _may_write(context, here.account)


def may_create(context: Context) -> str:
    here = context.pane.location
    if here is None or here.folder:
        return "no hub here"
    if not context.supports(here.account, Capability.WRITE, here.repo_type):
        return f"{context.hub_title(here.account)} lets nobody make {here.repo_type.plural} from outside"
    return _may_write(context, here.account)


def _refusal(context: Context, capabilities: Sequence[Capability], words: str) -> str:
    here = context.pane.location
    if here is None or here.folder:
        return "no hub's repo here"
    lines = context.pane.lines  # not its `chosen`, which ends a range
    rows = [row for row in (*lines.marks, lines.current) if isinstance(row, RepoInfo)]
    repo_types = {row.key.repo_type for row in rows} or ({here.repo_type} if here.repo else set())
    if not repo_types:
        return "no repo here"
    if not any(context.supports(here.account, one, kind) for one in capabilities for kind in repo_types):
        plurals = " or ".join(sorted(kind.plural for kind in repo_types))
        return f"{context.hub_title(here.account)} {words} {plurals} from outside"
    return _may_write(context, here.account)


def _may_write(context: Context, account: str) -> str:
    return read_only(context, account) if context.users.get(account) else "not signed in"


def read_only(context: Context, account: str) -> str:
    """That the account is read-only, and how to lift that; empty when it is not."""
    if not context.account(account).read_only:
        return ""
    keys = f"{context.key('accounts.open')}, then {context.key('accounts.read_only')}"
    return f"{safe(account)} is read-only; {keys} lifts that"
