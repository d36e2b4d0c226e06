"""Two hubs in memory that keep the Hub contract and nothing more, and break where a test tells them to."""

from __future__ import annotations

import hashlib
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from hubtui.errors import Conflict, Corrupt, HubError, NotFound, Offline, Refused
from hubtui.hub import Hub
from hubtui.model import (
    AddFile,
    Capability,
    Change,
    Commit,
    DeleteFile,
    Discussion,
    DiscussionQuery,
    Namespace,
    Need,
    Page,
    Ref,
    RefType,
    RepoInfo,
    RepoKey,
    RepoType,
    TreeEntry,
    Upload,
    User,
    Visibility,
)
from hubtui.secret import Secret

Tree = dict[str, bytes]
INLINE = 64 * 1024
BLOCK = 1024


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def blob_oid(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


@dataclass
class Repo:
    visibility: Visibility = Visibility.PUBLIC
    gated: str = ""
    commits: list[tuple[Commit, Tree]] = field(default_factory=list)
    branches: dict[str, list[tuple[Commit, Tree]]] = field(default_factory=dict)
    """The others than the default one."""
    tags: dict[str, str] = field(default_factory=dict)
    tagged: dict[str, list[tuple[Commit, Tree]]] = field(default_factory=dict)
    """What the tags keep, whatever becomes of the branches."""

    def line(self, revision: str) -> list[tuple[Commit, Tree]] | None:
        """The commits up to a branch, tag or oid."""
        if revision in self.branches:
            return self.branches[revision]
        oid = self.tags.get(revision, revision)
        for line in (self.commits, *self.branches.values(), *self.tagged.values()):
            for place, (commit, _) in enumerate(line):
                if commit.oid == oid:
                    return line[: place + 1]
        return None

    @property
    def head(self) -> str:
        return self.commits[-1][0].oid if self.commits else ""

    @property
    def tree(self) -> Tree:
        return self.commits[-1][1] if self.commits else {}

    def record(self, tree: Tree, message: str, branch: str = "") -> str:
        line = self.branches[branch] if branch else self.commits
        about = f"{len(line)}{message}{sorted(tree)}{branch}"
        oid = hashlib.sha1(about.encode(), usedforsecurity=False).hexdigest()
        title, _, rest = message.partition("\n\n")
        line.append((Commit(oid, title, rest), tree))
        return oid


@dataclass(frozen=True)
class Lost:
    """The call is done, its answer lost."""

    error: HubError


@dataclass(frozen=True)
class Bytes:
    """A read that gives what `change` makes of the content, then raises `then`, or ends."""

    change: Callable[[bytes], bytes]
    then: HubError | None = None


Step = HubError | Exception | Lost | Bytes | Callable[[], None] | None


class MemoryHub(Hub):
    name = "memory"
    title = "Memory"
    scheme = "mem"
    default_revision = "main"
    capabilities = dict.fromkeys((RepoType.MODEL, RepoType.DATASET), Capability.WRITE | Capability.COMMITS)
    tells_sha256_of_all = False
    checks_parent = True
    page_size = 1000

    def __init__(self) -> None:
        self.endpoint = f"memory://{id(self)}"
        self.repos: dict[RepoKey, Repo] = {}
        self.blobs: dict[str, bytes] = {}
        self.calls: dict[str, int] = defaultdict(int)
        self.put_bytes = 0
        self.read_bytes = 0
        self.note = ""
        self.dates: dict[str, datetime] = {}
        """When files were changed last, by path."""
        self._script: dict[str, deque[Step]] = defaultdict(deque)
        self._always: dict[str, Step] = {}
        self._lock = threading.RLock()

    @classmethod
    def open(cls, endpoint: str, token: Secret | None, cache: Path) -> Hub:
        return cls()

    # --- what a test says

    def add(self, repo: RepoKey, tree: Tree, **about: object) -> str:
        record = self.repos.setdefault(repo, Repo(**about))  # type: ignore[arg-type]
        return record.record(tree, "seeded")

    def script(self, method: str, *steps: Step) -> None:
        """What the next calls of the method do; None is to work."""
        self._script[method].extend(steps)

    def always(self, method: str, step: Step) -> None:
        self._always[method] = step

    def clear(self) -> None:
        self._script.clear()
        self._always.clear()

    def reset_counts(self) -> None:
        self.calls.clear()
        self.put_bytes = self.read_bytes = 0

    def _step(self, method: str) -> Step:
        with self._lock:
            self.calls[method] += 1
            steps = self._script[method]
            step = steps.popleft() if steps else self._always.get(method)
        if isinstance(step, Exception):
            raise step
        if callable(step):
            step()
        return step

    # --- the contract

    def whoami(self) -> User:
        return User("me")

    def list_repos(self, namespace: str, repo_type: RepoType) -> Iterator[Page[RepoInfo]]:
        self._step("list_repos")
        yield Page([RepoInfo(key) for key in self.repos if key.namespace == namespace])

    def _repo(self, repo: RepoKey) -> Repo:
        if repo not in self.repos:
            raise NotFound(f"no repo {repo}", status=404, hub=self.title)
        return self.repos[repo]

    def repo_info(self, repo: RepoKey) -> RepoInfo:
        self._step("repo_info")
        found = self._repo(repo)
        return RepoInfo(repo, visibility=found.visibility, gated=found.gated, head=found.head, license="mit")

    def _at(self, repo: RepoKey, revision: str) -> Tree:
        found = self._repo(repo)
        if revision == self.default_revision and found.commits:
            return found.tree
        if line := found.line(revision):
            return line[-1][1]
        raise NotFound(f"no revision {revision}", status=404, hub=self.title)

    def list_tree(
        self,
        repo: RepoKey,
        revision: str,
        path: str = "",
        *,
        recursive: bool = False,
        last_commits: bool = False,
    ) -> Iterator[Page[TreeEntry]]:
        assert recursive
        tree = self._at(repo, revision)
        entries = [self._entry(name, content) for name, content in sorted(tree.items())]
        if last_commits or self.tells_sha256_of_all:
            entries = [replace(one, last_commit=self._last_commit(one.path)) for one in entries]
        for start in range(0, max(1, len(entries)), self.page_size):
            self._step("list_tree")
            yield Page(entries[start : start + self.page_size], note=self.note)

    def _last_commit(self, path: str) -> Commit | None:
        return Commit("", "", date=self.dates[path]) if path in self.dates else None

    def _entry(self, path: str, content: bytes) -> TreeEntry:
        lfs = len(content) > INLINE
        pointer = blob_oid(f"pointer to {sha256(content)}".encode())
        if self.tells_sha256_of_all:
            return TreeEntry(path, size=len(content), sha256=sha256(content), lfs=lfs)
        if lfs:
            return TreeEntry(path, size=len(content), sha256=sha256(content), oid=pointer, lfs=True)
        return TreeEntry(path, size=len(content), oid=blob_oid(content))

    def list_refs(self, repo: RepoKey) -> list[Ref]:
        found = self._repo(repo)
        return [
            Ref(self.default_revision, RefType.BRANCH, found.head),
            *(Ref(name, RefType.BRANCH, line[-1][0].oid) for name, line in found.branches.items()),
            *(Ref(name, RefType.TAG, oid) for name, oid in found.tags.items()),
        ]

    def create_ref(self, repo: RepoKey, name: str, ref_type: RefType, revision: str) -> None:
        step = self._step("create_ref")
        found = self._repo(repo)
        line = found.line(revision)
        if name in (found.branches if ref_type is RefType.BRANCH else found.tags):
            raise Conflict("it exists", status=409, hub=self.title)
        if line is None:
            raise NotFound(f"no revision {revision}", status=404, hub=self.title)
        if ref_type is RefType.BRANCH:
            found.branches[name] = [*line]
        else:
            found.tags[name] = line[-1][0].oid
            found.tagged[name] = [*line]
        _lose(step)

    def resolve(self, repo: RepoKey, revision: str) -> str:
        self._step("resolve")
        with self._lock:
            self._at(repo, revision)
            found = self._repo(repo)
            line = found.commits if revision == self.default_revision else found.line(revision)
            return line[-1][0].oid if line else ""

    def delete_ref(self, repo: RepoKey, ref: Ref) -> None:
        step = self._step("delete_ref")
        if self._repo(repo).branches.pop(ref.name, None) is None:
            raise NotFound(f"no branch {ref.name}", status=404, hub=self.title)
        _lose(step)

    def read(
        self, repo: RepoKey, revision: str, path: str, *, offset: int = 0, length: int | None = None
    ) -> Iterator[bytes]:
        step = self._step("read")
        tree = self._at(repo, revision)
        if path not in tree:
            raise NotFound(f"no {path}", status=404, hub=self.title)
        content = tree[path][offset : None if length is None else offset + length]
        if isinstance(step, Bytes):
            content = step.change(content)
        for start in range(0, len(content), max(BLOCK, len(content) // 16)):
            block = content[start : start + max(BLOCK, len(content) // 16)]
            self.read_bytes += len(block)
            yield block
        if isinstance(step, Bytes) and step.then is not None:
            raise step.then

    def list_commits(self, repo: RepoKey, revision: str) -> Iterator[Page[Commit]]:
        self._step("list_commits")
        found = self._repo(repo)
        yield Page([commit for commit, _ in reversed(found.branches.get(revision, found.commits))])

    def create_repo(
        self,
        repo: RepoKey,
        *,
        visibility: Visibility = Visibility.PRIVATE,
        license: str = "",
        exist_ok: bool = False,
    ) -> None:
        step = self._step("create_repo")
        if repo in self.repos and not exist_ok:
            raise Conflict("it exists", status=409, hub=self.title)
        made = self.repos.setdefault(repo, Repo(visibility))
        if not made.commits:
            made.record({".gitattributes": b"* filter"}, "initial commit")
        _lose(step)

    def missing(
        self, repo: RepoKey, revision: str, uploads: Sequence[Upload], *, proposes: bool = False
    ) -> list[Need]:
        self._step("missing")
        self._repo(repo)
        with self._lock:
            return [Need(u, u.size <= INLINE) for u in uploads if u.sha256 not in self.blobs]

    def put(self, repo: RepoKey, need: Need, chunks: Iterator[bytes]) -> None:
        step = self._step("put")
        content = b"".join(chunks)
        if len(content) != need.upload.size or sha256(content) != need.upload.sha256:
            raise Corrupt("not the announced content", status=400, hub=self.title)
        with self._lock:
            self.put_bytes += len(content)
            self.blobs[need.upload.sha256] = content
        _lose(step)

    def commit(
        self,
        repo: RepoKey,
        revision: str,
        changes: Sequence[Change],
        message: str,
        *,
        parent: str = "",
    ) -> str:
        step = self._step("commit")
        with self._lock:
            found = self._repo(repo)
            branch = "" if revision == self.default_revision else revision
            line = found.branches[branch] if branch else found.commits
            if self.checks_parent and parent and parent != (line[-1][0].oid if line else ""):
                raise Conflict("the branch moved", status=412, hub=self.title)
            assert len(changes) <= self.commit_limit
            tree = dict(line[-1][1]) if line else {}
            for change in changes:
                self._apply(tree, change)
            assert (
                sum(len(c.content or b"") for c in changes if isinstance(c, AddFile))
                <= self.commit_inline_limit
            )
            oid = found.record(tree, message, branch)
        _lose(step)
        return oid

    def _apply(self, tree: Tree, change: Change) -> None:
        if isinstance(change, DeleteFile):
            tree.pop(change.path)
            return
        content = self.blobs.get(change.sha256) if change.content is None else change.content
        if content is None:
            raise Refused(f"{change.path} names content that is not there", status=400, hub=self.title)
        assert sha256(content) == change.sha256
        assert len(content) == change.size
        tree[change.path] = content
        self.blobs[change.sha256] = content

    def namespaces(self) -> list[Namespace]:
        return [Namespace("me")]

    def list_discussions(
        self, repo: RepoKey, query: DiscussionQuery = DiscussionQuery()
    ) -> Iterator[Page[Discussion]]:
        return iter(())


def _lose(step: Step) -> None:
    if isinstance(step, Lost):
        raise step.error


class HfLike(MemoryHub):
    """Tells a sha256 of large files only, a git oid of every file."""

    name = "hf-like"
    title = "HF"


class MsLike(MemoryHub):
    """Tells a sha256 of every file and no git oid; takes a commit on any head."""

    name = "ms-like"
    title = "MS"
    default_revision = "master"
    tells_sha256_of_all = True


def cut(after: int, then: HubError | None = None) -> Bytes:
    """A read that breaks after so many bytes; with no error it just ends."""
    return Bytes(lambda content: content[:after], then)


def dropped(after: int) -> Bytes:
    return cut(after, Offline("connection reset"))


def flipped() -> Bytes:
    """A read with one wrong byte in it."""
    return Bytes(lambda content: content[:-1] + bytes(byte ^ 1 for byte in content[-1:]))
