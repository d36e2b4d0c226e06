"""The part of the hub interface that is about whole repos: who sees them, what they are called, their end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from hubtui.errors import Unsupported
from hubtui.hub.named import Named
from hubtui.model import AccessRequest, AccessStatus, Gating, LargeFile, Page, RepoKey, RepoType, Visibility


class Owned(Named):
    """What an owner does. Each is one request or two, sent once; what it answers is the hub's last word."""

    sdks: ClassVar[tuple[str, ...]] = ()
    """What a new space can run on, the first one where nothing is said."""
    visibilities: ClassVar[Mapping[RepoType, tuple[Visibility, ...]]] = {}
    """What `set_visibility` takes for each type, the narrowest first."""
    gatings: ClassVar[tuple[Gating, ...]] = ()
    """What `set_gating` takes."""

    def set_visibility(
        self, repo: RepoKey, visibility: Visibility, *, seen: Visibility | None = None
    ) -> bool:
        """Say who can see the repo; False when it is so already. Asks how it is right before: Conflict when
        `seen` is given and it is not that any more. Unsupported for a visibility that the hub does not have
        for its type. Two requests."""
        raise self._unsupported("set the visibility", repo.repo_type)

    def set_gating(self, repo: RepoKey, gating: Gating) -> None:
        """Say who is let in to the content. Unsupported for what the hub does not have."""
        raise self._unsupported("gate the content", repo.repo_type)

    def set_discussions(self, repo: RepoKey, *, enabled: bool) -> None:
        """Let discussions and pull requests be opened, or not."""
        raise self._unsupported("set the discussions", repo.repo_type)

    def delete_repo(self, repo: RepoKey) -> None:
        """Delete it for good: no hub gives it back. NotFound when there is none."""
        raise self._unsupported("delete repos", repo.repo_type)

    def move_repo(self, repo: RepoKey, to: RepoKey) -> None:
        """Give it another name or namespace. Conflict when there is a repo of that name."""
        raise self._unsupported("rename or move", repo.repo_type)

    def duplicate_repo(self, repo: RepoKey, to: RepoKey, visibility: Visibility) -> bool:
        """Make a repo with all that the branches and tags of this one have, history included, on the hub's
        own side; whether it still copies large files afterwards. Conflict when there is a repo of that
        name."""
        raise self._unsupported("make duplicates", repo.repo_type)

    hardware: ClassVar[tuple[str, ...]] = ()
    """What a space can run on, what costs nothing first."""
    free_hardware: ClassVar[tuple[str, ...]] = ()

    def pause_space(self, repo: RepoKey) -> None:
        """Stop it until it is started again; meanwhile nothing is billed."""
        raise self._unsupported("pause the apps", repo.repo_type)

    def restart_space(self, repo: RepoKey) -> None:
        """Start it anew, whatever it does now."""
        raise self._unsupported("restart the apps", repo.repo_type)

    def set_sleep_time(self, repo: RepoKey, seconds: int) -> None:
        """After how long without visitors it sleeps; -1 is never. Of what it runs on for nothing the hub
        says that itself."""
        raise self._unsupported("set the sleep time", repo.repo_type)

    def set_hardware(self, repo: RepoKey, hardware: str) -> None:
        """Ask for what it is to run on, one of `hardware`."""
        raise self._unsupported("set the hardware", repo.repo_type)

    def squash(self, repo: RepoKey, branch: str, message: str) -> None:
        """Make one commit of all that the branch has; its history is gone for good."""
        raise self._unsupported("squash the history", repo.repo_type)

    def set_liked(self, repo: RepoKey, *, liked: bool) -> None:
        """Like it with this account, or no more; nothing happens when it is so already."""
        raise self._unsupported("like", repo.repo_type)

    def add_to_collection(self, slug: str, repo: RepoKey) -> None:
        """Put it at the collection's end; nothing happens when it is in it already."""
        raise Unsupported("cannot change collections", hub=self.title)

    def list_access_requests(self, repo: RepoKey, status: AccessStatus) -> Iterator[Page[AccessRequest]]:
        """Who asked for a gated repo's content. Refused when it is not gated."""
        raise self._unsupported("list access requests", repo.repo_type)

    def answer_access_request(
        self, repo: RepoKey, request: AccessRequest, status: AccessStatus, reason: str = ""
    ) -> None:
        """Let somebody in, or not. NotFound when the request is gone, or is in that state already."""
        raise self._unsupported("answer access requests", repo.repo_type)

    def list_large_files(self, repo: RepoKey) -> Iterator[Page[LargeFile]]:
        """Every content that the repo stores outside git, what only its history names too."""
        raise self._unsupported("list what takes space", repo.repo_type)

    def delete_large_files(self, repo: RepoKey, files: Sequence[LargeFile]) -> None:
        """Delete these contents for good, and rewrite the history so that no commit names them. All that
        goes into one request goes or stays together; there are at most 1,000 in one."""
        raise self._unsupported("delete what takes space", repo.repo_type)
