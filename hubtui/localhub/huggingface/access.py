"""Who may see and change what on the Hugging Face side, and how it says no."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hubtui.localhub.history import HEADS, PULLS
from hubtui.localhub.records import Commit, Entry, LocalAccount, Repo
from hubtui.localhub.repos import may_see
from hubtui.localhub.web import Call, Refusal, Routes

SINGULAR = {"models": "model", "datasets": "dataset", "spaces": "space"}
PLURAL = {single: plural for plural, single in SINGULAR.items()}
PREFIX = {"model": "", "dataset": "datasets/", "space": "spaces/"}
"""What stands before a repo id in the URLs that people see."""
NOT_SIGNED_IN = "Invalid username or password."


def new_routes(**more: str) -> Routes:
    """Routes that know the placeholders of this protocol."""
    return Routes(
        type="models|datasets|spaces", prefix="(?:datasets/|spaces/)?", sha256="[0-9a-f]{64}",
        num=r"\d{1,9}", **more,
    )  # fmt: skip


def iso(date: int) -> str:
    return datetime.fromtimestamp(date, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def signed_in(call: Call) -> LocalAccount:
    """The caller, who must be known."""
    if call.account is None:
        raise Refusal(401, NOT_SIGNED_IN, headers={"WWW-Authenticate": "Bearer"})
    return call.account


def writer(call: Call) -> LocalAccount:
    """The caller, whose token must allow writing."""
    me = signed_in(call)
    if me.role == "read":
        raise Refusal(403, "Forbidden: you must use a write token for this")
    return me


def repo_missing(call: Call) -> Refusal:
    """A repo that is not there, or not for the caller: the answer is the same."""
    if call.account is None:
        return Refusal(401, NOT_SIGNED_IN, "RepoNotFound", headers={"WWW-Authenticate": "Bearer"})
    return Refusal(404, "Repository not found", "RepoNotFound")


def type_of(call: Call) -> str:
    """The repo type that the URL names, in either of its two ways."""
    if "type" in call.args:
        return SINGULAR[call.args["type"]]
    return SINGULAR.get(call.args["prefix"].rstrip("/"), "model")


def repo_of(call: Call) -> Repo:
    """The repo that the URL names, if the caller may see it."""
    repo = call.store.repos.find("hf", type_of(call), call.args["repo"])
    if repo is None or not may_see(repo, call.account):
        raise repo_missing(call)
    if repo.facts.get("disabled"):
        raise Refusal(403, "Access to this resource is disabled.")
    return repo


def own_repo(call: Call) -> Repo:
    """The repo that the URL names, if the caller may write to it."""
    repo = repo_of(call)
    require_write(call, repo)
    return repo


def require_write(call: Call, repo: Repo) -> None:
    if not writer(call).owns(repo.namespace):
        raise forbidden(repo)


def forbidden(repo: Repo) -> Refusal:
    return Refusal(403, f"Forbidden: you must have write access to the {repo.type} repo {repo.repo_id}")


def require_content(call: Call, repo: Repo) -> None:
    """Refuse the content of a gated repo to those who were not let in."""
    me, named = call.account, f"{repo.type} {repo.repo_id}"
    if not repo.gated or (me and me.owns(repo.namespace)):
        return
    if me is None:
        message = (
            f"Access to {named} is restricted. You must have access to it and be authenticated to access it."
        )
        raise Refusal(401, f"{message} Please log in.", "GatedRepo")
    request = call.store.access_requests.of_user(repo, me.name)
    if request is None:
        message = f"Access to {named} is restricted and you are not in the authorized list."
        raise Refusal(403, f"{message} Visit {web_url(call, repo)} to ask for access.", "GatedRepo")
    if request.status == "pending":
        message = f"Your request to access {named} is awaiting a review from the repo authors."
        raise Refusal(403, message, "GatedRepo")
    if request.status == "rejected":
        raise Refusal(
            403, f"Your request to access {named} has been rejected by the repo's authors.", "GatedRepo"
        )


def commit_of(call: Call, repo: Repo, revision: str | None = None) -> Commit:
    """The commit that the URL's revision means."""
    revision = call.args["rev"] if revision is None else revision
    commit = call.store.history.resolve(repo, revision)
    if commit is None:
        raise Refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    return commit


def branch_of(call: Call, repo: Repo, revision: str, *, pulls: bool = True) -> str:
    """The full name of the branch, or of the pull request, that a commit goes to."""
    name = revision if revision.startswith(("refs/heads/", PULLS)) else HEADS + revision
    if call.store.history.ref(repo, name) is None or (name.startswith(PULLS) and not pulls):
        raise Refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    return name


def entry_of(call: Call, commit: Commit, path: str, revision: str) -> Entry:
    """The entry at a path of a commit."""
    entry = call.store.trees.find(commit.tree, path)
    if entry is None:
        message = f'{path} does not exist on "{revision}"'
        raise Refusal(404, message, "EntryNotFound", headers={"X-Repo-Commit": commit.oid})
    return entry


def objects(body: Mapping[str, Any], name: str, most: int) -> list[dict[str, Any]]:
    """A list of mappings from a body; empty if it is not there."""
    found = body.get(name) or []
    if not isinstance(found, list) or len(found) > most or not all(isinstance(each, dict) for each in found):
        raise Refusal(400, f'"{name}" must be a list of at most {most} objects')
    return found


def web_url(call: Call, repo: Repo, rest: str = "") -> str:
    """Where a person would look at a repo."""
    return call.url(f"/{PREFIX[repo.type]}{repo.repo_id}{rest}")
