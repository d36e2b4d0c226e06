"""Folders of this machine, seen as repos: copying to one is a download, copying from one an upload.

A repo is a folder, named by its absolute path; it has no history, one revision that has no name, and the
files as they are now. Its hashes are not in the listing: who needs one reads the file, and `version` tells
when it has to be read again. Files that were written here are the exception: they tell their sha256 for as
long as nobody touches them.
"""

from __future__ import annotations

import getpass
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from hubtui.errors import Conflict, NotFound
from hubtui.hub import Hub
from hubtui.hubs.local.cache import adopt, is_cache
from hubtui.hubs.local.errors import TITLE, refused, translated
from hubtui.hubs.local.folder import Folder
from hubtui.hubs.local.parts import KEPT
from hubtui.hubs.local.staging import Staging
from hubtui.hubs.streams import BLOCK, limited
from hubtui.model import (
    AddFile,
    Capability,
    Change,
    DeleteFile,
    Namespace,
    Need,
    Page,
    Ref,
    RepoInfo,
    RepoKey,
    RepoType,
    TreeEntry,
    Upload,
    User,
    Visibility,
)
from hubtui.secret import Secret

NOW = "now"
"""What `resolve` answers: there is no other state to name."""


class Local(Hub):
    name = "local"
    title = TITLE
    scheme = "file"
    default_revision = ""
    checks_parent = False
    capabilities = {RepoType.MODEL: Capability.WRITE}
    keeps_history = False

    def __init__(self, home: Path) -> None:
        self.endpoint = "file://"
        self._home = home
        self._stagings: dict[Path, Staging] = {}
        self._lock = threading.Lock()

    @classmethod
    def open(cls, endpoint: str, token: Secret | None, cache: Path, *, account: str = "") -> Local:
        """`file://`, or `file:///a/folder` to have that one for the home."""
        home = unquote(urlsplit(endpoint).path)
        return cls(Path(home) if home else Path.home())

    # -- who and where

    def whoami(self) -> User:
        try:
            return User(getpass.getuser())
        except (OSError, KeyError):
            return User(str(os.getuid()) if hasattr(os, "getuid") else "user")

    def namespaces(self) -> list[Namespace]:
        """Where a look around this machine can begin: the home, the current folder, the root."""
        places = {self._home: "home"}
        with suppress(OSError):
            places.setdefault(Path.cwd(), "current folder")
        places.setdefault(Path(self._home.anchor), "everything")
        return [Namespace(place.as_posix(), display_name=words) for place, words in places.items()]

    def list_repos(self, namespace: str, repo_type: RepoType) -> Iterator[Page[RepoInfo]]:
        """A folder's folders, all of them models."""
        if repo_type is not RepoType.MODEL or not Path(namespace).is_dir():
            return
        for page in Folder(namespace).entries(""):
            keys = [_below(namespace, entry.path) for entry in page.items if entry.is_directory]
            yield Page([RepoInfo(key, visibility=Visibility.PRIVATE) for key in keys], note=page.note)

    def repo_info(self, repo: RepoKey) -> RepoInfo:
        """Private: whoever gets a copy did not see it before."""
        self._folder(repo)
        return RepoInfo(repo, visibility=Visibility.PRIVATE, head=NOW)

    # -- reading

    def list_tree(
        self,
        repo: RepoKey,
        revision: str,
        path: str = "",
        *,
        recursive: bool = False,
        last_commits: bool = False,
    ) -> Iterator[Page[TreeEntry]]:
        folder = self._folder(repo, revision)
        for page in folder.all_entries(path) if recursive else folder.entries(path):
            yield replace(page, items=self._known(repo, page.items))

    def look_up(self, repo: RepoKey, revision: str, paths: Iterable[str]) -> list[TreeEntry]:
        return self._known(repo, self._folder(repo, revision).look_up(paths))

    def unfit(self, repo: RepoKey, paths: Sequence[str]) -> Mapping[str, str]:
        return Folder(repo.repo_id).unfit(paths)

    def list_refs(self, repo: RepoKey) -> list[Ref]:
        """None: a folder has no branches."""
        self._folder(repo)
        return []

    def resolve(self, repo: RepoKey, revision: str) -> str:
        """Always the same word for a folder that is there. It pins nothing: a file that changed is found by
        its size and hash when it is read."""
        self._folder(repo, revision)
        return NOW

    def read(
        self, repo: RepoKey, revision: str, path: str, *, offset: int = 0, length: int | None = None
    ) -> Iterator[bytes]:
        with self._folder(repo, revision).opened(path) as file, translated(path):
            file.seek(offset)
            yield from limited(iter(lambda: file.read(BLOCK), b""), length)

    # -- writing

    def create_repo(
        self,
        repo: RepoKey,
        *,
        visibility: Visibility = Visibility.PRIVATE,
        license: str = "",
        sdk: str = "",
        exist_ok: bool = False,
    ) -> None:
        """Make the folder and those above it. Visibility and licence have no place here."""
        with translated(repo.repo_id):
            place = Path(repo.repo_id)
            if not place.is_dir() and (place.exists() or place.is_symlink()):
                raise refused(f"{repo.repo_id} is a file")
            if place.is_dir() and not exist_ok:
                raise Conflict(f"{repo.repo_id} exists", hub=TITLE)
            place.mkdir(parents=True, exist_ok=True)

    def missing(
        self, repo: RepoKey, revision: str, uploads: Sequence[Upload], *, proposes: bool = False
    ) -> list[Need]:
        staging = self._staging(repo, revision)
        begun = staging.begun() if any(upload.size > KEPT for upload in uploads) else {}
        return [
            Need(upload, inline=False, has=begun.get(upload.sha256, 0))
            for upload in uploads
            if not staging.has(upload)
        ]

    def put(self, repo: RepoKey, need: Need, chunks: Iterator[bytes]) -> None:
        self._staging(repo).take(need.upload, chunks, need.has)

    def commit(
        self,
        repo: RepoKey,
        revision: str,
        changes: Sequence[Change],
        message: str,
        *,
        parent: str = "",
    ) -> str:
        """Move the files into place, and what is deleted away. `parent` says nothing here: there is only what
        is there now."""
        adds = [change for change in changes if isinstance(change, AddFile)]
        gone = [change.path for change in changes if isinstance(change, DeleteFile)]
        staging = self._staging(repo, revision)
        staging.place(adds, gone)
        if is_cache(Path(repo.repo_id)):
            adopt(Path(repo.repo_id), "" if revision == NOW else revision, adds)
        return NOW

    def web_url(
        self,
        repo: RepoKey,
        *,
        revision: str = "",
        path: str = "",
        is_directory: bool = False,
        commit: str = "",
        discussion: int = 0,
    ) -> str:
        """Of the file or folder itself."""
        return Folder(repo.repo_id).full(path).as_uri()

    # -- one folder

    def _folder(self, repo: RepoKey, revision: str = "") -> Folder:
        if repo.repo_type is not RepoType.MODEL or not repo.is_folder:
            raise NotFound(f"{repo} is no absolute path", hub=TITLE)
        if revision not in ("", NOW) and not is_cache(Path(repo.repo_id)):
            raise NotFound(f"a folder has no revision {revision!r}", hub=TITLE)
        with translated(repo.repo_id):
            if not Path(repo.repo_id).is_dir():
                os.stat(repo.repo_id)
                raise NotADirectoryError(20, "Not a folder")
        return Folder(repo.repo_id)

    def _staging(self, repo: RepoKey, revision: str = "") -> Staging:
        folder = self._folder(repo, revision)
        with self._lock:
            return self._stagings.setdefault(folder.root, Staging(folder))

    def _known(self, repo: RepoKey, entries: Iterable[TreeEntry]) -> list[TreeEntry]:
        """The entries, those that were written here with their sha256."""
        staging = self._stagings.get(Path(repo.repo_id))
        if staging is None:
            return list(entries)
        return [replace(entry, sha256=staging.sha256_of(entry.path)) for entry in entries]


def _below(folder: str, name: str) -> RepoKey:
    return RepoKey(RepoType.MODEL, f"{folder.rstrip('/')}/{name}")
