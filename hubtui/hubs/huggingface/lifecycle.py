"""Hugging Face repos are moved, duplicated, squashed, liked and deleted."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import quote

from huggingface_hub.utils import get_session, hf_raise_for_status

from hubtui.errors import Conflict, Unsupported
from hubtui.hubs.huggingface.connection import Connection, translated
from hubtui.model import RepoKey, Visibility


class Lifecycle(Connection):
    @translated()
    def delete_repo(self, repo: RepoKey) -> None:
        self._api.delete_repo(repo.repo_id, repo_type=repo.repo_type.value)

    @translated()
    def move_repo(self, repo: RepoKey, to: RepoKey) -> None:
        self._api.move_repo(repo.repo_id, to.repo_id, repo_type=repo.repo_type.value)

    @translated()
    def duplicate_repo(self, repo: RepoKey, to: RepoKey, visibility: Visibility) -> bool:
        if visibility is Visibility.INTERNAL:
            raise Unsupported(f"a {repo.repo_type} cannot be {visibility}", hub=self.title)
        made = self._api.duplicate_repo(
            repo.repo_id,
            to.repo_id,
            repo_type=repo.repo_type.value,
            visibility=visibility.value,  # type: ignore[arg-type]
        )
        return bool(made.files_copy_pending)

    @translated()
    def squash(self, repo: RepoKey, branch: str, message: str) -> None:
        self._api.super_squash_history(
            repo.repo_id, branch=branch, commit_message=message, repo_type=repo.repo_type.value
        )

    @translated()
    def set_liked(self, repo: RepoKey, *, liked: bool) -> None:
        """The SDK has `unlike` alone; the hub's API has both."""
        method = "POST" if liked else "DELETE"
        response = get_session().request(method, self._repo_url(repo, "like"), headers=self._headers)
        hf_raise_for_status(response)

    def add_to_collection(self, slug: str, repo: RepoKey) -> None:
        url = f"{self.endpoint}/api/collections/{quote(slug, safe='/')}/items"
        with suppress(Conflict):  # it is in it already
            self._post(url, {"item": {"id": repo.repo_id, "type": repo.repo_type.value}})
