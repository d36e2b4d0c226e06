"""Hugging Face: collections of repos, and of other collections."""

from __future__ import annotations

import html
import re
from typing import Any

from starlette.responses import Response

from hubtui.localhub.collections import SORTS, THEMES
from hubtui.localhub.huggingface.access import SINGULAR, iso, new_routes, writer
from hubtui.localhub.huggingface.account import avatar, full_name
from hubtui.localhub.huggingface.pages import page_of
from hubtui.localhub.records import Collection, CollectionItem, Repo
from hubtui.localhub.repos import may_see
from hubtui.localhub.store import now
from hubtui.localhub.web import Call, Json, Refusal

routes = new_routes()
PAGE, SHOWN_ITEMS = 100, 4
"""A list shows the first few items of each collection only."""
NUMBERED = re.compile(r"(?:(?P<words>.*)-)?(?P<id>[0-9a-f]{24})")
LONGEST = {"title": 60, "description": 150, "note": 500}


@routes.add("GET", "/api/collections")
async def list_collections(call: Call) -> Response:
    sort = call.query.get("sort") or "trending"
    if sort not in SORTS:
        raise Refusal(400, f"Invalid sort parameter: {sort}")
    wanted = call.store.collections.list(call.query.getlist("owner"), sort)
    holding = [_holding(call, text) for text in call.query.getlist("item")]
    words = call.query.get("q", "").casefold()
    found = [
        each
        for each in wanted
        if _may_see(call, each)
        and words in each.title.casefold()
        and (not holding or any(each.id in ids for ids in holding))
    ]
    page, headers = page_of(call, found, PAGE)
    return Json([_shape(call, each, listed=True) for each in page], headers=headers)


@routes.add("POST", "/api/collections")
async def create_collection(call: Call) -> Response:
    me = writer(call)
    body = await call.json()
    namespace = str(body.get("namespace") or me.name)
    if not me.owns(namespace):
        raise Refusal(403, f"You don't have the rights to create a collection under {namespace}")
    title = _title(body)
    existing = call.store.collections.titled(namespace, title)
    if existing is not None:
        raise Refusal(409, "This collection already exists", body={"slug": _slug(existing)})
    with call.store.transaction():
        made = call.store.collections.create(
            namespace, title, _text(body, "description") or None, bool(body.get("private")), now()
        )
        if isinstance(body.get("item"), dict):
            _add(call, made, body)
    return Json(_shape(call, made))


@routes.add("GET", "/api/collections/{repo}")
async def get_collection(call: Call) -> Response:
    return Json(_shape(call, _collection(call)))


@routes.add("PATCH", "/api/collections/{repo}")
async def update_collection(call: Call) -> Response:
    collection = _own(call)
    body = await call.json()
    changes: dict[str, Any] = {"modified": now()}
    if "title" in body:
        changes["title"] = _title(body)
    if "description" in body:
        changes["description"] = _text(body, "description") or None
    if "private" in body:
        changes["private"] = bool(body["private"])
    if "theme" in body:
        if body["theme"] not in THEMES:
            raise Refusal(400, f'"theme" must be one of [{", ".join(THEMES)}]')
        changes["theme"] = body["theme"]
    with call.store.transaction():
        if "position" in body:
            call.store.collections.move(collection, _position(body))
        collection = call.store.collections.change(collection, **changes)
    return Json({"success": True, "data": _shape(call, collection)})


@routes.add("DELETE", "/api/collections/{repo}")
async def delete_collection(call: Call) -> Response:
    collection = _own(call)
    with call.store.transaction():
        call.store.collections.delete(collection)
    return Json({"success": True})


@routes.add("POST", "/api/collections/{repo}/items")
async def add_item(call: Call) -> Response:
    collection = _own(call)
    with call.store.transaction():
        _add(call, collection, await call.json())
        collection = call.store.collections.change(collection, modified=now())
    return Json(_shape(call, collection))


@routes.add("PATCH", "/api/collections/{repo}/items/{item}")
async def update_item(call: Call) -> Response:
    collection = _own(call)
    item = _item(call, collection)
    body = await call.json()
    with call.store.transaction():
        if "note" in body:
            call.store.collections.note(item, _text(body, "note"))
        if "position" in body:
            call.store.collections.move_item(collection, item, _position(body))
        call.store.collections.change(collection, modified=now())
    return Json({"success": True})


@routes.add("DELETE", "/api/collections/{repo}/items/{item}")
async def delete_item(call: Call) -> Response:
    collection = _own(call)
    item = _item(call, collection)
    with call.store.transaction():
        call.store.collections.remove(collection, item)
        call.store.collections.change(collection, modified=now())
    return Json({"success": True})


def _collection(call: Call) -> Collection:
    """The collection that the URL names: by the number at its end, whatever its title was then."""
    found = _by_slug(call, call.args["repo"])
    if found is None or not _may_see(call, found):
        raise Refusal(404, "Collection not found")
    return found


def _own(call: Call) -> Collection:
    collection, me = _collection(call), writer(call)
    if not me.owns(collection.namespace):
        raise Refusal(403, "Forbidden: you must have write access to this collection")
    return collection


