"""One thing done to many repos: how it is planned, asked about once, and taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from hubtui.errors import BadInput, HubError, HubtuiError
from hubtui.format import plural
from hubtui.hub import Hub
from hubtui.jobs.bulk_rows import BulkRow
from hubtui.jobs.job import ItemState, JobKind
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.operations import ALREADY, Operation, Seen, inverse, is_done, undoing
from hubtui.jobs.workers import Width, each
from hubtui.model import Capability, Discussion, RepoInfo, RepoKey, RepoType, Visibility

FORMAT = "hubtui-bulk/1"
AT_ONCE = 4
"""Repos that are looked at, or changed, together."""
UNSEEN = Seen()


@dataclass(frozen=True, slots=True)
class BulkItem:
    """One repo of a bulk plan, or one discussion."""

    account: str
    repo: RepoKey
    operation: Operation
    seen: Seen = UNSEEN
    size: int = 0
    """Bytes, 0 when unknown."""
    why: str = ""
    """Why it cannot be done, in words; empty when it can."""

    @property
    def opens(self) -> bool:
        """Whether more people see the content afterwards than may have before."""
        made = self.operation.visibility
        return self.operation.opens or bool(made and Visibility(made).is_wider(self.seen.widest))

    @property
    def meant(self) -> str:
        """The repo that is named to agree: of a duplicate the new one, which is opened."""
        return self.operation.value if self.operation.kind is OperationKind.DUPLICATE else self.repo.repo_id


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What was agreed to."""

    items: tuple[BulkItem, ...]
    undoes: int = 0
    """The job that this takes back; 0: none."""

    @property
    def kind(self) -> JobKind:
        deletes = any(item.operation.kind.deletes for item in self.items)
        return JobKind.DELETE if deletes else JobKind.CHANGE

    @property
    def title(self) -> str:
        words, repos = {str(item.operation) for item in self.items}, {item.repo for item in self.items}
        what = words.pop() if len(words) == 1 else self._counted
        on = str(self.items[0].repo) if len(repos) == 1 else plural(len(repos), "repo")
        if self.items[0].operation.num:
            num = self.items[0].operation.num
            on = f"{on}#{num}" if len(self.items) == 1 else plural(len(self.items), "discussion")
        return f"undo: {what}: {on}" if self.undoes else f"{what}: {on}"

    @property
    def _counted(self) -> str:
        """What is done to several refs, or several things that are done."""
        verbs = {item.operation.kind.value.partition(" ")[0] for item in self.items}
        nouns = {item.operation.kind.noun for item in self.items}
        if len(verbs) == 1 and nouns == {"ref"}:
            return f"{verbs.pop()} {plural(len(self.items), 'ref')}"
        to = {new.namespace if (new := item.operation.leads_to(item.repo)) else "" for item in self.items}
        if len(verbs) == 1 and len(to) == 1 and to != {""}:
            stay = verbs == {"move"} and {item.repo.namespace for item in self.items} == to
            return "rename" if stay else f"{verbs.pop()} to {to.pop()}"
        return plural(len({str(item.operation) for item in self.items}), "change")


def make_bulk(
    account: str, hub: Hub, infos: Iterable[RepoInfo], operation_of: Callable[[RepoInfo], Operation]
) -> BulkPlan:
    """What would be done to each, and what cannot be and why. Asks no hub anything."""
    return BulkPlan(
        tuple(
            BulkItem(
                account,
                info.key,
                operation,
                Seen.to_delete(info) if operation.kind is OperationKind.DELETE else Seen.of(info),
                info.size or 0,
                _why_not(hub, info, operation),
            )
            for info in infos
            for operation in (operation_of(info),)
        )
    )


def discussion_bulk(
    account: str, chosen: Iterable[tuple[RepoKey, Discussion]], kind: OperationKind, value: str
) -> BulkPlan:
    """The same said of many discussions, of one repo or of many. Asks no hub anything."""
    return BulkPlan(
        tuple(
            BulkItem(account, repo, Operation(kind, value, num=one.num), Seen(status=one.status))
            for repo, one in chosen
        )
    )


def look_at(hub: Hub, infos: Sequence[RepoInfo]) -> list[RepoInfo]:
    """The repos' own records, several asked at once; what cannot be had stays as it was listed. Blocks."""
    now = dict(enumerate(infos))

    def look(place: int) -> None:
        with suppress(HubError):
            now[place] = hub.repo_info(infos[place].key)

    each(range(len(infos)), look, Width(AT_ONCE, AT_ONCE), threading.Event())
    return [*now.values()]


def why_unable(hub: Hub, repo: RepoKey, operation: Operation) -> str:
    """Why the hub can do that to no repo of the type, in words; empty when it can."""
    if not hub.supports(operation.kind.needs, repo.repo_type):
        return f"{hub.title} has no way to do that with {repo.repo_type.plural}"
    if operation.is_proposal and not hub.supports(Capability.PROPOSE, repo.repo_type):
        return f"{hub.title} has no pull requests"
    return ""


