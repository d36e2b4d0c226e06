"""What the owner of a Hugging Face repo says of it: who sees it, who is let in, who may talk."""

from __future__ import annotations

from typing import Any

from huggingface_hub.utils import get_session, hf_raise_for_status

from hubtui.errors import Conflict, Unsupported
from hubtui.hubs.huggingface.connection import Connection, translated
from hubtui.model import Gating, RepoKey, RepoType, Visibility

_TWO = (Visibility.PRIVATE, Visibility.PUBLIC)


class Settings(Connection):
    visibilities = {
        RepoType.MODEL: _TWO,
        RepoType.DATASET: _TWO,
        RepoType.SPACE: (Visibility.PRIVATE, Visibility.PROTECTED, Visibility.PUBLIC),
    }
    gatings = tuple(Gating)

    def set_visibility(
        self, repo: RepoKey, visibility: Visibility, *, seen: Visibility | None = None
    ) -> bool:
        if visibility not in self.visibilities[repo.repo_type]:
            raise Unsupported(f"a {repo.repo_type} cannot be {visibility}", hub=self.title)
        now = self.repo_info(repo).visibility
        if now is visibility and repo.repo_type is not RepoType.SPACE:
            return False
        if seen is not None and now is not seen:
            raise Conflict(f"it is {now} now, not {seen}", hub=self.title)
        self._set(repo, visibility=visibility.value)
        return True

    def set_gating(self, repo: RepoKey, gating: Gating) -> None:
        if repo.repo_type is RepoType.SPACE:
            raise Unsupported("a space cannot be gated", hub=self.title)
        self._set(repo, gated=gating.value or False)

    def set_discussions(self, repo: RepoKey, *, enabled: bool) -> None:
        """The hub's API has it (`discussionsDisabled`), the SDK does not."""
        self._set(repo, discussionsDisabled=not enabled)

    @translated()
    def _set(self, repo: RepoKey, **settings: Any) -> None:
        response = get_session().put(self._repo_url(repo, "settings"), json=settings, headers=self._headers)
        hf_raise_for_status(response)
