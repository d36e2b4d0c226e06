"""What the owner of a ModelScope repo says of it, and its end.

The SDK lost the way to set a model's or a dataset's visibility; the hub's older HTTP route still has it, as
modelscope 1.35 used it. Whether every token may use it is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubtui.errors import Conflict, Unsupported
from hubtui.hubs.modelscope.connection import Connection, translated
from hubtui.model import Gating, RepoKey, RepoType, Visibility

_LEVELS = {Visibility.PRIVATE: 1, Visibility.INTERNAL: 3, Visibility.PUBLIC: 5}
_VISIBILITIES = {level: visibility for visibility, level in _LEVELS.items()}
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

    def set_visibility(
        self, repo: RepoKey, visibility: Visibility, *, seen: Visibility | None = None
    ) -> bool:
        if visibility not in self.visibilities[repo.repo_type]:
            raise Unsupported(f"a {self._kind(repo.repo_type)} cannot be {visibility}", hub=self.title)
        record = {} if repo.repo_type is RepoType.SPACE else self._record(repo)
        now = _VISIBILITIES.get(record.get("Visibility", 0)) if record else self.repo_info(repo).visibility
        if now is visibility:
            return False
        if seen is not None and now is not seen:
            raise Conflict(f"it is {now} now, not {seen}", hub=self.title)
        if record:
            self._write(repo, record, Visibility=_LEVELS[visibility])
        else:
            with translated():
                self._api.update_repo_settings(repo.repo_id, "studio", visibility=visibility.value)
        return True

    def set_gating(self, repo: RepoKey, gating: Gating) -> None:
        """ModelScope gates private repos only."""
        if repo.repo_type is RepoType.SPACE or gating not in self.gatings:
            raise self._unsupported(f"gate the content as {gating or 'off'!r}", repo.repo_type)
        protected = _OPEN if gating is Gating.OFF else _GATED
        self._write(repo, self._record(repo), ProtectedMode=protected)

    @translated()
    def delete_repo(self, repo: RepoKey) -> None:
        self._api.legacy.delete_repo(repo.repo_id, self._kind(repo.repo_type))

    def _record(self, repo: RepoKey) -> Mapping[str, Any]:
        return self._get(self._route(repo)).get("Data") or {}

    @translated()
    def _write(self, repo: RepoKey, record: Mapping[str, Any], **changed: int) -> None:
        if repo.repo_type is RepoType.MODEL:
            route, names = self._route(repo), tuple(_WRITTEN_BACK)
        else:
            route, names = f"datasets/{record['Id']}", ("Visibility", "ProtectedMode")
        body = {name: record.get(name, _WRITTEN_BACK[name]) for name in names}
        self._api.legacy._request("PUT", route, json_body={**body, **changed})
