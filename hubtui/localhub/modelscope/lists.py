"""ModelScope: lists of models, datasets and studios."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from starlette.responses import Response

from hubtui.localhub.modelscope.access import SINGULAR, enveloped, new_routes, opened, repo_of
from hubtui.localhub.modelscope.shapes import legacy, licence, modern
from hubtui.localhub.records import Repo
from hubtui.localhub.repos import Listing
from hubtui.localhub.store import Store
from hubtui.localhub.web import Call, Json, Refusal, new_request_id

routes = new_routes()
LARGEST_PAGE, LAST_ITEM = 50, 3000
SORTS = {"default": "trending", "downloads": "downloads", "likes": "likes", "last_modified": "modified"}
STUDIO_SORTS = {"default": "trending", "view_num": "downloads", "likes": "likes", "last_modified": "modified"}
TAG_FILTERS = ("filter.library", "filter.model_type", "filter.custom_tag")
Test = Callable[[Repo], bool]


@routes.add("GET", "/openapi/v1/{type}")
async def list_repos(call: Call) -> Response:
    page = call.number("page_number", 1, 1)
    size = call.number("page_size", 10, 1, LARGEST_PAGE)
    if page * size > LAST_ITEM:
        raise Refusal(400, f"page_number * page_size must not exceed {LAST_ITEM}", "InputParameterError")
    repos, total = _found(call.store, _wanted(call, page, size), _tests(call))
    items = [modern(call.store, repo) for repo in repos]
    told = {call.args["type"]: items, "total_count": total, "page_number": page, "page_size": size}
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
    total = call.store.repos.count(wanted)
    if wanted.skip > total:
        raise Refusal(400, f"fromIndex({wanted.skip}) > toIndex({total})", "InputParameterError")
    items = [legacy(call.store, repo) for repo in call.store.repos.list(wanted)]
    return enveloped(items, TotalCount=total, PageNumber=page, PageSize=size)


def _wanted(call: Call, page: int, size: int) -> Listing:
    sorts = STUDIO_SORTS if call.args["type"] == "studios" else SORTS
    sort = call.query.get("sort") or "default"
    if sort not in sorts:
        raise Refusal(400, f"Invalid sort: {sort}", "InputParameterError")
    return Listing(
        "ms",
        SINGULAR[call.args["type"]],
        call.account,
        owner=call.query.get("owner", ""),
        words=call.query.get("search", "").split(),
        tags=[call.query[name] for name in TAG_FILTERS if call.query.get(name)],
        pipeline=call.query.get("filter.task", ""),
        sort=sorts[sort],
        skip=(page - 1) * size,
        limit=size,
    )


def _tests(call: Call) -> list[Test]:
    """What the query asks of a repo that the store cannot look for."""
    tests: list[Test] = []
    given = call.query.get
    if given("filter.license"):
        tests.append(lambda repo: licence(repo).lower() == given("filter.license", "").lower())
    if call.args["type"] == "studios":
        if (given("status") or ("all" if given("owner") else "running")) == "running":
            tests.append(lambda repo: repo.facts.get("status", "running") == "running")
        if given("mcp_support"):
            tests.append(lambda repo: bool(repo.facts.get("mcp_support")) == call.flag("mcp_support"))
        if given("hardware_type"):
            tests.append(lambda repo: given("hardware_type", "") in str(repo.facts.get("hardware")))
    return tests


def _found(store: Store, wanted: Listing, tests: list[Test]) -> tuple[list[Repo], int]:
    """One page, and how many there are."""
    if not tests:
        return store.repos.list(wanted), store.repos.count(wanted)
    every = store.repos.list(replace(wanted, skip=0, limit=-1))
    fitting = [repo for repo in every if all(test(repo) for test in tests)]
    return fitting[wanted.skip : wanted.skip + wanted.limit], len(fitting)
