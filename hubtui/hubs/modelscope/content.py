"""ModelScope's file content: reading it, and putting it there in one commit.

The wire is `_upload.py` and `_legacy_api.py` of modelscope_hub 0.5, taken apart: its upload helpers read a
file whole, make missing repos public and wait for minutes without a way out.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import requests
from modelscope_hub._upload import _upload_mode
from modelscope_hub.errors import raise_for_status

from hubtui.errors import Conflict, HubError, Refused, Unavailable
from hubtui.hubs.modelscope.connection import Connection, translated
from hubtui.hubs.modelscope.sessions import signed_session, tell_seconds
from hubtui.hubs.plain import Got, applies
from hubtui.hubs.streams import BLOCK, PAST_THE_END, bytes_range, limited, skip
from hubtui.model import AddFile, Change, Need, RepoKey, Upload, Visibility

_BATCH = 64
"""Objects in one question (modelscope_hub 0.5)."""
_VISIBILITY = {Visibility.PUBLIC: "public", Visibility.INTERNAL: "internal"}
_Where = tuple[str, str, str, str]
"""Id, kind, path, revision."""
_NO_LICENSE = "other"
"""Without one the SDK would claim Apache-2.0."""


class Content(Connection):
    def read(
        self, repo: RepoKey, revision: str, path: str, *, offset: int = 0, length: int | None = None
    ) -> Iterator[bytes]:
        """Small ordinary files ignore Range: what came too early or was not asked for is dropped here."""
        if length == 0:
            return
        headers = {"Accept-Encoding": "identity", **bytes_range(offset, length)}
        where = (repo.repo_id, self._kind(repo.repo_type), path, revision)
        asked = self._read_plainly if applies(self.endpoint) else self._read_by_sdk
        try:
            with translated(), asked(where, headers) as (status, blocks):
                yield from limited(skip(blocks, offset) if status == 200 else blocks, length)
        except HubError as error:
            if error.status != PAST_THE_END:
                raise

    @contextmanager
    def _read_plainly(self, where: _Where, headers: dict[str, str]) -> Iterator[tuple[int, Iterator[bytes]]]:
        url = self._api.legacy.get_download_url(*where)
        with self._plain.open(url, headers) as answer:
            if answer.status >= 400:
                raise_for_status(_response(url, answer))
            yield answer.status, answer.blocks()

    @contextmanager
    def _read_by_sdk(self, where: _Where, headers: dict[str, str]) -> Iterator[tuple[int, Iterator[bytes]]]:
        """Where a proxy stands between."""
        with self._api.legacy.download_stream(*where, headers=headers) as response:
            yield response.status_code, response.iter_content(BLOCK)

    def create_repo(
        self,
        repo: RepoKey,
        *,
        visibility: Visibility = Visibility.PRIVATE,
        license: str = "",
        sdk: str = "",
        exist_ok: bool = False,
    ) -> None:
        try:
            with translated():
                self._api.create_repo(
                    repo.repo_id,
                    self._kind(repo.repo_type),
                    visibility=_VISIBILITY.get(visibility, "private"),
                    license=license or _NO_LICENSE,
                )
        except Conflict:
            if not exist_ok:
                raise

    def missing(
        self, repo: RepoKey, revision: str, uploads: Sequence[Upload], *, proposes: bool = False
    ) -> list[Need]:
        """ModelScope's own rule says what goes inside the commit: the SDK's, by size, suffix and name."""
        kind = self._kind(repo.repo_type)
        large = [up for up in uploads if _upload_mode(up.path, up.size, kind) == "lfs"]
        named = {up.path for up in large}
        needs = [Need(up, inline=True) for up in uploads if up.path not in named]
        for start in range(0, len(large), _BATCH):
            needs += self._missing_objects(repo, large[start : start + _BATCH])
        return needs

    def put(self, repo: RepoKey, need: Need, chunks: Iterator[bytes]) -> None:
        """The token goes along only to this hub's own host; the SDK would send it wherever the URL points."""
        url, body = str(need.ticket["href"]), _Body(chunks, need.upload.size)
        with translated():
            if self._way.is_home(url):
                self._api.legacy.upload_blob(url, body if len(body) else b"", len(body))
            else:
                self._put_elsewhere(url, body, need.ticket.get("header"))

    @translated()
    def commit(
        self,
        repo: RepoKey,
        revision: str,
        changes: Sequence[Change],
        message: str,
        *,
        parent: str = "",
    ) -> str:
        """ModelScope takes no expected head: it is read right before."""
        if parent and (head := self.resolve(repo, revision)) != parent:
            raise Conflict(f"{revision} moved from {parent[:8]} to {head[:8]}", status=409, hub=self.title)
        kind = self._kind(repo.repo_type)
        answer = self._api.legacy.create_commit(
            repo.repo_id, kind, [_operation(change) for change in changes], message, revision
        )
        return str(answer.get("oid") or answer.get("commit_id") or answer.get("Id") or "")

    @translated()
    def _missing_objects(self, repo: RepoKey, uploads: Sequence[Upload]) -> list[Need]:
        """The SDK's `validate_blobs` takes an object that carries an error for one that is there."""
        answer = self._post(
            f"repos/{self._route(repo)}/info/lfs/objects/batch",
            {"operation": "upload", "objects": [{"oid": up.sha256, "size": up.size} for up in uploads]},
        )
        tickets: dict[str, Mapping[str, Any]] = {}
        for item in answer.get("objects") or ():
            if error := item.get("error"):
                words = error.get("message", "refused") if isinstance(error, dict) else str(error)
                raise Refused(f"{item.get('oid', '')[:12]}: {words}", hub=self.title)
            if upload := (item.get("actions") or {}).get("upload"):
                tickets[item["oid"]] = upload
        return [Need(up, inline=False, ticket=tickets[up.sha256]) for up in uploads if up.sha256 in tickets]

    def _put_elsewhere(self, url: str, body: _Body, header: object) -> None:
        headers = {str(k): str(v) for k, v in header.items()} if isinstance(header, dict) else {}
        with signed_session(self._way) as session:
            response = session.put(url, data=body if len(body) else b"", headers=headers, timeout=(10, 600))
        if response.status_code >= 500:
            raise Unavailable(response.reason, status=response.status_code, hub="ModelScope storage")
        if response.status_code >= 400:
            raise Refused(response.reason, status=response.status_code, hub="ModelScope storage")


class _Body:
    """A request body of known length that is read once, block by block."""

    def __init__(self, chunks: Iterator[bytes], size: int) -> None:
        self._chunks = chunks
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks


def _operation(change: Change) -> dict[str, object]:
    if not isinstance(change, AddFile):
        return {
            "action": "delete",
            "path": change.path,
            "type": "normal",
            "size": 0,
            "sha256": "",
            "content": "",
            "encoding": "",
        }
    inline = change.content is not None
    return {
        "action": "create",
        "path": change.path,
        "type": "normal" if inline else "lfs",
        "size": change.size,
        "sha256": "" if inline else change.sha256,
        "content": base64.b64encode(change.content or b"").decode(),
        "encoding": "base64" if inline else "",
    }


def _response(url: str, answer: Got) -> requests.Response:
    """As requests would have had it, for the SDK to read the hub's refusal from."""
    response = requests.Response()
    response.status_code, response.url, response.reason = answer.status, url, answer.reason
    response.headers.update(answer.headers.items())
    tell_seconds(response)
    response._content = answer.read()
    response.request = requests.Request("GET", url).prepare()
    return response
