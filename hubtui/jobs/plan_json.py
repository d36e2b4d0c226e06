"""A plan as JSON, so that one made on one machine runs on another. No token, no signed URL is in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hubtui.errors import BadInput
from hubtui.jobs.job import Place
from hubtui.jobs.names import PathMap
from hubtui.jobs.packed import packed
from hubtui.jobs.plan import Action, Plan, PlanItem, Policy, RepoPlan, Verify
from hubtui.model import RepoKey, RepoType, Visibility

FORMAT = "hubtui-plan/1"


def plan_to_json(plan: Plan, hub_of: Callable[[str], str] = lambda _: "") -> dict[str, Any]:
    """The plan as plain values for `json.dumps`. `hub_of` tells an account's hub, so that a machine on which
    accounts have other names knows which are meant."""
    hubs = {name: hub_of(name) for name in accounts_of(plan)}
    return {"format": FORMAT, "accounts": hubs, "repos": [repo_to_json(repo) for repo in plan.repos]}


def accounts_of(plan: Plan) -> list[str]:
    """The names of those that the plan is for."""
    return sorted({place.account for repo in plan.repos for place in (repo.source, repo.target)})


def hubs_from_json(data: Any) -> dict[str, str]:
    """The hub of each account that a plan is for, as far as it tells."""
    told = data.get("accounts") if isinstance(data, dict) else None
    return {str(name): str(hub) for name, hub in told.items()} if isinstance(told, dict) else {}


def with_accounts(plan: Plan, names: Mapping[str, str]) -> Plan:
    """The plan with other accounts in the place of these."""

    def moved(place: Place) -> Place:
        return replace(place, account=names.get(place.account, place.account))

    return Plan(tuple(replace(one, source=moved(one.source), target=moved(one.target)) for one in plan.repos))


def plan_from_json(data: Any) -> Plan:
    """The plan again, equal to the one it was made from. BadInput when it is none."""
    try:
        if data["format"] != FORMAT:
            raise BadInput(f"not a plan that this hubtui reads: format {data['format']!r}, not {FORMAT!r}")
        return Plan(tuple(repo_from_json(repo) for repo in data["repos"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"not a plan: {type(error).__name__}: {error}") from None


def repo_to_json(repo: RepoPlan, *, items: bool = True) -> dict[str, Any]:
    head: dict[str, Any] = {
        "source": place_to_json(repo.source),
        "target": place_to_json(repo.target),
        "create": repo.create,
        "visibility": repo.visibility.value,
        "license": repo.license,
        "notes": list(repo.notes),
        "policy": repo.policy.value,
        "verify": repo.verify.value,
        "widest": repo.widest.value,
        "new_branch": repo.new_branch,
        "tags": list(repo.tags),
        "passing": repo.passing,
        "paths": {"source": repo.paths.source, "target": repo.paths.target},
    }
    return {**head, "items": [_item_to_json(item) for item in repo.items]} if items else head


def repo_from_json(data: Any, items: tuple[PlanItem, ...] | None = None) -> RepoPlan:
    """The repo again; `items` stand for those that were left out when it was written."""
    return RepoPlan(
        place_from_json(data["source"]),
        place_from_json(data["target"]),
        tuple(_item_from_json(item) for item in data["items"]) if items is None else items,
        bool(data["create"]),
        Visibility(data["visibility"]),
        str(data["license"]),
        tuple(str(note) for note in data["notes"]),
        Policy(data["policy"]),
        _paths_from_json(data.get("paths", {})),
        Verify(data.get("verify", Verify.HASH)),
        Visibility(data.get("widest", Visibility.PUBLIC)),
        bool(data.get("new_branch", False)),
        tuple(str(tag) for tag in data.get("tags", ())),
        bool(data.get("passing", False)),
    )


def _paths_from_json(data: Any) -> PathMap:
    return PathMap(str(data.get("source", "")), str(data.get("target", "")))


def place_to_json(place: Place) -> dict[str, str]:
    return {
        "account": place.account,
        "repo_type": place.repo.repo_type.value,
        "repo_id": place.repo.repo_id,
        "revision": place.revision,
        "oid": place.oid,
    }


def place_from_json(data: Any) -> Place:
    repo = RepoKey(RepoType(data["repo_type"]), str(data["repo_id"]))
    return Place(str(data["account"]), repo, str(data["revision"]), str(data["oid"]))


def _item_to_json(item: PlanItem) -> dict[str, Any]:
    known = {"sha256": item.sha256, "oid": item.oid, "why": item.why}
    return {
        "action": item.action.value,
        "path": item.path,
        "size": item.size,
        **{name: value for name, value in known.items() if value},
        **({} if item.newer is None else {"newer": item.newer}),
    }


def _item_from_json(data: Any) -> PlanItem:
    size = data["size"]
    if not isinstance(size, int) or size < 0:
        raise BadInput(f"not a plan: size {size!r} of {data['path']!r}")
    return PlanItem(
        Action(data["action"]),
        str(data["path"]),
        size,
        packed(str(data.get("sha256", "")), str(data.get("oid", ""))),
        str(data.get("why", "")),
        None if data.get("newer") is None else bool(data["newer"]),
    )
