"""ModelScope: repos are made, looked at, set and deleted."""

from __future__ import annotations

import email.parser
import email.policy
import re
from typing import Any

from starlette.responses import Response

from hubtui.localhub.modelscope.access import NUMBERS, enveloped, new_routes, own_repo, repo_of, signed_in
from hubtui.localhub.modelscope.shapes import legacy
from hubtui.localhub.web import Call, Refusal

routes = new_routes()
NAME = re.compile(r"[\w][\w.-]{0,127}", re.ASCII)
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
    repo = own_repo(call)
    with call.store.transaction():
        call.store.repos.delete(repo)
    return enveloped({})


def _create(call: Call, repo_type: str, namespace: str, body: dict[str, Any]) -> Response:
    me = signed_in(call)
    name = str(body.get("Name") or "")
    if not me.owns(namespace):
        raise Refusal(403, f"No permission to create a repository under {namespace}", "OperationNotAllowed")
    if not NAME.fullmatch(name):
        raise Refusal(400, f"Invalid repository name: {name!r}", "InputParameterError")
    if call.store.repos.find("ms", repo_type, f"{namespace}/{name}") is not None:
        message = f"The {repo_type} {namespace}/{name} already exists"
        raise Refusal(409, message, "DuplicateEntity", body={"Code": EXISTS[repo_type]})
    facts = {
        "license": body.get("License") or "",
        "display_name": body.get("ChineseName") or "",
        "description": body.get("Description") or "",
    }
    repo = call.store.create_repo(
        "ms",
        repo_type,
        namespace,
        name,
        visibility=_visibility(body.get("Visibility", 5)),
        author=me.name,
        facts=facts,
    )
    return enveloped(legacy(call.store, repo))


async def _change(call: Call) -> Response:
    repo = own_repo(call)
    body = await call.json()
    changes: dict[str, Any] = {}
    if "Visibility" in body:
        changes["visibility"] = _visibility(body["Visibility"])
    if "ProtectedMode" in body:
        changes["gated"] = "auto" if str(body["ProtectedMode"]) == "1" else ""
    named = {"ChineseName": "display_name", "Description": "description", "License": "license"}
    told = {fact: body[name] for name, fact in named.items() if body.get(name) is not None}
    repo = call.store.repos.update(repo, **changes, facts={**repo.facts, **told})
    return enveloped(legacy(call.store, repo))


def _visibility(given: Any) -> str:
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
