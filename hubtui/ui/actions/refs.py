"""Branches and tags: making them where the cursor is, and deleting them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from hubtui import format
from hubtui.errors import BadInput, HubtuiError
from hubtui.hub import Hub
from hubtui.model import Capability, Commit, Ref, RefType, RepoKey
from hubtui.refnames import bad_ref_name
from hubtui.text import safe
from hubtui.ui.actions._registry import action
from hubtui.ui.actions.loading import load
from hubtui.ui.actions.looking import show
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
    await offload(hub.create_ref, repo, name, ref_type, start.revision)
    context.say(f"{ref_type.value} {name} is made at {start.words}")
    await _changed(context, here.account, repo, cursor=name)


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
    hub = await context.hub(here.account)
    failures = await _delete(hub, here.repo, refs)
    done = [ref for ref in refs if ref not in failures]
    if done:
        one = done[0]
        words = f"{one.ref_type.value} {one.name}" if len(done) == 1 else f"{len(done)} refs"
        context.say(f"{words} deleted from {here.repo}")
    context.pane.forget_marks()
    await _changed(context, here.account, here.repo)
    if failures:
        await _tell(context, failures, len(refs))


async def _delete(hub: Hub, repo: RepoKey, refs: Sequence[Ref]) -> dict[Ref, HubtuiError]:
    """One after the other; what the hub said to each that is still there."""
    failures: dict[Ref, HubtuiError] = {}
    for ref in refs:
        try:
            await offload(hub.delete_ref, repo, ref)
        except HubtuiError as error:
            failures[ref] = error
    return failures


def _question(context: Context, here: Location, refs: Sequence[Ref]) -> Confirm:
    where = f"{context.whose(here.account)} · {safe(str(here.repo))}"
    if len(refs) == 1:
        ref = refs[0]
        details = f"{where}\nIt points at {safe(ref.oid[:8]) or '-'}. {LOST}"
        return Confirm(f"Delete the {ref.ref_type.value} {safe(ref.name)}?", details, "delete")
    line = lambda ref: f"  {ref.ref_type.value} {safe(ref.name)} {safe(ref.oid[:8])}"  # noqa: E731
    lines = [where, *format.few(refs, LISTED, line), LOST]
    return Confirm(f"Delete {len(refs)} refs?", "\n".join(lines), "delete", typed=str(len(refs)))


async def _tell(context: Context, failures: dict[Ref, HubtuiError], asked: int) -> None:
    if len(failures) == 1 and asked == 1:
        raise next(iter(failures.values()))
    lines = [
        f"{ref.ref_type.value} {safe(ref.name)}: {safe(str(error), 400)}\n  {error.advice}"
        for ref, error in failures.items()
    ]
    title = f"{len(failures)} of {format.plural(asked, 'ref')} not deleted"
    await show(context, title, lambda _: [Text("\n".join(lines))], small=True)


async def _changed(context: Context, account: str, repo: RepoKey, *, cursor: str | None = None) -> None:
    """Forget the refs that were listed, and list them anew where they are shown."""
    context.session.catalog.forget(account, repo)
    for pane in (context.pane, context.other):
        location = pane.location
        if location and (location.account, location.repo, location.view) == (account, repo, View.REFS):
            await load(context, pane, location, cursor=cursor or pane.lines.cursor_key)
