"""ModelScope's branches and tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubtui.errors import Unsupported
from hubtui.hubs.modelscope.connection import Connection, translated
from hubtui.model import Ref, RefType, RepoKey, RepoType


class Refs(Connection):
    @translated()
    def list_refs(self, repo: RepoKey) -> list[Ref]:
        data = self._get(self._route(repo, "revisions")).get("Data") or {}
        found = data.get("RevisionMap") or {}
        branches = [_ref(item, RefType.BRANCH) for item in found.get("Branches") or ()]
        branches.sort(key=lambda ref: ref.name != self.default_revision)
        return [*branches, *(_ref(item, RefType.TAG) for item in found.get("Tags") or ())]

    def create_ref(self, repo: RepoKey, name: str, ref_type: RefType, revision: str) -> None:
        """Tags only: ModelScope makes branches on its web page."""
        if ref_type is not RefType.TAG or repo.repo_type is RepoType.SPACE:
            what = f"{ref_type.value}es" if ref_type is RefType.BRANCH else f"{ref_type.value}s"
            raise Unsupported(
                f"cannot create {what} of {self._kind(repo.repo_type)}s from outside", hub=self.title
            )
        with translated():
            self._api.create_repo_tag(repo.repo_id, self._kind(repo.repo_type), name, revision=revision)

    def delete_ref(self, repo: RepoKey, ref: Ref) -> None:
        raise Unsupported("cannot delete branches or tags from outside", hub=self.title)


def _ref(record: Mapping[str, Any], ref_type: RefType) -> Ref:
    return Ref(record["Revision"], ref_type, record.get("CommitId") or "")
