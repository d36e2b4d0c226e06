"""Hugging Face: who is signed in, users, organisations, and small calls that name no repo."""

from __future__ import annotations

import hashlib
from typing import Any

from starlette.responses import Response

from hubtui.localhub import cards
from hubtui.localhub.huggingface.access import iso, new_routes, signed_in
from hubtui.localhub.huggingface.pages import page_of
from hubtui.localhub.records import LocalAccount, Repo
from hubtui.localhub.repos import may_see
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
PAGE = 1000


@routes.add("GET", "/api/whoami-v2")
async def whoami(call: Call) -> Response:
    me = signed_in(call)
    return Json(
        {
            "type": "user",
            "id": object_id(me.name),
            "name": me.name,
            "fullname": full_name(me.name),
            "email": f"{me.name}@example.org",
            "emailVerified": True,
            "canPay": False,
            "isPro": False,
            "periodEnd": None,
            "avatarUrl": avatar(me.name),
            "orgs": [
                {**organisation(name), "roleInOrg": "admin", "isEnterprise": False}
                for name in me.organisations
            ],
            "auth": _auth(call, me),
        }
    )


def _auth(call: Call, me: LocalAccount) -> dict[str, Any]:
    """What the caller signed in with; a token of a device has neither a name nor a role."""
    if held := call.app.devices.holder(call.app.token(call.request)):
        return {"type": "oauth", "expiresAt": iso(int(held.until))}
    return {
        "type": "access_token",
        "accessToken": {"displayName": "local", "role": me.role, "createdAt": iso(0)},
    }


@routes.add("GET", "/api/agent-harnesses")
async def agent_harnesses(call: Call) -> Response:
    return Json({"standardEnvVars": [], "harnesses": {}})


@routes.add("POST", "/api/validate-yaml")
async def validate_yaml(call: Call) -> Response:
    body = await call.json()
    try:
        found = cards.front_matter(str(body.get("content", "")))
    except cards.BadCard as error:
        problem = {"message": str(error)}
        raise Refusal(
            400, "Invalid metadata in README.md.", body={"errors": [problem], "warnings": []}
        ) from None
    warnings = [] if found else [{"message": "empty or missing yaml metadata in repo card"}]
    return Json({"errors": [], "warnings": warnings})


@routes.add("GET", "/api/users/{user}/overview")
async def user_overview(call: Call) -> Response:
    account = user_named(call, call.args["user"])
    name = account.name
    counted = _counters(_visible(call, name))
    return Json(
        {
            "_id": object_id(name),
            "user": name,
            "fullname": full_name(name),
            "avatarUrl": avatar(name),
            "type": "user",
            "isPro": False,
            **counted,
            "numPapers": 0,
            "numUpvotes": 0,
            "numLikes": len(call.store.likes.of_user(name)),
            "numFollowers": 0,
            "numFollowing": 0,
            "orgs": [organisation(each) for each in account.organisations],
        }
    )


@routes.add("GET", "/api/organizations/{organisation}/overview")
async def organisation_overview(call: Call) -> Response:
    name = _organisation_name(call)
    members = _members(call, name)
    return Json(
        {
            "_id": object_id(name),
            **organisation(name),
            "details": "",
            "isVerified": False,
            "isFollowing": False,
            **_counters(_visible(call, name)),
            "numUsers": len(members),
            "numPapers": 0,
            "numFollowers": 0,
        }
    )


@routes.add("GET", "/api/organizations/{organisation}/members")
async def organisation_members(call: Call) -> Response:
    members = _members(call, _organisation_name(call))
    return Json(
        [
            {
                "_id": object_id(name),
                "user": name,
                "fullname": full_name(name),
                "avatarUrl": avatar(name),
                "isPro": False,
                "type": "user",
                "role": "admin",
            }
            for name in members
        ]
    )


@routes.add("GET", "/api/settings/repositories")
async def my_repositories(call: Call) -> Response:
    return _repositories(call, signed_in(call).name)


@routes.add("GET", "/api/organizations/{organisation}/settings/repositories")
async def organisation_repositories(call: Call) -> Response:
    name = _organisation_name(call)
    if not signed_in(call).owns(name):
        raise Refusal(403, f"You are not a member of {name}")
    return _repositories(call, name)


def _repositories(call: Call, namespace: str) -> Response:
    repos, headers = page_of(call, call.store.repos.owned("hf", namespace), PAGE)
    sizes = [call.store.holdings_size(f"hf:{repo.id}") for repo in repos]
    total = call.store.namespace_size(namespace) or 1
    return Json(
        [
            {
                "id": repo.repo_id,
                "type": repo.type,
                "updatedAt": iso(repo.modified),
                "visibility": repo.visibility,
                "storage": size,
                "storagePercent": round(100 * size / total, 2),
            }
            for repo, size in zip(repos, sizes, strict=True)
        ],
        headers=headers,
    )


def user_named(call: Call, name: str) -> LocalAccount:
    """The account of a user; refused if there is none."""
    for each in call.app.accounts:
        if each.name.casefold() == name.casefold():
            return each
    raise Refusal(404, "This user does not exist")


def _organisation_name(call: Call) -> str:
    wanted = call.args["organisation"].casefold()
    for account in call.app.accounts:
        for name in account.organisations:
            if name.casefold() == wanted:
                return name
    raise Refusal(404, "This organization does not exist")


def _members(call: Call, name: str) -> list[str]:
    return [each.name for each in call.app.accounts if name in each.organisations]


def _visible(call: Call, namespace: str) -> list[Repo]:
    return [repo for repo in call.store.repos.owned("hf", namespace) if may_see(repo, call.account)]


def _counters(repos: list[Repo]) -> dict[str, int]:
    types = [repo.type for repo in repos]
    return {
        "numModels": types.count("model"),
        "numDatasets": types.count("dataset"),
        "numSpaces": types.count("space"),
        "numDiscussions": 0,
    }


def organisation(name: str) -> dict[str, Any]:
    """An organisation as other answers mention it."""
    return {
        "type": "org",
        "id": object_id(name),
        "name": name,
        "fullname": full_name(name),
        "avatarUrl": avatar(name),
    }


def full_name(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").title()


def avatar(name: str) -> str:
    return f"/avatars/{object_id(name)}.svg"


def object_id(text: str) -> str:
    """24 hex digits that always mean this text."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]
