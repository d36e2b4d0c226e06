"""Branches and tags: making them where the cursor is, and deleting them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hubtui import format
from hubtui.errors import BadInput
from hubtui.hub import Hub
from hubtui.jobs.bulk import BulkItem, BulkPlan
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import Operation, Seen
from hubtui.model import Capability, Commit, Ref, RefType, RepoKey, is_oid
from hubtui.refnames import bad_ref_name
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.repos import submit
from hubtui.ui.context import Context
from hubtui.ui.location import Location, View
from hubtui.ui.offload import offload
from hubtui.ui.rows.history import REF_TYPES
from hubtui.ui.screens.choose import Choose
from hubtui.ui.screens.confirm import Confirm
from hubtui.ui.screens.prompt import Prompt

PLURALS = {RefType.BRANCH: "branches", RefType.TAG: "tags"}
LOST = "Commits that nothing else points at are lost."
LISTED = 6
"""Refs that the question names before it counts."""
MADE_BY = {RefType.BRANCH: OperationKind.CREATE_BRANCH, RefType.TAG: OperationKind.CREATE_TAG}
UNMADE_BY = {RefType.BRANCH: OperationKind.DELETE_BRANCH, RefType.TAG: OperationKind.DELETE_TAG}
CREATES = {RefType.BRANCH: Capability.CREATE_BRANCH, RefType.TAG: Capability.CREATE_TAG}


@dataclass(frozen=True, slots=True)
class Start:
    """What a new ref is to point at."""

    revision: str
    words: str


@action("refs.create")
async def create(context: Context) -> None:
    here, start = context.location, _start(context)
    assert here.repo is not None
    hub, repo = await context.hub(here.account), here.repo
    ref_type = await _ask_type(context, hub, repo, start)
    if ref_type is None:
        return
    taken = {(ref.name, ref.ref_type) for ref in context.listing(here.tab(View.REFS)).items}
    name = await context.ask(_name_prompt(hub, repo, ref_type, start, taken))
    if not name:
        return
    oid = start.revision if is_oid(start.revision) else await offload(hub.resolve, repo, start.revision)
    operation = Operation(MADE_BY[ref_type], name, oid)
    await submit(context, BulkPlan((BulkItem(here.account, repo, operation),)), cursor=name)


def _start(context: Context) -> Start:
    match context.pane.lines.current:
        case Commit(oid=oid, title=title):
            return Start(oid, f"{oid[:8]} {safe(title, 40)}")
        case Ref(name=name, oid=oid):
            return Start(oid or name, f"{safe(name)} {oid[:8]}".strip())
    raise BadInput("no commit or ref here to begin at")


async def _ask_type(context: Context, hub: Hub, repo: RepoKey, start: Start) -> RefType | None:
    """Branch or tag; not asked when the hub can make one of them only."""
    able = [kind for kind, needed in CREATES.items() if hub.supports(needed, repo.repo_type)]
    if len(able) == 1:
        return able[0]
    return await context.ask(Choose(f"New at {start.words}", REF_TYPES, able))


def _name_prompt(
    hub: Hub, repo: RepoKey, ref_type: RefType, start: Start, taken: set[tuple[str, RefType]]
) -> Prompt:
    def check(name: str) -> None:
        if why := bad_ref_name(name):
            raise BadInput(why)
        if (name, ref_type) in taken:
            raise BadInput(f"there is a {ref_type.value} {name} already")

    cannot = [
        f"{hub.title}'s API cannot create {PLURALS[kind]}"
        for kind, needed in CREATES.items()
        if not hub.supports(needed, repo.repo_type)
    ]
    question = f"New {ref_type.value} at {start.words}"
    return Prompt(question, sign="+", placeholder="a name such as v1.0", hint=cannot, check=check)


@action("refs.delete")
async def delete(context: Context) -> None:
    here = context.location
    assert here.repo is not None
    refs = [row for row in context.pane.lines.chosen() if isinstance(row, Ref)]
    if not await context.ask(_question(context, here, refs)):
        return
    items = [
        BulkItem(here.account, here.repo, Operation(UNMADE_BY[ref.ref_type], ref.name), Seen(head=ref.oid))
        for ref in refs
    ]
    await submit(context, BulkPlan(tuple(items)))


def _question(context: Context, here: Location, refs: Sequence[Ref]) -> Confirm:
    where = f"{context.whose(here.account)} · {safe(str(here.repo))}"
    if len(refs) == 1:
        ref = refs[0]
        details = f"{where}\nIt points at {safe(ref.oid[:8]) or '-'}. {LOST}"
        return Confirm(f"Delete the {ref.ref_type.value} {safe(ref.name)}?", details, "delete")
    line = lambda ref: f"  {ref.ref_type.value} {safe(ref.name)} {safe(ref.oid[:8])}"  # noqa: E731
    lines = [where, *format.few(refs, LISTED, line), LOST]
    return Confirm(f"Delete {len(refs)} refs?", "\n".join(lines), "delete", typed=str(len(refs)))
