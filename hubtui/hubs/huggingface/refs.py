"""Hugging Face's branches, tags and pull request refs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubtui.errors import Unsupported
from hubtui.hubs.huggingface.connection import Connection, translated
from hubtui.model import Ref, RefType, RepoKey


class Refs(Connection):
    @translated()
    def list_refs(self, repo: RepoKey) -> list[Ref]:
        record = self._get(self._repo_url(repo, "refs"), [("include_prs", "1")]).json()
        branches = [_ref(item, RefType.BRANCH) for item in record.get("branches") or ()]
        branches.sort(key=lambda ref: ref.name != self.default_revision)
        tags = [_ref(item, RefType.TAG) for item in record.get("tags") or ()]
        pulls = [_ref(item, RefType.PULL_REQUEST) for item in record.get("pullRequests") or ()]
        return [*branches, *tags, *pulls]

    @translated()
    def create_ref(self, repo: RepoKey, name: str, ref_type: RefType, revision: str) -> None:
        kind = repo.repo_type.value
        match ref_type:
            case RefType.BRANCH:
                self._api.create_branch(repo.repo_id, branch=name, revision=revision, repo_type=kind)
            case RefType.TAG:
                self._api.create_tag(repo.repo_id, tag=name, revision=revision, repo_type=kind)
            case RefType.PULL_REQUEST:
                raise Unsupported("a pull request is opened as a discussion", hub=self.title)

    @translated()
    def delete_ref(self, repo: RepoKey, ref: Ref) -> None:
        kind = repo.repo_type.value
        match ref.ref_type:
            case RefType.BRANCH:
                self._api.delete_branch(repo.repo_id, branch=ref.name, repo_type=kind)
            case RefType.TAG:
                self._api.delete_tag(repo.repo_id, tag=ref.name, repo_type=kind)
            case RefType.PULL_REQUEST:
                raise Unsupported("cannot delete the ref of a pull request: close it", hub=self.title)


def _ref(record: Mapping[str, Any], ref_type: RefType) -> Ref:
    name = record["ref"] if ref_type is RefType.PULL_REQUEST else record["name"]
    return Ref(name, ref_type, record["targetCommit"])
