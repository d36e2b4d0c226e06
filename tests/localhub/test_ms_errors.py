"""Each way ModelScope's protocol says no, and the exception that its SDK makes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from modelscope_hub import HubApi
from modelscope_hub.errors import (
    AlreadyExistsError,
    APIError,
    AuthenticationError,
    InvalidParameter,
    NotExistError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
    ServerError,
)

from hubtui.localhub.server import LocalAccount, LocalHub
from tests.localhub.conftest import TOKENS, bearer

Open = Callable[[str, str], HubApi]
Act = Callable[[HubApi], Any]
FILE = {"action": "create", "path": "a", "type": "normal", "content": "1"}
UNKNOWN = {"action": "create", "path": "a", "type": "lfs", "size": 5, "sha256": "0" * 64}


def commit(*actions: dict[str, Any], repo: str = "lab/x", revision: str = "master") -> Act:
    return lambda api: api.legacy.create_commit(repo, "model", list(actions), "x", revision)


ADA: dict[str, tuple[Act, type[APIError], int]] = {
    "a repo that is not there": (lambda api: api.get_repo("lab/none", "model"), NotExistError, 404),
    "its files": (lambda api: api.list_repo_files("lab/none", "model"), NotExistError, 404),
    "its revisions": (lambda api: api.list_repo_revisions("lab/none", "dataset"), NotExistError, 404),
    "a revision": (lambda api: api.list_repo_files("lab/x", "model", revision="v9"), NotExistError, 404),
    "a file": (lambda api: api.legacy.download_stream("lab/x", "model", "none"), NotExistError, 404),
    "a directory": (lambda api: api.legacy.download_stream("lab/x", "model", "d"), NotExistError, 404),
    "a file to delete": (lambda api: api.legacy.delete_file("lab/x", "model", "none"), NotExistError, 404),
    "a branch to commit to": (commit(FILE, revision="none"), NotExistError, 404),
    "a model once more": (lambda api: api.create_repo("lab/x", "model"), AlreadyExistsError, 409),
    "a dataset once more": (lambda api: api.create_repo("lab/d", "dataset"), AlreadyExistsError, 409),
    "a studio once more": (lambda api: api.create_repo("lab/s", "studio"), AlreadyExistsError, 409),
    "a tag once more": (lambda api: api.create_repo_tag("lab/x", repo_type="model", tag="v1"),
                        AlreadyExistsError, 409),
    "a name that cannot be": (lambda api: api.create_repo("lab/-x", "model"), InvalidParameter, 400),
    "a tag that cannot be": (lambda api: api.legacy.create_tag("lab/x", "model", "a b", "master"),
                             InvalidParameter, 400),
    "a path that cannot be": (commit({**FILE, "path": "../a"}), InvalidParameter, 400),
    "an action that cannot be": (commit({**FILE, "action": "burn"}), InvalidParameter, 400),
    "content that is missing": (commit(UNKNOWN), InvalidParameter, 400),
    "content that is not base64": (commit({**FILE, "encoding": "base64", "content": "%"}),
                                   InvalidParameter, 400),
    "too many actions": (commit(*[FILE] * 2001), APIError, 422),
    "somebody's namespace": (lambda api: api.create_repo("grace/y", "model"), PermissionDeniedError, 403),
    "somebody's repo": (commit(FILE, repo="grace/x"), PermissionDeniedError, 403),
    "a link that is forged": (lambda api: api.legacy.upload_blob(
        f"{api.legacy.endpoint}/api/v1/repos/models/lab/x/lfs/{'0' * 64}/1?signature=x", b"1", 1),
        PermissionDeniedError, 403),
    "an unknown sort": (lambda api: api.list_repos("model", sort="age"), InvalidParameter, 400),
    "a secret that is not there": (lambda api: api.update_secret("lab/s", key="K", value="v"),
                                   NotExistError, 404),
    "a path that is not served": (lambda api: api.openapi.request("GET", "/nothing"), NotExistError, 404),
}  # fmt: skip
"""What ada does, what she gets for it, and by which status."""


@pytest.fixture
def filled(hub: LocalHub, ms: HubApi, open_ms: Open) -> HubApi:
    ms.create_repo("lab/x", "model", license="mit")
    ms.create_repo("lab/d", "dataset", license="mit")
    ms.create_repo("lab/s", "studio")
    ms.legacy.create_commit("lab/x", "model", [{**FILE, "path": "d/a"}], "x")
    ms.create_repo_tag("lab/x", repo_type="model", tag="v1")
    open_ms(hub.ms, TOKENS["ms", "grace"]).create_repo("grace/x", "model", license="mit")
    return ms


@pytest.mark.parametrize(("act", "error", "status"), ADA.values(), ids=ADA.keys())
def test_what_ada_is_refused(filled: HubApi, act: Act, error: type[APIError], status: int) -> None:
    with pytest.raises(error) as caught:
        act(filled)
    assert (type(caught.value), caught.value.status_code) == (error, status)
    assert caught.value.request_id


STRANGERS: dict[str, Act] = {
    "who they are": lambda api: api.whoami(),
    "a new repo": lambda api: api.create_repo("lab/y", "model"),
    "a new studio": lambda api: api.create_repo("lab/y", "studio"),
    "a commit": commit(FILE),
    "a question about content": lambda api: api.legacy.validate_blobs("lab/x", "model", []),
    "a tag": lambda api: api.legacy.create_tag("lab/x", "model", "v2", "master"),
}


@pytest.mark.parametrize("token", ["", "ms-revoked-0000-0000"])
@pytest.mark.parametrize("act", STRANGERS.values(), ids=STRANGERS.keys())
def test_what_strangers_are_refused(
    hub: LocalHub, filled: HubApi, open_ms: Open, act: Act, token: str
) -> None:
    with pytest.raises(AuthenticationError):
        act(open_ms(hub.ms, token))


def test_signing_in_with_a_bad_token(hub: LocalHub, open_ms: Open) -> None:
    with pytest.raises(AuthenticationError):
        open_ms(hub.ms, "").legacy.login("ms-no-such-token")


def test_a_token_that_only_reads(tmp_path: Path, open_ms: Open) -> None:
    accounts = [
        LocalAccount("ms", "ada", "ms-reads-0000-0000", role="read"),
        LocalAccount("ms", "ada", TOKENS["ms", "ada"]),
    ]
    with LocalHub(tmp_path / "tiers", accounts=accounts) as hub:
        open_ms(hub.ms, TOKENS["ms", "ada"]).create_repo("ada/x", "model", visibility="private")
        reader = open_ms(hub.ms, "ms-reads-0000-0000")
        assert reader.get_repo("ada/x", "model").private
        for act in (commit(FILE, repo="ada/x"), lambda api: api.create_repo("ada/y", "model")):
            with pytest.raises(PermissionDeniedError):
                act(reader)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"status": 429, "headers": {"Retry-After": "9"}}, RateLimitError),
        ({"status": 500}, ServerError),
        ({"status": 503}, ServerError),
        ({"status": 409, "body": {"Code": 10030000001, "Message": "busy"}}, ServerError),
        ({"status": 400, "body": {"Code": 10010101001, "Message": "taken"}}, AlreadyExistsError),
        ({"status": 400, "body": {"Code": 10020101001, "Message": "taken"}}, AlreadyExistsError),
        ({"status": 403, "body": {"code": "QuotaLimitExceed", "message": "full"}}, QuotaExceededError),
    ],
)
def test_what_happens_to_a_commit(
    hub: LocalHub, filled: HubApi, fault: dict[str, Any], error: type[APIError]
) -> None:
    hub.faults.add(method="POST", path="/commit/", **fault)
    with pytest.raises(error) as caught:
        commit(FILE)(filled)
    assert getattr(caught.value, "retry_after", None) == (9 if error is RateLimitError else None)


def test_each_interface_has_an_envelope_of_its_own(
    hub: LocalHub, filled: HubApi, http: requests.Session
) -> None:
    modern = http.get(f"{hub.ms}/openapi/v1/models/lab/none").json()
    assert set(modern) == {"success", "code", "message", "request_id"}
    assert (modern["success"], modern["code"]) == (False, "ResourceNotFound")
    older = http.get(f"{hub.ms}/api/v1/models/lab/none").json()
    assert set(older) == {"Code", "Data", "Message", "RequestId", "Success"}
    assert (older["Success"], older["Code"]) == (False, 404)
    taken = {"Path": "lab", "Name": "x"}
    told = http.post(f"{hub.ms}/api/v1/models", json=taken, headers=bearer("ms", "ada"))
    assert (told.status_code, told.json()["Code"]) == (409, 10010101001)
