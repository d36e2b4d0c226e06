"""The hub interface: what every model hub must offer, and what some can."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from hubtui.errors import Unauthorized, Unsupported
from hubtui.hub.discussed import Discussed
from hubtui.hub.owned import Owned
from hubtui.model import (
    Capability,
    Change,
    Collection,
    Commit,
    Comparison,
    Grant,
    Invitation,
    Namespace,
    Need,
    Page,
    Ref,
    RefType,
    RepoInfo,
    RepoKey,
    RepoQuery,
    RepoType,
    TreeEntry,
    Upload,
    User,
    Visibility,
)
from hubtui.secret import Secret


class Hub(Discussed, Owned):
    """A model hub, seen through one account.

    Every method blocks: call them off the event loop. Instances may be used from several threads at once.
    Every method raises `errors.HubError` and nothing else for what the hub or the network does. Listings are
    lazy: each page is one request, made when the iterator is advanced; an iterator belongs to one thread at a
    time. A repo that the account may not see is NotFound, as if it did not exist.
    """

    @classmethod
    @abstractmethod
    def open(cls, endpoint: str, token: Secret | None, cache: Path, *, account: str = "") -> Hub:
        """The hub at this endpoint with exactly this token, or anonymous. Makes no request. `account` is what
        the log calls whoever asks."""

    @classmethod
    def invite(cls, endpoint: str) -> Invitation:
        """Begin a sign-in that its user agrees to in a browser. Unsupported where there is none."""
        raise Unsupported(f"{cls.title} has no sign-in in the browser", advice="Paste a token.")

    @classmethod
    def answer(cls, endpoint: str, invitation: Invitation) -> Grant | Invitation:
        """What has become of it: what was agreed to, or how it stands while nothing was; ask again after its
        `interval`. Once. Refused when the user denied it or the time is over."""
        raise Unsupported(f"{cls.title} has no sign-in in the browser")

    @classmethod
    def renew(cls, endpoint: str, grant: Grant) -> Grant:
        """Another one; the hub may take the old one back. Unauthorized when the user has to sign in again."""
        raise Unsupported(f"{cls.title} has no sign-in in the browser")

    @abstractmethod
    def whoami(self) -> User:
        """Whose token this is. Unauthorized when there is none, or the hub does not know it. Hubs let this be
        asked seldom: an answer may be up to a minute old."""

    def whoami_now(self) -> User:
        """The same, asked now."""
        return self.whoami()

    def is_refused(self) -> bool:
        """Whether the hub does not know the account's token any more: asked now, by one request. False where
        there is none."""
        if self.is_anonymous:
            return False
        try:
            self.whoami_now()
        except Unauthorized:
            return True
        return False

    def namespaces(self) -> list[Namespace]:
        """The account's own namespace first, then its organisations; none without a token."""
        if self.is_anonymous:
            return []
        user = self.whoami()
        return [Namespace(user.name, display_name=user.display_name), *user.organisations]

    @abstractmethod
    def list_repos(self, namespace: str, repo_type: RepoType) -> Iterator[Page[RepoInfo]]:
        """The namespace's repos that the account can see, in the hub's own order."""

    def search_repos(self, repo_type: RepoType, query: RepoQuery) -> Iterator[Page[RepoInfo]]:
        """Repos of the whole hub that the account can see. An empty query lists all of them."""
        raise self._unsupported("search", repo_type)

    def search_namespaces(self, text: str) -> list[Namespace]:
        """Users and organisations whose name begins with or contains this, the likeliest first."""
        raise Unsupported("cannot search users", hub=self.title)

    def list_liked(self, repo_type: RepoType) -> Iterator[Page[RepoInfo]]:
        """The repos that the account has liked, the latest first; where the hub tells no more, only their
        keys. Unauthorized without a token."""
        raise self._unsupported("list the liked ones", repo_type)

    def list_collections(self, namespace: str) -> Iterator[Page[Collection]]:
        """The namespace's collections that the account can see."""
        raise Unsupported("cannot list collections", hub=self.title)

    def list_collection(self, slug: str) -> Iterator[Page[RepoInfo]]:
        """A collection's repos in its own order; a note says how many other items it has."""
        raise Unsupported("cannot list collections", hub=self.title)

    @abstractmethod
    def repo_info(self, repo: RepoKey) -> RepoInfo:
        """The repo's own record, `head` included where the hub tells it in the same request."""

    @abstractmethod
    def list_tree(
        self,
        repo: RepoKey,
        revision: str,
        path: str = "",
        *,
        recursive: bool = False,
        last_commits: bool = False,
    ) -> Iterator[Page[TreeEntry]]:
        """The entries below `path`: its own only, or all of them (directories included where the hub lists
        them). `last_commits` asks for each entry's last commit where that costs more requests; hubs that
        tell it anyway always do."""

    def look_up(self, repo: RepoKey, revision: str, paths: Iterable[str]) -> list[TreeEntry] | None:
        """What stands at these paths, and every file that stands where one of them needs a folder. None when
        the hub can only be listed."""
        return None

    def unfit(self, repo: RepoKey, paths: Sequence[str]) -> Mapping[str, str]:
        """Which of these paths cannot be files of the repo, all others being there too, each with the reason.
        The repo need not exist."""
        return {}

    def list_folder(self, repo: RepoKey, revision: str, path: str = "") -> Iterator[Page[TreeEntry]]:
        """One folder's entries as a screen wants them: the first page with last commits, the rest as fast as
        the hub can list them."""
        return self.list_tree(repo, revision, path, last_commits=True)

    def last_commits(self, repo: RepoKey, revision: str, paths: Sequence[str]) -> Mapping[str, Commit]:
        """The last commit of each of these files and folders, at most `last_commits_limit`; one request.
        Empty on a hub whose listings tell them anyway."""
        return {}

    last_commits_limit: ClassVar[int] = 100

    @abstractmethod
    def list_refs(self, repo: RepoKey) -> list[Ref]:
        """Branches (the default one first), then tags, then pull request refs."""

    @abstractmethod
    def resolve(self, repo: RepoKey, revision: str) -> str:
        """The commit oid that a branch, tag or oid names now: what a copy pins its source to. NotFound when
        there is none. Costs one request."""

    @abstractmethod
    def read(
        self, repo: RepoKey, revision: str, path: str, *, offset: int = 0, length: int | None = None
    ) -> Iterator[bytes]:
        """The file's bytes from `offset` to its end, or `length` of them, in blocks of at most 1 MiB as they
        arrive; nothing past the end. A broken connection raises Offline; ask again from where it broke. The
        content is not checked here: whoever reads it hashes it. Close the iterator to end the request
        early."""

    def read_ordinary(self, repo: RepoKey, revision: str, path: str) -> Iterator[bytes]:
        """All of an ordinary git file, by the hub's shortest way: for files whose listing told an oid and no
        sha256, at a commit's oid."""
        return self.read(repo, revision, path)

    def list_commits(self, repo: RepoKey, revision: str) -> Iterator[Page[Commit]]:
        """Newest first."""
        raise self._unsupported("list commits", repo.repo_type)

    def compare(self, repo: RepoKey, base: str, head: str) -> Comparison:
        """What differs between two revisions: files and unified diff. `base` may be empty: the parent of the
        commit `head`; of a first commit, nothing."""
        raise self._unsupported("compare revisions", repo.repo_type)

    def create_ref(self, repo: RepoKey, name: str, ref_type: RefType, revision: str) -> None:
        """Make a branch or a tag that points where `revision` does. Conflict when there is one already."""
        raise self._unsupported(f"create a {ref_type.value}", repo.repo_type)

    def delete_ref(self, repo: RepoKey, ref: Ref) -> None:
        """Delete a branch or a tag. NotFound when there is none. Refused or Forbidden for the default one."""
        raise self._unsupported(f"delete a {ref.ref_type.value}", repo.repo_type)

    def create_repo(
        self,
        repo: RepoKey,
        *,
        visibility: Visibility = Visibility.PRIVATE,
        license: str = "",
        sdk: str = "",
        exist_ok: bool = False,
    ) -> None:
        """Make an empty repo. Conflict when there is one already, unless `exist_ok`: then it is left as it
        is, its visibility too. `license` is an SPDX id, passed on where the hub keeps one in its record.
        `sdk` is one of `sdks`, of a space only."""
        raise self._unsupported("create repos", repo.repo_type)

    def missing(
        self, repo: RepoKey, revision: str, uploads: Sequence[Upload], *, proposes: bool = False
    ) -> list[Need]:
        """Which of these files' content the repo's hub still wants, and how. An upload that is not in the
        answer is there already, under this path or any other, and is only named in the commit. Changes
        nothing. `proposes`: for a pull request to this branch, which takes less than the right to write."""
        raise self._unsupported("receive files", repo.repo_type)

    def share(self, source: RepoKey, revision: str, paths: Sequence[str], target: RepoKey) -> set[str]:
        """Let `target` hold what these files of `source`, another repo of this hub, have in them: the sha256s
        that a commit there may name from then on. No content moves. What is not in the answer, or all of it
        where the account may not read the source, has to go the ordinary way."""
        raise self._unsupported("share files", target.repo_type)

    def shares(self, source: Hub, repo_type: RepoType) -> bool:
        """Whether `share` can be asked for what another repo of `source` has: it is this hub, too."""
        return self.is_same(source) and self.supports(Capability.SHARE, repo_type)

    def is_same(self, other: Hub) -> bool:
        """Whether both go to one place, under whichever accounts."""
        return (self.name, self.endpoint) == (other.name, other.endpoint)

    def put(self, repo: RepoKey, need: Need, chunks: Iterator[bytes]) -> None:
        """Send one content that is not inline, streamed: exactly `size` bytes with this sha256, less those
        that the need says the hub has. Returns when the hub has it; putting the same again does no harm. An
        error that `chunks` raises comes through as it is, and leaves nothing behind but what a later
        `missing` tells of. Corrupt when the hub says that size or hash differ; then nothing is left."""
        raise self._unsupported("receive files", repo.repo_type)

    def commit(
        self,
        repo: RepoKey,
        revision: str,
        changes: Sequence[Change],
        message: str,
        *,
        parent: str = "",
    ) -> str:
        """Apply all changes in one commit on the branch and return its oid: all of them or none. Sends the
        request once, never again by itself. Conflict when `parent` is given and is not the branch's head
        (checked by the hub where it can, right before the request elsewhere). At most `commit_limit`
        changes."""
        raise self._unsupported("receive commits", repo.repo_type)

    def propose(
        self,
        repo: RepoKey,
        revision: str,
        changes: Sequence[Change],
        message: str,
        *,
        parent: str = "",
    ) -> Ref:
        """Open a pull request to the branch with all changes in one commit; the branch stays as it is. What
        it returns is the pull request's ref: more commits go to that. Sends the request once. At most
        `commit_limit` changes."""
        raise self._unsupported("open pull requests", repo.repo_type)

    checks_parent: ClassVar[bool] = True
    """Whether the hub itself refuses a commit whose `parent` is not the head, however late it arrives."""
    commit_limit: ClassVar[int] = 1000
    """Changes that go into one commit."""
    commits_an_hour: ClassVar[int | None] = None
    """That one repo takes; None where the hub does not tell."""
    requests_in: ClassVar[tuple[int, int] | None] = None
    """How many requests an account may make in how many seconds, before its answers tell more of that."""
    commit_inline_limit: ClassVar[int] = 8 * 1024 * 1024
    """Bytes of inline content that go into one commit."""

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
        """The page for a browser of a discussion, a commit, a file or folder at a revision, or else of the
        repo; where the hub has no such page, the nearest that it has."""
        return f"{self.endpoint}/{repo}"

    def close(self) -> None:
        """Let go of connections. The hub is not used afterwards."""
