"""Hugging Face: the search that names are completed with, among repos, users, organisations and collections.

The parameters are those of the published OpenAPI; it does not tell the answer, whose fields are the ones that
clients read: repos by `id`, users by `user`, organisations by `name`, each kind with its count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from starlette.responses import Response

from hubtui.localhub.huggingface.access import new_routes
from hubtui.localhub.huggingface.account import avatar, full_name, object_id
from hubtui.localhub.repos import Listing
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
LIMIT, MOST = 5, 20
Found = list[dict[str, Any]]


@routes.add("GET", "/api/quicksearch")
async def quick_search(call: Call) -> Response:
    """Nothing of the kinds that are not asked for; all of them where none is."""
    wanted = call.query.getlist("type") or list(KINDS)
    unknown = [kind for kind in wanted if kind not in KINDS]
    if unknown:
        raise Refusal(400, f"Invalid type: {unknown[0]}; there are {', '.join(KINDS)}")
    limit = call.number("limit", LIMIT, 1, MOST)
    told: dict[str, Any] = {"q": call.query.get("q", "")}
    for kind, find in KINDS.items():
        found = find(call) if kind in wanted else []
        told |= {f"{kind}s": found[:limit], f"{kind}sCount": len(found)}
    return Json(told)


def _repos(repo_type: str) -> Callable[[Call], Found]:
    def find(call: Call) -> Found:
        listing = Listing("hf", repo_type, call.account, words=call.query.get("q", "").split())
        return [{"_id": repo.object_id, "id": repo.repo_id} for repo in call.store.repos.list(listing)]

    return find


def _users(call: Call) -> Found:
    names = _matching(call, (each.name for each in call.app.accounts))
    return [{**_about(name), "user": name, "type": "user", "isPro": False} for name in names]


def _organisations(call: Call) -> Found:
    names = _matching(call, (name for each in call.app.accounts for name in each.organisations))
    return [{**_about(name), "name": name, "type": "org"} for name in names]


def _nothing(call: Call) -> Found:
    """Of what an embedded hub does not have, or does not look through."""
    return []


def _matching(call: Call, names: Iterable[str]) -> list[str]:
    """Those that hold what is searched for, in their name or in what they are called; the shortest first."""
    words = call.query.get("q", "").casefold()
    found = {name for name in names if words in name.casefold() or words in full_name(name).casefold()}
    return sorted(found, key=lambda name: (len(name), name))


def _about(name: str) -> dict[str, Any]:
    return {"_id": object_id(name), "fullname": full_name(name), "avatarUrl": avatar(name)}


KINDS: dict[str, Callable[[Call], Found]] = {
    "model": _repos("model"),
    "dataset": _repos("dataset"),
    "space": _repos("space"),
    "org": _organisations,
    "user": _users,
    "paper": _nothing,
    "collection": _nothing,
    "bucket": _nothing,
}
