"""Of what an owner does: why a command cannot act, in words; empty when it can."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hubtui.accounts import LOCAL
from hubtui.model import Capability, Ref, RefType, RepoInfo, TreeEntry, is_oid
from hubtui.text import safe
from hubtui.ui.location import View

if TYPE_CHECKING:
    from hubtui.ui.context import Context

SETS = (Capability.SET_VISIBILITY, Capability.SET_GATING, Capability.SET_DISCUSSIONS, Capability.LIKE)


def may_set(context: Context) -> str:
    return _refusal(context, SETS, "lets nothing be said of")


def may_delete(context: Context) -> str:
    return _refusal(context, (Capability.DELETE_REPO,), "lets nobody delete")


def may_move(context: Context) -> str:
    return _refusal(context, (Capability.MOVE,), "lets nobody rename")


def may_duplicate(context: Context) -> str:
    instead = f": {context.key('copy.start')} copies them to the other pane, without their history"
    return _refusal(context, (Capability.DUPLICATE,), "duplicates no", instead)


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


def may_map(context: Context) -> str:
    here = context.pane.location
    if here is None or here.folder or context.account(here.account).hub == LOCAL:
        return "no hub here"
    return "" if here.namespace or context.users.get(here.account) else "not signed in, and no namespace here"


def may_weigh(context: Context) -> str:
    here, repo = context.pane.location, context.repo
    if here is None or repo is None or here.folder:
        return "no hub's repo here"
    if not context.supports(here.account, Capability.LARGE_FILES, repo.repo_type):
        return f"{context.hub_title(here.account)} tells nobody what takes space; the About tab has the files"
    return may_write(context, here.account)


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
    return may_write(context, here.account)


def may_rename(context: Context) -> str:
    here = context.pane.location
    is_files = here is not None and here.view is View.FILES
    return may_write_files(context) if is_files else may_move(context)


def may_edit(context: Context) -> str:
    row = context.pane.lines.current
    if context.comparison is not None:
        return "a comparison is open: a file is edited where its repo's files are listed"
    if why := may_write_files(context):
        return why
    return "" if isinstance(row, TreeEntry) and not row.is_directory else "no file here"


def may_restore(context: Context) -> str:
    here, row = context.pane.location, context.pane.lines.current
    if here is None or here.folder:
        return "no hub's repo here"
    if isinstance(row, TreeEntry) and not is_oid(here.revision):
        key = context.key("view.commits")
        return f"this is not how it was: {key} lists the commits, and one that is opened can be gone back to"
    if row is None:
        return "nothing is listed"
    if not context.supports(here.account, Capability.WRITE, here.repo_type):
        return f"{context.hub_title(here.account)} takes no commits to {here.repo_type.plural}"
    return may_write(context, here.account)


def may_squash(context: Context) -> str:
    here, row = context.pane.location, context.pane.lines.current
    if here is None or here.folder:
        return "no hub's repo here"
    if not context.supports(here.account, Capability.SQUASH, here.repo_type):
        return (
            f"{context.hub_title(here.account)} squashes no history of {here.repo_type.plural} from outside"
        )
    if isinstance(row, Ref) and row.ref_type is not RefType.BRANCH:
        return f"{safe(row.name)} is a {row.ref_type.value}: only a branch's history is squashed"
    if not isinstance(row, Ref) and (is_oid(here.revision) or here.revision.startswith("refs/")):
        return "this is no branch"
    return may_write(context, here.account)


def may_create(context: Context) -> str:
    here = context.pane.location
    if here is None or here.folder:
        return "no hub here"
    if not context.supports(here.account, Capability.WRITE, here.repo_type):
        return f"{context.hub_title(here.account)} lets nobody make {here.repo_type.plural} from outside"
    return may_write(context, here.account)


def _refusal(context: Context, capabilities: Sequence[Capability], words: str, instead: str = "") -> str:
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
        return f"{context.hub_title(here.account)} {words} {plurals} from outside{instead}"
    return may_write(context, here.account)


def may_write(context: Context, account: str) -> str:
    """Why nothing can be written with the account."""
    return read_only(context, account) if context.users.get(account) else "not signed in"


def read_only(context: Context, account: str) -> str:
    """That the account is read-only, and how to lift that; empty when it is not."""
    if not context.account(account).read_only:
        return ""
    keys = f"{context.key('accounts.open')}, then {context.key('accounts.read_only')}"
    return f"{safe(account)} is read-only; {keys} lifts that"
