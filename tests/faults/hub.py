"""The embedded hub with its books open: what stands there, told by its store and not by its answers."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from hubtui.localhub import gitobjects
from hubtui.localhub.history import HEADS
from hubtui.localhub.records import Commit, LocalAccount, Repo
from hubtui.localhub.server import LocalHub
from hubtui.localhub.store import Store

T = TypeVar("T")
Tree = Mapping[str, bytes]
ME = "ada"
TOKENS = {"hf": "hf_faults0not0a0real0token", "ms": "ms-faults-0000-not-a-real-token"}
SOMEBODY = "somebody-else"


@dataclass(frozen=True)
class Made:
    """A commit as it stands at the hub; its contents were read and hashed."""

    oid: str
    message: str
    hashes: Mapping[str, str]
    """The sha256 of each file's bytes, by path."""


class OpenHub(LocalHub):
    """Answers as ever. Questions to its store are asked between two requests, past every fault."""

    def __init__(self, directory: Path, **options: Any) -> None:
        accounts = [LocalAccount(hub, ME, token) for hub, token in TOKENS.items()]
        super().__init__(directory, accounts=accounts, **options)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running = threading.Event()

    def start(self) -> None:
        super().start()
        self._running.wait()

    def _run(self, sockets: Sequence[socket.socket]) -> None:
        async def served() -> None:
            self._loop = asyncio.get_running_loop()
            self._running.set()
            await self.serve(sockets)

        asyncio.run(served())

    def ask(self, question: Callable[[Store], T]) -> T:
        """What the store says now."""

        async def answer() -> T:
            assert self._store is not None
            return question(self._store)

        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(answer(), self._loop).result(60)

    # what stands there

    def commits(self, world: str, repo_id: str) -> list[Made]:
        """Of the default branch, oldest first; none when there is no such repo."""

        def look(store: Store) -> list[Made]:
            repo = store.repos.find(world, "model", repo_id)
            head = repo and store.history.ref(repo, HEADS + repo.default_branch)
            return [_made(store, each) for each in reversed([*store.history.log(head)])] if head else []

        return self.ask(look)

    def head(self, world: str, repo_id: str) -> Mapping[str, str]:
        """The sha256 of each file as it is now, by path."""
        made = self.commits(world, repo_id)
        return made[-1].hashes if made else {}

    def state(self, world: str, repo_id: str) -> object:
        """All that a change of the repo would show in: its record, refs, commits and times."""

        def look(store: Store) -> object:
            repo = store.repos.find(world, "model", repo_id)
            if repo is None:
                return None
            refs = [(ref.name, ref.target.oid, ref.created) for ref in store.history.refs(repo)]
            return replace(repo, downloads=0), refs, store.history.of_repo(repo)

        return self.ask(look)

    # what happens to it

    def add(self, world: str, repo_id: str, tree: Tree, *, author: str = ME, large: int = 64 * 1024) -> str:
        """One more commit, of a repo that is made when it is not there; its oid."""

        def change(store: Store) -> str:
            namespace, _, name = repo_id.partition("/")
            repo = store.repos.find(world, "model", repo_id) or store.create_repo(
                world, "model", namespace, name, author=author
            )
            scope = "ms" if world == "ms" else f"hf:{repo.id}"
            contents = {}
            for path, data in tree.items():
                kept = store.keep(data)
                if len(data) > large:
                    oid = gitobjects.pointer_oid(kept.sha256, kept.size)
                    kept = replace(kept, oid=oid, lfs=True)
                    store.hold(scope, [(kept.sha256, kept.size)], 1)
                contents[path] = kept
            return store.commit(repo, contents, author=author, title="Add files").oid

        return self.ask(change)

    def remove(self, world: str, repo_id: str) -> None:
        self.ask(lambda store: store.repos.delete(_repo(store, world, repo_id)))

    def rewrite(self, world: str, repo_id: str) -> None:
        """Its history is another now: no oid of before is known any more."""

        def change(store: Store) -> None:
            repo = _repo(store, world, repo_id)
            head = store.history.ref(repo, HEADS + repo.default_branch)
            assert head is not None
            large = [
                found.entry.sha256 for found in store.trees.files(head.tree) if found.entry.kind == "lfs"
            ]
            store.history.forget(repo, large)

        self.ask(change)

    def rename(self, world: str, repo_id: str, name: str) -> None:
        self.ask(lambda store: store.repos.rename(_repo(store, world, repo_id), ME, name))


def _repo(store: Store, world: str, repo_id: str) -> Repo:
    repo = store.repos.find(world, "model", repo_id)
    assert repo is not None
    return repo


def _made(store: Store, commit: Commit) -> Made:
    hashes = {}
    for path, entry in store.trees.files(commit.tree):
        content = store.blobs.read(entry.sha256, entry.size)
        hashes[path] = hashlib.sha256(content).hexdigest()
    return Made(commit.oid, f"{commit.title}\n\n{commit.message}", hashes)
