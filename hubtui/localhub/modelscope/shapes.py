"""ModelScope: how a repo looks in each of the two generations of the interface."""

from __future__ import annotations

from typing import Any

from hubtui.localhub.history import HEADS
from hubtui.localhub.modelscope.access import LEVELS, iso
from hubtui.localhub.records import Repo
from hubtui.localhub.store import Store


def licence(repo: Repo) -> str:
    """What the card says, or else what the creator said."""
    card = repo.facts.get("cardData") or {}
    return str(card.get("license") or repo.facts.get("license") or "")


def tasks(repo: Repo) -> list[str]:
    task = repo.facts.get("pipeline_tag") or repo.facts.get("task")
    return [str(task)] if task else []


def file_size(store: Store, repo: Repo) -> int:
    head = store.history.ref(repo, HEADS + repo.default_branch)
    return store.trees.get(head.tree).size if head else 0


def modern(store: Store, repo: Repo) -> dict[str, Any]:
    """A repo of the OpenAPI."""
    told = {
        "id": repo.repo_id,
        "display_name": repo.facts.get("display_name") or repo.name,
        "description": repo.facts.get("description") or "",
        "downloads": repo.downloads,
        "likes": repo.likes,
        "license": licence(repo),
        "tasks": tasks(repo),
        "created_at": iso(repo.created),
        "last_modified": iso(repo.modified),
        "file_size": file_size(store, repo),
        "tags": repo.tags,
        "private": repo.visibility == "private",
        "gated": bool(repo.gated),
    }
    if repo.type == "model":
        told["params"] = (repo.facts.get("safetensors") or {}).get("total", 0)
    if repo.type == "space":
        told |= _studio(repo)
    return told


def _studio(repo: Repo) -> dict[str, Any]:
    return {
        "owner": repo.namespace,
        "name": repo.name,
        "visibility": repo.visibility,
        "sdk_type": repo.facts.get("sdk_type") or repo.facts.get("sdk") or "gradio",
        "sdk_version": repo.facts.get("sdk_version") or "",
        "base_image": repo.facts.get("base_image") or "",
        "hardware": repo.facts.get("hardware") or "platform/2v-cpu-16g-mem",
        "mcp_support": bool(repo.facts.get("mcp_support")),
        "cover_image": repo.facts.get("cover_image") or "",
        "status": repo.facts.get("status") or "running",
    }


def legacy(store: Store, repo: Repo) -> dict[str, Any]:
    """A repo of the older interface: numbers for ids, visibility and dates."""
    path = {"Owner": repo.namespace} if repo.type == "dataset" else {"Path": repo.namespace}
    return {
        "Id": repo.id,
        **path,
        "Name": repo.name,
        "ChineseName": repo.facts.get("display_name") or repo.name,
        "Description": repo.facts.get("description") or "",
        "Visibility": LEVELS.get(repo.visibility, 5),
        "ProtectedMode": 1 if repo.gated else 2,
        "ApprovalMode": repo.facts.get("approval_mode", 2),
        "License": licence(repo),
        "Downloads": repo.downloads,
        "Stars": repo.likes,
        "Likes": repo.likes,
        "Tags": repo.tags,
        "Tasks": [{"Name": name} for name in tasks(repo)],
        "ModelFramework": repo.facts.get("framework") or repo.facts.get("library_name") or "",
        "ModelTask": "".join(tasks(repo)),
        "CreatedTime": repo.created,
        "LastUpdatedTime": repo.modified,
        "GmtCreate": iso(repo.created),
        "GmtModified": iso(repo.modified),
        "StorageSize": file_size(store, repo),
        "Type": repo.type,
    }
