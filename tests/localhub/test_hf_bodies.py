"""Bodies that no client of Hugging Face would send are refused, and never break the hub."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from huggingface_hub import HfApi

from hubtui.localhub.server import LocalHub
from tests.localhub.conftest import bearer

REPO = "lab/x"
ROUTES = [
    ("POST", f"/api/models/{REPO}/preupload/main"),
    ("POST", f"/api/models/{REPO}/commit/main"),
    ("POST", f"/api/models/{REPO}/paths-info/main"),
    ("POST", f"/{REPO}.git/info/lfs/objects/batch"),
    ("POST", f"/{REPO}.git/info/lfs/verify"),
    ("POST", f"/api/models/{REPO}/lfs-files/batch"),
    ("POST", f"/api/models/{REPO}/lfs-files/duplicate"),
    ("POST", f"/api/models/{REPO}/tag/main"),
    ("POST", f"/api/models/{REPO}/user-access-request/handle"),
    ("POST", f"/api/models/{REPO}/user-access-request/grant"),
    ("POST", f"/api/models/{REPO}/discussions"),
    ("POST", f"/api/models/{REPO}/discussions/1/comment"),
    ("POST", f"/api/models/{REPO}/discussions/1/status"),
    ("POST", f"/api/models/{REPO}/discussions/1/title"),
    ("POST", f"/api/models/{REPO}/discussions/1/merge"),
    ("POST", "/api/collections"),
    ("POST", "/api/repos/create"),
    ("POST", "/api/repos/move"),
    ("DELETE", "/api/repos/delete"),
]
BODIES: list[Any] = [
    [],
    "x",
    7,
    None,
    {},
    {"files": 7},
    {"files": [7]},
    {"files": [{"path": "a", "size": "x"}]},
    {"objects": [[]]},
    {"operation": "upload", "objects": [{"oid": 7, "size": []}]},
    {"deletions": [7]},
    {"deletions": {"sha": 7}},
    {"target": 7, "files": [{}]},
    {"title": [], "item": 7},
    {"title": "x", "item": 7},
    {"paths": 7},
    {"paths": [7]},
    {"requestId": 7, "status": "accepted"},
    {"requestId": "g" * 24, "status": "accepted"},
    {"name": {}, "type": []},
    {"summary": "x", "files": [{"path": 7}]},
    {"requestId": "f" * 24, "status": "accepted"},
    {"tag": {}},
]


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=[path for _, path in ROUTES])
def test_nonsense_is_refused(
    hub: LocalHub, hf: HfApi, http: requests.Session, method: str, path: str
) -> None:
    hf.create_repo(REPO)
    hf.update_repo_settings(REPO, gated="manual")
    hf.create_discussion(REPO, "A question")
    for body in BODIES:
        answer = http.request(method, hub.hf + path, json=body, headers=bearer("hf", "ada"))
        assert answer.status_code < 500, (body, answer.text)
    assert hf.model_info(REPO).id == REPO
