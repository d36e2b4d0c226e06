"""One repo's contents on their way: read, asked for, sent; what the target has goes into the basket."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from hubtui.errors import Corrupt, Forbidden, Gated, HubError, NoRoom, NotFound, Refused, Unauthorized
from hubtui.hub import Hub
from hubtui.jobs.basket import Basket, Batch, Entry
from hubtui.jobs.commits import Committer
from hubtui.jobs.job import ItemState
from hubtui.jobs.meter import Meter
from hubtui.jobs.pacing import PASSING, Stopped
from hubtui.jobs.packed import packed
from hubtui.jobs.plan import OTHER, SAME, Action, RepoPlan, reused, same_content
from hubtui.jobs.run import ItemRun, JobRun
from hubtui.jobs.streams import FileStream
from hubtui.jobs.workers import Width, each
from hubtui.model import AddFile, Need, TreeEntry, Upload

SMALL = 1024 * 1024
"""Up to this size a file of unknown hash is held in memory between reading and sending."""
HOLD = 16 * 1024 * 1024
"""Bytes held at once, beside what waits for a commit."""
AT_ONCE = 1000
TICKET_AGE = 300.0
"""Seconds after which the target is asked again where to put a content."""
DAMAGED_TRIES = 3
HALTING = (*PASSING, Unauthorized, Forbidden, Gated, NoRoom)
"""What would happen to every further file too: the repo's copy ends, nothing half done is committed."""


