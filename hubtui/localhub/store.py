"""Everything the embedded hub keeps, behind one object."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hubtui.localhub import cards, gitobjects, schema
from hubtui.localhub.blobs import Blobs
from hubtui.localhub.collections import Collections
from hubtui.localhub.gitattributes import default_attributes
from hubtui.localhub.history import HEADS, History
from hubtui.localhub.records import Commit, Content, Entry, Facts, Repo
from hubtui.localhub.repos import Repos
from hubtui.localhub.shards import XetStore
from hubtui.localhub.social import AccessRequests, Likes
from hubtui.localhub.threads import Threads
from hubtui.localhub.trees import Trees


class Store:
    """Repos, their history, threads and contents. One thread at a time uses it."""

    def __init__(self, directory: Path, *, xet: bool = False) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._db = schema.connect(directory)
        self.blobs = Blobs(directory, self._db)
        self.trees = Trees(self._db)
        self.repos = Repos(self._db)
        self.history = History(self._db, self.trees)
        self.threads = Threads(self._db)
        self.likes = Likes(self._db)
        self.access_requests = AccessRequests(self._db)
        self.collections = Collections(self._db)
        self.xet = XetStore(directory / "xet") if xet else None
        """Where clients that speak xet put large contents, if they may."""
        self.secret = self._secret()

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what happens inside is kept, or none; an inner one joins the outer."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # settings

    def setting(self, name: str) -> str:
        row = self._db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_setting(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def _secret(self) -> bytes:
        """The key that signs links; it outlives the process, as uploads in flight may."""
        if not self.setting("secret"):
            self.set_setting("secret", secrets.token_hex(32))
        return self.setting("secret").encode()

    # who holds which content

    def hold(self, scope: str, items: Iterable[tuple[str, int]], date: int) -> None:
        """Remember that these contents (sha256, size) came to a repo of hf, or to ms."""
        self._db.executemany(
            "INSERT OR IGNORE INTO holdings VALUES (?, ?, ?, ?)",
            [(scope, sha, size, date) for sha, size in items],
        )

    def share(self, source: Repo, target: Repo, date: int) -> None:
        """Let an hf repo hold all that another holds."""
        self._db.execute(
            "INSERT OR IGNORE INTO holdings SELECT ?, sha256, size, ? FROM holdings WHERE scope = ?",
            (f"hf:{target.id}", date, f"hf:{source.id}"),
        )

    def release(self, scope: str, contents: Iterable[str]) -> None:
        """Forget that these contents ever came to this scope."""
        self._db.executemany(
            "DELETE FROM holdings WHERE scope = ? AND sha256 = ?", [(scope, sha) for sha in contents]
        )

    def holdings(self, scope: str) -> list[tuple[str, int, int]]:
        """The contents (sha256, size, date) of a scope, the latest first."""
        rows = self._db.execute(
            "SELECT sha256, size, pushed FROM holdings WHERE scope = ? ORDER BY pushed DESC, sha256", (scope,)
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def held(self, scope: str, sha256: str) -> int | None:
        """The size of a content if it came to this scope."""
        row = self._db.execute(
            "SELECT size FROM holdings WHERE scope = ? AND sha256 = ?", (scope, sha256)
        ).fetchone()
        return int(row[0]) if row else None

    def holdings_size(self, scope: str) -> int:
        row = self._db.execute(
            "SELECT coalesce(sum(size), 0) FROM holdings WHERE scope = ?", (scope,)
        ).fetchone()
        return int(row[0])

    def namespace_size(self, namespace: str) -> int:
        """The bytes of all that an hf namespace holds."""
        row = self._db.execute(
            "SELECT coalesce(sum(size), 0) FROM holdings WHERE scope IN"
            " (SELECT 'hf:' || id FROM repos WHERE world = 'hf' AND namespace = ? COLLATE NOCASE)",
            (namespace,),
        ).fetchone()
        return int(row[0])

    # repos and commits

    def create_repo(
        self, world: str, repo_type: str, namespace: str, name: str, *, author: str,
        visibility: str = "public", date: int | None = None, facts: Facts | None = None,
    ) -> Repo:  # fmt: skip
        """A new repo with its first commit."""
        date = now() if date is None else date
        with self.transaction():
            repo = self.repos.create(world, repo_type, namespace, name, visibility, date, facts or {})
            attributes = self.keep(default_attributes(repo_type).encode())
            self.commit(
                repo, {".gitattributes": attributes}, author=author, title="initial commit", date=date
            )
        return repo

    def duplicate(self, source: Repo, namespace: str, name: str, visibility: str) -> Repo:
        """A new repo with the history and the contents of another."""
        date = now()
        with self.transaction():
            repo = self.repos.create("hf", source.type, namespace, name, visibility, date, source.facts)
            self.history.copy(source, repo)
            self.share(source, repo, date)
            return self.repos.update(repo, tags=source.tags)

    def keep(self, data: bytes) -> Content:
        """Store the content of a regular file."""
        return Content(self.blobs.put(data), len(data), gitobjects.blob_oid(data), lfs=False)

    def commit(
        self, repo: Repo, changes: Mapping[str, Content | None], *, author: str, title: str,
        message: str = "", ref: str = "", date: int | None = None, parent: Commit | None = None,
    ) -> Commit:  # fmt: skip
        """One more commit on a ref, the default branch unless told otherwise."""
        default = HEADS + repo.default_branch
        ref = ref or default
        date = now() if date is None else date
        with self.transaction():
            parent = parent or self.history.ref(repo, ref)
            commit = self.history.commit(
                repo, ref, changes, author=author, title=title, message=message, date=date, parent=parent
            )
            if ref == default:
                self._note_change(repo, commit, changes)
        return commit

    def _note_change(self, repo: Repo, commit: Commit, changes: Mapping[str, Content | None]) -> None:
        if not cards.tells(changes):
            self.repos.update(repo, modified=commit.date)
            return
        top = self.trees.get(commit.tree).entries
        prefixed = cards.DATASET_KEYS if (repo.world, repo.type) == ("hf", "dataset") else ()
        tags, facts = cards.describe(lambda path: self._told(top.get(path)), top, prefixed)
        self.repos.update(repo, modified=commit.date, tags=tags, facts={**repo.facts, **facts})

    def _told(self, entry: Entry | None) -> bytes | None:
        if entry is None or entry.is_tree:
            return None
        if entry.kind == "file":
            return self.blobs.read(entry.sha256, entry.size)
        return self.head(entry, 1024 * 1024) if self.blobs.has(entry.sha256, entry.size) else None

    def head(self, entry: Entry, limit: int) -> bytes:
        """The first bytes of a file."""
        if entry.size <= limit:
            return self.blobs.read(entry.sha256, entry.size)
        with self.blobs.path(entry.sha256).open("rb") as file:
            return file.read(limit)


def now() -> int:
    """The time, in whole seconds."""
    return int(time.time())
