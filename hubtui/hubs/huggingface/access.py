"""Hugging Face: who asks to read what a gated repo holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hubtui.hubs.huggingface.answers import moment
from hubtui.hubs.huggingface.connection import Connection, translated
from hubtui.model import AccessRequest, AccessStatus, Page, RepoKey

_ROUTE = "user-access-request"


class Access(Connection):
    def list_access_requests(self, repo: RepoKey, status: AccessStatus) -> Iterator[Page[AccessRequest]]:
        with translated():
            for response in self._pages(self._repo_url(repo, _ROUTE, status.value)):
                yield Page([_request(record, status) for record in response.json()])

    def answer_access_request(
        self, repo: RepoKey, request: AccessRequest, status: AccessStatus, reason: str = ""
    ) -> None:
        body = {"requestId": request.request_id, "status": status.value}
        told = {"rejectionReason": reason} if reason and status is AccessStatus.REJECTED else {}
        self._post(self._repo_url(repo, _ROUTE, "handle"), {**body, **told})


def _request(record: Mapping[str, Any], status: AccessStatus) -> AccessRequest:
    user = record.get("user") or {}
    return AccessRequest(
        request_id=record["requestId"],
        user=user.get("user") or "",
        status=status,
        display_name=user.get("fullname") or "",
        email=user.get("email") or "",
        asked=moment(record.get("timestamp")),
        reason=record.get("rejectionReason") or "",
        fields={str(name): str(value) for name, value in (record.get("fields") or {}).items()},
    )
