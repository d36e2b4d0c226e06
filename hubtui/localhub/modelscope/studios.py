"""ModelScope: what studios have that models and datasets do not."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from hubtui.localhub.modelscope.access import new_routes, opened, own_repo
from hubtui.localhub.modelscope.repos import make
from hubtui.localhub.modelscope.shapes import modern
from hubtui.localhub.web import Call, Refusal

routes = new_routes()
VISIBILITIES = ("public", "protected", "private")
SDKS = ("gradio", "streamlit", "docker", "static")
SETTINGS = (
    "display_name", "license", "description", "cover_image", "sdk_type", "sdk_version", "base_image",
    "hardware",
)  # fmt: skip
"""What is kept of a studio as it is given."""
HARDWARE = [{"name": "platform/2v-cpu-16g-mem", "type": "free", "cpu": 2, "memory": 16}]
BASE_IMAGES = [{"name": "ubuntu22.04-py311-torch2.3.1-modelscope1.31.0"}]
SDK_VERSIONS = {"gradio": ["5.49.1", "4.44.1"]}


@routes.add("POST", "/openapi/v1/studios")
async def create_studio(call: Call) -> Response:
    body = await call.json()
    owner, name = str(body.get("owner") or ""), str(body.get("repo_name") or "")
    facts = {**_settings(body), "status": "created"}
    repo = make(call, "space", owner, name, visibility=_visibility(body) or "public", facts=facts)
    return opened(modern(call.store, repo))


@routes.add("PATCH", "/openapi/v1/(?P<type>studios)/{repo}/settings")
async def change_settings(call: Call) -> Response:
    """Only what is given changes."""
    repo = own_repo(call)
    body = await call.json()
    changed = {"visibility": _visibility(body) or repo.visibility, "facts": {**repo.facts, **_settings(body)}}
    return opened(modern(call.store, call.store.repos.update(repo, **changed)))


@routes.add("POST", "/openapi/v1/(?P<type>studios)/{repo}/(?P<action>deploy|stop)")
async def run(call: Call) -> Response:
    status = "running" if call.args["action"] == "deploy" else "stopped"
    repo = own_repo(call)
    repo = call.store.repos.update(repo, facts={**repo.facts, "status": status})
    return opened(modern(call.store, repo))


@routes.add("GET", "/openapi/v1/studios/hardware")
async def list_hardware(call: Call) -> Response:
    return opened(HARDWARE)


@routes.add("GET", "/openapi/v1/studios/base-images")
async def list_base_images(call: Call) -> Response:
    return opened(BASE_IMAGES)


@routes.add("GET", "/openapi/v1/studios/sdk-versions")
async def list_sdk_versions(call: Call) -> Response:
    return opened([{"version": each} for each in SDK_VERSIONS.get(call.query.get("sdk_type", ""), [])])


# secrets and variables: told by key alone, and with their values


@routes.add("GET", "/openapi/v1/(?P<type>studios)/{repo}/(?P<kind>secrets|variables)")
async def list_values(call: Call) -> Response:
    kept: dict[str, str] = own_repo(call).facts.get(call.args["kind"], {})
    if call.args["kind"] == "secrets":
        return opened([{"key": key} for key in kept])
    return opened([{"key": key, "value": value} for key, value in kept.items()])


@routes.add("POST PUT DELETE", "/openapi/v1/(?P<type>studios)/{repo}/(?P<kind>secrets|variables)")
async def change_value(call: Call) -> Response:
    repo = own_repo(call)
    body = await call.json()
    key, kind = str(body.get("key") or ""), call.args["kind"]
    kept: dict[str, str] = dict(repo.facts.get(kind, {}))
    if not key:
        raise Refusal(400, "A key is needed", "InputParameterError")
    if call.method == "POST" and key in kept:
        raise Refusal(409, f"{key} already exists", "DuplicateEntity")
    if call.method != "POST" and key not in kept:
        raise Refusal(404, f"{key} does not exist", "ResourceNotFound")
    if call.method == "DELETE":
        del kept[key]
    else:
        kept[key] = str(body.get("value") or "")
    call.store.repos.update(repo, facts={**repo.facts, kind: kept})
    return opened({})


def _settings(body: dict[str, Any]) -> dict[str, Any]:
    if body.get("sdk_type") is not None and body["sdk_type"] not in SDKS:
        raise Refusal(400, f"Invalid sdk_type: {body['sdk_type']!r}", "InputParameterError")
    return {name: str(body[name]) for name in SETTINGS if body.get(name) is not None}


def _visibility(body: dict[str, Any]) -> str:
    """What a studio is to be, in either way to say it; empty if nothing is said."""
    if body.get("visibility") is not None:
        if body["visibility"] not in VISIBILITIES:
            raise Refusal(400, f"Invalid visibility: {body['visibility']!r}", "InputParameterError")
        return str(body["visibility"])
    if body.get("private") is None:
        return ""
    return "private" if body["private"] else "public"
