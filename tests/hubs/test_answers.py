"""Whatever a server answers, a hub raises a `HubError` or returns a value: never anything else."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path

import pytest

from hubtui.errors import HubError
from hubtui.hub import Hub
from hubtui.hubs.answers import numbered, seconds_asked
from hubtui.hubs.huggingface import HuggingFace
from hubtui.hubs.modelscope import ModelScope
from hubtui.model import (
    AddFile,
    DiscussionStatus,
    Page,
    Ref,
    RefType,
    RepoKey,
    RepoQuery,
    RepoSort,
    RepoType,
    Upload,
)
from hubtui.secret import Secret

BODIES = [
    b"",
    b"<html><body>Sign in to the hotel network</body></html>",
    b"null",
    b"[]",
    b"{}",
    b"[1, null, {}]",
    b'{"error": ["a", {}]}',
    b'{"Data": [], "data": 3, "objects": [{}], "files": null, "sha": null}',
    json.dumps({"Data": {"Files": [{}], "RevisionMap": {"Branches": [{}]}, "Commit": [{}]}}).encode(),
    json.dumps(
        {"name": "me", "items": [{}], "orgs": [{}], "users": [1], "runtime": 3, "cardData": []}
    ).encode(),
    b'[{"repo": {}}]',
    b"\xff\xfe\x00broken",
]
REPO, DATASET = RepoKey(RepoType.MODEL, "acme/bert"), RepoKey(RepoType.DATASET, "acme/notes")
SPACE = RepoKey(RepoType.SPACE, "acme/show")
UPLOAD = Upload("a.bin", 4, "0" * 64, b"abcd")


class Odd(BaseHTTPRequestHandler):
    body, status = b"", 200

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Odd) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


@pytest.mark.parametrize("status", [200, 204, 302, 400, 401, 403, 404, 409, 412, 418, 422, 429, 500, 503])
@pytest.mark.parametrize("kind", [HuggingFace, ModelScope])
def test_no_answer_escapes_untranslated(
    kind: type[Hub], status: int, server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    hub = kind.open(f"http://127.0.0.1:{server.server_port}", Secret("not-a-real-token"), tmp_path)
    calls = [
        hub.whoami,
        lambda: list(islice(hub.list_repos("acme", RepoType.MODEL), 3)),
        lambda: list(islice(hub.list_repos("acme", RepoType.DATASET), 3)),
        lambda: hub.repo_info(REPO),
        lambda: hub.resolve(REPO, "main"),
        lambda: list(islice(hub.list_tree(REPO, "main", recursive=True), 3)),
        lambda: list(islice(hub.list_tree(DATASET, "main"), 3)),
        lambda: hub.list_refs(REPO),
        lambda: list(islice(hub.list_commits(REPO, "main"), 3)),
        lambda: list(islice(hub.search_repos(RepoType.MODEL, RepoQuery("a", tags=("b",))), 3)),
        lambda: list(islice(hub.search_repos(RepoType.SPACE, RepoQuery(sort=RepoSort.DOWNLOADS)), 3)),
        lambda: hub.compare(REPO, "a", "b"),
        lambda: hub.compare(REPO, "", "b"),
        lambda: list(islice(hub.list_discussions(REPO), 3)),
        lambda: hub.create_ref(REPO, "v1", RefType.TAG, "main"),
        lambda: hub.create_ref(REPO, "dev", RefType.BRANCH, "main"),
        lambda: hub.delete_ref(REPO, Ref("dev", RefType.BRANCH, "")),
        lambda: hub.delete_ref(REPO, Ref("v1", RefType.TAG, "")),
        lambda: list(islice(hub.list_liked(RepoType.MODEL), 3)),
        lambda: list(islice(hub.list_collections("acme"), 3)),
        lambda: list(islice(hub.list_collection("acme/tides-1"), 3)),
        lambda: hub.search_namespaces("ac"),
        lambda: hub.repo_info(SPACE),
        lambda: list(islice(hub.list_repos("acme", RepoType.SPACE), 3)),
        lambda: hub.read_discussion(REPO, 1),
        lambda: hub.create_discussion(REPO, "Why?", "Because."),
        lambda: hub.comment(REPO, 1, "Oh."),
        lambda: hub.edit_comment(REPO, 1, "a" * 24, "Ah."),
        lambda: hub.rename_discussion(REPO, 1, "Why not?"),
        lambda: hub.set_discussion_status(REPO, 1, DiscussionStatus.CLOSED),
        lambda: hub.merge(REPO, 1),
        lambda: b"".join(hub.read(REPO, "main", "a.bin")),
        lambda: hub.create_repo(REPO),
        lambda: hub.missing(REPO, "main", [UPLOAD]),
        lambda: hub.commit(REPO, "main", [AddFile("a", 1, "0" * 64, b"a")], "Add a"),
    ]
    Odd.status = status
    for Odd.body in BODIES:
        for call in calls:
            try:
                call()
            except HubError as error:
                assert str(error)  # noqa: PT017 - the words are what the user gets


def test_pages_end_with_the_count_a_short_page_or_an_empty_one() -> None:
    def pages(lengths: list[int], total: int | None) -> Iterator[Page[int]]:
        return numbered(lambda n: Page([0] * lengths[n], total), first=0, size=2)

    assert [len(page.items) for page in pages([2, 2, 1, 9], None)] == [2, 2, 1]
    assert [len(page.items) for page in pages([2, 2, 9], 4)] == [2, 2]
    assert [len(page.items) for page in pages([2, 0, 9], 4)] == [2, 0]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "Sun, 01 Mar 2026 10:00:30 GMT", "Date": "Sun, 01 Mar 2026 10:00:00 GMT"}, 30),
        ({"Retry-After": "Sun, 01 Mar 2026 09:00:00 GMT", "Date": "Sun, 01 Mar 2026 10:00:00 GMT"}, 0),
        ({"Retry-After": "Sun, 01 Mar 2026 10:00:00 GMT", "Date": "now"}, 0),
        ({"Retry-After": "in a while"}, None),
        ({"Retry-After": "-5"}, None),
        ({}, None),
    ],
)
def test_how_long_a_hub_asks_to_wait_is_told_by_its_own_clock(headers, seconds) -> None:
    assert seconds_asked(headers) == seconds