def _by_slug(call: Call, slug: str) -> Collection | None:
    namespace, _, name = slug.partition("/")
    numbered = NUMBERED.fullmatch(name)
    if numbered is None:
        owned = call.store.collections.owned(namespace)
        return next((each for each in owned if _words(each.title) == name), None)
    number = int(numbered["id"][8:], 16)
    found = call.store.collections.get(number) if number < 2**63 else None
    fits = found and found.namespace.casefold() == namespace.casefold() and _id(found) == numbered["id"]
    return found if fits else None


def _may_see(call: Call, collection: Collection) -> bool:
    return not collection.private or bool(call.account and call.account.owns(collection.namespace))


def _add(call: Call, collection: Collection, body: dict[str, Any]) -> None:
    about = body.get("item")
    if not isinstance(about, dict):
        raise Refusal(400, '"item" must have an id and a type')
    kind, name = str(about.get("type")), str(about.get("id"))
    target = _target(call, kind, name)
    if target is None:
        raise Refusal(404, f"There is no {kind} {name}")
    if any((each.type, each.target) == (kind, target) for each in call.store.collections.items(collection)):
        raise Refusal(409, "This item is already in the collection")
    call.store.collections.add(collection, kind, target, _text(body, "note"))


def _target(call: Call, kind: str, name: str) -> int | None:
    if kind == "collection":
        other = _by_slug(call, name)
        return other.id if other and _may_see(call, other) else None
    if kind not in SINGULAR.values():
        return None
    repo = call.store.repos.find("hf", kind, name)
    return repo.id if repo and may_see(repo, call.account) else None


def _holding(call: Call, text: str) -> set[int]:
    """The collections that something is in; it is written as `models/owner/name`."""
    plural, _, name = text.partition("/")
    kind = SINGULAR.get(plural, plural.removesuffix("s"))
    target = _target(call, kind, name)
    return set() if target is None else call.store.collections.holding(kind, target)


def _item(call: Call, collection: Collection) -> CollectionItem:
    for each in call.store.collections.items(collection):
        if _item_id(each) == call.args["item"]:
            return each
    raise Refusal(404, "Collection item not found")


def _title(body: dict[str, Any]) -> str:
    title = _text(body, "title").strip()
    if not title:
        raise Refusal(400, "A collection needs a title")
    return title


def _text(body: dict[str, Any], name: str) -> str:
    text = str(body.get(name) or "")
    if len(text) > LONGEST[name]:
        raise Refusal(400, f'"{name}" has more than {LONGEST[name]} characters')
    return text


def _position(body: dict[str, Any]) -> int:
    position = body["position"]
    if not isinstance(position, int) or position < 0:
        raise Refusal(400, '"position" must be a whole number from 0')
    return position


def _shape(call: Call, collection: Collection, *, listed: bool = False) -> dict[str, Any]:
    shapes = (_item_shape(call, each) for each in call.store.collections.items(collection))
    items = [each for each in shapes if each]
    told: dict[str, Any] = {
        "slug": _slug(collection),
        "title": collection.title,
        "owner": {
            "name": collection.namespace,
            "fullname": full_name(collection.namespace),
            "avatarUrl": avatar(collection.namespace),
        },
        "lastUpdated": iso(collection.modified),
        "gating": False,
        "private": collection.private,
        "theme": collection.theme,
        "upvotes": collection.upvotes,
        "isUpvotedByUser": False,
        "items": items[:SHOWN_ITEMS] if listed else items,
    }
    if collection.description:
        told["description"] = collection.description
    return told if listed else {**told, "position": collection.position}


def _item_shape(call: Call, item: CollectionItem) -> dict[str, Any] | None:
    """An item as it is told; nothing if the caller may not see what it means."""
    about = _other(call, item) if item.type == "collection" else _repo(call, item)
    if about is None:
        return None
    told = {"_id": _item_id(item), "type": item.type, "position": item.position, **about}
    if item.note:
        told["note"] = {"text": item.note, "html": f"<p>{html.escape(item.note)}</p>"}
    return told


def _repo(call: Call, item: CollectionItem) -> dict[str, Any] | None:
    repo: Repo | None = call.store.repos.by_id(item.target)
    if repo is None or not may_see(repo, call.account):
        return None
    return {
        "id": repo.repo_id,
        "repoType": repo.type,
        "author": repo.namespace,
        "private": repo.visibility == "private",
        "gated": repo.gated or False,
        "likes": repo.likes,
        "downloads": repo.downloads,
        "lastModified": iso(repo.modified),
    }


def _other(call: Call, item: CollectionItem) -> dict[str, Any] | None:
    other = call.store.collections.get(item.target)
    if other is None or not _may_see(call, other):
        return None
    return {"id": _id(other), "slug": _slug(other), "title": other.title}


def _slug(collection: Collection) -> str:
    return f"{collection.namespace}/{_words(collection.title)}-{_id(collection)}"


def _words(title: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", title.casefold())) or "untitled"


def _id(collection: Collection) -> str:
    return f"{collection.created:08x}{collection.id:016x}"


def _item_id(item: CollectionItem) -> str:
    return f"{item.collection:08x}{item.id:016x}"
