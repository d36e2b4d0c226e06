"""What the owner of a ModelScope repo says of it, and its end.

The SDK lost the way to set a model's or a dataset's visibility; the hub's older HTTP route still has it, as
modelscope 1.35 used it. Whether every token may use it is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubtui.errors import Unsupported
from hubtui.hubs.modelscope.connection import Connection, translated
from hubtui.model import Gating, RepoKey, RepoType, Visibility

_LEVELS = {Visibility.PRIVATE: 1, Visibility.INTERNAL: 3, Visibility.PUBLIC: 5}
_GATED, _OPEN = 1, 2
"""`ProtectedMode` (modelscope_hub 0.5 `create_repo`)."""
_WRITTEN_BACK = {
    "ChineseName": "",
    "ModelFramework": "",
    "Visibility": 1,
    "ProtectedMode": _OPEN,
    "ApprovalMode": 2,
    "Description": "",
    "ModelTask": "",
    "License": "",
}
"""A model's record is written whole: what was left out would be empty afterwards."""


class Settings(Connection):
    visibilities = {
        RepoType.MODEL: tuple(_LEVELS),
        RepoType.DATASET: tuple(_LEVELS),
        RepoType.SPACE: (Visibility.PRIVATE, Visibility.PROTECTED, Visibility.PUBLIC),
    }
    gatings = (Gating.OFF, Gating.MANUAL)

    def set_visibility(self, repo: RepoKey, visibility: Visibility) -> None:
        """Two requests for a model or a dataset: the record is read, and written with one field changed."""
        if visibility not in self.visibilities[repo.repo_type]:
            raise Unsupported(f"a {self._kind(repo.repo_type)} cannot be {visibility}", hub=self.title)
        if repo.repo_type is RepoType.SPACE:
            with translated():
                self._api.update_repo_settings(repo.repo_id, "studio", visibility=visibility.value)
        else:
            self._change(repo, "Visibility", _LEVELS[visibility])

    def set_gating(self, repo: RepoKey, gating: Gating) -> None:
        """ModelScope gates private repos only."""
        if repo.repo_type is RepoType.SPACE or gating not in self.gatings:
            raise self._unsupported(f"gate the content as {gating or 'off'!r}", repo.repo_type)
        self._change(repo, "ProtectedMode", _OPEN if gating is Gating.OFF else _GATED)

    @translated()
    def delete_repo(self, repo: RepoKey) -> None:
        self._api.legacy.delete_repo(repo.repo_id, self._kind(repo.repo_type))

    def _change(self, repo: RepoKey, field: str, value: int) -> None:
        record: Mapping[str, Any] = self._get(self._route(repo)).get("Data") or {}
        if repo.repo_type is RepoType.MODEL:
            path = self._route(repo)
            body = {name: record.get(name, default) for name, default in _WRITTEN_BACK.items()}
        else:
            path = f"datasets/{record['Id']}"
            body = {name: record.get(name, _WRITTEN_BACK[name]) for name in ("Visibility", "ProtectedMode")}
        with translated():
            self._api.legacy._request("PUT", path, json_body={**body, field: value})
