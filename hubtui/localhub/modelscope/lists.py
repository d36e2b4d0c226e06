"""ModelScope: lists of models, datasets and studios."""

from __future__ import annotations

from starlette.responses import Response

from hubtui.localhub.modelscope.access import SINGULAR, enveloped, new_routes, opened, repo_of
from hubtui.localhub.modelscope.shapes import legacy, modern
from hubtui.localhub.repos import Listing
from hubtui.localhub.web import Call, Json, Refusal, new_request_id

routes = new_routes()
LARGEST_PAGE, LAST_ITEM = 50, 3000
SORTS = {"default": "trending", "downloads": "downloads", "likes": "likes", "last_modified": "modified"}


@routes.add("GET", "/openapi/v1/{type}")
async def list_repos(call: Call) -> Response:
    page = call.number("page_number", 1, 1)
    size = call.number("page_size", 10, 1, LARGEST_PAGE)
    if page * size > LAST_ITEM:
        raise Refusal(400, f"page_number * page_size must not exceed {LAST_ITEM}", "InputParameterError")
    wanted = _wanted(call, page, size)
    items = [modern(call.store, repo) for repo in call.store.repos.list(wanted)]
    told = {call.args["type"]: items, "total_count": call.store.repos.count(wanted), "page_number": page}
    told["page_size"] = size
    if call.args["type"] == "studios":
        return Json({**told, "success": True, "request_id": new_request_id()})
    return opened(told)


@routes.add("GET", "/openapi/v1/{type}/{repo}")
async def get_repo(call: Call) -> Response:
    return opened(modern(call.store, repo_of(call)))


@routes.add("GET", "/api/v1/datasets")
async def list_datasets(call: Call) -> Response:
    page = call.number("PageNumber", 1, 1)
    size = call.number("PageSize", 10, 1, 100)
    wanted = Listing(
        "ms", "dataset", call.account, owner=call.query.get("owner", ""), sort="modified",
        words=call.query.get("Query", "").split(), skip=(page - 1) * size, limit=size,
    )  # fmt: skip
    items = [legacy(call.store, repo) for repo in call.store.repos.list(wanted)]
    return enveloped(items, TotalCount=call.store.repos.count(wanted), PageNumber=page, PageSize=size)


def _wanted(call: Call, page: int, size: int) -> Listing:
    sort = call.query.get("sort") or "default"
    if sort not in SORTS:
        raise Refusal(400, f"Invalid sort: {sort}", "InputParameterError")
    return Listing(
        "ms",
        SINGULAR[call.args["type"]],
        call.account,
        owner=call.query.get("owner", ""),
        words=call.query.get("search", "").split(),
        sort=SORTS[sort],
        skip=(page - 1) * size,
        limit=size,
    )
