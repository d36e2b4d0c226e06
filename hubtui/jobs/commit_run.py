"""An operation on a branch, carried out as commits of which each is made exactly once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from hubtui.errors import Conflict, Offline, RateLimited, Refused, Unavailable
from hubtui.format import plural
from hubtui.hub import Hub
from hubtui.jobs.bulk_rows import BulkRow
from hubtui.jobs.commits import TRAILER, own_commits
from hubtui.jobs.file_changes import PutFile, Step, Where, difference, parts_of, steps_of
from hubtui.jobs.job import ItemState
from hubtui.jobs.operation_kinds import OperationKind
from hubtui.jobs.run import JobRun
from hubtui.jobs.workers import Width, each
from hubtui.model import AddFile, Capability, Change, DeleteFile, Need, Upload

ALREADY = "it is so already"
SEEN_LATER = "done, as was seen later"
UNSURE = "whether the pull request was opened is not known: look at the discussions before it is tried again"


class CommitRun:
    """One operation: what it comes to at the branch's head, on top of that. Where other commits have changed
    what it concerns since it was agreed to, the branch is left as it is. Raises a HubError for what the hub
    refuses."""

    def __init__(self, run: JobRun, row: BulkRow, hub: Hub) -> None:
        self._run = run
        self._row = row
        self._operation = row.operation
        self._where = Where(hub, row.repo, row.operation.revision)
        self._own = f"{TRAILER}: {run.journal.uid(run.job_id)}/"

    def __call__(self) -> tuple[ItemState, str]:
        head = self._head()
        own = self._made(head)
        base = own[-1] if own else self._row.seen.head
        if head != base and not self._is_untouched(base, head):
            return self._left(head)
        steps = self._run.pacer.call(lambda: steps_of(self._operation, self._where, head))
        if not steps:
            return (ItemState.DONE, "") if own else (ItemState.SKIPPED, ALREADY)
        parts = [*parts_of(steps, self._where.hub)]
        if len(parts) > 1 and self._operation.kind is OperationKind.RENAME_FILES:
            raise Refused(f"too much for one commit: {len(steps):,} changes; copy it there instead")
        try:
            words = self._propose(parts, head) if self._operation.is_proposal else self._commit(parts, head)
        except Conflict:
            if (now := self._head()) == head:
                raise
            return self._left(now)
        self._throw_away()
        return ItemState.DONE, words

    def _head(self) -> str:
        return self._run.pacer.call(lambda: self._where.hub.resolve(self._where.repo, self._where.revision))

    def _is_untouched(self, base: str, head: str) -> bool:
        """Whether all that it concerns is as it was at the commit `base`."""
        concerned = self._operation.concerned
        if not concerned or not base:
            return False
        now, then = self._where.at(head), self._where.at(base)
        return not self._run.pacer.call(lambda: difference(now, then, concerned))

    def _left(self, head: str) -> tuple[ItemState, str]:
        seen = self._row.seen.head
        moved = f"{self._where.revision} has other commits: {head[:8]}, not {seen[:8]}"
        if self._operation.kept:
            raise Conflict(moved, hub=self._where.hub.title)
        return ItemState.SKIPPED, f"{moved}: left as it is"

    def _throw_away(self) -> None:
        """What was kept for the commit is in it."""
        if self._operation.kind is OperationKind.EDIT:
            with suppress(OSError):
                Path(self._operation.value).unlink()

    # --- what an earlier run made

    def _made(self, head: str) -> tuple[str, ...]:
        """The commits of this operation, oldest first; those whose answers were lost are written down."""
        if head == self._row.seen.head:
            return self._row.commits
        found = self._run.pacer.call(lambda: commits_found(self._row, self._where.hub, self._own))
        for oid in found:
            if oid not in self._row.commits:
                self._run.journal.add_commit(self._run.job_id, self._row.n, oid)
        return tuple(found)

    @property
    def _can_look(self) -> bool:
        return self._where.hub.supports(Capability.COMMITS, self._where.repo.repo_type)

    def _own_commits(self, revision: str, since: str) -> Iterator[tuple[str, str]]:
        return own_commits(self._where.hub, self._where.repo, revision, since, self._own)

    # --- committing

    def _commit(self, parts: Sequence[Sequence[Step]], head: str) -> str:
        for part in parts:
            head = self._send(part, self._where.revision, head)
            self._run.journal.add_commit(self._run.job_id, self._row.n, head)
        return ""

    def _send(self, part: Sequence[Step], revision: str, parent: str) -> str:
        """The oid of the commit, whose answer may have been lost."""
        where, attempt = self._where, 1
        number = self._run.journal.add_sent(self._run.job_id, self._row.n)
        trailer = f"{self._own}{number}"
        changes = self._changes(part)
        message = self._message(trailer)
        while True:
            self._run.pacer.check()
            try:
                oid = where.hub.commit(where.repo, revision, changes, message, parent=parent)
                return oid or self._head()
            except RateLimited as error:
                self._run.pacer.wait(attempt, error)
            except Conflict:
                if oid := self._find(revision, parent, trailer):
                    return oid
                raise
            except (Offline, Unavailable) as error:
                self._run.pacer.wait(attempt, error)
                if oid := self._find(revision, parent, trailer):
                    return oid
            attempt += 1

    def _find(self, revision: str, since: str, trailer: str) -> str:
        """The commit with this trailer, if it was made although no answer said so."""
        if not self._can_look:
            return ""
        found = self._run.pacer.call(lambda: [*self._own_commits(revision, since)])
        return next((oid for oid, line in found if line == trailer), "")

    def _message(self, trailer: str) -> str:
        title, _, rest = self._operation.subject.partition("\n")
        return "\n\n".join(part for part in (title, rest.strip(), trailer) if part)

    def _propose(self, parts: Sequence[Sequence[Step]], head: str) -> str:
        """A pull request with all parts. Opening one is not tried again: there would be two."""
        where = self._where
        changes, message = self._changes(parts[0]), self._operation.subject
        self._run.pacer.check()
        try:
            ref = where.hub.propose(where.repo, where.revision, changes, message, parent=head)
        except (Offline, Unavailable) as error:
            raise Refused(f"{error.message}; {UNSURE}", hub=where.hub.title) from None
        parent = ref.oid
        for part in parts[1:]:
            parent = self._send(part, ref.name, parent)
        return f"pull request #{ref.name.rpartition('/')[2]}"

    # --- contents

    def _changes(self, part: Sequence[Step]) -> list[Change]:
        """As a commit takes them: what the hub has is named, what it wants apart is sent, the rest is read to
        go along."""
        files = [step for step in part if isinstance(step, PutFile)]
        needs = self._needs([file for file in files if not file.is_ordinary])
        made: dict[str, Change] = {}

        def make(file: PutFile) -> None:
            made[file.path] = self._file(file, needs.get(file.path))

        each(files, make, Width(4, 8), self._run.stop)
        return [step if isinstance(step, DeleteFile) else made[step.path] for step in part]

    def _needs(self, files: Sequence[PutFile]) -> dict[str, Need]:
        uploads = [_upload(file) for file in files]
        if not uploads:
            return {}
        where = self._where
        proposes = self._operation.is_proposal
        needs = self._run.pacer.call(
            lambda: where.hub.missing(where.repo, where.revision, uploads, proposes=proposes)
        )
        return {need.upload.path: need for need in needs}

    def _file(self, file: PutFile, need: Need | None) -> AddFile:
        if need is None and not file.is_ordinary:
            upload = _upload(file)
            return AddFile(file.path, upload.size, upload.sha256)
        if need is not None and not need.inline:
            self._run.pacer.call(lambda: self._where.hub.put(self._where.repo, need, self._blocks(file)))
            return AddFile(file.path, need.upload.size, need.upload.sha256)
        content = self._run.pacer.call(lambda: b"".join(self._blocks(file)))
        return AddFile(file.path, len(content), sha256(content).hexdigest(), content)

    def _blocks(self, file: PutFile) -> Iterator[bytes]:
        if file.content is not None:
            return iter((file.content,))
        return self._where.hub.read(self._where.repo, file.oid, file.entry.path)


def _upload(file: PutFile) -> Upload:
    if file.content is None:
        return Upload(file.path, file.entry.size, file.entry.sha256)
    return Upload(file.path, len(file.content), sha256(file.content).hexdigest(), file.content[:512])


def commits_found(row: BulkRow, hub: Hub, own: str) -> list[str]:
    """The commits that the operation has made, oldest first: those with a line that begins with `own`."""
    if not hub.supports(Capability.COMMITS, row.repo.repo_type):
        return [*row.commits]
    found = [oid for oid, _ in own_commits(hub, row.repo, row.operation.revision, row.seen.head, own)]
    return found[::-1]


def outcome(row: BulkRow, hub: Hub, made: Sequence[str]) -> tuple[ItemState, str]:
    """What has become of an operation that made these commits and was cut off. Changes nothing."""
    if row.operation.is_proposal:
        return ItemState.FAILED, UNSURE
    where = Where(hub, row.repo, row.operation.revision)
    left = len(steps_of(row.operation, where, hub.resolve(row.repo, row.operation.revision)))
    if not left:
        return (ItemState.DONE, SEEN_LATER) if made else (ItemState.SKIPPED, ALREADY)
    if made:
        return ItemState.FAILED, f"cut off: {plural(left, 'file')} of it left as they were"
    return ItemState.WAITING, "not done, as was seen later"
