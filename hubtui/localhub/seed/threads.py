"""The demo's discussions and pull requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hubtui.localhub.history import HEADS, PULLS
from hubtui.localhub.records import Commit, Content, Repo
from hubtui.localhub.seed import talk
from hubtui.localhub.store import Store

HOUR = 3_600
Keep = Callable[[Repo, str, bytes], Content]


@dataclass(frozen=True)
class Planned:
    """A thread to be written: who says what, in order."""

    title: str
    said: tuple[tuple[str, str], ...]
    status: str = "open"
    edit: tuple[str, str, str] | None = None
    """For a pull request: the file, what is replaced in it, and by what (an empty first text: at the end)."""


def add(store: Store, repo: Repo, keep: Keep, after: int, head: Commit) -> None:
    """Write the threads of a repo, oldest first."""
    planned = talk.threads_of(repo.repo_id, repo.type)
    for index, (title, said, status, edit) in enumerate(planned):
        start = after - (len(planned) - index) * 31 * HOUR
        _write(store, repo, keep, Planned(title, said, status, edit), start, head)


def _write(store: Store, repo: Repo, keep: Keep, plan: Planned, start: int, head: Commit) -> None:
    author = plan.said[0][0]
    base = HEADS + repo.default_branch if plan.edit else ""
    base_commit = (store.history.ref(repo, base) or head) if base else None
    thread = store.threads.open(repo, plan.title, author, start, base=base, base_commit=base_commit)
    for index, (name, text) in enumerate(plan.said):
        store.threads.add(repo, thread.num, "comment", name, start + index * 5 * HOUR, {"raw": text})
        if index == 0 and plan.edit and base_commit:
            _propose(store, repo, keep, plan, thread.num, start, base_commit)
    if plan.status != "open":
        _close(store, repo, plan, thread.num, start + len(plan.said) * 5 * HOUR)


def _propose(store: Store, repo: Repo, keep: Keep, plan: Planned, num: int, date: int, base: Commit) -> None:
    assert plan.edit is not None
    path, old, new = plan.edit
    entry = store.trees.find(base.tree, path)
    before = store.blobs.read(entry.sha256, entry.size).decode() if entry else ""
    after = before.replace(old, new, 1) if old else before + new
    ref = f"{PULLS}{num}"
    store.history.set_ref(repo, ref, base, date)
    commit = store.commit(
        repo, {path: keep(repo, path, after.encode())}, author=plan.said[0][0], title=plan.title, ref=ref,
        date=max(date, base.date + HOUR), parent=base,
    )  # fmt: skip
    store.threads.add(repo, num, "commit", commit.author, date, {"subject": commit.title, "oid": commit.oid})


def _close(store: Store, repo: Repo, plan: Planned, num: int, date: int) -> None:
    by = "rosalind" if repo.namespace != "kenji" else "kenji"
    store.threads.change(repo, num, status=plan.status)
    if plan.status == "merged" and plan.edit:
        proposed = store.history.ref(repo, f"{PULLS}{num}")
        assert proposed is not None
        entry = store.trees.find(proposed.tree, plan.edit[0])
        assert entry is not None
        change = Content(entry.sha256, entry.size, entry.oid, lfs=entry.kind == "lfs")
        title = f"{plan.title} (#{num})"
        date = max(date, proposed.date + HOUR)
        merged = store.commit(repo, {plan.edit[0]: change}, author=by, title=title, date=date)
        store.threads.change(repo, num, merge_commit=merged.id)
    store.threads.add(repo, num, "status-change", by, date, {"status": plan.status})
