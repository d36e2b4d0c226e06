"""ModelScope: repos are made, looked at, set and deleted."""

from __future__ import annotations

import email.parser
import email.policy
import re
from typing import Any

from starlette.responses import Response

from hubtui.localhub.modelscope.access import NUMBERS, enveloped, new_routes, own_repo, repo_of, writer
from hubtui.localhub.modelscope.shapes import legacy
from hubtui.localhub.records import Repo
from hubtui.localhub.web import Call, Refusal

routes = new_routes()
NAME = re.compile(r"[\w][\w.-]{0,127}", re.ASCII)
GATED = "1"
"""The ProtectedMode of a repo that is read only by those who were let in."""
RECORD = {
    "ChineseName": "display_name",
    "Description": "description",
    "License": "license",
    "ModelFramework": "framework",
    "ModelTask": "task",
}
"""The fields of a repo's record, and the facts that they are kept as."""
EXISTS = {"model": 10010101001, "dataset": 10020101001}


@routes.add("POST", "/api/v1/models")
async def create_model(call: Call) -> Response:
    body = await call.json()
    return _create(call, "model", str(body.get("Path") or ""), body)


@routes.add("POST", "/api/v1/datasets")
async def create_dataset(call: Call) -> Response:
    body = await _form(call)
    return _create(call, "dataset", str(body.get("Owner") or ""), body)


@routes.add("GET", "/api/v1/{type}/{repo}")
async def get_repo(call: Call) -> Response:
    return enveloped(legacy(call.store, repo_of(call)))


@routes.add("GET", "/api/v1/{type}/{id}")
async def get_numbered(call: Call) -> Response:
    return enveloped(legacy(call.store, repo_of(call)))


@routes.add("PUT", "/api/v1/{type}/{repo}")
async def change_repo(call: Call) -> Response:
    return await _change(call)


@routes.add("PUT", "/api/v1/{type}/{id}")
async def change_numbered(call: Call) -> Response:
    return await _change(call)


@routes.add("DELETE", "/api/v1/{type}/{repo}")
async def delete_repo(call: Call) -> Response:
    return _delete(call)


@routes.add("DELETE", "/api/v1/{type}/{id}")
async def delete_numbered(call: Call) -> Response:
    return _delete(call)


def _delete(call: Call) -> Response:
    repo = own_repo(call)
    with call.store.transaction():
        call.store.repos.delete(repo)
    return enveloped({})


def _create(call: Call, repo_type: str, namespace: str, body: dict[str, Any]) -> Response:
    name = str(body.get("Name") or "")
    visibility = visibility_of(body.get("Visibility", 5))
    repo = make(call, repo_type, namespace, name, visibility=visibility, facts=_record(body))
    if str(body.get("ProtectedMode")) == GATED:
        repo = call.store.repos.update(repo, gated="auto")
    return enveloped(legacy(call.store, repo))


def make(
    call: Call, repo_type: str, namespace: str, name: str, *, visibility: str, facts: dict[str, Any]
) -> Repo:
    """A new repo of the caller's."""
    me = writer(call, namespace, f"create a repository under {namespace}")
    if not NAME.fullmatch(name):
        raise Refusal(400, f"Invalid repository name: {name!r}", "InputParameterError")
    if call.store.repos.find("ms", repo_type, f"{namespace}/{name}") is not None:
        message = f"The {repo_type} {namespace}/{name} already exists"
        raise Refusal(409, message, "DuplicateEntity", business=EXISTS.get(repo_type, 0))
    return call.store.create_repo(
        "ms", repo_type, namespace, name, visibility=visibility, author=me.name, facts=facts
    )


async def _change(call: Call) -> Response:
    """Write a repo's record. A model's is written whole: what it leaves out is empty afterwards."""
    repo = own_repo(call)
    body = await call.json()
    changes: dict[str, Any] = {}
    if repo.type == "model" or "Visibility" in body:
        changes["visibility"] = visibility_of(body.get("Visibility"))
    if "ProtectedMode" in body:
        changes["gated"] = "auto" if str(body["ProtectedMode"]) == GATED else ""
    told = _record(body)
    if repo.type != "model":
        told = {fact: value for fact, value in told.items() if value}
    repo = call.store.repos.update(repo, **changes, facts={**repo.facts, **told})
    return enveloped(legacy(call.store, repo))


def _record(body: dict[str, Any]) -> dict[str, Any]:
    """What a client says of a repo, as it is kept."""
    told: dict[str, Any] = {fact: str(body.get(name) or "") for name, fact in RECORD.items()}
    if str(body.get("ApprovalMode") or "").isdigit():
        told["approval_mode"] = int(body["ApprovalMode"])
    return told


def visibility_of(given: Any) -> str:
    visibility = NUMBERS.get(int(given)) if str(given).isdigit() else None
    if visibility is None:
        raise Refusal(
            400, f"Visibility must be one of {sorted(NUMBERS)}, not {given!r}", "InputParameterError"
        )
    return visibility


async def _form(call: Call) -> dict[str, Any]:
    kind = call.header("content-type")
    if not kind.startswith("multipart/form-data"):
        return await call.json()
    parser = email.parser.BytesParser(policy=email.policy.HTTP)
    message = parser.parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + await call.request.body())
    return {
        str(part.get_param("name", header="content-disposition")): bytes(
            part.get_payload(decode=True) or b""
        ).decode()
        for part in message.iter_parts()
    }
