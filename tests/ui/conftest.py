"""The guard: a hub is never called on an event loop. And what most tests of the explorer begin with."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import requests

from hubtui.hub import Hub
from tests.ui.fakes import FakeSession

BLOCKING = (
    "whoami", "namespaces", "list_repos", "repo_info", "list_tree", "list_refs", "resolve", "read",
    "list_commits", "list_discussions", "read_discussion", "create_repo", "missing", "put", "commit",
    "search_repos", "search_namespaces", "list_liked", "list_collections", "list_collection", "compare",
    "create_ref", "delete_ref", "create_discussion", "comment", "edit_comment", "rename_discussion",
    "set_discussion_status", "merge", "list_folder", "last_commits", "set_visibility", "set_gating",
    "set_discussions", "delete_repo", "move_repo", "squash", "set_liked", "add_to_collection",
    "list_access_requests", "answer_access_request", "list_large_files", "delete_large_files",
)  # fmt: skip


class OnTheLoop(AssertionError):
    """A hub was called where the program must never wait."""


def loop_runs_here() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _guarded(function: Callable[..., Any], seen: list[str]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if loop_runs_here():
            seen.append(f"{function.__qualname__} on {threading.current_thread().name}")
            raise OnTheLoop(seen[-1])
        return function(*args, **kwargs)

    return call


def _hubs(root: type[Hub]) -> Iterator[type[Hub]]:
    for implementation in root.__subclasses__():
        yield implementation
        yield from _hubs(implementation)


@pytest.fixture(autouse=True)
def no_hub_on_the_loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Fails the test when a hub, or either SDK's HTTP client, was called on an event loop's thread."""
    seen: list[str] = []
    for implementation in {Hub, *_hubs(Hub)}:
        for name in BLOCKING:
            if name in vars(implementation):
                monkeypatch.setattr(implementation, name, _guarded(vars(implementation)[name], seen))
    for client in (httpx2.Client, requests.Session):
        monkeypatch.setattr(client, "send", _guarded(client.send, seen))
    yield seen
    assert not seen, f"called on the event loop: {seen}"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[FakeSession]:
    made = FakeSession(tmp_path)
    yield made
    made.close()