class Contents:
    """Moves what the items ask for. A file's own failure is kept with it; a HubError is raised when going on
    makes no sense."""

    def __init__(
        self, run: JobRun, repo: int, plan: RepoPlan, source: Hub, target: Hub, committer: Committer
    ) -> None:
        self.basket = Basket(target.commit_limit, target.commit_inline_limit)
        self._run = run
        self._repo = repo
        self._plan = plan
        self._source = source
        self._target = target
        self._committer = committer
        self._halted = threading.Event()
        self._tree: dict[str, TreeEntry] | None = None
        self._tree_lock = threading.Lock()
        self._narrow = Width(4, 8, refusals=lambda: run.pacer.refusals)
        self._wide = Width(4, 64, refusals=lambda: run.pacer.refusals)

    def move(self, items: list[ItemRun]) -> None:
        """Every item has its content at the target or in the basket, or has failed."""
        for item in items:
            if not item.plan.sha256:
                oid = item.plan.oid
                known = self._run.hashes.sha256(oid, item.plan.size)
                item.plan = replace(item.plan, digests=packed(known, oid))
        small = [item for item in items if item.plan.size <= SMALL]
        large = sorted((item for item in items if item.plan.size > SMALL), key=lambda i: -i.plan.size)
        lanes = [self._lane(large, self._narrow), self._lane(small, self._wide)]
        try:
            each(lanes, lambda lane: lane(), Width(2, 2), self._run.stop)
        except _NotCommitted as failed:
            raise failed.error from None

    def _lane(self, items: list[ItemRun], width: Width) -> Callable[[], None]:
        def run() -> None:
            for batch in _batches(items):
                self._move_batch(batch, width)

        return run

    def _move_batch(self, batch: list[ItemRun], width: Width) -> None:
        unknown = [item for item in batch if not item.plan.sha256]
        each(unknown, self._guarded(self._learn), width, self._run.stop)
        waiting = [item for item in batch if item.state in (ItemState.WAITING, ItemState.MOVING)]
        compared = self._without_shared([item for item in waiting if not self._is_there(item)])
        needs = self._ask(compared)
        asked = time.monotonic()
        for item in compared:
            if item.path not in needs:
                self._reuse(item)
        wanted = [item for item in compared if item.path in needs]
        deliver = lambda item: self._deliver(item, needs[item.path], asked)  # noqa: E731
        each(wanted, self._guarded(deliver), width, self._run.stop)

    def _guarded(self, work: Callable[[ItemRun], None]) -> Callable[[ItemRun], None]:
        def run(item: ItemRun) -> None:
            if self._halted.is_set():
                return
            self._run.begin(item)
            try:
                self._undamaged(item, work)
            except (Stopped, _NotCommitted):
                self._run.put_back(item)
                raise
            except Unauthorized as error:
                self._run.refuse(error)
                self._run.put_back(item)
                raise
            except HubError as error:
                item.content = None
                self._run.settle(self._repo, item, ItemState.FAILED, error)
                halting = self._halting(error)
                if halting is not None:
                    self._halted.set()
                    raise halting from None

        return run

    def _halting(self, error: HubError) -> HubError | None:
        """What makes no sense to go on after: the error itself, or what is behind it."""
        if isinstance(error, HALTING):
            return error
        if not isinstance(error, NotFound) or not self._source.keeps_history:
            return None
        place = self._plan.source
        try:
            self._run.pacer.call(lambda: self._source.resolve(place.repo, place.oid))
        except NotFound as gone:
            words = f"{place.repo} is not there any more as it was planned: {gone.message}"
            return NotFound(words, status=gone.status, request_id=gone.request_id, hub=gone.hub)
        except HubError as other:
            return other
        return None

    def _undamaged(self, item: ItemRun, work: Callable[[ItemRun], None]) -> None:
        """Content that arrives damaged is asked for again: it may have happened on the way."""
        for attempt in range(1, DAMAGED_TRIES + 1):
            try:
                return work(item)
            except Corrupt as error:
                if attempt == DAMAGED_TRIES:
                    raise
                item.content = None
                self._run.pacer.wait(attempt, error)
        return None

    # --- reading

    def _learn(self, item: ItemRun) -> None:
        """Read the file for its sha256; a small one is kept for sending."""
        if item.plan.size <= SMALL:
            item.content = self._read_whole(item)
            return
        stream = self._stream(item, _ignore)
        for _ in stream.checked():
            pass
        self._keep(item, stream)

    def _read_whole(self, item: ItemRun) -> bytes:
        counted = _Counted(self._run.meter)
        stream = self._stream(item, counted)
        try:
            content = stream.whole()
        except Exception:
            counted.take_back()
            raise
        self._keep(item, stream)
        return content

    def _stream(self, item: ItemRun, on_bytes: Callable[[int], None]) -> FileStream:
        path = self._plan.paths.to_source(item.path)
        return FileStream(self._source, self._plan.source, path, item.plan, self._run.pacer, on_bytes)

    def _keep(self, item: ItemRun, stream: FileStream) -> None:
        oid = stream.oid or item.plan.oid
        item.plan = replace(item.plan, digests=packed(stream.sha256, oid))
        if oid:
            self._run.hashes.learn(oid, item.plan.size, stream.sha256)

    def _is_there(self, item: ItemRun) -> bool:
        """Whether a compared file turned out to be the same; then it is settled."""
        if item.plan.action is not Action.COMPARE:
            return False
        there = self._there().get(item.path)
        if there is not None and same_content(item.plan, there, self._run.hashes.sha256):
            item.plan = replace(item.plan, action=Action.SKIP, why=SAME)
            self._finish(item, ItemState.SKIPPED, SAME)
            return True
        item.plan = replace(item.plan, action=Action.OVERWRITE, why=OTHER)
        return False

    def _there(self) -> dict[str, TreeEntry]:
        """The target's files before this copy changed any."""
        with self._tree_lock:
            if self._tree is None:
                self._tree = self._committer.tree()
            return self._tree

    # --- sending

    def _without_shared(self, items: list[ItemRun]) -> list[ItemRun]:
        """The items whose content has to move; of the others the hub itself gives it to the target."""
        large = [item for item in items if item.plan.sha256 and item.content is None]
        if not large or not self._target.shares(self._source, self._plan.target.repo.repo_type):
            return items
        source, target = self._plan.source, self._plan.target.repo
        paths = [self._plan.paths.to_source(item.path) for item in large]
        ask = lambda: self._target.share(source.repo, source.oid, paths, target)  # noqa: E731
        shared = self._run.pacer.call(ask)
        for item in large:
            if item.plan.sha256 in shared:
                self._reuse(item)
        return [item for item in items if item.content is not None or item.plan.sha256 not in shared]

    def _ask(self, items: list[ItemRun]) -> dict[str, Need]:
        if not items:
            return {}
        uploads = [_upload(item) for item in items]
        place = self._plan.target
        needs = self._run.pacer.call(lambda: self._target.missing(place.repo, place.revision, uploads))
        return {need.upload.path: need for need in needs}

    def _deliver(self, item: ItemRun, need: Need, asked: float) -> None:
        if item.plan.action is Action.REUSE:
            item.plan = replace(item.plan, action=Action.COPY, why="")
        if need.inline:
            self._deliver_inline(item)
        else:
            self._deliver_blob(item, need, asked)

    def _deliver_inline(self, item: ItemRun) -> None:
        if item.plan.size > self._target.commit_inline_limit:
            raise Refused("too large to go inside a commit, as the hub asks for", hub=self._target.title)
        content = item.content
        if content is None:
            content = self._read_whole(item)
        self._finish(item, ItemState.STORED, content=content)

    def _deliver_blob(self, item: ItemRun, need: Need, asked: float) -> None:
        attempt = 1
        if time.monotonic() - asked > TICKET_AGE:
            need = self._ask([item]).get(item.path, need)
        while True:
            try:
                self._put(item, need)
                break
            except _SourceFailed as failed:
                raise failed.error from None
            except PASSING as error:
                self._run.pacer.wait(attempt, error)
                attempt += 1
            again = self._ask([item]).get(item.path)
            if again is None:
                self._run.meter.settle(item.plan.size if item.content is None else 0)
                break
            need = again
        self._finish(item, ItemState.STORED)

    def _put(self, item: ItemRun, need: Need) -> None:
        place = self._plan.target
        if item.content is not None:
            return self._target.put(place.repo, need, iter((item.content[need.has :],)))
        counted = _Counted(self._run.meter)
        stream = self._stream(item, counted)
        try:
            self._target.put(place.repo, need, stream.checked(need.has))
        except BaseException:
            counted.take_back()
            if isinstance(stream.error, HubError):
                raise _SourceFailed(stream.error) from None
            if stream.error is not None:
                raise stream.error from None
            raise
        self._run.meter.settle(need.has)
        if stream.sha256:
            self._keep(item, stream)
        return None

    def _reuse(self, item: ItemRun) -> None:
        if item.content is None:
            item.plan = reused(item.plan)
            self._run.meter.settle(item.plan.size)
        self._finish(item, ItemState.STORED)

    def _finish(self, item: ItemRun, state: ItemState, why: str = "", content: bytes | None = None) -> None:
        item.content = None
        self._run.settle(self._repo, item, state, why)
        if state is not ItemState.STORED:
            return
        change = AddFile(item.path, item.plan.size, item.plan.sha256, content, item.plan.oid)
        for batch in self.basket.add(Entry(item, change)):
            self._commit(batch)

    def _commit(self, batch: Batch) -> None:
        try:
            self._committer.commit(batch)
        except HubError as error:
            if isinstance(error, Unauthorized):
                self._run.refuse(error)
            raise _NotCommitted(error) from None


