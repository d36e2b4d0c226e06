"""One thing done to many repos: planned, asked about once, then each on its own, its outcome kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from hubtui.errors import BadInput, Conflict, HubError, HubtuiError, NotFound, Unauthorized
from hubtui.format import plural
from hubtui.hub import Hub
from hubtui.jobs.bulk_rows import BulkRow
from hubtui.jobs.commit_run import CommitRun
from hubtui.jobs.discussing import discuss
from hubtui.jobs.job import ItemState, JobKind, JobState, Phase
from hubtui.jobs.journal import ItemRow
from hubtui.jobs.operations import (
    ALREADY,
    Operation,
    OperationKind,
    Seen,
    carry_out,
    inverse,
    is_done,
    undoing,
)
from hubtui.jobs.pacing import PASSING, End, Stopped
from hubtui.jobs.ref_run import RefRun
from hubtui.jobs.run import JobRun
from hubtui.jobs.workers import Width, each
from hubtui.model import Capability, Discussion, RepoInfo, RepoKey, RepoType

FORMAT = "hubtui-bulk/1"
AT_ONCE = 4
HALTING = (*PASSING, Unauthorized)
"""What would happen to every further repo too: the job ends, and what is left can be run again."""
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


def _why_not(hub: Hub, info: RepoInfo, operation: Operation) -> str:
    if not hub.supports(operation.kind.needs, info.key.repo_type):
        return f"{hub.title} has no way to do that with {info.key.repo_type.plural}"
    if operation.kind is OperationKind.VISIBILITY:
        able = hub.visibilities.get(info.key.repo_type, ())
        if operation.value not in able:
            return f"a {info.key.repo_type} cannot be {operation.value} at {hub.title}"
    if operation.kind is OperationKind.GATING and operation.value not in hub.gatings:
        return f"{hub.title} has no such gate"
    return ALREADY if is_done(operation, info) else ""


def can_undo(hub: Hub, item: BulkItem) -> bool:
    """Whether there is a way back from it on its hub."""
    needed = undoing(item.operation)
    return needed is not Capability.NONE and hub.supports(needed, item.repo.repo_type)


def way_back(row: BulkRow) -> tuple[RepoKey, Operation] | None:
    """What takes it back, and on which repo; None where it was not done, or nothing does."""
    head = row.commits[-1] if row.commits else ""
    return inverse(row.operation, row.repo, row.seen, head) if row.state is ItemState.DONE else None


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


class BulkRun:
    """One job's repos, each looked at right before it is changed. Every outcome is on disk before the next
    repo's is known."""

    def __init__(self, run: JobRun, hub: Callable[[str], Hub]) -> None:
        self._run = run
        self._hub = hub
        self._done = self._skipped = self._failed = 0
        self._first_error = self._outcome = ""
        self._noun = "repo"
        self._counting = threading.Lock()

    def __call__(self) -> tuple[JobState, str]:
        run = self._run
        rows = run.journal.bulk_rows(run.job_id)
        run.meter.expect(len(rows), 0)
        left = [row for row in rows if not self._is_settled(row)]
        if rows:
            self._noun = rows[0].operation.kind.noun
        run.enter(Phase.CHANGE)
        width = 1 if run.base.kind is JobKind.DELETE else AT_ONCE
        each(left, self._do, Width(width, width), run.stop)
        return (JobState.FAILED if self._failed else JobState.DONE), self._words()

    def _is_settled(self, row: BulkRow) -> bool:
        """Whether an earlier run of the job, or the plan, has brought it to its end."""
        if row.state not in (ItemState.DONE, ItemState.SKIPPED):
            return False
        self._count(row.state, "")
        return True

    def _do(self, row: BulkRow) -> None:
        run = self._run
        run.pacer.check()
        run.stand_at(row.n)
        self._note(row, ItemState.MOVING, "")
        try:
            state, words = self._change(row)
        except Stopped:
            self._note(row, ItemState.WAITING, "")
            raise
        except HubError as error:
            run.fail(error)
            words = f"{error}{row.operation.kept}"
            self._note(row, ItemState.FAILED, words)
            self._count(ItemState.FAILED, f"{row.name}: {words}")
            if isinstance(error, HALTING):
                raise
            return
        self._note(row, state, words)
        self._count(state, words)

    def _change(self, row: BulkRow) -> tuple[ItemState, str]:
        hub, pacer = self._hub(row.account), self._run.pacer
        pacer.ends = [End(hub, row.repo)]
        if row.operation.kind.commits:
            return CommitRun(self._run, row, hub)()
        if row.operation.kind.ref_type or row.operation.kind is OperationKind.SQUASH:
            return RefRun(self._run, row, hub)()
        if row.operation.kind is OperationKind.VISIBILITY:
            return self._set_visibility(hub, row)
        if row.operation.num:
            return discuss(row, hub, pacer)
        was_sent = row.state is ItemState.MOVING
        try:
            now = pacer.call(lambda: hub.repo_info(row.repo))
        except NotFound:
            if was_sent and row.operation.kind is OperationKind.DELETE:
                return ItemState.DONE, "deleted when it was last tried"
            raise
        if is_done(row.operation, now):
            return (ItemState.DONE, "") if was_sent else (ItemState.SKIPPED, ALREADY)
        if why := row.seen.changed(now):
            return ItemState.SKIPPED, f"{why}: left as it is"
        self._send(hub, row)
        return ItemState.DONE, ""

    def _set_visibility(self, hub: Hub, row: BulkRow) -> tuple[ItemState, str]:
        """The hub itself looks first, with what it must read anyway."""
        try:
            changed = self._run.pacer.call(lambda: carry_out(row.operation, hub, row.repo, row.seen))
        except Conflict as conflict:
            return ItemState.SKIPPED, f"{conflict.message}: left as it is"
        return (ItemState.DONE, "") if changed else (ItemState.SKIPPED, ALREADY)

    def _send(self, hub: Hub, row: BulkRow) -> None:
        """Until there is an answer. What a lost answer had deleted or moved is not found when asked again."""
        attempt, unsure = 1, False
        while True:
            self._run.pacer.check()
            try:
                carry_out(row.operation, hub, row.repo, row.seen)
                return
            except NotFound:
                if unsure and self._is_gone(hub, row):
                    return
                raise
            except PASSING as error:
                unsure = True
                self._run.pacer.wait(attempt, error)
                attempt += 1

    def _is_gone(self, hub: Hub, row: BulkRow) -> bool:
        if row.operation.kind is OperationKind.DELETE:
            return True
        if row.operation.kind is OperationKind.MOVE:
            hub.repo_info(RepoKey(row.repo.repo_type, row.operation.value))
            return True
        return False

    def _note(self, row: BulkRow, state: ItemState, words: str) -> None:
        now = time.time()
        ended = 0.0 if state in (ItemState.MOVING, ItemState.WAITING) else now
        began = now if state is ItemState.MOVING else 0.0
        item = ItemRow(0, state, str(row.operation), "", words, began, ended)
        self._run.journal.update_items(self._run.job_id, row.n, [item])

    def _count(self, state: ItemState, words: str) -> None:
        if state is not ItemState.FAILED:
            self._run.pacer.came_through()
        with self._counting:
            self._done += state is ItemState.DONE
            self._skipped += state is ItemState.SKIPPED
            self._failed += state is ItemState.FAILED
            if state is ItemState.FAILED:
                self._first_error = self._first_error or words
            else:
                self._outcome = self._outcome or words
        self._run.meter.finish_item()

    def _words(self) -> str:
        parts = [f"{plural(self._failed, self._noun)} failed ({self._first_error})"] if self._failed else []
        parts.append(f"{plural(self._done, self._noun)} done")
        if self._skipped:
            parts.append(f"{self._skipped:,} left as they are")
        if self._outcome and self._noun != "repo":
            parts.append(self._outcome)
        return " · ".join(parts)


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
    return BulkItem(
        str(data["account"]),
        RepoKey(RepoType(data["repo_type"]), str(data["repo_id"])),
        operation,
        Seen.from_json(data.get("seen") or {}),
        int(data.get("size") or 0),
        str(data.get("why") or ""),
    )
