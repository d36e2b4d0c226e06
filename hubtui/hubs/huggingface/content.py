"""Hugging Face's file content, put there in one commit.

The wire is `_commit_api.py` and `lfs.py` of huggingface_hub 2.4: preupload says which files are LFS, the LFS
batch which of those are missing, and the commit is one NDJSON request.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx2
from huggingface_hub.utils import get_session, hf_raise_for_status

from hubtui.errors import Conflict, Corrupt, Refused
from hubtui.hubs.huggingface.client import on_behalf
from hubtui.hubs.huggingface.connection import translated
from hubtui.hubs.huggingface.reading import Reading
from hubtui.hubs.streams import Parts
from hubtui.model import AddFile, Change, Need, Ref, RefType, RepoKey, RepoType, Upload, Visibility

_BATCH = 256
_PROPOSES = "?create_pr=1"
_LFS = {"Accept": "application/vnd.git-lfs+json", "Content-Type": "application/vnd.git-lfs+json"}


class Content(Reading):
    sdks = ("static", "gradio", "docker", "streamlit")

    def create_repo(
        self,
        repo: RepoKey,
        *,
        visibility: Visibility = Visibility.PRIVATE,
        license: str = "",
        sdk: str = "",
        exist_ok: bool = False,
    ) -> None:
        """`license` has no place in a Hugging Face record: it is the README's to tell."""
        body = {"name": repo.name, "organization": repo.namespace, "visibility": visibility.value}
        if repo.repo_type is not RepoType.MODEL:
            body["type"] = repo.repo_type.value
        if repo.repo_type is RepoType.SPACE:
            body["sdk"] = sdk or self.sdks[0]
        try:
            self._post(f"{self.endpoint}/api/repos/create", body)
        except Conflict:
            if not exist_ok:
                raise

    @translated()
    def missing(
        self, repo: RepoKey, revision: str, uploads: Sequence[Upload], *, proposes: bool = False
    ) -> list[Need]:
        """As the SDK's `create_commit` asks, for a pull request too: then no branch is named to LFS, whose
        rights are looked at."""
        needs: list[Need] = []
        asked = _PROPOSES if proposes else ""
        for batch in _batches(uploads):
            large = self._lfs_paths(f"{self._repo_url(repo, 'preupload', revision)}{asked}", batch)
            needs += [Need(upload, inline=True) for upload in batch if upload.path not in large]
            if lfs := [upload for upload in batch if upload.path in large]:
                route = f"{self._repo_url(repo, 'xet-write-token', revision)}{asked}"
                missing = self._missing_objects(repo, "" if proposes else revision, lfs)
                needs += [self._by_xet(route, need) for need in missing]
        return needs

    def _by_xet(self, route: str, need: Need) -> Need:
        """The way that a file goes: to the xet store, where the hub has one and it can be reached."""
        return replace(need, ticket={"xet": route}) if self._xet.takes(route, need.upload) else need

    def put(self, repo: RepoKey, need: Need, chunks: Iterator[bytes]) -> None:
        if route := need.ticket.get("xet"):
            self._xet.put(str(route), need.upload, chunks)
            return
        upload: Mapping[str, Any] = need.ticket["upload"]  # type: ignore[assignment]
        header = upload.get("header") or {}
        with translated():
            if "chunk_size" in header:
                self._put_parts(upload["href"], header, need.upload, chunks)
            else:
                self._put_once(upload["href"], chunks, need.upload.size, header)
        if verify := need.ticket.get("verify"):
            self._verify(verify, need.upload)  # type: ignore[arg-type]

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
        url = self._repo_url(repo, "commit", revision)
        return str(self._send_commit(url, _commit_lines(changes, message, parent))["commitOid"])

    @translated()
    def propose(
        self,
        repo: RepoKey,
        revision: str,
        changes: Sequence[Change],
        message: str,
        *,
        parent: str = "",
    ) -> Ref:
        url = f"{self._repo_url(repo, 'commit', revision)}{_PROPOSES}"
        answer = self._send_commit(url, _commit_lines(changes, message, parent))
        number = int(str(answer["pullRequestUrl"]).rpartition("/")[2])
        return Ref(f"refs/pr/{number}", RefType.PULL_REQUEST, str(answer["commitOid"]))

    def _send_commit(self, url: str, lines: Iterator[bytes]) -> Any:
        headers = {**self._headers, "Content-Type": "application/x-ndjson"}
        response = get_session().post(url, content=lines, headers=headers)
        hf_raise_for_status(response)
        return response.json()

    def _lfs_paths(self, url: str, uploads: Sequence[Upload]) -> set[str]:
        """Which of these the hub keeps as LFS: its `.gitattributes` and size rules decide."""
        files = [
            {"path": upload.path, "size": upload.size, "sample": base64.b64encode(upload.head[:512]).decode()}
            for upload in uploads
        ]
        answer = self._post(url, {"files": files})
        modes = {file["path"]: file["uploadMode"] for file in answer["files"]}
        # huggingface_hub sends empty files as regular ones too: S3 refuses an empty object.
        return {upload.path for upload in uploads if modes.get(upload.path) == "lfs" and upload.size}

    def _missing_objects(self, repo: RepoKey, revision: str, uploads: Sequence[Upload]) -> list[Need]:
        body: dict[str, Any] = {
            "operation": "upload",
            "transfers": ["basic", "multipart"],
            "objects": [{"oid": upload.sha256, "size": upload.size} for upload in uploads],
            "hash_algo": "sha256",
        }
        if revision:
            body["ref"] = {"name": revision}
        answer = self._post(f"{self.endpoint}/{repo}.git/info/lfs/objects/batch", body, _LFS)
        tickets: dict[str, Mapping[str, Any]] = {}
        for item in answer["objects"]:
            if error := item.get("error"):
                raise Refused(
                    error.get("message", "LFS refused"), status=error.get("code", 0), hub=self.title
                )
            if (item.get("actions") or {}).get("upload"):
                tickets[item["oid"]] = item["actions"]
        return [Need(up, inline=False, ticket=tickets[up.sha256]) for up in uploads if up.sha256 in tickets]

    def _verify(self, verify: Mapping[str, Any], upload: Upload) -> None:
        """The token goes along only to this hub's own host: the client sees to that."""
        body = {"oid": upload.sha256, "size": upload.size}
        with translated():
            response = get_session().post(verify["href"], json=body, headers=self._headers)
            hf_raise_for_status(response)

    def _put_once(
        self, url: str, chunks: Iterable[bytes], size: int, header: Mapping[str, str]
    ) -> httpx2.Response:
        """One PUT that authorises itself by its URL: no token is sent."""
        headers = {**{str(k): str(v) for k, v in header.items()}, "Content-Length": str(size)}
        response = get_session().put(url, content=chunks, headers=headers, extensions=on_behalf(self._way))
        hf_raise_for_status(response)
        return response

    def _put_parts(
        self, url: str, header: Mapping[str, Any], upload: Upload, chunks: Iterator[bytes]
    ) -> None:
        size, parts = int(header["chunk_size"]), Parts(chunks)
        urls = [header[key] for key in sorted((key for key in header if key.isdigit()), key=int)]
        if len(urls) != -(-upload.size // size):
            raise Corrupt(f"{len(urls)} parts offered for {upload.size} bytes by {size}", hub=self.title)
        done = []
        for number, part_url in enumerate(urls, start=1):
            length = min(size, upload.size - (number - 1) * size)
            response = self._put_once(part_url, parts.take(length), length, {})
            done.append({"partNumber": number, "etag": response.headers.get("ETag", "")})
        body = {"oid": upload.sha256, "parts": done}
        answer = get_session().post(url, json=body, headers=_LFS, extensions=on_behalf(self._way))
        hf_raise_for_status(answer)


def _batches(uploads: Sequence[Upload]) -> Iterator[Sequence[Upload]]:
    for start in range(0, len(uploads), _BATCH):
        yield uploads[start : start + _BATCH]


def _commit_lines(changes: Sequence[Change], message: str, parent: str) -> Iterator[bytes]:
    summary, _, description = message.partition("\n")
    header = {"summary": summary, "description": description.strip()}
    if parent:
        header["parentCommit"] = parent
    yield _line("header", header)
    for change in changes:
        yield _change_line(change)


def _change_line(change: Change) -> bytes:
    if not isinstance(change, AddFile):
        return _line("deletedFile", {"path": change.path})
    if change.content is None:
        return _line(
            "lfsFile", {"path": change.path, "algo": "sha256", "oid": change.sha256, "size": change.size}
        )
    content = base64.b64encode(change.content).decode()
    return _line("file", {"content": content, "path": change.path, "encoding": "base64"})


def _line(key: str, value: Mapping[str, Any]) -> bytes:
    return json.dumps({"key": key, "value": value}).encode() + b"\n"
