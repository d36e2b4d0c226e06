"""What a pull request would change, what stands against that, and doing it."""

from __future__ import annotations

from hubtui.localhub import diff
from hubtui.localhub.history import PULLS
from hubtui.localhub.records import Commit, Content, Entry, Repo, Thread
from hubtui.localhub.store import Store

Files = dict[str, Entry | None]
"""Changed files by path; None stands for one that is gone."""


def proposed(store: Store, repo: Repo, thread: Thread) -> tuple[Commit, Commit] | None:
    """The commit that a pull request started from, and its head."""
    head = store.history.ref(repo, f"{PULLS}{thread.num}")
    if head is None or thread.base_commit is None:
        return None
    return store.history.by_id(thread.base_commit), head


def unified(store: Store, repo: Repo, thread: Thread) -> str:
    """The diff of a pull request."""
    found = proposed(store, repo, thread)
    return diff.unified(store, found[0].tree, found[1].tree) if found else ""


def conflicts(store: Store, repo: Repo, thread: Thread) -> list[str]:
    """The files that both a pull request and its base have changed since it began."""
    found, target = proposed(store, repo, thread), store.history.ref(repo, thread.base)
    if found is None or target is None or thread.status == "merged":
        return []
    base, head = found
    if target.id == base.id:
        return []
    ours, theirs = _changes(store, base, head), _changes(store, base, target)
    return sorted(path for path in ours if _clash(path, ours[path], theirs))


def merge(store: Store, repo: Repo, thread: Thread, by: str, date: int) -> Commit:
    """Put all that a pull request changes on its base, as one commit."""
    found = proposed(store, repo, thread)
    assert found is not None
    changes = {path: _content(entry) for path, entry in _changes(store, *found).items()}
    commit = store.commit(
        repo, changes, author=by, title=f"{thread.title} (#{thread.num})", ref=thread.base, date=date
    )
    store.threads.change(repo, thread.num, status="merged", merge_commit=commit.id)
    return commit


def _changes(store: Store, old: Commit, new: Commit) -> Files:
    return {path: entry for path, _, entry in diff.changes(store, old.tree, new.tree)}


def _clash(path: str, entry: Entry | None, theirs: Files) -> bool:
    """Whether a change cannot go beside those of the other side."""
    if path in theirs:
        other = theirs[path]
        return (entry and (entry.kind, entry.oid)) != (other and (other.kind, other.oid))
    if entry is None:
        return False
    return any(
        new is not None and (path.startswith(f"{other}/") or other.startswith(f"{path}/"))
        for other, new in theirs.items()
    )


def _content(entry: Entry | None) -> Content | None:
    return entry and Content(entry.sha256, entry.size, entry.oid, lfs=entry.kind == "lfs")
