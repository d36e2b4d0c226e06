"""ModelScope's branches and tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubtui.hubs.modelscope.connection import Connection, translated
from hubtui.model import Ref, RefType, RepoKey


class Refs(Connection):
    @translated()
    def list_refs(self, repo: RepoKey) -> list[Ref]:
        data = self._get(self._route(repo, "revisions")).get("Data") or {}
        found = data.get("RevisionMap") or {}
        branches = [_ref(item, RefType.BRANCH) for item in found.get("Branches") or ()]
        branches.sort(key=lambda ref: ref.name != self.default_revision)
        return [*branches, *(_ref(item, RefType.TAG) for item in found.get("Tags") or ())]


def _ref(record: Mapping[str, Any], ref_type: RefType) -> Ref:
    return Ref(record["Revision"], ref_type, record.get("CommitId") or "")
