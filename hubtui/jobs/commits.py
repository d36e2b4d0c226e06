"""Commits that are sure: whatever happens to the answer, one batch becomes exactly one commit."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping

from hubtui.errors import (
    Conflict,
    Forbidden,
    HubError,
    NotFound,
    Offline,
    RateLimited,
    Refused,
    Unavailable,
    Unsupported,
)
from hubtui.format import plural
from hubtui.hub import Hub
from hubtui.jobs.basket import Batch, Entry
from hubtui.jobs.job import ItemState, Place
from hubtui.jobs.listing import find_head, list_beside
from hubtui.jobs.plan import as_entry, same_content
from hubtui.jobs.run import JobRun
from hubtui.model import AddFile, Capability, RepoKey, TreeEntry

TRAILER = "hubtui-job"
_LOOK_BACK = 1000
_LOOKS = 3
"""So often a hub that does not check parents is looked at before a batch is sent to it again: a request that
got no answer may still be carried out."""
_THEIRS = "somebody else changed it at the target meanwhile"


class Committer:
    """Commits one repo's batches, one at a time, each on top of the head that was seen last.

    `sizes` are of all files that may be committed, by path; `subject` is where they come from, in words.
    """

    def __init__(
        self,
        run: JobRun,
        repo: int,
        hub: Hub,
        target: Place,
        head: str,
        sizes: Mapping[str, int],
        subject: str,
    ) -> None:
        self.head = head
        """The branch's head, as far as this job knows."""
        self._run = run
        self._repo = repo
        self._hub = hub
        self._sizes = sizes
        self._subject = subject
        self._target = target
        self._tree: dict[str, TreeEntry] | None = None
        self._lock = threading.Lock()
        self._uid = run.journal.uid(run.job_id)

    def tree(self) -> dict[str, TreeEntry]:
        """The target's files at `head`, as far as they concern the copy."""
        if self._tree is None:
            self._tree = self._files_at(self.head)
        return self._tree

    def commit(self, batch: Batch) -> None:
        """Make the batch's files part of the branch. A HubError when that cannot be; then none of them is."""
        with self._lock:
            if not self._hub.keeps_history:
                self._spare(batch)
            number = self._run.journal.add_sent(self._run.job_id, self._repo)
            trailer = f"{TRAILER}: {self._uid}/{number}"
            self._run.save()
            oid = self._commit(batch, trailer)
            if not oid:
                return
            self._run.journal.add_commit(self._run.job_id, self._repo, oid)
            self.head = oid
            if self._hub.keeps_history:
                self._tree = None
            for entry in batch:
                if entry.item.state is not ItemState.FAILED:
                    self._run.settle(self._repo, entry.item, ItemState.COMMITTED)
            self._run.save()

    def claim(self, known: Collection[str]) -> None:
        """Write down the commits of an earlier run whose answers it did not live to read."""
        if self.head and self._hub.supports(Capability.COMMITS, self._target.repo.repo_type):
            ours = self._run.pacer.call(lambda: [oid for oid, _ in self._own_commits(self._target.oid)])
            for oid in reversed(ours):
                if oid not in known:
                    self._run.journal.add_commit(self._run.job_id, self._repo, oid)

    def _commit(self, batch: Batch, trailer: str) -> str:
        attempt = 1
        while batch:
            self._run.pacer.check()
            try:
                changes = [entry.change for entry in batch]
                message = self._message(batch, trailer)
                oid = self._hub.commit(
                    self._target.repo, self._target.revision, changes, message, parent=self.head
                )
                return oid or self._find(batch, trailer)
            except RateLimited as error:
                self._run.pacer.wait(attempt, error)
            except (Offline, Unavailable, Conflict) as error:
                if oid := self._find(batch, trailer) or self._after(batch, trailer, attempt, error):
                    return oid
            attempt += 1
        return ""

    def _after(self, batch: Batch, trailer: str, attempt: int, error: HubError) -> str:
        """The commit, if it was made a little later; else it may be sent again."""
        tries = self._run.pacer.pace.tries
        if isinstance(error, Conflict):
            if attempt >= tries or not self._follow(batch):
                raise error
            return self._find(batch, trailer)
        for look in range(1 if self._hub.checks_parent else _LOOKS):
            self._run.pacer.wait(min(attempt + look, max(attempt, tries - 1)), error)
            if oid := self._find(batch, trailer):
                return oid
        return ""

    def _message(self, batch: Batch, trailer: str) -> str:
        added = sum(isinstance(entry.change, AddFile) for entry in batch)
        gone = len(batch) - added
        words = [f"Copy {plural(added, 'file')} of {self._subject}"] if added or not gone else []
        if gone:
            words.append(f"delete {gone:,} that it has not" if added else _deletion(gone, self._subject))
        return f"{', '.join(words)}\n\n{trailer}"

    def _find(self, batch: Batch, trailer: str) -> str:
        """The commit, if it was made although no answer said so."""
        head = self._now()
        if head == self.head:
            return ""
        if self._hub.supports(Capability.COMMITS, self._target.repo.repo_type):
            try:
                return self._run.pacer.call(lambda: self._seek(trailer))
            except (Forbidden, NotFound, Refused, Unsupported):
                pass  # who may write may not always list commits: then the files tell
        return head if self._has_all(head, batch) else ""

    def _seek(self, trailer: str) -> str:
        return next((oid for oid, found in self._own_commits(self.head) if found == trailer), "")

    def _own_commits(self, since: str) -> Iterator[tuple[str, str]]:
        """This job's commits after the commit `since`, newest first, each with its trailer."""
        own = f"{TRAILER}: {self._uid}/"
        return own_commits(self._hub, self._target.repo, self._target.revision, since, own)

    def _spare(self, batch: Batch) -> None:
        """Where only the present is kept, nobody checks a parent: files that somebody else wrote since they
        were looked at fail."""
        sizes = {entry.item.path: entry.item.plan.size for entry in batch}
        new = {entry.path: entry for entry in self.listing(self.head, sizes)[0]}
        old = self.tree()
        for entry in list(batch):
            path = entry.change.path
            if path in new and not _is_as_it_was(old.get(path), new[path]):
                batch.remove(entry)
                self._run.settle(self._repo, entry.item, ItemState.FAILED, _THEIRS)

    def _follow(self, batch: Batch) -> bool:
        """Go on from the new head: files that somebody else changed meanwhile fail, the others are free.
        False when the head has not moved."""
        head = self._now()
        if head == self.head:
            return False
        old, new = self.tree(), self._files_at(head)
        for entry in list(batch):
            before, after = old.get(entry.change.path), new.get(entry.change.path)
            if isinstance(entry.change, AddFile) and self._is_so(entry, after):
                batch.remove(entry)
                self._run.settle(self._repo, entry.item, ItemState.COMMITTED)
            elif after is None and not isinstance(entry.change, AddFile):
                batch.remove(entry)
                self._run.settle(self._repo, entry.item, ItemState.SKIPPED, "somebody else deleted it")
            elif after is not None and (before is None or same_content(before, after) is not True):
                batch.remove(entry)
                self._run.settle(self._repo, entry.item, ItemState.FAILED, _THEIRS)
        self.head, self._tree = head, new
        return True

    def _now(self) -> str:
        find = lambda: find_head(self._hub, self._target.repo, self._target.revision)  # noqa: E731
        return self._run.pacer.call(find) or ""

    def _has_all(self, head: str, batch: Batch) -> bool:
        files = self._files_at(head)
        return all(self._is_so(entry, files.get(entry.item.path)) for entry in batch)

    def _is_so(self, entry: Entry, there: TreeEntry | None) -> bool:
        if not isinstance(entry.change, AddFile):
            return there is None
        return there is not None and bool(
            same_content(as_entry(entry.item.plan), there, self._run.hashes.sha256)
        )

    def _files_at(self, head: str) -> dict[str, TreeEntry]:
        if not head:
            return {}
        return {entry.path: entry for entry in self.listing(head)[0]}

    def listing(self, head: str, sizes: Mapping[str, int] | None = None) -> tuple[list[TreeEntry], str]:
        """What the target has at this head, as far as it concerns the files, or those of `sizes`; and the
        hub's words when it cut the listing short."""
        run, repo, wanted = self._run, self._target.repo, sizes or self._sizes
        look = lambda: list_beside(  # noqa: E731
            self._hub, repo, head, wanted, run.hashes, lambda _: run.pacer.check()
        )
        return run.pacer.call(look)


def own_commits(hub: Hub, repo: RepoKey, revision: str, since: str, own: str) -> Iterator[tuple[str, str]]:
    """The commits after the commit `since` that have a line which begins with `own`, newest first, each with
    that line."""
    seen = 0
    for page in hub.list_commits(repo, revision):
        for commit in page.items:
            if commit.oid == since or seen >= _LOOK_BACK:
                return
            lines = (*commit.title.splitlines(), *commit.message.splitlines())
            yield from ((commit.oid, line) for line in lines if line.startswith(own))
            seen += 1


def _deletion(files: int, subject: str) -> str:
    return f"Delete {plural(files, 'file')} beside those of {subject}"


def _is_as_it_was(before: TreeEntry | None, after: TreeEntry) -> bool:
    return before is not None and (before.size, before.last_commit) == (after.size, after.last_commit)