class _SourceFailed(Exception):
    """A put ended because its content could not be read: asking the target again would not help."""

    def __init__(self, error: HubError) -> None:
        super().__init__(str(error))
        self.error = error


class _NotCommitted(Exception):
    """A commit was refused: that is the repo's failure, not one of the file whose thread made it."""

    def __init__(self, error: HubError) -> None:
        super().__init__(str(error))
        self.error = error


class _Counted:
    """Counts bytes into the meter, and out again when they have to go once more."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._size = 0

    def __call__(self, size: int) -> None:
        self._size += size
        self._meter.move(size)

    def take_back(self) -> None:
        self._meter.move(-self._size)
        self._size = 0


def _ignore(size: int) -> None:
    pass


def _upload(item: ItemRun) -> Upload:
    return Upload(item.path, item.plan.size, item.plan.sha256, (item.content or b"")[:512])


def _batches(items: Iterable[ItemRun]) -> Iterator[list[ItemRun]]:
    """As many items as may be in memory at once; what is not held does not count."""
    batch: list[ItemRun] = []
    held = 0
    for item in items:
        size = item.plan.size if item.plan.size <= SMALL and not item.plan.sha256 else 0
        if batch and (len(batch) >= AT_ONCE or held + size > HOLD):
            yield batch
            batch, held = [], 0
        batch.append(item)
        held += size
    if batch:
        yield batch