def _why_not(hub: Hub, info: RepoInfo, operation: Operation) -> str:
    if why := why_unable(hub, info.key, operation):
        return why
    if operation.kind is OperationKind.VISIBILITY:
        able = hub.visibilities.get(info.key.repo_type, ())
        if operation.value not in able:
            return f"a {info.key.repo_type} cannot be {operation.value} at {hub.title}"
    if operation.kind is OperationKind.GATING and operation.value not in hub.gatings:
        return f"{hub.title} has no such gate"
    if operation.kind is OperationKind.DUPLICATE:
        return _why_no_duplicate(hub, info.key, operation)
    if operation.kind.runs and info.sdk == "static":
        return "a static space has no app that runs"
    if operation.kind is OperationKind.SLEEP and info.hardware in hub.free_hardware:
        return f"on {info.hardware} the hub says when it sleeps"
    return ALREADY if is_done(operation, info) else ""


def _why_no_duplicate(hub: Hub, repo: RepoKey, operation: Operation) -> str:
    if operation.visibility not in hub.visibilities.get(repo.repo_type, ()):
        return f"a {repo.repo_type} cannot be {operation.visibility} at {hub.title}"
    return "that is its own name" if operation.value.lower() == repo.repo_id.lower() else ""


def can_undo(hub: Hub, item: BulkItem) -> bool:
    """Whether there is a way back from it on its hub."""
    needed = undoing(item.operation)
    return needed is not Capability.NONE and hub.supports(needed, item.repo.repo_type)


def way_back(row: BulkRow) -> tuple[RepoKey, Operation] | None:
    """What takes it back, or as much of it as was committed before it failed, and on which repo; None where
    nothing was done, or nothing does."""
    head = row.commits[-1] if row.commits else ""
    is_begun = row.state is ItemState.DONE or (row.state is ItemState.FAILED and bool(head))
    return inverse(row.operation, row.repo, row.seen, head) if is_begun else None


def undo_plan(job_id: int, rows: Sequence[BulkRow]) -> BulkPlan:
    """What takes back all that the job did and that can be taken back."""
    items = []
    for row in rows:
        if (found := way_back(row)) is not None:
            repo, operation = found
            items.append(BulkItem(row.account, repo, operation, _seen_after(row)))
    return BulkPlan(tuple(items), undoes=job_id)


def last_undo(
    jobs: Iterable[int], rows: Callable[[int], Sequence[BulkRow]], hub: Callable[[str], Hub]
) -> BulkPlan | None:
    """What takes back the first of these jobs that can be taken back by their hubs; None when none can. An
    account that cannot be opened any more takes nothing back."""
    for job_id in jobs:
        plan = undo_plan(job_id, rows(job_id))
        items = tuple(item for item in plan.items if _can_do(item, hub))
        if items:
            return replace(plan, items=items)
    return None


def _can_do(item: BulkItem, hub: Callable[[str], Hub]) -> bool:
    try:
        return hub(item.account).supports(item.operation.kind.needs, item.repo.repo_type)
    except HubtuiError:
        return False


def _seen_after(row: BulkRow) -> Seen:
    """What the repo was left as: undoing touches nothing that was changed since."""
    match row.operation.kind:
        case OperationKind.VISIBILITY:
            return Seen(visibility=row.operation.value)
        case OperationKind.GATING:
            return Seen(gated=row.operation.value)
        case OperationKind.STATUS:
            return Seen(status=row.operation.value)
        case OperationKind.CREATE_BRANCH | OperationKind.CREATE_TAG:
            return Seen(head=row.operation.revision)
        case kind if kind.commits:
            return Seen(head=row.commits[-1])
        case _:
            return Seen()


def row_of(n: int, item: BulkItem, undoes: int = 0) -> BulkRow:
    """The item as the journal keeps it: one that cannot be done is at its end already."""
    state = ItemState.WAITING if not item.why else ItemState.SKIPPED
    return BulkRow(n, item.account, item.repo, item.operation, item.seen, item.size, state, item.why, undoes)


def bulk_to_json(plan: BulkPlan) -> dict[str, Any]:
    """The plan as plain values for `json.dumps`."""
    return {"format": FORMAT, "undoes": plan.undoes, "items": [_item_to_json(item) for item in plan.items]}


def bulk_from_json(data: Any) -> BulkPlan:
    """The plan again. BadInput when it is none."""
    try:
        if data["format"] != FORMAT:
            raise BadInput(f"not a bulk plan that this hubtui reads: {data['format']!r}, not {FORMAT!r}")
        return BulkPlan(tuple(_item_from_json(item) for item in data["items"]), int(data.get("undoes", 0)))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"not a bulk plan: {type(error).__name__}: {error}") from None


def _item_to_json(item: BulkItem) -> dict[str, Any]:
    return {
        "account": item.account,
        "repo_type": item.repo.repo_type.value,
        "repo_id": item.repo.repo_id,
        "operation": item.operation.to_json(),
        "seen": item.seen.to_json(),
        "size": item.size,
        "why": item.why,
    }


def _item_from_json(data: Any) -> BulkItem:
    operation = Operation.from_json(data["operation"])
    if operation.kind is OperationKind.EDIT:
        raise ValueError("an edited text is on the machine where it was written, not in a plan")
    if operation.kind.is_alone:
        raise ValueError(f"no plan has {operation.kind!r}")
    return BulkItem(
        str(data["account"]),
        RepoKey(RepoType(data["repo_type"]), str(data["repo_id"])),
        operation,
        Seen.from_json(data.get("seen") or {}),
        int(data.get("size") or 0),
        str(data.get("why") or ""),
    )
